"""What people say of administrative rules and of how bodies keep them (Decree 20/2008): received, forwarded, answered.

Owns the desks that receive, petitions with the chain of their events, their sealed slips, and what is published of an
answer. Never merges two petitions by itself, and never decides a complaint or a denunciation: those go the way of their
own laws, and the person is told which.
"""

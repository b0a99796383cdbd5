"""What people say of a service once it has ended: asked at every end, counted openly, and answered when it was bad.

Owns invitations, answers, bursts among them, and recovery cases. Never knows what a service is: it is given a kind and
an id, and how the thing came in is told to it by who knows, never by who answers.
"""

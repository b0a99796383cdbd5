"""The door of citizens and enterprises: find a service, see what it takes, apply, follow it, keep what comes of it.

Owns pages only. One question a page, everything works without JavaScript, and nobody is left in doubt whether they
have applied. Never decides anything: it asks the rules of the rooms below and calls one action of theirs.
"""

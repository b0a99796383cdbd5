"""The gateway: a small ASGI process for the hot intake path; the same rules and rows as every other door.

Requests are read by the event loop and handed to a thread, which takes all that wait, verifies each, stores them in
one transaction and answers them only after the commit. Never a second truth: rows and storing are the room's.
"""

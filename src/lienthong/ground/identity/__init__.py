"""People and how they sign in: passkeys, passwords with a second factor, sessions, step-up.

Owns accounts and authentication. Never decides what an account may do: that is mandates.
"""

"""Keys, certificates, signatures, time-stamps, and what can be said about them later.

Owns the demonstration hierarchy, key stores and verdicts. Never decides who may sign.
"""

"""A bank that does not exist: `client` speaks with it as with any bank, `service` is the bank, a process of its own.

Owns the demonstration's money. Never real: it says so on every page, and its number at NAPAS is nobody's.
"""

"""Money a body is owed: asked for by QR, found on its account, counted exactly once, given back, receipted.

Owns bank accounts, intents, the calls and statements of banks, credits and refunds. Never knows what is paid for: it is
given a kind and an id, and announces what became of the money.
"""

"""Tools that know nothing of government: errors, ids, text folding, canonical JSON, pages, outbox, PostgreSQL, tests.

Owns no noun of the law and no table but the outbox's own job queue. Never imports a room.
"""

"""The gateway: a small ASGI process for the hot intake path; the same rules and rows as every other door."""

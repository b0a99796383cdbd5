"""How portals are spoken with: one so far, the National Public Service Portal."""

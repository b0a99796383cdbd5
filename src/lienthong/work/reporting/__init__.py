"""Reports of dossiers to the National Public Service Portal: each dossier as it stands, and every step it took.

Owns what of a dossier the portal has acknowledged, and what is still owed to it. Never changes a dossier, and never
takes a report for given that was not acknowledged: what is owed is compared with the chain of events, not remembered.
"""

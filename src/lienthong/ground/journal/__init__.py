"""Every official act, appended once, provable for ever.

Owns the acts, the Merkle log over them, its checkpoints and receipts. Never knows another room: an act names its
subject and its people by kind and id only, and nothing personal ever enters the published log.
"""

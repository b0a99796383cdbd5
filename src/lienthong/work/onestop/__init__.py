"""The one-stop shop: dossiers received, routed, supplemented, decided, returned; nothing silent, nothing late unseen.

Owns the dossier as a chain of events, its code, its promised and its legal date, and who has it. Never owns what was
asked or on which rules: that is the application and its package, in `services`.
"""

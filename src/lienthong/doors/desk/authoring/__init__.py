"""Procedures as their publishing body sees and writes them: versions in plain words, drafts, publication."""

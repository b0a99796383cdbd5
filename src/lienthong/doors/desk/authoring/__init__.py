"""Procedures as their publishing body sees them: every version in plain words, and what changed between two."""

"""Template words of the observatory."""

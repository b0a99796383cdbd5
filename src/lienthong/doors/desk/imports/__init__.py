"""Bringing in edXML files by hand: the page, and what became of each file."""

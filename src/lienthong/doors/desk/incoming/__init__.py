"""What comes in: the list of everything that waits for me, the inbox, the case of a received document, its handling."""

"""The door of officials: one list of everything that waits for me, the document page, compose, books, directory."""

"""Signatures inside PDF files: the places laid before anyone signs, the signatures themselves, and what changed later.

Owns the layout of form fields and appearances, the embedding of PAdES signatures and the reading of revisions.
Never draws the text of a document (that is the typesetter's) and never decides who may sign.
"""

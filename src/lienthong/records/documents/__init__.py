"""The official document: type, number and symbol, versions, parties, signature and seal, incoming and outgoing books.

Owns drafts, issued documents, number sequences and books. Never sends anything.
"""

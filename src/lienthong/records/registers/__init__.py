"""What the State already knows of a person, read for a purpose and with a receipt: people, civil status, driving.

Owns the records, every reading of them, requests to correct them and what they were before. Never gives a value
without purpose, law and receipt, never decides an application, and here holds synthetic people only.
"""

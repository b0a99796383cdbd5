"""Sending, receiving, refusing and following documents between bodies, with receipts and evidence.

Owns messages, lanes, deliveries, statuses, receipts and bindings such as edXML. Never changes a document.
"""

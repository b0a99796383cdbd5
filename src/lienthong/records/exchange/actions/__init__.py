"""Verbs of the room: sending, carrying, receiving, handling."""

from lienthong.records.exchange.actions.carrying import arrive, make_receipt
from lienthong.records.exchange.actions.changing import answer_change, recall_document
from lienthong.records.exchange.actions.handling import assign_document, complete_document, contribute, start_handling
from lienthong.records.exchange.actions.receiving import accept_document, refuse_document
from lienthong.records.exchange.actions.reminding import remind
from lienthong.records.exchange.actions.sending import send_document

__all__ = [
    "accept_document",
    "answer_change",
    "arrive",
    "assign_document",
    "complete_document",
    "contribute",
    "make_receipt",
    "recall_document",
    "refuse_document",
    "remind",
    "send_document",
    "start_handling",
]

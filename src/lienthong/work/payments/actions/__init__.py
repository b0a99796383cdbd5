"""Verbs of the room: asking for money, counting what came, giving back, receipting."""

from lienthong.work.payments.actions.accounts import close_account, open_account
from lienthong.work.payments.actions.asking import cancel_intent, expire_intents, open_intent
from lienthong.work.payments.actions.calling import take_call
from lienthong.work.payments.actions.counting import match_credit
from lienthong.work.payments.actions.receipting import seal_receipt
from lienthong.work.payments.actions.reconciling import reconcile, take_statement
from lienthong.work.payments.actions.returning import ask_refund, refund_done, refund_failed, refund_sent, send_refunds

__all__ = [
    "ask_refund",
    "cancel_intent",
    "close_account",
    "expire_intents",
    "match_credit",
    "open_account",
    "open_intent",
    "reconcile",
    "refund_done",
    "refund_failed",
    "refund_sent",
    "seal_receipt",
    "send_refunds",
    "take_call",
    "take_statement",
]

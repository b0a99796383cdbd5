"""Everything that happens to a dossier: each verb writes one event, and nothing else does."""

from lienthong.work.onestop.actions.consulting import (
    consult,
    link_answer,
    note_answer,
    note_request_reached,
    note_request_returned,
    note_silence,
)
from lienthong.work.onestop.actions.ending import decide, fetch_result, return_result, revoke_result, stop, withdraw
from lienthong.work.onestop.actions.entrusting import take_over
from lienthong.work.onestop.actions.finding import fill_words
from lienthong.work.onestop.actions.handling import acknowledge, assign, pass_on, propose
from lienthong.work.onestop.actions.linking import settle_ended
from lienthong.work.onestop.actions.listing import list_events
from lienthong.work.onestop.actions.looking import look_at_missed
from lienthong.work.onestop.actions.pausing import ask_payment, ask_supplement, pay, supply, take_cash
from lienthong.work.onestop.actions.printing import print_form, seal_book
from lienthong.work.onestop.actions.promising import alarm, apologise
from lienthong.work.onestop.actions.queueing import call_next, end_ticket, recall, take_ticket
from lienthong.work.onestop.actions.reading import note_opening, note_reading
from lienthong.work.onestop.actions.receiving import receive, refuse, submit_dossier, undo
from lienthong.work.onestop.actions.reusing import reuse_paper
from lienthong.work.onestop.actions.sealing import seal_day, seal_days
from lienthong.work.onestop.actions.settling import (
    give_back_refused,
    note_refund,
    return_cash,
    settle_fee,
    settle_withdrawn,
)
from lienthong.work.onestop.actions.silence import answer_silence, heed_escalation

__all__ = [
    "acknowledge",
    "alarm",
    "answer_silence",
    "apologise",
    "ask_payment",
    "ask_supplement",
    "assign",
    "call_next",
    "consult",
    "decide",
    "end_ticket",
    "fetch_result",
    "fill_words",
    "give_back_refused",
    "heed_escalation",
    "link_answer",
    "list_events",
    "look_at_missed",
    "note_answer",
    "note_opening",
    "note_reading",
    "note_refund",
    "note_request_reached",
    "note_request_returned",
    "note_silence",
    "pass_on",
    "pay",
    "print_form",
    "propose",
    "recall",
    "receive",
    "refuse",
    "return_cash",
    "return_result",
    "reuse_paper",
    "revoke_result",
    "seal_book",
    "seal_day",
    "seal_days",
    "settle_ended",
    "settle_fee",
    "settle_withdrawn",
    "stop",
    "submit_dossier",
    "supply",
    "take_cash",
    "take_over",
    "take_ticket",
    "undo",
    "withdraw",
]

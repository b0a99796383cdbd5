"""Everything that happens to a dossier: each verb writes one event, and nothing else does."""

from lienthong.work.onestop.actions.ending import decide, fetch_result, return_result, revoke_result, stop, withdraw
from lienthong.work.onestop.actions.handling import acknowledge, assign, pass_on, propose
from lienthong.work.onestop.actions.pausing import ask_payment, ask_supplement, pay, supply, take_cash
from lienthong.work.onestop.actions.promising import alarm, apologise
from lienthong.work.onestop.actions.receiving import receive, refuse, submit_dossier, undo

__all__ = [
    "acknowledge",
    "alarm",
    "apologise",
    "ask_payment",
    "ask_supplement",
    "assign",
    "decide",
    "fetch_result",
    "pass_on",
    "pay",
    "propose",
    "receive",
    "refuse",
    "return_result",
    "revoke_result",
    "stop",
    "submit_dossier",
    "supply",
    "take_cash",
    "undo",
    "withdraw",
]

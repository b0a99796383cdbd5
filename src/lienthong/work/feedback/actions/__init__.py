"""Asking, answering, calling back: each verb is an act of the journal."""

from lienthong.work.feedback.actions.answering import answer, note_refused
from lienthong.work.feedback.actions.asking import EndPoint, Written, ask, withdraw_question, write_code
from lienthong.work.feedback.actions.flagging import flag_bursts, flag_days, forget_origins
from lienthong.work.feedback.actions.recovering import close_case, dispute_closing, open_case, take_case, tell_overdue

__all__ = [
    "EndPoint",
    "Written",
    "answer",
    "ask",
    "close_case",
    "dispute_closing",
    "flag_bursts",
    "flag_days",
    "forget_origins",
    "note_refused",
    "open_case",
    "take_case",
    "tell_overdue",
    "withdraw_question",
    "write_code",
]

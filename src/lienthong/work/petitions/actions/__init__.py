"""Naming a desk, sending in, receiving, merging, forwarding, answering, publishing: each is an act of the journal."""

from lienthong.work.petitions.actions.answering import acknowledge_petition, answer_petition, send_back_petition
from lienthong.work.petitions.actions.filing import clarify_petition, enter_petition, submit_petition
from lienthong.work.petitions.actions.merging import merge_petition, part_petition
from lienthong.work.petitions.actions.naming import name_desk
from lienthong.work.petitions.actions.printing import print_slip
from lienthong.work.petitions.actions.publishing import end_consent, publish_answer, withhold_answer
from lienthong.work.petitions.actions.receiving import (
    accept_petition,
    ask_clarity,
    forward_petition,
    refuse_petition,
)
from lienthong.work.petitions.actions.watching import tell_overdue

__all__ = [
    "accept_petition",
    "acknowledge_petition",
    "answer_petition",
    "ask_clarity",
    "clarify_petition",
    "end_consent",
    "enter_petition",
    "forward_petition",
    "merge_petition",
    "name_desk",
    "part_petition",
    "print_slip",
    "publish_answer",
    "refuse_petition",
    "send_back_petition",
    "submit_petition",
    "tell_overdue",
    "withhold_answer",
]

"""Applying a table of province mergers: each row is one change, so that each can be taken back alone."""

from collections.abc import Iterator
from datetime import date, datetime

from lienthong.ground.organisations import provinces, rules
from lienthong.ground.organisations.actions.changes import enact
from lienthong.ground.organisations.provinces import Merger, Proposal
from lienthong.ground.organisations.reorganisation import By


def apply_mergers(*, mergers: list[Merger], on: date, by: By, now: datetime) -> Iterator[Proposal]:
    """Enact each row that is new, in order, yielding it when it is done; rows applied before are left alone.

    The caller's transaction holds them all. Refuses: NotYetInForce, UnknownCode, LaterFacts, MergersMalformed.
    """
    rules.require_in_force(on, now)
    for proposal in provinces.propose(mergers, on):
        if proposal.plan is not None:
            enact(plan=proposal.plan, by=by, now=now, reference=proposal.merger.reference(on))
        yield proposal

"""The standing is what the events say: any legal order folds to it, and no other order folds at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lienthong.work.onestop import standing, states
from lienthong.work.onestop.standing import Standing
from lienthong.work.onestop.states import ALLOWED, OPEN, PAUSED, Alarm, Kind, Status
from lienthong.work.onestop.tests.made import (
    DESK,
    DIVISION,
    LAN,
    MINH,
    MONDAY,
    after,
    event,
    filed,
    handed,
    received,
    taken,
    way,
)

WHILE_AWAITING = {Kind.PAID, Kind.WITHDRAWN, Kind.TAKEN_OVER, Kind.LEAD_REVOKED, Kind.LEAD_CORRECTED}
UNDOABLE = {Kind.REFUSED, Kind.SUPPLEMENT_ASKED, Kind.STOPPED}


class Dossiers(RuleBasedStateMachine):
    """Events are tried at random, at any moment; those that are legal happen, the others must change nothing."""

    @initialize()
    def filed(self):
        self.events = [filed()]
        self.now = standing.fold(self.events)
        self.earlier = [self.now]
        self.at = MONDAY

    @rule(kind=st.sampled_from([each for each in Kind if each is not Kind.UNDONE]), minutes=st.integers(0, 3_000))
    def something_happens(self, kind, minutes):
        self._try(self._made(kind, self.at + timedelta(minutes=minutes)))

    @rule()
    def the_last_is_taken_back(self):
        if self.events[-1].kind in UNDOABLE:
            before = self.earlier[-2]
            self._try(event(Kind.UNDONE, self.at, undone=self.events[-1].kind, back=standing.back(before)))
            assert replace(self.now, last_at=before.last_at) == before

    def _made(self, kind, at):
        dates = {"begins_at": at, "due_at": at + timedelta(days=7), "step_due_at": at + timedelta(days=1)}
        units = {"unit": str(DIVISION), "step": "verification", "step_due_at": at}
        kinds = {
            Kind.SUBMITTED: units, Kind.HANDED_OVER: units, Kind.DECIDED: units,
            Kind.RECEIVED: dates, Kind.SUPPLIED: dates, Kind.PAID: {"step_due_at": at}, Kind.APOLOGISED: dates,
            Kind.ACKNOWLEDGED: {"holder": str(LAN)}, Kind.ASSIGNED: {"holder": str(MINH)},
            Kind.ALARMED: {"about": Alarm.OVERDUE}, Kind.CONSULT_REACHED: {"stands": True},
            Kind.CONSULT_ANSWERED: {"goes_on": True, **dates}, Kind.CONSULT_SILENT: {"agreed": False},
            Kind.REVOKED: {"anew": True}, Kind.LINKED: {"awaits": ["child_number"]}, Kind.BEGUN: {"step_due_at": at},
            Kind.FEE_SETTLED: {"transfer": 0, "cash": 135_000}, Kind.FEE_RETURNED: {"transfer": 0, "cash": 135_000},
        }  # fmt: skip
        return event(kind, at, **kinds.get(kind, {}))

    def _try(self, happened):
        try:
            moved = standing.apply(self.now, happened)
        except (states.DossierMovedOn, states.NotAcknowledged, states.AwaitsLead):
            assert not self._is_legal(happened.kind)
            return
        assert self._is_legal(happened.kind)
        self.events.append(happened)
        self.earlier.append(moved)
        self.now, self.at = moved, happened.at

    def _is_legal(self, kind):
        """Said once more, in other words than the code's."""
        if kind == Kind.SUBMITTED:
            return False
        waits = self.now.waiting_since is not None
        begins_or_ends = kind in {Kind.BEGUN, Kind.LEAD_ENDED}
        if self.now.awaits_since is None and begins_or_ends:
            return False
        if self.now.awaits_since is not None and not begins_or_ends and kind not in WHILE_AWAITING:
            return False
        if kind in {Kind.HANDED_OVER, Kind.PROPOSED, Kind.DECIDED} and waits:
            return False
        return self.now.status in ALLOWED[kind].after and (kind != Kind.ACKNOWLEDGED or waits)

    @invariant()
    def the_whole_chain_folds_to_where_it_stands(self):
        assert standing.fold(self.events) == self.now

    @invariant()
    def what_awaits_its_lead_has_no_promise(self):
        if self.now.awaits_since is not None:
            assert (self.now.status, self.now.received_at, self.now.ended_at) == (Status.SUBMITTED, None, None)

    @invariant()
    def a_promise_is_made_once(self):
        made = next((each.details["due_at"] for each in self.events if each.kind == Kind.RECEIVED), None)
        assert (self.now.promised_at and self.now.promised_at.isoformat()) == made

    @invariant()
    def what_was_taken_up_again_is_not_decided(self):
        if self.events[-1].kind == Kind.REVOKED:
            assert (self.now.status, self.now.decided_at, self.now.ended_at) == (Status.PROCESSING, None, None)

    @invariant()
    def the_clock_stands_with_the_applicant_and_only_there(self):
        if self.now.status in OPEN:
            assert (self.now.paused_at is not None) == (self.now.status in PAUSED)

    @invariant()
    def the_requests_that_stand_are_counted(self):
        asked = sum(each.kind == Kind.SUPPLEMENT_ASKED for each in self.events)
        undone = sum(
            each.kind == Kind.UNDONE and each.details["undone"] == Kind.SUPPLEMENT_ASKED for each in self.events
        )
        assert self.now.supplement_count == asked - undone


Dossiers.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestAnyLegalOrderOfEvents = Dossiers.TestCase


def test_nothing_happens_before_the_handing_in_and_nobody_hands_in_twice():
    with pytest.raises(states.DossierMovedOn):
        standing.fold([received(MONDAY)])
    with pytest.raises(states.DossierMovedOn):
        standing.fold([filed(), filed()])


@pytest.mark.parametrize("kind", list(ALLOWED), ids=lambda kind: kind.value)
def test_every_event_is_refused_where_the_table_does_not_name_the_status(kind):
    for status in set(Status) - ALLOWED[kind].after:
        with pytest.raises(states.DossierMovedOn) as refused:
            states.require(status, kind, waits=kind is Kind.ACKNOWLEDGED)
        assert refused.value.facts == {"status": status, "event": kind.value}


def test_what_was_handed_over_is_taken_over_once_and_before_anything_else_is_done_with_it():
    handed_over = way()[:-1]
    for kind in states.NEEDS_TAKING_OVER - {Kind.PROPOSED}:
        with pytest.raises((states.NotAcknowledged, states.DossierMovedOn)):
            standing.fold([*handed_over, handed(after(hours=2), kind=kind)])
    with pytest.raises(states.NotAcknowledged):
        standing.fold([*way(), handed(after(hours=3)), event(Kind.PROPOSED, after(hours=4))])
    with pytest.raises(states.DossierMovedOn):
        standing.fold(way(taken(after(hours=3), MINH)))


def test_the_whole_way_leaves_its_marks():
    done = standing.fold(way(handed(after(hours=3), DESK, kind=Kind.DECIDED), event(Kind.RETURNED, after(hours=4))))
    assert done == Standing(
        status=Status.RETURNED,
        before=Status.DONE,
        unit_id=DESK,
        step="verification",
        step_due_at=after(hours=3, days=2),
        received_at=after(hours=1),
        begins_at=MONDAY,
        promised_at=after(days=7),
        due_at=after(days=7),
        decided_at=after(hours=3),
        returned_at=after(hours=4),
        last_at=after(hours=4),
        law_due_at=after(days=7),
        ended_at=after(hours=3),
        officer_id=LAN,
    )


def test_a_stop_taken_back_while_the_applicant_was_asked_leads_back_to_the_office_and_not_to_the_beginning():
    asked = standing.fold(way(event(Kind.SUPPLEMENT_ASKED, after(hours=3))))
    stopped = standing.apply(asked, event(Kind.STOPPED, after(hours=4)))
    back = standing.apply(stopped, event(Kind.UNDONE, after(hours=4), undone=Kind.STOPPED, back=standing.back(asked)))
    assert (back.status, back.paused_at, back.supplement_count) == (Status.SUPPLEMENT, after(hours=3), 1)
    again = standing.apply(back, event(Kind.SUPPLIED, after(hours=5)))
    assert (again.status, again.paused_at) == (Status.PROCESSING, None)


def test_the_time_to_answer_a_hand_over_begins_anew_when_the_applicant_has_answered():
    asked = [*way()[:-1], event(Kind.SUPPLEMENT_ASKED, after(hours=3))]
    assert standing.fold([*asked, event(Kind.SUPPLIED, after(days=5))]).waiting_since == after(days=5)
    assert standing.fold([*way(), asked[-1], event(Kind.SUPPLIED, after(days=5))]).waiting_since is None


def test_money_that_comes_in_while_nobody_waits_for_it_moves_no_date_but_that_of_taking_in():
    alarmed = [filed(), event(Kind.ALARMED, after(days=2), about=Alarm.NOT_RECEIVED)]
    assert standing.fold(alarmed).alarms == "not_received"
    paid = standing.fold([*alarmed, event(Kind.PAID, after(days=3), step_due_at=after(days=4))])
    assert (paid.paid_at, paid.step_due_at, paid.alarms) == (after(days=3), after(days=4), "")
    late = standing.fold(way(event(Kind.PAID, after(days=3))))
    assert (late.paid_at, late.due_at, late.status) == (after(days=3), after(days=7), Status.PROCESSING)


def test_an_alarm_is_settled_by_what_settles_it():
    def told(about, *events):
        return standing.fold([*events, event(Kind.ALARMED, after(days=1), about=about)])

    unanswered = told(Alarm.UNANSWERED, *way()[:-1])
    assert standing.apply(unanswered, taken(after(days=2))).alarms == ""
    overdue = told(Alarm.OVERDUE, *way())
    assert standing.apply(overdue, event(Kind.APOLOGISED, after(days=2), due_at=after(days=9))).alarms == ""
    assert standing.apply(overdue, handed(after(days=2))).alarms == "overdue"


def test_a_proposal_lies_before_who_decides_until_it_is_decided_given_to_somebody_or_supplemented():
    def since(*more):
        return standing.fold(way(event(Kind.PROPOSED, after(hours=3)), *more)).proposed_at

    asked, paying = (event(kind, after(hours=4)) for kind in (Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED))
    assert since() == since(event(Kind.APOLOGISED, after(hours=4), due_at=after(days=9))) == after(hours=3)
    assert since(paying, event(Kind.PAID, after(hours=5))) == after(hours=3)
    assert since(event(Kind.PROPOSED, after(hours=4))) == after(hours=4)
    assert since(event(Kind.ASSIGNED, after(hours=4), holder=str(MINH))) is None
    assert since(asked, event(Kind.SUPPLIED, after(hours=5))) is None
    assert since(handed(after(hours=4))) is since(handed(after(hours=4), DESK, kind=Kind.DECIDED)) is None
    before = standing.fold(way(event(Kind.PROPOSED, after(hours=3))))
    undone = event(Kind.UNDONE, after(hours=4, minutes=1), undone=Kind.SUPPLEMENT_ASKED, back=standing.back(before))
    assert since(asked, undone) == after(hours=3)

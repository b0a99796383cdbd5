"""The chain of events: what is changed, left out or moved is found; and through any verbs the row is what it says."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import at
from lienthong.kit.errors import Refused
from lienthong.work.onestop import actions, queries, standing
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.onestop.tests.made import LAN, REASON

NOON = at("11:00")
MARK = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
SUPPLIED = {"answers": {"full_name": "Nguyễn Thị Minh Anh"}, "files": []}
VERBS = {
    "receive": lambda d, s, now: actions.receive(dossier=d, by=s.receiver, now=now),
    "refuse": lambda d, s, now: actions.refuse(dossier=d, reason=RefusalReason.OTHER, **REASON, by=s.receiver, now=now),
    "undo a refusal": lambda d, s, now: actions.undo(dossier=d, by=s.receiver, now=now),
    "undo a stop": lambda d, s, now: actions.undo(dossier=d, by=s.chief, now=now),
    "acknowledge": lambda d, s, now: actions.acknowledge(dossier=d, by=s.officer, now=now),
    "assign": lambda d, s, now: actions.assign(dossier=d, holder=s.officer, by=s.chief, now=now),
    "pass on": lambda d, s, now: actions.pass_on(dossier=d, by=s.officer, now=now),
    "propose": lambda d, s, now: actions.propose(dossier=d, outcome="cap_moi", words="", by=s.officer, now=now),
    "ask at the desk": lambda d, s, now: actions.ask_supplement(dossier=d, items=[MARK], **REASON, by=s.receiver, now=now),
    "ask": lambda d, s, now: actions.ask_supplement(dossier=d, items=[MARK], **REASON, by=s.officer, now=now),
    "supply": lambda d, s, now: actions.supply(dossier=d, **SUPPLIED, by=s.citizen, now=now),
    "apologise": lambda d, s, now: actions.apologise(
        dossier=d, reason=REASON["words"], new_due_at=at("16:00", day=d.submitted_at.date().replace(day=30)), by=s.leader, now=now
    ),
    "stop": lambda d, s, now: actions.stop(dossier=d, reason=RefusalReason.OTHER, **REASON, by=s.chief, now=now),
    "withdraw": lambda d, s, now: actions.withdraw(dossier=d, words="", by=s.citizen, now=now),
}  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(verbs=st.lists(st.sampled_from(sorted(VERBS)), min_size=3, max_size=8), begun=st.booleans())
def test_after_any_verbs_the_row_is_what_the_events_say_and_the_chain_holds(hall, waiting, in_hand, verbs, begun):
    with transaction.atomic():
        dossier = in_hand if begun else waiting
        for minute, verb in enumerate(verbs):
            try:
                with transaction.atomic():
                    VERBS[verb](dossier, hall, at(f"11:{minute:02d}"))
            except Refused:
                continue
        stored = Dossier.objects.get(pk=dossier.pk)
        events = list(stored.events.in_order())
        assert stored.standing == standing.fold(events)
        assert [event.seq for event in events] == list(range(1, stored.last_seq + 1))
        assert queries.verify_chain(stored) is None
        transaction.set_rollback(True)


def tampered(dossier, seq, **fields):
    Event.objects.filter(dossier=dossier, seq=seq).update(**fields)
    return queries.verify_chain(dossier)


CHANGES = {
    "who": {"by_id": None},
    "name": {"by_name": "Người khác"},
    "when": {"at": at("09:59")},
    "what": {"kind": "assigned"},
    "details": {"details": {"due_at": "2027-01-01T00:00:00+07:00"}},
    "hash": {"hash": bytes(32)},
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_that_was_changed_is_found(in_hand, change):
    assert queries.verify_chain(in_hand) is None
    assert tampered(in_hand, 3, **CHANGES[change]) == 3


def test_the_citizen_who_handed_in_is_part_of_the_chain(in_hand):
    assert tampered(in_hand, 1, by_citizen=LAN) == 1


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_an_event_that_was_left_out_is_found_also_the_last_one(in_hand, seq):
    assert in_hand.last_seq == 5
    Event.objects.filter(dossier=in_hand, seq=seq).delete()
    assert queries.verify_chain(in_hand) == seq


def test_events_whose_order_was_changed_are_found(in_hand):
    for old, new in ((3, 103), (4, 3), (103, 4)):
        Event.objects.filter(dossier=in_hand, seq=old).update(seq=new)
    assert queries.verify_chain(in_hand) == 3


def test_an_event_laid_behind_the_last_and_a_head_that_was_changed_are_found(in_hand):
    last = in_hand.events.in_order().last()
    at_ = at("12:00")
    hash_ = standing.link(
        bytes(last.hash),
        dossier=in_hand.pk,
        seq=6,
        kind="alarmed",
        at=at_,
        by="",
        name="",
        details={"about": "overdue"},
    )
    laid = Event.objects.create(
        dossier=in_hand, seq=6, kind="alarmed", at=at_, details={"about": "overdue"}, hash=hash_
    )
    assert queries.verify_chain(in_hand) == 6
    laid.delete()
    Dossier.objects.filter(pk=in_hand.pk).update(last_hash=bytes(32))
    assert queries.verify_chain(in_hand) == 5


def test_a_stored_event_is_never_saved_again(in_hand):
    event = in_hand.events.in_order().last()
    with pytest.raises(TypeError, match="never changed"):
        event.save()

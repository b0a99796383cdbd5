"""A refusal that was wrong is revoked, and the same dossier is decided anew: no second application, no second fee."""

from datetime import date

import pytest

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.kit.outbox import Event as Announced
from lienthong.work.feedback.states import End
from lienthong.work.onestop import (
    actions,
    asking,
    events,
    histories,
    queries,
    results,
    rules,
    standing,
    states,
    telling,
)
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.onestop.tests.made import REFUSAL

WRONG = "Văn bản từ chối ghi nhầm giấy khám sức khỏe của người khác; giấy của bà Minh Anh còn hạn."


@pytest.fixture
def refused(hall, in_hand) -> Dossier:
    return actions.decide(dossier=in_hand, **REFUSAL, by=hall.chief, now=at("14:00"))


def test_a_revoked_refusal_is_open_again_with_who_decides_and_its_promise_stays(hall, refused):
    promised = refused.promised_at
    refusal = refused.result
    again = actions.revoke_result(dossier=refused, reason=WRONG, by=hall.chief, now=at("16:00"))
    assert (again.status, again.decided_at, again.ended_at) == (Status.PROCESSING, None, None)
    assert (again.result, again.promised_at, again.due_at) == (None, promised, refused.due_at)
    assert again.waiting_since == at("16:00"), "the unit must say that it has it"
    assert [each.kind for each in again.events.in_order()][-2:] == [Kind.REVOKED, Kind.HANDED_OVER]
    assert again.unit_id == again.deciding_unit_id
    assert standing.fold(again.events.in_order()) == again.standing
    refusal.refresh_from_db()
    assert refusal.revoked_at == at("16:00")


def test_it_is_decided_anew_and_both_papers_are_kept(hall, refused):
    refusal = refused.result
    again = actions.revoke_result(dossier=refused, reason=WRONG, by=hall.chief, now=at("16:00"))
    actions.acknowledge(dossier=again, by=hall.officer, now=at("16:10"))
    done = actions.decide(
        dossier=again, outcome="cap_moi", words="Dữ liệu khớp.", by=hall.chief, now=at("09:00", day=date(2026, 11, 17))
    )
    assert (done.result.kind, done.result.revoked_at) == ("granted", None)
    assert done.decided_at == at("09:00", day=date(2026, 11, 17))
    assert queries.former_results(done, list(done.events.in_order())) == [refusal]
    assert set(done.results.all()) == {refusal, done.result}
    assert histories.refusal_of(done, list(done.events.in_order())) is None
    ends = [asking._end(each) for each in done.events.filter(kind=Kind.DECIDED).in_order()]
    assert ends == [End.REFUSED, End.GRANTED]


def test_what_was_handed_over_before_is_taken_up_again_as_well(hall, refused):
    returned = actions.return_result(dossier=refused, to="Người nộp", by=hall.receiver, now=at("15:00"))
    again = actions.revoke_result(dossier=returned, reason=WRONG, by=hall.chief, now=at("16:00"))
    assert (again.status, again.returned_at) == (Status.PROCESSING, None)


def test_a_granted_result_that_is_revoked_stays_the_end(hall, in_hand):
    done = actions.decide(dossier=in_hand, outcome="cap_moi", words="Khớp.", by=hall.chief, now=at("14:00"))
    revoked = actions.revoke_result(dossier=done, reason=WRONG, by=hall.chief, now=at("16:00"))
    assert (revoked.status, revoked.decided_at) == (Status.DONE, at("14:00"))
    assert revoked.events.in_order().last().details == {"words": WRONG}
    assert queries.former_results(revoked, list(revoked.events.in_order())) == []
    with pytest.raises(results.RevokedAlready):
        actions.revoke_result(dossier=revoked, reason=WRONG, by=hall.chief, now=at("16:30"))


def test_it_cannot_be_revoked_once_more_before_it_is_decided(hall, refused):
    again = actions.revoke_result(dossier=refused, reason=WRONG, by=hall.chief, now=at("16:00"))
    with pytest.raises(states.DossierMovedOn):
        actions.revoke_result(dossier=again, reason=WRONG, by=hall.chief, now=at("16:05"))
    assert "revoke" not in rules.next_steps(hall.chief, again, now=at("16:05"))


def test_the_applicant_and_everybody_read_that_it_is_taken_up_again(hall, refused, monkeypatch):
    told = []
    monkeypatch.setattr(telling.notices, "notify", lambda **said: told.append(said["kind"]))
    again = actions.revoke_result(dossier=refused, reason=WRONG, by=hall.chief, now=at("16:00"))
    revoked = again.events.get(kind=Kind.REVOKED)
    telling.tell_applicant(Announced(events.name(Kind.REVOKED), revoked.pk, revoked.at, new_id()))
    assert told == ["onestop.dossier.taken_up_again"]
    assert telling._what(revoked) == "được giải quyết lại, vì việc từ chối đã bị thu hồi"
    lines = histories.inside(again, list(again.events.in_order()))
    assert lines[-2].words == "Thu hồi việc từ chối, giải quyết lại"

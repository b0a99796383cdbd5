"""A result that no longer holds is taken back in both forms, by who may decide, with words of one's own."""

import pytest

from conftest import at, submitted
from lienthong.kit.errors import Refused
from lienthong.work.onestop import actions, histories, queries, results, rules, standing, states
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, Status

WORDS = "Giấy khám sức khỏe trong hồ sơ là giả theo kết luận của phòng khám ngày 16/11/2026."


@pytest.fixture
def decided(shop):
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    return actions.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))


def test_a_result_is_revoked_once_with_its_reason_on_the_dossier(decided, shop):
    held = actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=at("15:00"))
    assert held.result.revoked_at == at("15:00")
    last = held.events.order_by("seq").last()
    assert (last.kind, last.details["words"]) == (Kind.REVOKED, WORDS)
    with pytest.raises(results.RevokedAlready):
        actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=at("15:01"))


def test_nobody_revokes_without_words_or_without_the_right(decided, shop):
    with pytest.raises(Refused):
        actions.revoke_result(dossier=decided, reason="", by=shop.chief, now=at("15:00"))
    with pytest.raises(Refused):
        actions.revoke_result(dossier=decided, reason=WORDS, by=shop.receiver, now=at("15:00"))
    decided.result.refresh_from_db()
    assert decided.result.revoked_at is None


def test_it_is_offered_to_who_may_decide_until_it_was_done(decided, shop):
    now = at("15:00")
    assert rules.next_steps(shop.chief, decided, now=now) == ["revoke"]
    assert "revoke" not in rules.next_steps(shop.receiver, decided, now=now)
    rules.require_step(shop.chief, "revoke", decided, now=now)
    with pytest.raises(Refused):
        rules.require_step(shop.officer, "revoke", decided, now=now)
    held = actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=now)
    assert rules.next_steps(shop.chief, held, now=now) == []
    with pytest.raises(results.RevokedAlready):
        rules.require_step(shop.chief, "revoke", held, now=now)
    assert histories.outside(held, queries.events_of(held))[-1].about == WORDS
    assert histories.public(held, queries.public_events_of(held))[-1].about == "", "the words may name the person"


def test_what_was_revoked_is_handed_over_to_nobody_and_lies_in_no_list(decided, shop):
    assert "return" in rules.next_steps(shop.receiver, decided, now=at("14:30"))
    assert decided in Dossier.objects.to_hand_over()
    held = actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=at("15:00"))
    assert (held.status, held.revoked_at, held.is_open) == (Status.DONE, at("15:00"), False)
    assert held.status_word == "Kết quả đã bị thu hồi"
    assert queries.ahead(held, queries.events_of(held))[-1].state == "skipped", "nothing was handed over"
    assert rules.next_steps(shop.receiver, held, now=at("15:01")) == []
    with pytest.raises(results.RevokedMeanwhile):
        rules.require_step(shop.receiver, "return", held, now=at("15:01"))
    with pytest.raises(results.RevokedMeanwhile):
        actions.return_result(dossier=held, to="Minh Anh", by=shop.receiver, now=at("15:01"))
    assert actions.fetch_result(dossier=held, by=shop.citizen, now=at("15:02")).returned_at is None
    for none in (
        Dossier.objects.waiting_for(shop.receiver, at("15:02")),
        Dossier.objects.to_hand_over(),
        Dossier.objects.open(),
    ):
        assert not none.exists()
    assert Dossier.objects.ended().get() == held
    assert standing.fold(held.events.in_order()) == held.standing


def test_what_was_returned_before_says_why_it_was_revoked_to_its_person_alone(decided, shop):
    actions.return_result(dossier=decided, to="Minh Anh", by=shop.receiver, now=at("14:30"))
    assert histories.why_revoked(decided, queries.events_of(decided)) == ""
    held = actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=at("15:00"))
    events = queries.events_of(held)
    assert histories.why_revoked(held, events) == WORDS
    assert queries.ahead(held, events)[-1].state == "done"
    assert queries.ended_because(held, events) == {}, "those words may name the person, and others read the page too"
    assert queries.clock_words(held).startswith("Hồ sơ đã kết thúc: kết quả đã bị thu hồi")
    assert states.word(held.status, revoked=False) == "Đã trả kết quả"


def test_a_returned_result_leads_nowhere_and_a_paused_dossier_goes_on():
    ways = states.diagram()
    assert Status.PROCESSING in ways[Status.RECEIVED]
    assert Status.SUBMITTED in ways[Status.NOT_RECEIVED]
    assert Status.DONE in ways[Status.PROCESSING]

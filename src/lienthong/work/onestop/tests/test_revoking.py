"""A result that no longer holds is taken back in both forms, by who may decide, with words of one's own."""

import pytest

from conftest import at, submitted
from lienthong.kit.errors import Refused
from lienthong.work.onestop import actions, histories, queries, rules, states
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
    with pytest.raises(rules.RevokedAlready):
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
    with pytest.raises(rules.RevokedAlready):
        rules.require_step(shop.chief, "revoke", held, now=now)
    assert histories.outside(held, queries.events_of(held))[-1].about == WORDS
    assert histories.public(held, queries.public_events_of(held))[-1].about == "", "the words may name the person"


def test_a_returned_result_leads_nowhere_and_a_paused_dossier_goes_on():
    ways = states.diagram()
    assert Status.PROCESSING in ways[Status.RECEIVED]
    assert Status.SUBMITTED in ways[Status.NOT_RECEIVED]
    assert Status.DONE in ways[Status.PROCESSING]

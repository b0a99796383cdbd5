"""A dossier from the citizen's hand to the signed result, and every way in which it can leave that path."""

from datetime import date

from conftest import at, submitted
from lienthong.work.onestop import actions, standing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, Status


def in_hand(shop, **words):
    """Received and taken over by the division."""
    dossier = submitted(shop, **words)
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    return actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))


def test_a_dossier_goes_its_whole_way_and_ends_in_a_signed_result(shop):
    dossier = submitted(shop)
    assert dossier.code == "H41.06-261116-0001"
    assert dossier.legacy_code == "000.00.06.H41-261116-0001"
    assert dossier.status == Status.SUBMITTED
    dossier = actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    assert dossier.status == Status.RECEIVED
    assert dossier.promised_at == dossier.due_at == at("16:30", day=date(2026, 11, 23))
    assert dossier.unit_id == shop.division.pk
    assert dossier.waiting_since == at("10:00")
    dossier = actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    assert (dossier.status, dossier.waiting_since, dossier.holder_id) == (Status.PROCESSING, None, shop.officer.pk)
    actions.propose(dossier=dossier, outcome="cap_moi", words="Đủ điều kiện.", by=shop.officer, now=at("11:00"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    dossier = actions.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))
    assert dossier.status == Status.DONE
    assert dossier.unit_id == shop.desk.pk
    assert dossier.result.file.media_type == "application/pdf"
    dossier = actions.return_result(dossier=dossier, to="Người nộp", by=shop.receiver, now=at("15:00"))
    assert dossier.status == Status.RETURNED
    stored = Dossier.objects.get(pk=dossier.pk)
    assert stored.standing == standing.fold(stored.events.in_order())
    assert [event.kind for event in stored.events.in_order()] == [
        Kind.SUBMITTED, Kind.PAID, Kind.RECEIVED, Kind.HANDED_OVER, Kind.ACKNOWLEDGED, Kind.PROPOSED, Kind.DECIDED,
        Kind.RETURNED,
    ]  # fmt: skip

import pytest

from conftest import at, issued
from lienthong.ground.notices.models import Notice
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery


def told(mandate) -> list[str]:
    return list(Notice.objects.of(mandate.account).values_list("kind", flat=True))


@pytest.fixture
def sent(country, run_jobs):
    exchange.send_document(document=issued(country), by=country.ministry.clerk, now=at("09:22"))
    lanes.carry_round(at("09:23"))
    run_jobs()
    return Delivery.objects.get(recipient=country.other.body)


def test_the_leader_hears_of_a_draft_the_clerk_of_a_signature_the_receiver_of_an_arrival(country, sent):
    assert told(country.ministry.leader) == ["documents.document.submitted"]
    assert told(country.ministry.clerk) == ["documents.document.signed"]
    assert told(country.other.clerk) == ["exchange.document.arrived"]
    assert told(country.other.leader) == []


def test_the_author_hears_of_a_return(country, run_jobs):
    ministry = country.ministry
    draft = documents.draft(
        kind="bao_cao", subject="Thử", text="Nội dung.", by=ministry.specialist, now=at("09:00"), signer=ministry.leader
    )
    address = documents.drafting.Address(country.other.body)
    documents.set_recipients(document=draft, addresses=[address], by=ministry.specialist, now=at("09:00"))
    documents.submit(document=draft, by=ministry.specialist, now=at("09:01"))
    documents.return_for_correction(document=draft, by=ministry.leader, now=at("09:05"), reason="Bổ sung số liệu quý.")
    run_jobs()
    assert told(ministry.specialist) == ["documents.document.returned"]


def test_whoever_gets_it_to_handle_hears_of_it_and_the_author_when_it_is_done(country, sent, run_jobs):
    other = country.other
    exchange.accept_document(delivery=sent, by=other.clerk, now=at("09:30"))
    exchange.assign_document(delivery=sent, unit=other.unit, holder=other.specialist, by=other.leader, now=at("09:40"))
    run_jobs()
    assert told(other.specialist) == ["exchange.document.assigned"]
    exchange.complete_document(delivery=sent, by=other.specialist, now=at("15:00"), outcome="Đã trả lời bằng văn bản.")
    run_jobs()
    assert told(country.ministry.specialist) == ["exchange.document.completed"]


def test_a_unit_without_a_named_person_is_told_through_its_head(country, sent, run_jobs):
    other = country.other
    exchange.accept_document(delivery=sent, by=other.clerk, now=at("09:30"))
    exchange.assign_document(delivery=sent, unit=other.unit, by=other.leader, now=at("09:40"))
    run_jobs()
    assert told(other.head_of_unit) == ["exchange.document.assigned"]


def test_what_runs_late_is_told_to_whoever_is_next(country, sent, run_jobs):
    from lienthong.kit import outbox
    from lienthong.records.exchange import events

    outbox.announce(events.delivery_overdue(sent.pk, at=at("17:00")))
    run_jobs()
    assert told(country.other.clerk) == ["exchange.delivery.overdue", "exchange.document.arrived"]


def test_a_recall_is_told_to_the_receiver_and_its_answer_to_who_asked_and_who_drafted(country, sent, run_jobs):
    ministry, other = country.ministry, country.other
    asked = exchange.recall_document(
        message=sent.message, by=ministry.leader, now=at("10:00"), reason="Sai phụ lục số hai.", deliveries=[sent.pk]
    )
    run_jobs()
    assert told(other.clerk) == ["exchange.recall.asked", "exchange.document.arrived"]
    words = "Đã giải quyết xong, không trả lại."
    exchange.answer_change(request=asked[0], by=other.clerk, now=at("10:10"), agrees=False, words=words)
    run_jobs()
    assert told(ministry.leader)[0] == told(ministry.specialist)[0] == "exchange.change.refused"


def test_the_receiver_hears_nothing_of_what_was_stopped_on_its_way(country, run_jobs):
    message = exchange.send_document(document=issued(country), by=country.ministry.clerk, now=at("09:22"))
    exchange.recall_document(message=message, by=country.ministry.clerk, now=at("09:23"), reason="Sai phụ lục số hai.")
    run_jobs()
    assert told(country.other.clerk) == []
    assert told(country.ministry.clerk)[0] == "exchange.change.agreed"

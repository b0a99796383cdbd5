"""The life of one document through all rooms, without a browser."""

import pytest

from conftest import at, issued
from lienthong.ground.journal.models import Act
from lienthong.records.documents.models import Number
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery, Receipt, StatusChange

pytestmark = pytest.mark.story


def test_a_document_is_drafted_signed_numbered_sealed_sent_received_and_handled(country):
    document = issued(country)
    assert document.number_and_symbol == "01/BTC-VP"
    message = exchange.send_document(document=document, by=country.ministry.clerk, now=at("09:22"))
    assert lanes.carry_round(at("09:23")) == 2
    delivery = Delivery.objects.get(message=message, recipient=country.other.body)
    assert delivery.state == "01", delivery.checks
    assert all(check["passed"] for check in delivery.checks), delivery.checks
    assert Receipt.objects.filter(delivery=delivery).exists()
    entry = exchange.accept_document(delivery=delivery, by=country.other.clerk, now=at("09:30"))
    assert entry.arrival_number == 1
    exchange.assign_document(
        delivery=delivery,
        unit=country.other.unit,
        holder=country.other.specialist,
        by=country.other.leader,
        now=at("09:40"),
    )
    exchange.start_handling(delivery=delivery, by=country.other.specialist, now=at("10:00"))
    exchange.complete_document(
        delivery=delivery, by=country.other.specialist, now=at("15:00"), outcome="Đã có văn bản trả lời"
    )
    codes = list(StatusChange.objects.filter(delivery=delivery).order_by("at", "id").values_list("code", flat=True))
    assert codes == ["01", "03", "04", "05", "06"]
    refused = Delivery.objects.get(message=message, recipient=country.province.body)
    exchange.refuse_document(
        delivery=refused,
        by=country.province.clerk,
        now=at("10:00"),
        reason="not_for_us",
        text="Văn bản này gửi nhầm nơi nhận.",
    )
    refused.refresh_from_db()
    assert refused.state == "02"
    assert Number.objects.get(document=document).state == "used"
    assert Act.objects.filter(verb="exchange.document.completed").count() == 1

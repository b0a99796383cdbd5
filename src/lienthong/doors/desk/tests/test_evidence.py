import io
import zipfile

import pytest

from conftest import at, issued
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery


@pytest.fixture
def delivery(country):
    exchange.send_document(document=issued(country), by=country.ministry.clerk, now=at("09:22"))
    lanes.carry_round(at("09:23"))
    return Delivery.objects.get(recipient=country.other.body)


@pytest.mark.parametrize("office", ["ministry", "other"])
def test_sender_and_receiver_can_take_the_evidence_home(country, delivery, client, office):
    client.force_login(getattr(country, office).clerk.account)
    response = client.get(f"/desk/deliveries/{delivery.pk}/evidence/")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    whole = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.namelist()[0] == "mimetype"


def test_another_body_does_not_learn_that_there_is_anything(country, delivery, client):
    client.force_login(country.province.clerk.account)
    assert client.get(f"/desk/deliveries/{delivery.pk}/evidence/").status_code == 404


def test_who_may_not_read_evidence_is_told_so(country, delivery, client):
    client.force_login(country.other.specialist.account)
    assert client.get(f"/desk/deliveries/{delivery.pk}/evidence/").status_code == 403

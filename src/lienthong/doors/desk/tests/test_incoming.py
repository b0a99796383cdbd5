import pytest
from django.urls import reverse

from lienthong.doors.desk.tests.incoming_desk import arrived, desk


@pytest.fixture
def delivery(country):
    return arrived(country)


def test_the_case_opens(country, delivery):
    for mandate in (country.other.clerk, country.other.leader):
        answer = desk(mandate).get(reverse("desk:delivery", args=[delivery.pk]))
        assert answer.status_code == 200, answer.content.decode()
    for name in ("mine", "incoming"):
        assert desk(country.other.clerk).get(reverse(f"desk:{name}")).status_code == 200
    for name in ("receipt", "slip", "assign", "refuse", "complete", "receipt-content", "receipt-seal", "delivery-file"):
        assert desk(country.other.clerk).get(reverse(f"desk:{name}", args=[delivery.pk])).status_code == 200, name
    answer = desk(country.other.clerk).get(reverse("desk:accept-many") + f"?delivery={delivery.pk}")
    assert answer.status_code == 200
    answer = desk(country.other.clerk).get(reverse("desk:delivery-page", args=[delivery.pk, 1]))
    assert answer.status_code == 200

"""Words over the inbox: they stand in the document or in the name of its sender, however the rows are found."""

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.doors.desk.incoming import sought
from lienthong.doors.desk.tests.reference_documents import delivered, outgoing
from lienthong.kit.web import pagination
from lienthong.records.exchange.states import DeliveryState

DONE = DeliveryState.COMPLETED


@pytest.fixture
def found(country):
    """Numbers of the documents that the province finds in its tab of what is done."""
    delivered(outgoing(country.ministry, 1, "V/v khai sinh"), country.province, state=DONE)
    delivered(outgoing(country.ministry, 2, "V/v đất đai"), country.province, state=DONE)
    delivered(outgoing(country.other, 3, "V/v tài chính đất đai"), country.province, state=DONE)
    delivered(outgoing(country.other, 4, "V/v khai tử", kind="bao_cao"), country.province, state=DONE)
    browser = Client()
    browser.force_login(country.province.clerk.account)

    def find(words):
        page = browser.get(reverse("desk:incoming"), {"tab": "done", "q": words}).context["page"]
        return sorted(row.message.document.number for row in page.rows)

    return find


@pytest.mark.parametrize("near", [0, 1, 2000])
@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("tai chinh", [1, 2, 3]),
        ("tài chính đất", [2, 3]),
        ("bo tai chinh", [1, 2, 3]),
        ("bộ tài chính khai sinh", [1]),
        ("khai tai chinh", [1]),
        ("bo tai chinh — khai", [1]),
        ("dat dai tai chinh bo", [2, 3]),
        ("bo tu phap khai", [4]),
        ("bo", [1, 2, 3, 4]),
        ("bo ", [1, 2, 3, 4]),
        ("tai chi", [1, 2, 3]),
        ("tai chi ", []),
        ("tải chính", []),
        ("bao cao", [4]),
        ("nghe an", []),
        ("***", []),
        ("", [1, 2, 3, 4]),
    ],
)
def test_words_are_found_in_document_and_senders_name_whichever_way_is_gone(found, monkeypatch, near, words, numbers):
    monkeypatch.setattr(pagination, "NEAR", near)
    assert found(words) == numbers


def test_each_name_is_a_way_of_its_own(country):
    assert sought.ways("  ") is None
    assert len(sought.ways("khong dau ca")) == 1
    assert len(sought.ways("bo tai chinh")) == 3, "the document; both ministries by one word; one of them by all"
    assert [str(way) for way in sought.ways("***")] == ["(AND: ('message__document__words__hold', ''))"]

"""The list of outgoing documents and the page of one: what stands there in each state, and for whom."""

import pytest
from lienthong.doors.desk.tests.outgoing_desk import REASON, STATES, address, brought_to, drafted, enter

from lienthong.kit import clock
from lienthong.records.documents import actions as documents
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("state", STATES)
def test_a_case_says_in_capitals_where_it_stands(country, client, state):
    document = brought_to(country, state)
    words = {
        "draft": "CHƯA TRÌNH KÝ",
        "returned": "BỊ TRẢ LẠI",
        "in_review": "ĐANG CHỜ KÝ",
        "signed": "CHƯA CÓ SỐ",
        "numbered": "CHƯA ĐÓNG DẤU",
        "sealed": "ĐÃ ĐÓNG DẤU – CHƯA GỬI",
        "issued": "ĐÃ PHÁT HÀNH tới 2 nơi",
        "abandoned": "ĐÃ BỎ",
    }[state]
    page = enter(client, country.ministry.clerk).get(address("document", document))
    assert page.status_code == 200
    assert words in text_of(page)

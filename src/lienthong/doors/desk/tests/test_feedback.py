"""Calling back on the desk: the list of one's unit, one case, taking it, closing it with words."""

import pytest

from conftest import at
from lienthong.doors.desk import waiting
from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.feedback import actions
from lienthong.work.feedback.actions import EndPoint
from lienthong.work.feedback.models import RecoveryCase
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import CaseState, Channel, End, Reached

WORDS = "Anh Bình chờ ba tuần vì phòng khám gửi nhầm kết quả; in lại thẻ và xin lỗi."


@pytest.fixture
def case(country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    person, office = Account.objects.create_user("dan@lienthong.example", "Trần Văn Bình"), country.province
    point = EndPoint(
        id=new_id(), end=End.REFUSED, subject=("onestop.dossier", new_id()), code="H41-261116-0001",
        title="Đổi giấy phép lái xe", procedure="doi_giay_phep_lai_xe", body=office.body, unit=office.unit,
        channel=Channel.ONLINE, account=person, phone="+84000123456",
    )  # fmt: skip
    asked = actions.ask(point=point, by=None, now=at("09:00"))
    visit = Visit(address="203.0.113.7", account=person)
    actions.answer(
        invitation=asked, level=1, reasons=["time"], words="Chờ ba tuần.", visit=visit, by=person, now=at("09:30")
    )
    return RecoveryCase.objects.get()


def test_a_case_is_listed_read_taken_and_closed(client, country, case):
    client.force_login(country.province.head_of_unit.account)
    assert "H41-261116-0001" in client.get("/desk/feedback/").text
    address = f"/desk/feedback/{case.pk}/"
    page = client.get(address).text
    for words in ("Chờ ba tuần.", "Thời gian giải quyết", "+84000123456", "2 ngày làm việc", "Tôi gọi lại"):
        assert words in page, words
    assert "Đã gọi lại" in client.post(f"{address}take/", follow=True).text
    assert client.post(f"{address}close/", {"reached": "phone"}).status_code == 422
    empty = {"reached": "phone", "words": "Đã giải quyết theo quy định của pháp luật."}
    assert client.post(f"{address}close/", empty).status_code == 422
    assert WORDS in client.post(f"{address}close/", {"reached": "phone", "words": WORDS}, follow=True).text
    assert RecoveryCase.objects.get().state == CaseState.CLOSED
    assert "H41-261116-0001" in client.get("/desk/feedback/?tab=closed").text
    assert "Không có ai chờ gọi lại" in client.get("/desk/feedback/").text


def test_the_entry_says_how_many_wait_for_their_owner_and_nobody_elses(country, case):
    def waits_for(who):
        return waiting.counts(who, now=at("10:00")).get("case", 0)

    assert case.owner == country.province.head_of_unit
    assert waits_for(country.province.head_of_unit) == 1
    assert [waits_for(who) for who in (country.province.leader, country.province.clerk, country.other.leader)] == [
        0
    ] * 3
    owner = country.province.head_of_unit
    actions.take_case(case=case, by=owner, now=at("09:50"))
    assert waits_for(owner) == 1
    actions.close_case(case=case, reached=Reached.PHONE, words=WORDS, by=owner, now=at("10:00"))
    assert waits_for(owner) == 0


def test_another_office_finds_nothing_there(client, country, case):
    client.force_login(country.other.leader.account)
    assert client.get(f"/desk/feedback/{case.pk}/").status_code == 404
    assert "H41-261116-0001" not in client.get("/desk/feedback/").text

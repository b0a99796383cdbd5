"""Petitions at the desk: who sees the list, what each step asks for, what is refused beside its field, counts."""

from datetime import date

import pytest
from django.urls import reverse

from conftest import at
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.petitions import actions
from lienthong.work.petitions.models import Desk, Petition
from lienthong.work.petitions.rules import Said

WORDS = "Chúng tôi đối chiếu sổ hẹn tháng 10: hồ sơ nằm ở phòng địa chính chín ngày, trưởng phòng đã bị nhắc."
SAID = Said(
    matter="rule", subject="Bỏ xác nhận hai lần", about="Điều 5 Thông tư 12", petitioner="organisation",
    content="Doanh nghiệp phải xin hai xác nhận cùng nội dung ở hai nơi, mất chín ngày mỗi lần.",
    name="Công ty Hải Âu", address="3 Trần Phú, Vinh", email="hai.au@lienthong.example", may_publish=True,
)  # fmt: skip


@pytest.fixture
def desks(country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    for office in (country.province, country.other):
        actions.name_desk(unit=office.unit, by=office.leader, now=at("08:00"))
    return country


@pytest.fixture
def petition(desks):
    return actions.submit_petition(body=desks.province.body, said=SAID, by=None, now=at("09:00"))


def step(browser, petition, name, **said):
    url = reverse("desk:petition-step", args=[petition.pk, name])
    prefix = {"clarity": "clarity", "refuse": "refusal", "send-back": "sendback"}.get(name, name)
    return browser.post(url, {f"{prefix}-{field}": value for field, value in said.items()})


def test_a_leader_names_who_receives_and_others_do_not(country):
    leader, unit = desk(country.other.leader), country.other.unit
    assert "Cơ quan chưa giao đơn vị nào tiếp nhận" in leader.get("/desk/petitions/").text
    assert leader.post("/desk/petitions/desk/", {"unit": str(new_id())}).status_code == 422
    assert leader.post("/desk/petitions/desk/", {"unit": str(unit.pk)}).status_code == 302
    assert Desk.objects.get().unit == unit
    assert "Không có phản ánh nào ở mục này" in leader.get("/desk/petitions/").text
    assert desk(country.other.specialist).post("/desk/petitions/desk/", {"unit": str(unit.pk)}).status_code == 403
    assert desk(country.other.records_keeper).get("/desk/petitions/").status_code == 403


def test_an_auditor_reads_what_the_body_works_on_and_may_do_nothing(petition, desks):
    auditor = desk(desks.province.auditor)
    page = auditor.get("/desk/petitions/").text
    assert 'href="/desk/petitions/"' in page
    assert reverse("desk:petition", args=[petition.pk]) in page
    assert "Chờ cơ quan tôi" not in page
    assert auditor.get("/desk/petitions/?tab=waiting").status_code == 200
    case = auditor.get(reverse("desk:petition", args=[petition.pk]))
    assert case.status_code == 200
    assert "/step/" not in case.text
    assert step(auditor, petition, "accept").status_code in {403, 404}
    assert desk(desks.other.auditor).get(reverse("desk:petition", args=[petition.pk])).status_code == 404


def test_an_entry_of_the_desk_leads_there_for_the_unit_that_receives(petition, desks):
    page = desk(desks.province.specialist).get("/desk/").text
    assert 'href="/desk/petitions/"' in page
    assert 'href="/desk/petitions/"' not in desk(desks.ministry.specialist).get("/desk/").text


def test_the_way_through_both_desks(petition, desks):
    here, there = desk(desks.province.specialist), desk(desks.other.head_of_unit)
    page = here.get(f"/desk/petitions/{petition.pk}/").text
    assert "Thời hạn 2 ngày làm việc" in page
    assert "Công ty Hải Âu" in page
    assert there.get(f"/desk/petitions/{petition.pk}/").status_code == 404
    assert step(here, petition, "accept").status_code == 302
    assert step(here, petition, "forward", to="").status_code == 422
    assert step(here, petition, "forward", to=str(desks.other.body.pk)).status_code == 302
    assert step(there, petition, "acknowledge").status_code == 302
    refused = step(there, petition, "answer", words="Cơ quan đã ghi nhận ý kiến của ông bà.")
    assert refused.status_code == 422
    assert "Câu mẫu không phải là trả lời" in refused.text
    assert step(there, petition, "answer", words=WORDS, law="Điều 5").status_code == 302
    assert Petition.objects.get().status == "answered"
    told = step(there, petition, "publish", subject="Bỏ xác nhận", content=f"{SAID.name}: {SAID.content}", answer=WORDS)
    assert told.status_code == 422
    assert step(there, petition, "publish", subject="Bỏ xác nhận", content=SAID.content, answer=" ").status_code == 422
    empty = "Cơ quan đã ghi nhận ý kiến của ông bà."
    assert step(there, petition, "publish", subject="Bỏ", content=SAID.content, answer=empty).status_code == 422
    assert step(there, petition, "publish", subject="Bỏ", content=SAID.content, answer=WORDS).status_code == 302
    assert step(there, petition, "withhold", words="Không.").status_code == 422
    assert step(there, petition, "withhold", words=WORDS).status_code == 302
    assert "1/1" in here.get("/desk/petitions/?tab=ended").text


def test_a_step_that_is_over_says_so_and_an_unknown_one_is_not_there(petition, desks):
    here = desk(desks.province.specialist)
    step(here, petition, "accept")
    again = step(here, petition, "accept")
    assert again.status_code == 409
    assert "Chưa làm được" in again.text
    assert step(here, petition, "nothing").status_code == 404
    assert step(here, petition, "refuse", ground="", words=WORDS).status_code == 422


def test_what_is_not_taken_in_names_the_law_and_who_said_it(petition, desks):
    here = desk(desks.province.specialist)
    assert step(here, petition, "clarity", words="Ở đâu?").status_code == 422
    assert step(here, petition, "refuse", ground="denunciation", words=WORDS).status_code == 302
    assert "25/2018/QH14" in here.get(f"/desk/petitions/{petition.pk}/").text


def test_sent_back_it_is_no_longer_there_for_who_sent_it_back(petition, desks):
    here, there = desk(desks.province.specialist), desk(desks.other.specialist)
    step(here, petition, "accept")
    step(here, petition, "forward", to=str(desks.other.body.pk))
    assert step(there, petition, "send-back", words=WORDS).url == "/desk/petitions/"


def test_a_list_of_three_costs_as_many_queries_as_of_one_and_late_ones_stand_apart(petition, desks, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    here = desk(desks.province.specialist)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert here.get("/desk/petitions/").status_code == 200
        return len(seen)

    queries()
    one = queries()
    for _again in range(2):
        actions.submit_petition(body=desks.province.body, said=SAID, by=None, now=at("09:30"))
    assert queries() == one
    assert petition.code not in here.get("/desk/petitions/?tab=late").text
    monkeypatch.setattr(clock, "now", lambda: at("09:00", day=date(2026, 11, 25)))
    late = desk(desks.province.specialist).get("/desk/petitions/?tab=late").text
    assert petition.code in late
    assert "0/3" in late


def test_files_are_for_the_two_bodies(desks):
    from io import BytesIO

    from lienthong.ground.files import actions as files

    file = files.keep(BytesIO(b"Giay hen"), name="hen.txt", by=None, now=at("09:00"))
    found = actions.submit_petition(body=desks.province.body, said=SAID, by=None, now=at("09:00"), files=[file])
    url = reverse("desk:petition-file", args=[found.pk, file.pk])
    answer = desk(desks.province.leader).get(url)
    assert b"".join(answer.streaming_content) == b"Giay hen"
    assert desk(desks.other.leader).get(url).status_code == 404
    other = reverse("desk:petition-file", args=[found.pk, new_id()])
    assert desk(desks.province.leader).get(other).status_code == 404

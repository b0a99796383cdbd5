"""Requests to correct at the keeper's desk: who sees them, what they are judged by, correcting once, refusing with words."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import at, read_for
from lienthong.ground.files import actions as files
from lienthong.ground.identity import step_up
from lienthong.kit import clock
from lienthong.records.registers import actions as registers
from lienthong.records.registers import rules
from lienthong.records.registers.models import CorrectionRequest, DrivingLicence, Person, RecordChange
from lienthong.work.services import actions

WHY = "Thẻ giấy phép của tôi ghi ngày khác."
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj"
SCAN += b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FOUND = "Sổ gốc cấp giấy phép trang 41 ghi ngày 20/05/2027."
SEEN = "Sổ gốc cấp giấy phép lái xe 2017, trang 41"
PROPOSAL = {"reason": FOUND, "seen": SEEN}
REASON = "Hồ sơ gốc ghi đúng ngày 10/01/2027."


@pytest.fixture
def draft(shop, keeper, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    return read_for(shop)


@pytest.fixture
def asked(draft):
    def ask(question="valid_until", claimed="2027-05-20") -> CorrectionRequest:
        return actions.contest(
            application=draft, question=question, claimed=claimed, why=WHY, by=draft.applicant, now=at("09:30")
        )

    return ask


@pytest.fixture(autouse=True)
def proven(monkeypatch):
    """Whoever sits at the desk has just proven again who they are."""
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)


@pytest.fixture
def other_desk(second):
    browser = Client()
    browser.force_login(second.account)
    return browser


@pytest.fixture
def desk(client, keeper):
    client.force_login(keeper.specialist.account)
    return client


def test_an_empty_list_says_where_requests_come_from(desk, keeper):
    assert "Không có đề nghị nào chờ trả lời" in desk.get("/desk/corrections/").text
    assert "Chưa trả lời đề nghị nào" in desk.get("/desk/corrections/?tab=answered").text


def test_a_list_of_three_costs_as_many_queries_as_of_one(desk, asked):
    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            assert desk.get("/desk/corrections/").status_code == 200
        return len(seen)

    asked()
    queries()
    one = queries()
    asked("licence_class", "c1")
    asked("full_name", "Nguyễn Thị Minh Ánh")
    assert queries() == one


def test_a_case_shows_value_source_claim_reason_and_a_seal_that_holds(desk, asked):
    request = asked()
    listed = desk.get("/desk/corrections/").text
    assert reverse("desk:correction", args=[request.pk]) in listed
    page = desk.get(f"/desk/corrections/{request.pk}/").text
    assert "hệ thống" not in page.split("Diễn biến")[1], "the citizen is named as who asked"
    for words in ("10/01/2027", "20/05/2027", WHY, "Nguyễn Thị Minh Anh", "Cơ sở dữ liệu giấy phép lái xe", "Bộ Công an",
                  "đúng như đã đóng dấu", "Đối chiếu giấy phép đang có"):  # fmt: skip
        assert words in page, words
    assert "Luật Trật tự, an toàn giao thông đường bộ (Luật 36/2024/QH15" in page
    assert "L-36-2024" not in page
    kept = desk.get(f"/desk/corrections/{request.pk}/reading.json")
    assert kept.json()["record_id"] == str(request.reading_id)


def test_a_reading_that_was_changed_is_shown_as_not_sealed(desk, asked):
    from django.db import connection

    request = asked()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table registers_reading disable trigger user")
        cursor.execute(
            """update registers_reading set "values" = jsonb_set("values", '{valid_until}', '"2031-01-01"')"""
        )
        cursor.execute("alter table registers_reading enable trigger user")
    assert "không khớp với dấu" in desk.get(f"/desk/corrections/{request.pk}/").text


def test_the_keeper_opens_the_files_of_a_request_under_their_seals_and_nobody_else_does(desk, asked, client, country):
    request = asked()
    file = files.keep(BytesIO(SCAN), name="the.pdf", by=request.person, now=at("09:40"))
    [given] = registers.give_evidence(request=request, given=[file], by=request.person, now=at("09:40"))
    address = reverse("desk:correction-evidence", args=[request.pk, given.pk])
    page = desk.get(f"/desk/corrections/{request.pk}/").text
    assert address in page
    assert page.count("đúng như đã đóng dấu") == 2
    assert b"".join(desk.get(address).streaming_content) == SCAN
    assert desk.get(reverse("desk:correction-evidence", args=[request.pk, request.pk])).status_code == 404
    client.force_login(country.other.leader.account)
    assert client.get(address).status_code == 404


def test_two_people_correct_the_record_once_and_what_was_is_kept(desk, other_desk, asked, keeper, second):
    request = asked()
    address = f"/desk/corrections/{request.pk}/"
    assert f"{address}propose/" in desk.get(address).text
    answer = desk.post(f"{address}propose/", PROPOSAL, follow=True)
    assert "Đã đề xuất. Người thứ hai" in answer.text
    assert "một người khác của cơ quan phải xác nhận" in answer.text
    assert f"{address}confirm/" not in answer.text
    assert desk.get(f"{address}confirm/").status_code == 403
    assert DrivingLicence.objects.get().valid_until == date(2027, 1, 10)
    seen = other_desk.get(f"{address}confirm/").text
    for words in (FOUND, SEEN, "Người Thử specialist BCA", "Xác nhận, sửa dữ liệu"):
        assert words in seen, words
    assert "Đã sửa. Người đề nghị được báo" in other_desk.post(f"{address}confirm/", follow=True).text
    assert DrivingLicence.objects.get().valid_until == date(2027, 5, 20)
    again = other_desk.post(f"{address}confirm/")
    assert again.status_code == 409
    assert "Đề nghị này đã được trả lời" in again.text
    assert desk.post(f"{address}propose/", PROPOSAL).status_code == 409
    assert desk.post(f"{address}refuse/", {"reason": REASON}).status_code == 409
    change = RecordChange.objects.get()
    assert (change.before, change.after, change.changed_by) == ("2027-01-10", "2027-05-20", second.pk)
    assert "Không có đề nghị nào chờ trả lời" in desk.get("/desk/corrections/").text
    assert address in desk.get("/desk/corrections/?tab=answered").text
    page = desk.get(address).text
    for words in (FOUND, SEEN, "Người Thử specialist BCA", "Người Thử thứ hai BCA", "Người xác nhận"):
        assert words in page, words


def test_proposing_and_confirming_ask_to_prove_again_who_one_is(desk, other_desk, asked, monkeypatch):
    address = f"/desk/corrections/{asked().pk}/"
    monkeypatch.setattr(step_up, "is_fresh", lambda request: False)
    for verb in ("propose", "confirm"):
        for answer in (desk.get(f"{address}{verb}/"), other_desk.post(f"{address}{verb}/", PROPOSAL)):
            assert answer.status_code == 302, verb
            assert answer.url.startswith(reverse("step-up")), verb
    assert CorrectionRequest.objects.get().state == "open"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "Không đúng quy định.", "seen": SEEN}, "bằng lời của bạn"),
        ({"reason": FOUND, "seen": ""}, "Ghi tên giấy tờ"),
        ({"reason": "", "seen": SEEN}, "Lý do|Vì sao sửa"),
    ],
    ids=["set-phrase", "nothing-seen", "no-reason"],
)
def test_what_a_proposal_lacks_is_said_and_what_was_typed_stays(desk, asked, given, words):
    request = asked()
    answer = desk.post(f"/desk/corrections/{request.pk}/propose/", given)
    assert answer.status_code == 422
    assert any(each in answer.text for each in words.split("|"))
    assert given["seen"] in answer.text
    assert given["reason"] in answer.text
    assert CorrectionRequest.objects.get().state == "open"


def test_a_file_of_the_request_is_marked_as_seen_and_a_scan_is_added(desk, asked):
    request = asked()
    file = files.keep(BytesIO(SCAN), name="the.pdf", by=request.person, now=at("09:40"))
    [given] = registers.give_evidence(request=request, given=[file], by=request.person, now=at("09:40"))
    scan = SimpleUploadedFile("so-goc.pdf", SCAN + b"%", content_type="application/pdf")
    said = {"reason": FOUND, "seen": "", "seen_files": [str(given.pk)], "evidence": scan}
    page = desk.post(f"/desk/corrections/{request.pk}/propose/", said, follow=True).text
    assert page.count("the.pdf") >= 2
    assert page.count("so-goc.pdf") >= 2
    assert CorrectionRequest.objects.get().seen_files.count() == 2


def test_the_second_person_sends_back_with_words_and_the_first_may_take_back(desk, other_desk, asked):
    request = asked()
    address = f"/desk/corrections/{request.pk}/"
    desk.post(f"{address}propose/", PROPOSAL)
    empty = other_desk.post(f"{address}send-back/", {"reason": "Không đúng quy định."})
    assert empty.status_code == 422
    assert 'id="back_reason"' in empty.text
    assert "Không đúng quy định." in empty.text
    answer = other_desk.post(f"{address}send-back/", {"reason": REASON}, follow=True)
    assert "trở lại chờ trả lời" in answer.text
    assert REASON in answer.text
    assert other_desk.post(f"{address}send-back/", {"reason": REASON}).status_code == 409
    desk.post(f"{address}propose/", PROPOSAL)
    assert "Rút lại đề xuất" in desk.get(address).text
    desk.post(f"{address}send-back/", {"reason": REASON})
    assert CorrectionRequest.objects.get().state == "open"


def test_who_asked_sees_why_they_may_not_answer_themselves(desk, asked, keeper):
    request = asked()
    CorrectionRequest.objects.update(asked_by_kind="mandates.mandate", asked_by_id=keeper.specialist.pk)
    page = desk.get(f"/desk/corrections/{request.pk}/").text
    assert "Người khác của cơ quan bạn phải trả lời" in page
    assert "Từ chối, gửi lý do" not in page
    assert desk.get(f"/desk/corrections/{request.pk}/propose/").status_code == 403


def test_refusing_needs_words_and_leaves_the_record(desk, asked):
    request = asked()
    address = f"/desk/corrections/{request.pk}/"
    for given in ({}, {"reason": "không"}, {"reason": "Không đúng quy định."}, {"reason": "a" * 1001}):
        assert desk.post(f"{address}refuse/", given).status_code == 422
    assert REASON in desk.post(f"{address}refuse/", {"reason": REASON}, follow=True).text
    assert DrivingLicence.objects.get().valid_until == date(2027, 1, 10)


def test_what_contradicts_the_record_is_said_and_waits_on(desk, asked):
    request = asked(claimed="2010-01-01")
    answer = desk.post(f"/desk/corrections/{request.pk}/propose/", PROPOSAL)
    assert answer.status_code == 422
    assert "mâu thuẫn với các mục khác" in answer.text
    assert CorrectionRequest.objects.get().state == "open"


def test_what_follows_from_other_entries_can_only_be_refused(desk, asked):
    request = asked("on_record", claimed=False)
    page = desk.get(f"/desk/corrections/{request.pk}/").text
    assert "suy ra từ các mục khác" in page
    assert f"/desk/corrections/{request.pk}/propose/" not in page
    assert "suy ra từ" in desk.post(f"/desk/corrections/{request.pk}/propose/", PROPOSAL).text
    assert CorrectionRequest.objects.get().state == "open"


def test_what_changed_before_the_second_person_confirms_is_said_and_waits_on(desk, other_desk, asked):
    request = asked()
    desk.post(f"/desk/corrections/{request.pk}/propose/", PROPOSAL)
    DrivingLicence.objects.update(issued_on=date(2028, 1, 1), valid_until=date(2029, 1, 1))
    answer = other_desk.post(f"/desk/corrections/{request.pk}/confirm/")
    assert answer.status_code == 409
    assert "mâu thuẫn với các mục khác" in answer.text
    assert CorrectionRequest.objects.get().state == "proposed"


def test_what_the_register_says_by_now_stands_beside(desk, asked):
    request = asked("full_name", "Nguyễn Thị Minh Ánh")
    Person.objects.update(full_name="Nguyễn Minh Anh")
    assert "Nguyễn Minh Anh" in desk.get(f"/desk/corrections/{request.pk}/").text


def test_only_officials_of_the_keeper_who_may_answer_see_and_answer(client, country, keeper, asked):
    request = asked()
    address = f"/desk/corrections/{request.pk}/"
    denied = {keeper.clerk: 403, country.ministry.leader: 403, country.other.clerk: 403, country.other.leader: 404}
    for mandate, status in denied.items():
        client.force_login(mandate.account)
        assert client.get(address).status_code == status, mandate
        for verb in ("propose", "confirm", "send-back", "refuse"):
            assert client.post(f"{address}{verb}/", {"reason": REASON, "seen": SEEN}).status_code == status, mandate
        assert client.get(f"{address}reading.json").status_code == status
        assert client.get("/desk/corrections/").status_code == (200 if status == 404 else 403)
    assert CorrectionRequest.objects.get().state == "open"


def test_the_entry_stands_only_before_who_may_with_what_waits(client, country, keeper, asked):
    asked()
    entry = 'href="/desk/corrections/"'
    for mandate, shown in ((keeper.specialist, True), (keeper.clerk, False), (country.ministry.leader, False)):
        client.force_login(mandate.account)
        assert (entry in client.get("/desk/notices/").text) is shown, mandate


def test_an_ended_mandate_answers_nothing(keeper):
    with pytest.raises(rules.mandates.MandateEnded):
        rules.require_may_answer_any(keeper.specialist, at("10:00", day=date(2025, 1, 1)))


def test_who_asked_at_a_counter_is_named_with_the_post(shop, keeper, asked):
    from lienthong.records.registers import queries

    request = asked()
    assert queries.who_asked(request) == "Nguyễn Thị Minh Anh"
    CorrectionRequest.objects.update(asked_by_kind="mandates.mandate", asked_by_id=shop.receiver.pk)
    assert queries.who_asked(CorrectionRequest.objects.get()).startswith("Người Thử Cán bộ Một cửa")
    assert queries.official(shop.desk.pk) == "", "a unit is no mandate"

"""From the first question to the dossier, without JavaScript; nothing can be skipped, lost or seen by others."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from conftest import ANSWERS, MONDAY, NUMBER, at, drafted, offered
from lienthong.doors.portal import begin
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations.queries import UnknownCode
from lienthong.kit import clock
from lienthong.records.registers.models import DrivingLicence, Person, Reading
from lienthong.records.registers.states import Sex
from lienthong.work.onestop.models import Dossier
from lienthong.work.services import actions as services
from lienthong.work.services.models import Application
from lienthong.work.services.rules import ForThePersonAlone
from lienthong.work.services.states import ApplicationState

FORMS = {
    "applicant": {
        "full_name": "Nguyễn Thị Minh Anh", "identity_number": "001190012345", "born_on": "02/05/1990",
        "residence": "Phường 5, Hà Nội",
    },
    "licence": {"on_record": "yes", "withheld": "no", "licence_class": "b", "valid_until": "20/05/2027"},
    "reason": {"reason": "ending"},
    "health": {"health_on_record": "yes"},
    "filing": {"delivery": "post"},
    "posting": {
        "post_to": "Nguyễn Thị Minh Anh",
        "post_phone": "0912 345 678",
        "post_address": "Số 12 đường Nguyễn Huệ",
    },
}  # fmt: skip
"""What a browser sends for a whole application."""


@pytest.mark.parametrize(
    ("proven", "filled_in"), [(True, 'value="0912 345 678"'), (False, "")], ids=["proven", "only_written_down"]
)
def test_the_number_to_call_is_the_proven_one_of_the_account_and_can_be_changed(citizen, shop, proven, filled_in):
    phone = {"phone": "+84912345678", "phone_verified_at": at("08:00") if proven else None}
    Account.objects.filter(pk=shop.citizen.pk).update(**phone)
    draft = begun(citizen, shop)
    for page in ("applicant", "licence", "reason", "health", "filing"):
        assert citizen.post(f"/applications/{draft.pk}/questions/{page}/", FORMS[page]).status_code == 302
    address = f"/applications/{draft.pk}/questions/posting/"
    field = citizen.get(address).text.partition('name="post_phone"')[2].partition(">")[0]
    assert (filled_in in field) if proven else ("value=" not in field)
    citizen.post(address, {**FORMS["posting"], "post_phone": "0987 654 321"})
    assert Application.objects.get().given["post_phone"] == "+84987654321"
    assert "0987 654 321" in citizen.get(address).text


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return SimpleUploadedFile("giay-kham.png", out.getvalue(), "image/png")


@pytest.fixture
def dead(shop) -> Person:
    """Minh Anh, of whom the register of persons says that she died."""
    facts = {"birth_place_code": "001", "residence_code": "01", "synthetic": True, "changed_at": at("08:00")}
    names = {"full_name": "Nguyễn Thị Minh Anh", "folded": "nguyen thi minh anh", "sort_key": "anh"}
    born, died = date(1990, 5, 2), date(2025, 9, 1)
    return Person.objects.create(number=NUMBER, sex=Sex.FEMALE, born_on=born, died_on=died, **names, **facts)


def begun(citizen, shop) -> Application:
    body = str(shop.office.body.pk)
    answer = citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": body})
    assert answer.status_code == 302
    return Application.objects.get()


def question(draft: Application, name: str) -> str:
    return reverse("portal:question", args=[draft.pk, name])


def test_beginning_asks_to_sign_in_and_comes_back(visitor, shop):
    answer = visitor.get("/services/doi_giay_phep_lai_xe/begin/")
    assert answer.status_code == 302
    assert answer.url.endswith("?next=%2Fservices%2Fdoi_giay_phep_lai_xe%2Fbegin%2F")


def test_the_whole_way_without_javascript_ends_at_the_payment(citizen, shop, at_nine):
    draft = begun(citizen, shop)
    address = question(draft, "applicant")
    for name, data in FORMS.items():
        assert address == question(draft, name)
        assert "CHƯA NỘP" in citizen.get(address).content.decode()
        address = citizen.post(address, data).url
    assert address == reverse("portal:check", args=[draft.pk])
    page = citizen.get(address).content.decode()
    assert "Nguyễn Thị Minh Anh" in page
    assert "135.000" in page
    answer = citizen.post(address, {"sure": "1"})
    dossier = Dossier.objects.get()
    assert answer.url == reverse("portal:pay", args=[dossier.pk])
    assert "Bạn nộp tại quầy" in citizen.get(answer.url).content.decode(), "the body has no account at a bank"
    status = citizen.get(reverse("portal:dossier", args=[dossier.pk])).content.decode()
    assert dossier.code in status
    assert dossier.lookup_code in status


def test_what_the_door_knows_is_not_asked(citizen, shop):
    draft = begun(citizen, shop)
    assert draft.given["channel"] == "online"
    assert (
        "Bạn nộp hồ sơ ở đâu?" not in citizen.get(question(drafted(shop), "filing")).content.decode().split("<form")[-1]
    )


def test_a_second_beginning_goes_on_with_the_draft(citizen, shop):
    draft = begun(citizen, shop)
    body = str(shop.office.body.pk)
    answer = citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": body}, follow=True)
    assert Application.objects.get() == draft
    assert "Bạn đã có bản nháp" in answer.content.decode()


BEGIN = "/services/doi_giay_phep_lai_xe/begin/"


def for_another(shop, name: str) -> dict[str, str]:
    given = {"whom": "other", "number": "001.190 012-345", "name": name, "basis": "Giấy ủy quyền số 12"}
    return {**given, "body": str(shop.office.body.pk)}


def test_for_another_person_number_name_and_ground_are_needed(citizen, shop):
    page = citizen.post(BEGIN, {"whom": "other", "body": str(shop.office.body.pk)}).text
    assert "Ghi số định danh của người bạn làm thay." in page
    assert "Ghi họ tên của người bạn làm thay." in page
    assert "Ghi căn cứ" in page
    citizen.post(BEGIN, for_another(shop, "Lê Văn An"))
    draft = Application.objects.get()
    assert (draft.relation, draft.basis, draft.subject_number) == ("power", "Giấy ủy quyền số 12", "001190012345")
    assert draft.given["full_name"] == draft.subject_name == "Lê Văn An"


@pytest.fixture
def two_places(shop, keeper) -> str:
    """A second body takes the same procedure; the home of who is signed in is the first one, by its code."""
    from lienthong.ground.organisations.actions import found_body, found_unit
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import BodyKind

    on = date(2019, 3, 12)
    more = {"on": on, "by": None, "now": at("08:00", day=date(2026, 1, 5))}
    other = found_body(name=Naming("UBND tỉnh Thử", "Test Province", "TT"), kind=BodyKind.PROVINCE, **more)
    unit = found_unit(body=other, name=Naming("Trung tâm", "Centre", "TTHCC"), **more)
    first = shop.offerings["doi_giay_phep_lai_xe"]
    first.procedure.offerings.create(body=other, receiving_unit=unit, units={}, opened_at=at("08:00"))
    return str(other.pk)


def test_for_somebody_else_no_place_is_chosen_before_one_is(citizen, shop, two_places, monkeypatch):
    own = str(shop.office.body.pk)
    monkeypatch.setattr(begin, "resolve_code", lambda code, on: shop.office.body)
    form = citizen.get(BEGIN).context["form"]
    assert form.fields["body"].choices[0] == ("", f"Nơi tôi cư trú: {shop.office.body.name_vi}")
    other = {**for_another(shop, "Lê Văn An"), "number": "001085054321", "body": ""}
    for given in (other, {"whom": "other", "body": ""}):
        refused = citizen.post(BEGIN, given)
        assert "Chọn nơi nộp: thường là nơi người được làm hồ sơ cư trú" in refused.text
    assert not Application.objects.exists()
    citizen.post(BEGIN, {"whom": "self", "body": ""})
    assert str(Application.objects.get().offering.body_id) == own
    citizen.post(BEGIN, {**other, "body": two_places})
    assert str(Application.objects.get(relation="power").offering.body_id) == two_places


@pytest.mark.parametrize("home", ["elsewhere", "unknown", "nobody"])
def test_who_lives_where_it_is_not_taken_chooses_the_place(citizen, two_places, country, monkeypatch, home):
    def resolve(code, on):
        if home == "unknown":
            raise UnknownCode
        return country.other.body

    monkeypatch.setattr(begin, "resolve_code", resolve)
    if home == "nobody":
        DrivingLicence.objects.all().delete()
        Person.objects.all().delete()
    assert citizen.get(BEGIN).context["form"].fields["body"].choices[0] == ("", "Chọn nơi nộp")
    assert "Chọn nơi nộp: thường" in citizen.post(BEGIN, {"whom": "self", "body": ""}).text
    wrong = citizen.post(BEGIN, {"whom": "self", "body": "01a2250b-ef71-77aa-b9f9-b8ae8e928d60"}).text
    assert "Nơi này không nhận thủ tục này nữa" in wrong
    assert "Chọn nơi nộp: thường" not in wrong


def test_a_number_alone_opens_nobodys_data(citizen, shop, keeper):
    answer = citizen.post(BEGIN, for_another(shop, "Lê Văn An"))
    assert "Số định danh và họ tên không phải của cùng một người" in answer.text
    assert not Application.objects.exists()
    assert not Reading.objects.exists()


def test_whoever_acts_by_a_power_is_not_told_what_registers_know(citizen, shop, keeper, at_nine):
    citizen.post(BEGIN, for_another(shop, "nguyen thi minh anh"))
    draft = Application.objects.get()
    assert draft.facts["licence_class"]["value"] == "b"
    page = citizen.get(reverse("portal:check", args=[draft.pk])).text
    assert page.count("đã có; chỉ hiện cho chính người đó") == 7
    assert draft.subject_name == shop.citizen.full_name
    assert "10/01/2027" not in page
    assert reverse("portal:dispute", args=[draft.pk, "licence_class"]) not in page
    assert citizen.get(reverse("portal:dispute", args=[draft.pk, "licence_class"])).status_code == 403
    for page, given in (("reason", {"reason": "damaged"}), ("filing", {"delivery": "post"})):
        services.answer(application=draft, page=page, given=given, by=shop.citizen, now=at("09:00"))
    posting = citizen.get(question(draft, "posting")).text
    assert 'name="post_address"' in posting
    assert "Phường 5, Hà Nội" not in posting
    with pytest.raises(ForThePersonAlone):
        services.dispute(application=draft, question="licence_class", by=shop.citizen, now=at("09:00"))


@pytest.mark.parametrize("whom", ["self", "other"])
def test_why_the_licence_cannot_be_exchanged_is_told_to_the_person_and_not_to_who_acts_by_a_power(
    citizen, shop, keeper, at_nine, whom
):
    DrivingLicence.objects.update(withheld_since=MONDAY.date())
    page = citizen.post(BEGIN, for_another(shop, "nguyen thi minh anh") | {"whom": whom}, follow=True).text
    assert "chưa nộp được thủ tục này" in page
    assert ("tước quyền sử dụng hoặc tạm giữ" in page) == (whom == "self")
    assert ("Vì sao thì chỉ chính họ được xem" in page) == (whom == "other")


COPIES = "/services/chung_thuc_ban_sao/begin/"


@pytest.fixture
def copies(shop, country):
    """Certified copies are offered too, for enterprises as well as persons."""
    return offered(shop, "chung_thuc_ban_sao", owner=country.other.body)


def test_an_enterprise_is_represented_and_both_names_stand_everywhere(citizen, shop, copies):
    begin = citizen.get(COPIES).text
    assert "Cho doanh nghiệp, tổ chức mà tôi đại diện" in begin
    given = {"whom": "enterprise", "body": str(shop.office.body.pk)}
    refused = citizen.post(COPIES, {**given, "code": "0300588568"}).text
    for words in ("Số kiểm tra không khớp", "Ghi tên doanh nghiệp, tổ chức.", "Ghi chức danh, hoặc giấy ủy quyền"):
        assert words in refused, words
    company = {"code": "0300 588 569", "enterprise": "Công ty cổ phần Sao Mai", "standing": "Giám đốc"}
    page = citizen.post(COPIES, {**given, **company}, follow=True).text
    draft = Application.objects.get()
    assert (draft.relation, draft.subject_number, draft.basis) == ("enterprise", "0300588569", "Giám đốc")
    assert "Công ty cổ phần Sao Mai" in page
    assert shop.citizen.full_name in page
    own = citizen.post(COPIES, {"whom": "self", "body": given["body"]})
    assert own.status_code == 302
    assert Application.objects.drafts().count() == 2, "one's own draft is another one"


def test_where_only_persons_apply_no_enterprise_is_offered(citizen, shop):
    assert "tôi đại diện" not in citizen.get(BEGIN).text
    refused = citizen.post(BEGIN, {"whom": "enterprise", "body": str(shop.office.body.pk)})
    assert not Application.objects.exists()
    assert refused.status_code == 200


def test_a_wrong_answer_stands_in_the_summary_and_beside_its_question(citizen, shop):
    draft = begun(citizen, shop)
    page = citizen.post(question(draft, "licence"), {**FORMS["licence"], "valid_until": "hôm qua"}).content.decode()
    assert page.count("Ghi ngày như 22/11/2026.") == 2
    assert "Có chỗ cần sửa" in page


def test_saving_for_later_leads_to_my_things(citizen, shop):
    draft = begun(citizen, shop)
    answer = citizen.post(question(draft, "applicant"), {**FORMS["applicant"], "later": "1"})
    assert answer.url == reverse("portal:mine")
    assert "CHƯA NỘP" in citizen.get(answer.url).content.decode()


def test_a_page_that_is_not_shown_is_not_found(citizen, shop):
    draft = begun(citizen, shop)
    assert citizen.get(question(draft, "reason")).status_code == 404


def test_nothing_is_submitted_while_anything_is_missing(citizen, shop):
    draft = begun(citizen, shop)
    check = reverse("portal:check", args=[draft.pk])
    assert "Chưa nộp được: còn thiếu" in citizen.get(check).content.decode()
    assert citizen.post(check, {"sure": "1"}).status_code == 409
    assert not Dossier.objects.exists()


def test_what_a_register_could_confirm_and_did_not_is_called_ones_own_word(citizen, shop):
    page = citizen.get(reverse("portal:check", args=[drafted(shop).pk])).content.decode()
    assert "Bạn tự khai: Cơ sở dữ liệu giấy phép lái xe chưa có điều này." in page
    assert page.count("Bạn tự khai") == 8, "day of birth, residence, five of the licence, the health certificate"
    assert page.count("người được xác định khi bắt đầu hồ sơ") == 2


def test_submitting_needs_the_tick(citizen, shop):
    draft = drafted(shop)
    check = reverse("portal:check", args=[draft.pk])
    answer = citizen.post(check, {})
    assert answer.status_code == 422
    assert "Đánh dấu rằng bạn đã đọc lại" in answer.content.decode()


def test_who_may_not_apply_is_told_why_and_cannot_submit(citizen, shop):
    draft = drafted(shop, answers={**ANSWERS, "licence": {**ANSWERS["licence"], "withheld": True}})
    check = reverse("portal:check", args=[draft.pk])
    page = citizen.get(check).content.decode()
    assert "chưa nộp được thủ tục này" in page
    assert 'id="sure"' not in page
    for promise in ("Bạn sẽ cần", "Không mất phí", "Không phải nộp giấy tờ nào", "hẹn trả", "135.000"):
        assert promise not in page
    assert "bản nháp vẫn được giữ" in page
    assert citizen.post(check, {"sure": "1"}).status_code == 409


def test_who_may_not_apply_is_told_at_once_not_after_the_last_question(citizen, shop):
    draft = begun(citizen, shop)
    withheld = {**FORMS["licence"], "withheld": "yes"}
    answer = citizen.post(question(draft, "licence"), withheld, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("portal:check", args=[draft.pk])
    assert answer.text.index("chưa nộp được thủ tục này") < answer.text.index("Giấy phép đang có")
    back = citizen.post(question(draft, "licence") + "?back", FORMS["licence"])
    assert back.url == reverse("portal:check", args=[draft.pk]), "corrected, it goes on"


def test_every_value_of_a_register_may_be_called_wrong_before_handing_in(citizen, shop):
    draft = drafted(shop)
    reading = {"register": "giay_phep", "reading": str(draft.pk), "as_of": "2026-11-16T02:00:00+00:00"}
    facts = {
        "valid_until": {"value": "2027-05-20", **reading},
        "withheld": {"value": False, "disputed": True, **reading},
    }
    Application.objects.filter(pk=draft.pk).update(facts={**draft.facts, **facts})
    page = citizen.get(reverse("portal:check", args=[draft.pk])).content.decode()
    assert reverse("portal:dispute", args=[draft.pk, "valid_until"]) in page
    assert reverse("portal:dispute", args=[draft.pk, "withheld"]) not in page
    assert "bạn đã báo sai" in page
    assert reverse("portal:dispute", args=[draft.pk, "channel"]) not in page, "what the door saw is no register's"


def test_the_day_before_handing_in_is_said_to_count_from_reception(citizen, shop):
    page = citizen.get(reverse("portal:check", args=[drafted(shop).pk])).content.decode()
    assert "Nếu được tiếp nhận ngay, hẹn trả" in page
    assert "Cơ quan phải tiếp nhận hoặc trả lời trong 8 giờ làm việc." in page


def test_who_has_died_begins_nothing_and_is_told_what_to_do(citizen, shop, dead):
    answer = citizen.post("/services/doi_giay_phep_lai_xe/begin/", {"whom": "self", "body": str(shop.office.body.pk)})
    assert "người này đã mất" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["whom"]
    other = for_another(shop, dead.full_name)
    answer = citizen.post("/services/doi_giay_phep_lai_xe/begin/", other)
    assert list(answer.context["form"].errors) == ["number"]
    assert not Application.objects.exists()


def test_a_draft_of_who_died_meanwhile_is_not_handed_in(citizen, shop, request):
    draft = drafted(shop)
    request.getfixturevalue("dead")
    answer = citizen.post(reverse("portal:check", args=[draft.pk]), {"sure": "1"})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(
    ("key", "words"),
    [("dang_ky_khai_sinh", ("Ai đứng tên làm cho trẻ?", "Tôi đứng tên làm cho trẻ: ")),
     ("dang_ky_khai_tu", ("Ai đứng tên đi khai?", "Tôi đứng tên đi khai: ")),
     ("doi_giay_phep_lai_xe", ("Bạn làm cho ai?", "Cho tôi: "))],
)  # fmt: skip
def test_where_it_is_about_a_child_or_the_dead_one_is_asked_who_applies(citizen, shop, country, key, words):
    if key not in shop.offerings:
        offered(shop, key, owner=country.other.body)
    form = citizen.get(f"/services/{key}/begin/").context["form"]
    assert form.fields["whom"].label == words[0]
    assert form.fields["whom"].choices[0][1].startswith(words[1])


def needing_paper(shop) -> Application:
    return drafted(shop, answers={**ANSWERS, "health": {"health_on_record": False}})


def test_a_paper_is_given_listed_with_its_digest_and_taken_back(citizen, shop):
    draft = needing_paper(shop)
    papers = reverse("portal:papers", args=[draft.pk])
    assert "còn thiếu" in citizen.get(papers).content.decode()
    citizen.post(papers, {"paper": "giay_kham_suc_khoe", "file": picture()})
    page = citizen.get(papers).content.decode()
    given = draft.attachments.get()
    assert given.file.sha256 in page
    assert citizen.get(reverse("portal:paper-file", args=[draft.pk, given.pk])).status_code == 200
    citizen.post(papers, {"remove": str(given.pk)})
    assert not draft.attachments.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("giay_kham_suc_khoe", "a.exe", b"MZ\x90\x00" + b"\x00" * 100), "giay_kham_suc_khoe"),
        (("giay_kham_suc_khoe", "a.pdf", b""), "Tệp rỗng"),
        (("khong_co", "a.png", None), "Giấy tờ này không được yêu cầu"),
    ],
    ids=["program", "empty", "unknown-paper"],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(citizen, shop, given, words):
    paper, name, data = given
    draft = needing_paper(shop)
    upload = picture() if data is None else SimpleUploadedFile(name, data)
    answer = citizen.post(reverse("portal:papers", args=[draft.pk]), {"paper": paper, "file": upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not draft.attachments.exists()


def test_no_file_chosen_is_said(citizen, shop):
    draft = needing_paper(shop)
    answer = citizen.post(reverse("portal:papers", args=[draft.pk]), {"paper": "giay_kham_suc_khoe"})
    assert "Chưa chọn tệp nào" in answer.content.decode()


def test_an_application_is_nobody_elses(citizen, visitor, shop):
    draft = drafted(shop)
    stranger = Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ")
    visitor.signed_in(stranger)
    for address in ("application", "papers", "check"):
        assert visitor.get(reverse(f"portal:{address}", args=[draft.pk])).status_code == 404
    assert visitor.post(reverse("portal:drop", args=[draft.pk])).status_code == 404


def test_a_draft_is_thrown_away_only_on_request(citizen, shop):
    draft = drafted(shop)
    overview = citizen.get(reverse("portal:application", args=[draft.pk])).content.decode()
    assert draft.resume_code in overview
    citizen.post(reverse("portal:drop", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DROPPED


def test_after_submission_the_draft_pages_lead_to_the_dossier(citizen, shop, at_nine):
    draft = drafted(shop)
    citizen.post(reverse("portal:check", args=[draft.pk]), {"sure": "1"})
    dossier = Dossier.objects.get()
    status = reverse("portal:dossier", args=[dossier.pk])
    names = ("application", "check", "papers")
    pages = [question(draft, "reason"), *(reverse(f"portal:{name}", args=[draft.pk]) for name in names)]
    pages.append(reverse("portal:dispute", args=[draft.pk, "valid_until"]))
    assert {citizen.get(address).url for address in pages} == {status}
    answers = Application.objects.get(pk=draft.pk).answers
    overview = reverse("portal:application", args=[draft.pk])
    pages.remove(overview)
    sent = [*pages, reverse("portal:drop", args=[draft.pk]), reverse("portal:paper-again", args=[draft.pk])]
    for address in sent:
        assert citizen.post(address, FORMS["reason"]).url == status, address
        assert "không được ghi" in citizen.get(status).text
    left = Application.objects.get(pk=draft.pk)
    assert (left.answers, left.state) == (answers, "submitted")


def test_a_draft_that_was_thrown_away_is_not_found(citizen, shop):
    draft = drafted(shop)
    citizen.post(reverse("portal:drop", args=[draft.pk]))
    for address in (question(draft, "reason"), *(reverse(f"portal:{n}", args=[draft.pk]) for n in ("papers", "check"))):
        assert citizen.get(address).status_code == 404, address


def test_question_pages_are_small_and_cost_few_queries(citizen, shop, django_assert_max_num_queries):
    draft = drafted(shop)
    with django_assert_max_num_queries(8):
        page = citizen.get(question(draft, "filing"))
    assert len(page.content) <= 15_000


def test_a_draft_that_has_ended_says_so(citizen, shop):
    draft = drafted(shop)
    Application.objects.filter(pk=draft.pk).update(expires_at=at("08:00"))
    assert citizen.post(question(draft, "reason"), FORMS["reason"]).status_code == 409


@pytest.mark.parametrize("proven", [False, True], ids=["not-signed-in-by-anything", "nobody-knows-who"])
def test_whoever_is_not_known_surely_enough_is_told_how_to_be(visitor, shop, proven):
    if proven:
        visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    else:
        visitor.force_login(shop.citizen)
    assert visitor.get("/services/doi_giay_phep_lai_xe/begin/").status_code == 403


def test_how_surely_the_applicant_was_known_is_kept_with_the_application(citizen, shop):
    assert begun(citizen, shop).assurance["account_level"] == 2


def test_a_procedure_that_asks_for_two_factors_opens_only_after_the_e_id_has_said_so(citizen, shop, country):
    offered(shop, "dang_ky_ho_kinh_doanh", owner=country.ministry.body)
    begin = "/services/dang_ky_ho_kinh_doanh/begin/"
    refused = citizen.get(begin)
    assert refused.status_code == 403
    assert f'href="/citizen/level/?next={begin}"' in refused.text
    session = citizen.session
    said = {"method": "national_id", "authentication_level": 2, "at": clock.now().timestamp()}
    session["account_authentication_methods"] = [*session["account_authentication_methods"], said]
    session.save()
    assert citizen.get(begin).status_code == 200


def test_the_check_says_of_papers_only_what_is_so(citizen, shop):
    whole = citizen.get(reverse("portal:check", args=[drafted(shop).pk])).text
    assert "Không phải nộp tệp nào: Đơn đề nghị" in whole
    assert "được lập từ câu trả lời của bạn" in whole
    assert "Không phải nộp giấy tờ nào" not in whole
    Application.objects.all().delete()
    still_open = citizen.get(reverse("portal:check", args=[drafted(shop, answers={}).pk])).text
    assert "Chưa biết hết" in still_open
    assert "Không phải nộp" not in still_open

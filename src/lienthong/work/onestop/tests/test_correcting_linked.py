"""A supplement to the lead changes what linked dossiers took over: each is corrected, told, and nothing decided moves."""

from io import BytesIO

import pytest

from conftest import at, offered
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.ground.notices.models import Notice
from lienthong.kit.outbox import Event as Announced
from lienthong.work.onestop import actions, events, families, queries, standing, telling
from lienthong.work.onestop.printing import forms
from lienthong.work.onestop.states import Form, Kind, RefusalReason, Status
from lienthong.work.onestop.tests.families import BIRTH, LAW, PICTURE, REFUSED, WORDS, fresh, handed_in, to_the_chief
from lienthong.work.onestop.tests.test_linking_around import needs_nothing, published
from lienthong.work.services import linked

ELSEWHERE = "Phường Hưng Bình, Tỉnh Nghệ An"
CONSENT = "Ý kiến đồng ý của cha mẹ hoặc người giám hộ của người chưa thành niên"
ASKED = "Nơi thường trú ghi khác dữ liệu dân cư; xin ghi lại theo căn cước mới."


@pytest.fixture
def births(hall, country):
    """The shop, where births are registered too, with residence and card."""
    hall.offerings[BIRTH] = offered(hall, BIRTH, owner=country.other.body)
    return hall


@pytest.fixture
def quick(hall, country):
    """The card needs nothing of the lead's result."""
    return published(hall, country, needs_nothing)


def supplied(shop, lead, answers, *, given=(), hour="10"):
    """The office asks for exactly this, and it is given."""
    items = [{"kind": "question", "name": name, "words": "Xin xem lại."} for name in answers]
    items += [{"kind": "paper", "name": paper, "words": "Xin gửi lại."} for paper, _file in given]
    actions.ask_supplement(dossier=lead, items=items, words=ASKED, law=LAW, by=shop.receiver, now=at(f"{hour}:00"))
    now = at(f"{hour}:30")
    return actions.supply(dossier=lead, answers=answers, files=list(given), by=shop.citizen, now=now)


def corrected(dossier):
    return dossier.events.get(kind=Kind.LEAD_CORRECTED)


def test_each_copy_is_corrected_by_an_event_that_names_its_source(births):
    lead, home, card = handed_in(births)
    held = supplied(births, lead, {"parent_residence": ELSEWHERE})
    home, card = fresh(home, card)
    assert home.application.given["residence"] == home.application.given["new_address"] == ELSEWHERE
    assert card.application.given["residence"] == ELSEWHERE
    said = corrected(home).details
    before = "Phường 5, Hà Nội"
    assert said["answers"] == {each: {"from": before, "to": ELSEWHERE} for each in ("residence", "new_address")}
    assert (said["lead_code"], said["kept"], said["missing"], said["papers"]) == (lead.code, False, [], [])
    told = held.events.get(kind=Kind.SUPPLIED).details["linked"]
    assert [each["code"] for each in told] == [home.code, card.code]
    for one in (held, home, card):
        assert queries.verify_chain(one) is None
        assert one.standing == standing.fold(one.events.in_order())
    assert (home.status, home.awaits_since, home.due_at) == (Status.SUBMITTED, at("09:00"), None)


def test_what_nobody_took_over_tells_nobody(births):
    lead, home, card = handed_in(births)
    held = supplied(births, lead, {"exempt": ["poor"]})
    assert "linked" not in held.events.get(kind=Kind.SUPPLIED).details
    assert not [one for one in fresh(home, card) if one.events.filter(kind=Kind.LEAD_CORRECTED).exists()]


def test_the_same_answer_again_tells_nobody(births):
    lead, home, _card = handed_in(births)
    supplied(births, lead, {"parent_residence": "Phường 5, Hà Nội"})
    assert not fresh(home)[0].events.filter(kind=Kind.LEAD_CORRECTED).exists()


def test_what_a_register_says_otherwise_stays_beside_it(births):
    lead, home, _card = handed_in(births)
    application = home.application
    application.facts["residence"] = {"value": "Xã A", "register": "dan_cu", "reading": "", "as_of": "2026-11-16"}
    application.save()
    supplied(births, lead, {"parent_residence": ELSEWHERE})
    fact = fresh(home)[0].application.facts["residence"]
    assert (fact["value"], fact["disputed"]) == ("Xã A", True)
    assert fresh(home)[0].application.given["residence"] == ELSEWHERE


def test_a_paper_given_anew_goes_to_whoever_was_given_it(births):
    lead, home, card = handed_in(births)
    kept = files.keep(BytesIO(PICTURE + b" "), name="moi.png", by=births.citizen, now=at("10:10"), allowed={PNG})
    supplied(births, lead, {}, given=[("y_kien_cha_me", kept)])
    home, card = fresh(home, card)
    assert [each.file for each in home.application.attachments.order_by("attached_at")][-1] == kept
    assert corrected(home).details["files"] == [{"paper": "y_kien_cha_me", "sha256": kept.sha256}]
    assert families.corrections(home, queries.events_of(home))[0].changes == (f"Giấy tờ mới: {CONSENT}",)
    assert not card.events.filter(kind=Kind.LEAD_CORRECTED).exists()


def test_what_is_open_after_it_is_told_to_the_person_in_one_list(births):
    lead, home, card = handed_in(births)
    held = supplied(births, lead, {"home_disputed": True, "with_insurance": False})
    (correction,) = families.corrections(home, queries.events_of(home))
    assert correction.changes[0].startswith("“Chỗ ở có đang bị tranh chấp")
    assert correction.changes[0].endswith("”: Không → Có")
    assert correction.open == ("Theo câu trả lời mới, chưa đủ điều kiện của thủ tục này.",)
    told = families.told_of(queries.events_of(held), families.family_of(held))
    assert [each.dossier.pk for each in told] == [home.pk, card.pk]
    assert "Theo câu trả lời mới, hồ sơ chủ trì không còn chọn việc này." in told[1].open
    assert families.told_of(queries.events_of(home), families.family_of(home)) == []
    assert families.told_of(queries.events_of(held), None) == []


def test_what_was_decided_stays_and_all_who_used_it_are_told(quick):
    lead, _home, card = handed_in(quick)
    to_the_chief(quick, card, "10")
    data = {"card_number": "TE1404020001", "valid_from": "2026-11-01", "valid_until": "2032-10-31"}
    actions.decide(dossier=card, outcome="the_bhyt", words=WORDS, data=data, by=quick.chief, now=at("10:50"))
    supplied(quick, lead, {"parent_residence": ELSEWHERE}, hour="11")
    card = fresh(card)[0]
    assert card.application.given["residence"] == "Phường 5, Hà Nội"
    event = corrected(card)
    assert (event.details["kept"], card.status) == (True, Status.DONE)
    (said,) = families.corrections(card, queries.events_of(card))
    assert said.kept
    assert said.open[0].startswith("Kết quả đã ký giữ nguyên")
    telling.tell_who_took_it_over(Announced(events.name(Kind.LEAD_CORRECTED), event.pk, at("11:30")))
    told = set(Notice.objects.filter(kind="onestop.dossier.lead_corrected").values_list("account", flat=True))
    assert {quick.chief.account_id, quick.leader.account_id} <= told


def test_who_works_on_it_is_told_and_the_head_where_nobody_does(quick):
    lead, home, card = handed_in(quick)
    to_the_chief(quick, card, "10")
    supplied(quick, lead, {"parent_residence": ELSEWHERE}, hour="11")
    for one in (home, card):
        event = corrected(fresh(one)[0])
        announced = Announced(events.name(Kind.LEAD_CORRECTED), event.pk, at("11:30"))
        telling.tell_who_took_it_over(announced)
        telling.tell_applicant(announced)
    told = Notice.objects.filter(kind="onestop.dossier.lead_corrected")
    assert told.filter(account=quick.officer.account).count() == 1
    assert told.filter(account=quick.citizen).count() == 2


def test_what_has_ended_for_good_is_left_alone(births):
    lead, home, card = handed_in(births)
    actions.withdraw(dossier=card, words="", by=births.citizen, now=at("09:30"))
    supplied(births, lead, {"parent_residence": ELSEWHERE})
    assert not fresh(card)[0].events.filter(kind=Kind.LEAD_CORRECTED).exists()
    assert corrected(fresh(home)[0])


def test_a_refusal_can_be_taken_back_although_the_lead_was_corrected_meanwhile(quick):
    lead, _home, card = handed_in(quick)
    actions.refuse(
        dossier=card, reason=RefusalReason.NOT_ELIGIBLE, words=REFUSED, law=LAW, by=quick.receiver, now=at("10:25")
    )
    supplied(quick, lead, {"parent_residence": ELSEWHERE})
    assert fresh(card)[0].application.given["residence"] == ELSEWHERE
    back = actions.undo(dossier=card, by=quick.receiver, now=at("10:33"))
    assert back.status == Status.SUBMITTED
    assert back.standing == standing.fold(back.events.in_order())
    assert Form.REFUSAL not in {each.form for each in forms.printable(list(back.events.in_order()))}


def test_what_follows_otherwise_is_said_and_nothing_is_unknown_silently(births):
    _lead, home, _card = handed_in(births)
    package = home.version.package
    said = {
        "kept": False, "chosen": True, "missing": ["dwelling"], "papers": ["y_kien_cha_me"],
        "turned": {"fee": {"from": 0, "to": 10_000}, "unit": {"from": "cong_an_xa", "to": None},
                   "time": {"from": "bay_ngay", "to": "bay_ngay"}},
    }  # fmt: skip
    assert list(families.still_open(package, said)) == [
        "Còn phải trả lời: Chỗ ở mới là của ai?",
        f"Còn thiếu giấy tờ: {CONSENT}",
        "Phí, lệ phí theo câu trả lời mới là 10.000 đ, đã tính 0 đ.",
        "Nơi giải quyết theo câu trả lời mới là chưa biết, đang ở Công an cấp xã nơi đăng ký thường trú mới.",
        "Thời hạn theo câu trả lời mới là 7 ngày làm việc, đã hẹn theo 7 ngày làm việc.",
    ]


def test_who_supplies_sees_beforehand_where_else_it_counts(births):
    lead, home, card = handed_in(births)
    taking = families.taking(lead)
    assert taking["parent_residence"] == [f"{each.code} · {each.version.name}" for each in (home, card)]
    assert taking["clinic"] == [f"{card.code} · {card.version.name}"]
    assert "exempt" not in taking
    assert families.taking(home) == {}


def test_the_tables_are_asked_again_with_the_new_answers(births):
    lead, home, _card = handed_in(births)
    later = frozenset(home.linked_by.waits_for)
    before = linked.judged(home.application, later=later)
    assert (before["fee"], before["refused"], before["missing"]) == (0, False, [])
    assert linked.judged(home.application, later=frozenset())["missing"] == sorted(later)
    none = linked.retold(lead.application, "residence", home.application, before=lead.application.given, files=())
    assert not none

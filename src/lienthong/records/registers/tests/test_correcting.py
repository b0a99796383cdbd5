"""Somebody says a value is wrong; an official of the keeper corrects it or says why not; what was before stays."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from conftest import at
from lienthong.ground.identity import actions as identity
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import MandateEnded, NotInThisRole, NotYours
from lienthong.ground.notices import templates
from lienthong.ground.notices.models import Notice
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.records.registers import declared, events, queries, records, rules, telling
from lienthong.records.registers.actions import (
    ask_correction,
    confirm_correction,
    give_evidence,
    keep_evidence,
    propose_correction,
    read,
    refuse_correction,
    send_back_correction,
)
from lienthong.records.registers.actions.correcting import AskedAlready, DoesNotFit
from lienthong.records.registers.models import CorrectionRequest, DrivingLicence, Person, RecordChange
from lienthong.records.registers.numbers import NumberDisagrees
from lienthong.records.registers.records import NoSuchAttribute
from lienthong.records.registers.states import CorrectionAnswered, NothingProposed, ProposedBefore
from lienthong.records.registers.tests.conftest import APPLICATION, FOUNDED, MINH_ANH, another, picture

WHY = "Thẻ căn cước của tôi ghi khác."
FOUND = "Giấy khai sinh bản gốc quyển 3 năm 1990 ghi chữ Ánh."
SEEN = "Giấy khai sinh số 41, quyển 3/1990"


WORDS = "Sổ gốc trang 12 ghi chữ Anh, không có dấu sắc."


def asked(minh_anh, attribute="full_name", claimed="Nguyễn Thị Minh Ánh", register="dan_cu", **more):
    reading = read(
        register=register,
        attributes=["full_name", "born_on", "sex"] if register == "dan_cu" else [attribute],
        number=MINH_ANH,
        purpose="Xác nhận người đề nghị",
        law="L-26-2023",
        by=minh_anh,
        subject=APPLICATION,
        now=at("09:00"),
    )
    said = {"claimed": claimed, "why": WHY, "by": minh_anh, "now": at("09:01"), "reading": reading}
    return ask_correction(attribute=attribute, **{**said, **more})


@pytest.fixture
def second(police):
    return another(police, "hai")


def proposed(request, by, **more):
    said = {"reason": FOUND, "seen": SEEN, "now": at("09:30")}
    return propose_correction(request=request, by=by, **{**said, **more})


def agreed(request, first, second):
    proposed(request, first)
    return confirm_correction(request=request, by=second, now=at("10:00"))


def test_a_correction_agreed_changes_the_record_and_keeps_what_was(police, second, minh_anh, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "announce", told.append)
    request = asked(minh_anh, claimed="  Nguyễn Thị  Minh Ánh ")
    assert list(CorrectionRequest.objects.at(police.body).waiting().with_reading()) == [request]
    change = agreed(request, police.specialist, second)
    person = Person.objects.get(number=MINH_ANH)
    assert (person.full_name, person.folded) == ("Nguyễn Thị Minh Ánh", "nguyen thi minh anh")
    assert person.changed_at == at("10:00")
    assert (change.before, change.after) == ("Nguyễn Thị Minh Anh", "Nguyễn Thị Minh Ánh")
    assert (change.row_id, change.changed_by) == (person.pk, second.pk)
    verbs = Act.objects.about(request).oldest_first().values_list("verb", flat=True)
    assert list(verbs) == [f"registers.correction.{verb}" for verb in ("asked", "proposed", "agreed")]
    names = [event.name for event in told]
    assert names == [f"registers.correction.{verb}" for verb in ("asked", "proposed", "answered")]
    by_two = {act.verb.rpartition(".")[2]: (act.by_id, act.body) for act in Act.objects.about(request)}
    assert by_two["proposed"][0] == police.specialist.pk
    assert (by_two["proposed"][1]["reason"], by_two["proposed"][1]["seen"]) == (FOUND, SEEN)
    assert (by_two["agreed"][0], by_two["agreed"][1]["proposed_by"]) == (second.pk, str(police.specialist.pk))
    with pytest.raises(CorrectionAnswered):
        refuse_correction(request=request, reason=WORDS, by=police.specialist, now=at("10:01"))
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordChange.objects.filter(pk=change.pk).delete()


def test_a_day_of_a_licence_is_corrected_in_the_licence(police, second, minh_anh):
    request = asked(minh_anh, "valid_until", "2028-02-29", register="giay_phep")
    change = agreed(request, police.specialist, second)
    assert DrivingLicence.objects.get().valid_until == date(2028, 2, 29)
    assert (change.before, change.after) == ("2027-01-10", "2028-02-29")


def test_a_class_is_claimed_by_its_code(police, second, minh_anh):
    request = asked(minh_anh, "licence_class", "C1", register="giay_phep")
    agreed(request, police.specialist, second)
    assert DrivingLicence.objects.get().licence_class == "c1"


@pytest.mark.parametrize(
    "words", ["không", "Không đúng quy định.", "Đã kiểm tra, không đồng ý sửa theo đề nghị của ông bà."]
)
def test_a_refusal_needs_words_about_the_value_and_leaves_the_record(police, minh_anh, words):
    request = asked(minh_anh)
    with pytest.raises(rules.ReasonEmpty):
        refuse_correction(request=request, reason=words, by=police.specialist, now=at("10:00"))
    refused = refuse_correction(request=request, reason=WORDS, by=police.specialist, now=at("10:00"))
    assert (refused.state, refused.answered_by) == ("refused", police.specialist.pk)
    assert Person.objects.get(number=MINH_ANH).full_name == "Nguyễn Thị Minh Anh"
    assert asked(minh_anh).state == "open"


def test_who_proposed_cannot_confirm_in_any_post_and_a_second_person_can(police, second, minh_anh):
    request = proposed(asked(minh_anh), police.specialist)
    other_post = another(police, "ba")
    Mandate.objects.filter(pk=other_post.pk).update(account=police.specialist.account)
    other_post.refresh_from_db()
    for same in (police.specialist, other_post):
        with pytest.raises(rules.SecondPersonNeeded):
            confirm_correction(request=request, by=same, now=at("10:00"))
    assert Person.objects.get(number=MINH_ANH).full_name == "Nguyễn Thị Minh Anh"
    waiting = CorrectionRequest.objects
    assert [list(waiting.waiting_for(by)) for by in (police.specialist, other_post, second)] == [[], [], [request]]
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.update(state="agreed", answered_at=at("10:00"), answered_by=police.specialist.pk)
    confirm_correction(request=request, by=second, now=at("10:00"))
    assert not waiting.waiting_for(second).exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reason": "Không đúng quy định."}, rules.ReasonEmpty),
        ({"reason": ""}, rules.ReasonEmpty),
        ({"seen": " "}, rules.EvidenceUnseen),
        ({"seen": "sổ"}, rules.EvidenceUnseen),
        ({"seen": "x" * 301}, rules.EvidenceUnseen),
    ],
    ids=["set-phrase", "no-reason", "nothing-seen", "no-name", "long"],
)
def test_a_proposal_needs_words_of_ones_own_and_what_it_was_seen_in(police, minh_anh, wrong, refusal):
    request = asked(minh_anh)
    with pytest.raises(refusal):
        proposed(request, police.specialist, **wrong)
    assert CorrectionRequest.objects.get().state == "open"


def test_what_was_seen_may_be_a_file_of_the_request_and_a_scan_of_the_official(police, minh_anh):
    request, scan, shown = asked(minh_anh), picture(2), picture(1)
    [given] = give_evidence(
        request=request,
        given=keep_evidence(uploads=[shown], by=minh_anh, now=at("09:02")),
        by=minh_anh,
        now=at("09:02"),
    )
    proposed(request, police.specialist, seen="", files=[given.pk], uploads=[scan])
    seen = request.seen_files.order_by("given_at")
    assert [each.file.name for each in seen] == ["the-1.png", "the-2.png"]
    assert seen.last().by_name.startswith("Trần Văn Thử")
    act = Act.objects.get(verb="registers.correction.proposed")
    assert act.body["files"] == sorted(each.file.sha256 for each in seen)


def test_a_proposal_is_sent_back_or_taken_back_with_words_and_may_be_made_again(police, second, minh_anh):
    request = proposed(asked(minh_anh), police.specialist)
    with pytest.raises(rules.ReasonEmpty):
        send_back_correction(request=request, reason="không", by=second, now=at("09:40"))
    back = send_back_correction(request=request, reason=WORDS, by=second, now=at("09:40"))
    assert (back.state, back.proposed_by, back.proposal, back.seen) == ("open", None, "", "")
    act = Act.objects.get(verb="registers.correction.sent_back")
    assert (act.by_id, act.body["reason"], act.body["proposed_by"]) == (second.pk, WORDS, str(police.specialist.pk))
    for verb in (confirm_correction, send_back_correction):
        with pytest.raises(NothingProposed):
            verb(
                request=request, by=second, now=at("09:41"), **({} if verb is confirm_correction else {"reason": WORDS})
            )
    proposed(request, second)
    with pytest.raises(ProposedBefore):
        proposed(request, police.specialist)
    send_back_correction(request=request, reason=WORDS, by=second, now=at("09:50"))
    proposed(request, police.specialist)
    with pytest.raises(AskedAlready):
        asked(minh_anh)
    refuse_correction(request=request, reason=WORDS, by=second, now=at("10:00"))
    with pytest.raises(CorrectionAnswered):
        confirm_correction(request=request, by=second, now=at("10:01"))


def test_nobody_answers_for_their_own_record_or_for_what_they_asked_themselves(police, second, minh_anh, people):
    request = asked(minh_anh, by=second)
    with pytest.raises(rules.ConcernsYou):
        proposed(request, second)
    by_account = asked(minh_anh, "born_on", "1990-05-03", by=second.account)
    with pytest.raises(rules.ConcernsYou):
        refuse_correction(request=by_account, reason=WORDS, by=second, now=at("10:00"))
    proposed(request, police.specialist)
    herself = another(police, "ba")
    Mandate.objects.filter(pk=herself.pk).update(account=people[0])
    herself.refresh_from_db()
    with pytest.raises(rules.ConcernsYou):
        confirm_correction(request=request, by=herself, now=at("10:00"))


def test_others_of_the_keeper_are_told_of_a_proposal_once_and_not_who_made_it(police, second, minh_anh):
    request = proposed(asked(minh_anh), police.specialist)
    event = events.correction_proposed(request.pk, at=at("09:30"))
    for _twice in range(2):
        telling.tell_who_may_confirm(event)
    told = Notice.objects.get(kind="registers.correction.proposed")
    assert (told.account, told.url) == (second.account, f"/desk/corrections/{request.pk}/")
    assert told.title.startswith("Chờ người thứ hai xác nhận")
    send_back_correction(request=request, reason=WORDS, by=second, now=at("09:40"))
    Notice.objects.all().delete()
    telling.tell_who_may_confirm(event)
    assert not Notice.objects.exists(), "it waits for no confirmation any more"


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"attribute": "phone"}, NoSuchAttribute),
        ({"claimed": " "}, rules.ClaimMissing),
        ({"claimed": "x" * 301}, rules.ClaimMissing),
        ({"attribute": "born_on", "claimed": "02/05/1991"}, rules.ClaimMissing),
        ({"attribute": "licence_class", "claimed": "Z9", "register": "giay_phep"}, rules.ClaimMissing),
        ({"why": "sai"}, rules.ReasonMissing),
    ],
    ids=["not-read", "nothing", "long", "no-day", "no-class", "no-reason"],
)
def test_a_claim_that_cannot_be_answered_is_refused(wrong, refusal, police, minh_anh):
    with pytest.raises(refusal):
        asked(minh_anh, **wrong)


def test_a_value_is_disputed_once_at_a_time(police, minh_anh):
    request = asked(minh_anh)
    with pytest.raises(AskedAlready):
        asked(minh_anh)
    request.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)


def test_only_an_official_of_the_keeper_in_office_answers(police, minh_anh):
    request = asked(minh_anh)
    with pytest.raises(NotInThisRole):
        proposed(request, police.clerk)
    with pytest.raises(MandateEnded):
        proposed(request, police.specialist, now=at("10:00", day=date(2025, 1, 1)))
    request.keeper = Body(name_vi="Bộ Y tế")
    with pytest.raises(NotYours):
        proposed(request, police.specialist)


def test_what_follows_from_the_number_is_not_corrected_by_itself(police, minh_anh):
    with pytest.raises(rules.FollowsFromOthers):
        proposed(asked(minh_anh, "sex", "male"), police.specialist)
    year = asked(minh_anh, "born_on", "1991-05-02")
    with pytest.raises(NumberDisagrees):
        proposed(year, police.specialist)


def test_what_the_register_says_already_is_no_correction(police, minh_anh):
    with pytest.raises(rules.ClaimUnchanged):
        asked(minh_anh, claimed=" Nguyễn Thị  Minh Anh")


@pytest.mark.parametrize(
    ("register", "attribute", "claimed"),
    [("giay_phep", "valid_until", "2010-01-01"), ("dan_cu", "full_name", "x" * 201)],
    ids=["ends-before-it-began", "longer-than-a-name"],
)
def test_what_contradicts_the_record_is_not_written_and_waits_on(police, minh_anh, register, attribute, claimed):
    request = asked(minh_anh, attribute, claimed, register=register)
    with pytest.raises(DoesNotFit), transaction.atomic():
        proposed(request, police.specialist)
    assert not RecordChange.objects.exists()
    assert CorrectionRequest.objects.get().state == "open"


@pytest.fixture
def people(minh_anh):
    """Her own proven account, and a relative's that asks for her."""
    own = Account.objects.create_user("minh.anh@lienthong.example", "Nguyễn Thị Minh Anh")
    relative = Account.objects.create_user("nguoi.nha@lienthong.example", "Trần Văn Bình", language="en")
    proven = {"level": AccountLevel.TWO, "way": Proof.NATIONAL_ID, "evidence": "thử", "by": None, "now": FOUNDED}
    identity.identify(account=own, number=MINH_ANH, **proven)
    return own, relative


def test_who_asked_and_whom_it_is_about_are_told_once_in_their_language(police, minh_anh, people):
    own, relative = people
    request = asked(minh_anh, "valid_until", "2028-02-29", register="giay_phep", by=relative)
    refuse_correction(
        request=request, reason="Thẻ gốc cấp ngày 10/01/2017 ghi năm 2027.", by=police.specialist, now=at("10:00")
    )
    event = events.correction_answered(request.pk, at=at("10:00"))
    for _twice in range(2):
        telling.tell_who_is_concerned(event)
    told = {notice.account_id: notice for notice in Notice.objects.all()}
    assert set(told) == {own.pk, relative.pk}
    assert told[own.pk].facts["what"] == "Có giá trị đến (Cơ sở dữ liệu giấy phép lái xe)"
    assert told[relative.pk].facts == {
        "what": "Valid until (Driving licence database)", "claimed": "29/02/2028", "reason": "Thẻ gốc cấp ngày 10/01/2017 ghi năm 2027."
    }  # fmt: skip
    assert "Thẻ gốc cấp ngày 10/01/2017 ghi năm 2027." in templates.title(told[own.pk].kind, told[own.pk].facts)


def test_what_an_official_asked_is_told_to_the_person_alone(police, second, minh_anh, people):
    request = asked(minh_anh, by=police.clerk)
    agreed(request, police.specialist, second)
    telling.tell_who_is_concerned(events.correction_answered(request.pk, at=at("10:00")))
    notice = Notice.objects.get()
    assert (notice.account, notice.kind) == (people[0], "registers.correction.agreed")


def test_requests_are_found_by_who_asked_and_by_whom_they_are_about(police, minh_anh, people):
    own, relative = people
    request = asked(minh_anh, by=relative)
    assert queries.corrections_of(relative, "") == [request]
    assert queries.corrections_of(own, MINH_ANH) == [request]
    assert queries.corrections_of(own, "") == []
    assert queries.open_correction(request.reading, "full_name") == request
    assert queries.open_correction(request.reading, "born_on") is None


def test_who_proposed_and_answered_is_named_with_the_post_in_one_query(
    police, second, minh_anh, django_assert_num_queries
):
    request = asked(minh_anh)
    with django_assert_num_queries(0):
        assert queries.officials_of([request]) == {}
    agreed(request, police.specialist, second)
    request.refresh_from_db()
    with django_assert_num_queries(1):
        assert queries.officials_of([request]) == {each.pk: str(each) for each in (police.specialist, second)}


@pytest.mark.parametrize(
    ("register", "attribute", "value", "words"),
    [
        ("dan_cu", "full_name", None, "–"),
        ("dan_cu", "born_on", "1990-05-02", "02/05/1990"),
        ("dan_cu", "born_on", "hôm qua", "hôm qua"),
        ("dan_cu", "sex", "female", "Nữ"),
        ("dan_cu", "alive", True, "Có"),
        ("dan_cu", "alive", "no", "Không"),
        ("giay_phep", "licence_class", "c1", "C1"),
        ("dan_cu", "residence", "Phường 5", "Phường 5"),
    ],
    ids=["nothing", "day", "no-day", "code", "true", "claimed-no", "class", "text"],
)
def test_values_and_claims_are_said_in_words(register, attribute, value, words):
    assert declared.find(register).attribute(attribute).words(value) == words


def test_a_value_becomes_a_claim():
    assert [records.as_claim(value) for value in (None, True, False, "b", 3)] == ["", "yes", "no", "b", "3"]

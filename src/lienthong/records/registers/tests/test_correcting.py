"""Somebody says a value is wrong; an official of the keeper corrects it or says why not; what was before stays."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from conftest import at
from lienthong.ground.identity import actions as identity
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import MandateEnded, NotInThisRole, NotYours
from lienthong.ground.notices import templates
from lienthong.ground.notices.models import Notice
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.records.registers import declared, events, queries, records, rules, telling
from lienthong.records.registers.actions import agree_correction, ask_correction, read, refuse_correction
from lienthong.records.registers.actions.correcting import AskedAlready, DoesNotFit
from lienthong.records.registers.models import CorrectionRequest, DrivingLicence, Person, RecordChange
from lienthong.records.registers.numbers import NumberDisagrees
from lienthong.records.registers.records import NoSuchAttribute
from lienthong.records.registers.states import CorrectionAnswered
from lienthong.records.registers.tests.conftest import APPLICATION, FOUNDED, MINH_ANH

WHY = "Thẻ căn cước của tôi ghi khác."


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


def test_a_correction_agreed_changes_the_record_and_keeps_what_was(police, minh_anh, monkeypatch):
    told = []
    monkeypatch.setattr(outbox, "announce", told.append)
    request = asked(minh_anh, claimed="  Nguyễn Thị  Minh Ánh ")
    assert list(CorrectionRequest.objects.at(police.body).waiting().with_reading()) == [request]
    change = agree_correction(request=request, by=police.specialist, now=at("10:00"))
    person = Person.objects.get(number=MINH_ANH)
    assert (person.full_name, person.folded) == ("Nguyễn Thị Minh Ánh", "nguyen thi minh anh")
    assert person.changed_at == at("10:00")
    assert (change.before, change.after) == ("Nguyễn Thị Minh Anh", "Nguyễn Thị Minh Ánh")
    assert (change.row_id, change.changed_by) == (person.pk, police.specialist.pk)
    verbs = Act.objects.about(request).oldest_first().values_list("verb", flat=True)
    assert list(verbs) == ["registers.correction.asked", "registers.correction.agreed"]
    assert [event.name for event in told] == ["registers.correction.asked", "registers.correction.answered"]
    with pytest.raises(CorrectionAnswered):
        refuse_correction(request=request, reason="Không có căn cứ để sửa.", by=police.specialist, now=at("10:01"))
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordChange.objects.filter(pk=change.pk).delete()


def test_a_day_of_a_licence_is_corrected_in_the_licence(police, minh_anh):
    request = asked(minh_anh, "valid_until", "2028-02-29", register="giay_phep")
    change = agree_correction(request=request, by=police.specialist, now=at("10:00"))
    assert DrivingLicence.objects.get().valid_until == date(2028, 2, 29)
    assert (change.before, change.after) == ("2027-01-10", "2028-02-29")


def test_a_class_is_claimed_by_its_code(police, minh_anh):
    request = asked(minh_anh, "licence_class", "C1", register="giay_phep")
    agree_correction(request=request, by=police.specialist, now=at("10:00"))
    assert DrivingLicence.objects.get().licence_class == "c1"


def test_a_refusal_needs_a_reason_and_leaves_the_record(police, minh_anh):
    request = asked(minh_anh)
    with pytest.raises(rules.ReasonMissing):
        refuse_correction(request=request, reason="không", by=police.specialist, now=at("10:00"))
    refused = refuse_correction(
        request=request, reason="Giấy khai sinh ghi Anh.", by=police.specialist, now=at("10:00")
    )
    assert (refused.state, refused.answered_by) == ("refused", police.specialist.pk)
    assert Person.objects.get(number=MINH_ANH).full_name == "Nguyễn Thị Minh Anh"
    assert asked(minh_anh).state == "open"


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
        agree_correction(request=request, by=police.clerk, now=at("10:00"))
    with pytest.raises(MandateEnded):
        agree_correction(request=request, by=police.specialist, now=at("10:00", day=date(2025, 1, 1)))
    request.keeper = Body(name_vi="Bộ Y tế")
    with pytest.raises(NotYours):
        agree_correction(request=request, by=police.specialist, now=at("10:00"))


def test_what_follows_from_the_number_is_not_corrected_by_itself(police, minh_anh):
    with pytest.raises(rules.FollowsFromOthers):
        agree_correction(request=asked(minh_anh, "sex", "male"), by=police.specialist, now=at("10:00"))
    year = asked(minh_anh, "born_on", "1991-05-02")
    with pytest.raises(NumberDisagrees):
        agree_correction(request=year, by=police.specialist, now=at("10:00"))


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
        agree_correction(request=request, by=police.specialist, now=at("10:00"))
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
    refuse_correction(request=request, reason="Thẻ gốc ghi năm 2027.", by=police.specialist, now=at("10:00"))
    event = events.correction_answered(request.pk, at=at("10:00"))
    for _twice in range(2):
        telling.tell_who_is_concerned(event)
    told = {notice.account_id: notice for notice in Notice.objects.all()}
    assert set(told) == {own.pk, relative.pk}
    assert told[own.pk].facts["what"] == "Có giá trị đến (Cơ sở dữ liệu giấy phép lái xe)"
    assert told[relative.pk].facts == {
        "what": "Valid until (Driving-licence database)", "claimed": "29/02/2028", "reason": "Thẻ gốc ghi năm 2027."
    }  # fmt: skip
    assert "Thẻ gốc ghi năm 2027." in templates.title(told[own.pk].kind, told[own.pk].facts)


def test_what_an_official_asked_is_told_to_the_person_alone(police, minh_anh, people):
    request = asked(minh_anh, by=police.specialist)
    agree_correction(request=request, by=police.specialist, now=at("10:00"))
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

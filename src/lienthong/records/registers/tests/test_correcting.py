"""Somebody says a value is wrong; an official of the keeper corrects it or says why not; what was before stays."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import MandateEnded, NotInThisRole, NotYours
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.records.registers import rules
from lienthong.records.registers.actions import agree_correction, ask_correction, read, refuse_correction
from lienthong.records.registers.actions.correcting import AskedAlready
from lienthong.records.registers.models import CorrectionRequest, DrivingLicence, Person, RecordChange
from lienthong.records.registers.numbers import NumberDisagrees
from lienthong.records.registers.records import NoSuchAttribute
from lienthong.records.registers.states import CorrectionAnswered
from lienthong.records.registers.tests.conftest import APPLICATION, MINH_ANH

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

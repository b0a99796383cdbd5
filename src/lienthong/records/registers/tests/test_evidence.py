"""Files given for a request to correct: kept once, sealed by the keeper with whose they are, and only while it is open."""

from io import BytesIO

import pytest
from django.db import DatabaseError, transaction

from conftest import at
from lienthong.ground.files import refusals
from lienthong.ground.identity.models import Account
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.notices.models import Notice
from lienthong.kit.ids import new_id
from lienthong.records.registers import events, queries, telling
from lienthong.records.registers.actions import give_evidence, keep_evidence, refuse_correction
from lienthong.records.registers.actions.evidence import TooMuchEvidence
from lienthong.records.registers.models import CorrectionEvidence
from lienthong.records.registers.states import CorrectionAnswered
from lienthong.records.registers.tests.conftest import picture
from lienthong.records.registers.tests.test_correcting import WORDS, asked


@pytest.fixture
def request_open(police, minh_anh):
    return asked(minh_anh)


def kept(minh_anh, *shades: int):
    return keep_evidence(uploads=[picture(shade) for shade in shades], by=minh_anh, now=at("09:02"))


def test_evidence_is_given_once_sealed_by_the_keeper_and_an_act_with_its_digests(request_open, minh_anh):
    given = kept(minh_anh, 1, 1)
    [evidence] = give_evidence(request=request_open, given=given, by=minh_anh, now=at("09:02"))
    assert give_evidence(request=request_open, given=given, by=minh_anh, now=at("09:03")) == []
    assert queries.evidence_is_as_sealed(evidence, now=at("10:00"))
    assert queries.evidence_at(request_open, evidence.pk).file.name == "the-1.png"
    act = Act.objects.get(verb="registers.correction.evidence_given")
    assert act.body["files"] == [evidence.file.sha256]
    assert act.body["for_name"] == "Nguyễn Thị Minh Anh"
    with pytest.raises(queries.NoSuchEvidence):
        queries.evidence_at(request_open, new_id())


def test_evidence_cannot_be_changed_and_a_change_would_show(request_open, minh_anh, police):
    [evidence] = give_evidence(request=request_open, given=kept(minh_anh, 2), by=minh_anh, now=at("09:02"))
    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionEvidence.objects.update(by_name="Người khác")
    evidence.by_name = "Người khác"
    assert not queries.evidence_is_as_sealed(evidence, now=at("10:00"))
    evidence.by_name, evidence.request.keeper_id = "", new_id()
    assert not queries.evidence_is_as_sealed(evidence, now=at("10:00"))


def test_no_sixth_file_no_program_and_nothing_after_the_answer(request_open, minh_anh, police):
    with pytest.raises(TooMuchEvidence):
        give_evidence(request=request_open, given=kept(minh_anh, *range(6)), by=minh_anh, now=at("09:02"))
    program = BytesIO(b"MZ" * 99)
    program.name = "a.exe"
    with pytest.raises(refusals.TypeNotAllowed):
        keep_evidence(uploads=[program], by=minh_anh, now=at("09:02"))
    refuse_correction(request=request_open, reason=WORDS, by=police.specialist, now=at("10:00"))
    with pytest.raises(CorrectionAnswered):
        give_evidence(request=request_open, given=kept(minh_anh, 3), by=minh_anh, now=at("10:01"))


def test_every_official_of_the_keeper_who_may_answer_is_told_of_a_new_request_once(request_open, police):
    event = events.correction_asked(request_open.pk, at=at("09:01"))
    telling.tell_keepers(event)
    telling.tell_keepers(event)
    told = Notice.objects.get(kind="registers.correction.asked")
    assert told.account == police.specialist.account
    assert told.url == f"/desk/corrections/{request_open.pk}/"
    assert "Nguyễn Thị Minh Ánh" in told.title
    assert Mandate.objects.count() == Account.objects.count() == 2, "the clerk may not answer and is not told"

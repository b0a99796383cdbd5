"""Before a time-stamp loses its force the archived form gets a further one over everything (PAdES B-LTA)."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

from conftest import at, issued
from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import actions as signing
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.material import material_about
from lienthong.ground.signatures.pdf.long_term import newest_stamper
from lienthong.ground.signatures.trust import Trust
from lienthong.kit import clock
from lienthong.records.documents import actions, jobs
from lienthong.records.documents.models import ArchivedForm
from lienthong.records.documents.sealing import bytes_of
from lienthong.records.documents.states import ProofLevel

NOW = at("09:23")
LATER_STILL = datetime(2036, 11, 1, tzinfo=UTC)
"""Every time-stamping certificate of the first years has long expired."""


@pytest.fixture
def today(monkeypatch):
    """Set the day it is."""

    def be(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        signatures.forget()

    be(NOW)
    return be


@pytest.fixture
def form(country, today):
    """An archived form of level B-LT."""
    document = issued(country)
    jobs.archive(str(document.pk))
    return ArchivedForm.objects.get(document=document)


def renewed(form):
    jobs.renew(str(form.document_id))
    form.refresh_from_db()
    return form


@pytest.fixture
def near_the_end(form, today):
    """Ten days before the time-stamp loses its force; the services were given their next certificates in time."""
    moment = form.proof_until - timedelta(days=10)
    nights(NOW, moment)
    today(moment)
    return moment


def nights(since, until):
    """What the job of every night does for the certificates of the services, now and then in these years."""
    while since < until:
        signing.renew_services(now=since)
        since += timedelta(days=20)
    signing.renew_services(now=until)


def judged(data, now=LATER_STILL):
    root = signatures.authority("root").encoded
    return verdict.judge_alone(data, trust=Trust([root]), now=now)


def newest_stamp_by_pyhanko(data, moment, *, by):
    """Does the newest time-stamp stand over the whole file and hold at this moment, asked of pyHanko as a live validator?"""
    known = material_about([by], now=moment)
    trusted = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(signatures.authority("root").encoded)],
        other_certs=[asn1_x509.Certificate.load(one) for one in known.certificates],
        crls=list(known.lists),
        ocsps=list(known.answers),
        moment=moment,
        allow_fetching=False,
        revocation_mode="require",
    )
    newest = PdfFileReader(BytesIO(data)).embedded_timestamp_signatures[-1]
    status = asyncio.run(async_validate_pdf_timestamp(newest, validation_context=trusted))
    return status.intact and status.valid and status.trusted


def test_the_end_of_the_proof_is_known_and_nothing_is_done_before_its_last_weeks(form, today):
    assert form.level == ProofLevel.B_LT
    assert form.proof_until > NOW + timedelta(days=365)
    today(form.proof_until - timedelta(days=40))
    assert actions.take_renewals_due(at_most=10, now=clock.now()) == []
    before = form.file
    assert renewed(form).file == before


def test_in_the_last_weeks_a_further_time_stamp_goes_over_everything(form, near_the_end):
    before, ended = form.file, form.proof_until
    after = renewed(form)
    assert (after.level, after.stamped_at, after.reached_at, after.failure) == ("B-LTA", NOW, near_the_end, "")
    assert after.proof_until > ended + timedelta(days=365)
    data = bytes_of(after.file)
    assert data.startswith(bytes_of(before))
    found = judged(data)
    assert found.is_valid, found
    assert [one.level for one in found.signatures] == ["B-LTA", "B-LTA", "RFC 3161", "RFC 3161"]
    assert (found.level, judged(bytes_of(before)).level) == ("B-LTA", "B-LT")
    levels = Act.objects.filter(verb="documents.document.archived").order_by("id").values_list("body__level", flat=True)
    assert list(levels) == ["B-LT", "B-LTA"]


def test_the_job_is_set_going_by_the_round_and_each_is_taken_once(form, near_the_end, run_jobs):
    assert actions.take_renewals_due(at_most=10, now=near_the_end) == [form.document_id]
    assert actions.take_renewals_due(at_most=10, now=near_the_end) == []
    ArchivedForm.objects.update(next_try_at=near_the_end)
    jobs.archive_waiting(timestamp=0)
    run_jobs()
    form.refresh_from_db()
    assert form.level == ProofLevel.B_LTA
    assert actions.take_renewals_due(at_most=10, now=near_the_end + timedelta(days=1)) == []


def test_it_is_renewed_as_often_as_it_must_be(form, near_the_end, today):
    first = renewed(form).proof_until
    moment = first - timedelta(days=10)
    nights(near_the_end, moment)
    today(moment)
    assert renewed(form).proof_until > first
    found = judged(bytes_of(form.file), now=moment + timedelta(days=1))
    assert found.is_valid, found
    assert len(found.signatures) == 5


def test_without_a_certificate_that_lasts_longer_it_is_an_alarm_and_the_form_stays(form, today, caplog):
    moment = form.proof_until - timedelta(days=5)
    today(moment)
    before = form.file
    with caplog.at_level(logging.ERROR, logger="lienthong.documents.archive"):
        after = renewed(form)
    assert (after.level, after.file, after.failure) == (ProofLevel.B_LT, before, "no-certificate")
    assert caplog.records


def test_a_form_of_an_earlier_release_learns_its_end_first(form, today):
    until = form.proof_until
    ArchivedForm.objects.update(proof_until=None)
    assert actions.take_renewals_due(at_most=10, now=NOW + timedelta(hours=1)) == [form.document_id]
    assert (renewed(form).proof_until, form.level) == (until, ProofLevel.B_LT)


def test_what_is_not_proven_for_long_yet_has_nothing_to_renew(country, today):
    document = issued(country)
    assert actions.renew(document=document, now=NOW).level == ProofLevel.B_B
    assert actions.archive(document=document, level=ProofLevel.B_T, now=NOW).level == ProofLevel.B_T
    assert actions.take_renewals_due(at_most=10, now=NOW + timedelta(days=9999)) == []


def test_one_byte_changed_anywhere_in_the_renewed_form_is_refused(form, near_the_end):
    first = len(bytes_of(form.file))
    data = bytes_of(renewed(form).file)
    for place in (200, first - 60, first + 80, (first + len(data)) // 2):
        twin = bytearray(data)
        twin[place] ^= 1
        assert not judged(bytes(twin)).is_valid, place


def test_pyhanko_holds_the_renewed_form_proven_when_the_first_time_stamp_has_expired(form, near_the_end, today):
    old, ended = bytes_of(form.file), form.proof_until
    data = bytes_of(renewed(form).file)
    moment = ended + timedelta(days=300)
    nights(near_the_end, moment)
    today(moment)
    assert newest_stamp_by_pyhanko(data, moment, by=newest_stamper(data))
    assert not newest_stamp_by_pyhanko(old, moment, by=newest_stamper(old))
    twin = data.replace(b"/Type /Page", b"/Type /Pagd", 1)
    assert twin != data
    assert not newest_stamp_by_pyhanko(twin, moment, by=newest_stamper(data))


def test_both_engines_find_every_signature_of_the_renewed_form_valid_and_none_of_its_changed_twin(form, near_the_end):
    data = bytes_of(renewed(form).file)
    found = verdict.judge(data, trust=signatures.trust(near_the_end), now=near_the_end)
    assert found.is_valid, found
    assert [one.standing for each in found.signatures for one in each.opinions] == ["valid"] * 8
    twin = data.replace(b"/Type /Page", b"/Type /Pagd", 1)
    changed = verdict.judge(twin, trust=signatures.trust(near_the_end), now=near_the_end)
    assert all(one.standing != "valid" for each in changed.signatures for one in each.opinions)

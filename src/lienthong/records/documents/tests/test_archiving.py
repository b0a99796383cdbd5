"""What is sealed gets an archived form by a job: moment and material behind what was sent, alarms when it cannot be."""

import importlib
import logging
import subprocess
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.db import connection

from conftest import at, issued
from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import actions as signing
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.pdf import revisions
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.verdict import Standing
from lienthong.kit import clock
from lienthong.records.documents import actions, jobs
from lienthong.records.documents.models import ArchivedForm, Document
from lienthong.records.documents.sealing import bytes_of
from lienthong.records.documents.states import ProofLevel

NOW = at("09:23")
IN_TEN_YEARS = datetime(2036, 11, 16, tzinfo=UTC)
"""Every certificate but the root's and the authorities' has long expired."""


@pytest.fixture(autouse=True)
def the_hour(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def sealed(country):
    return issued(country)


def form_of(document) -> ArchivedForm:
    return ArchivedForm.objects.get(document=document)


def archived(document) -> ArchivedForm:
    jobs.archive(str(document.pk))
    return form_of(document)


def by_root_alone(data, now=IN_TEN_YEARS):
    root = signatures.authority("root").encoded
    return verdict.judge(data, trust=Trust([root]), now=now)


def levels(found):
    return [one.level for one in found.signatures]


def revoke(document, profile, when):
    holder = document.body_id if profile == Profile.SEAL else document.signed_by.account_id
    certificate = Certificate.objects.of(holder).get(profile=profile)
    signing.revoke(certificate=certificate, by=None, now=when, reason="keyCompromise")


def test_sealing_is_level_b_b_at_once_and_owes_an_archived_form(sealed):
    form = form_of(sealed)
    assert (form.level, form.file, form.sealed) == (ProofLevel.B_B, None, sealed.latest)
    found = verdict.judge(bytes_of(sealed.latest.file), trust=signatures.trust(NOW), now=NOW)
    assert levels(found) == ["B-B", "B-B"]


def test_the_job_adds_moment_and_material_and_judging_needs_nobody_any_more(sealed):
    form = archived(sealed)
    assert (form.level, form.stamped_at, form.failure) == (ProofLevel.B_LT, NOW, "")
    found = by_root_alone(bytes_of(form.file))
    assert found.is_valid, found
    assert levels(found) == ["B-LT", "B-LT", "RFC 3161"]
    assert {one.judged_at for one in found.signatures} == {NOW}
    before = by_root_alone(bytes_of(sealed.latest.file))
    assert not before.is_valid


def test_the_material_holds_each_authority_each_answer_and_each_list_once(sealed):
    with pikepdf.open(BytesIO(bytes_of(archived(sealed).file))) as pdf:
        store = {key: [one.read_bytes() for one in pdf.Root.DSS[key]] for key in ("/Certs", "/CRLs", "/OCSPs")}
    names = {x509.load_der_x509_certificate(one).subject for one in store["/Certs"]}
    assert len(names) == len(store["/Certs"]) == 6
    assert len(store["/CRLs"]) == 1
    assert len({ocsp.load_der_ocsp_response(one).serial_number for one in store["/OCSPs"]}) == 3


def test_a_signer_whom_our_authority_does_not_know_is_not_vouched_for(sealed, caplog):
    Certificate.objects.filter(holder_id=sealed.signed_by.account_id).update(serial="1")
    form = archived(sealed)
    assert (form.level, form.failure) == (ProofLevel.B_T, "no-certificate")


def test_what_was_sent_stays_what_was_sent_and_the_archived_form_begins_with_it(sealed):
    was = sealed.latest
    data = bytes_of(was.file)
    form = archived(sealed)
    assert Document.objects.get(pk=sealed.pk).latest == was
    assert bytes_of(was.file) == data
    assert bytes_of(form.file).startswith(data)
    assert form.file.sha256 != was.file.sha256


def test_the_journal_records_what_was_made_of_what(sealed):
    form = archived(sealed)
    (act,) = Act.objects.filter(verb="documents.document.archived", subject_id=sealed.pk)
    assert act.by_id is None
    assert (act.body["level"], act.body["sha256"]) == ("B-LT", form.file.sha256)
    assert act.body["sealed_sha256"] == sealed.latest.file.sha256


def test_the_job_repeated_does_nothing_more(sealed):
    first = archived(sealed)
    second = archived(sealed)
    assert second.file == first.file
    assert Act.objects.filter(verb="documents.document.archived").count() == 1


def test_the_seal_sets_the_job_going(country, run_jobs):
    document = issued(country)
    run_jobs()
    assert form_of(document).level == ProofLevel.B_LT


def test_without_a_time_stamp_it_stays_b_b_and_says_so_loudly(sealed, caplog):
    Certificate.objects.filter(profile=Profile.TIME_STAMP).update(not_after=NOW - timedelta(hours=1))
    with caplog.at_level(logging.ERROR, logger="lienthong.documents.archive"):
        form = archived(sealed)
    assert (form.level, form.failure, form.failed_at, form.file) == (ProofLevel.B_B, "no-certificate", NOW, None)
    assert {record.failure for record in caplog.records} == {"no-certificate"}
    assert not Act.objects.filter(verb="documents.document.archived").exists()


def test_without_revocation_material_it_stays_b_t_and_is_completed_later(sealed, caplog):
    responders = Certificate.objects.filter(profile=Profile.RESPONDER)
    until = responders.first().not_after
    responders.update(not_after=NOW - timedelta(hours=1))
    form = archived(sealed)
    assert (form.level, form.failure, form.failed_count) == (ProofLevel.B_T, "no-certificate", 1)
    assert caplog.records
    found = verdict.judge(bytes_of(form.file), trust=signatures.trust(NOW), now=NOW)
    assert levels(found) == ["B-T", "B-T", "RFC 3161"]
    responders.update(not_after=until)
    again = archived(sealed)
    assert (again.level, again.stamped_at, again.failure) == (ProofLevel.B_LT, NOW, "")
    assert bytes_of(again.file).startswith(bytes_of(form.file))


def test_a_key_that_does_not_open_is_an_alarm_not_a_silence(sealed, monkeypatch, caplog):
    def broken(_now):
        raise OSError("the token does not answer")

    monkeypatch.setattr(signatures, "stamper", broken)
    form = archived(sealed)
    assert (form.level, form.failure, form.failed_count) == (ProofLevel.B_B, "OSError", 2)
    assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.ERROR]


def test_pauses_between_tries_grow_and_never_exceed_a_day(sealed):
    pauses = []
    for _ in range(12):
        form = actions.record_not_archived(document=sealed, failure="no-certificate", now=NOW)
        pauses.append(form.next_try_at - NOW)
    assert pauses[0] == timedelta(minutes=10)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=1)


def test_what_the_job_left_is_taken_up_again_each_once(sealed):
    assert actions.take_archives_due(at_most=10, now=NOW) == []
    later = NOW + timedelta(minutes=6)
    assert actions.take_archives_due(at_most=10, now=later) == [sealed.pk]
    assert actions.take_archives_due(at_most=10, now=later) == []
    archived(sealed)
    assert actions.take_archives_due(at_most=10, now=later + timedelta(days=2)) == []


def test_the_round_every_ten_minutes_makes_what_was_left(sealed, run_jobs, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=6))
    jobs.archive_waiting(timestamp=0)
    run_jobs()
    assert form_of(sealed).level == ProofLevel.B_LT


@pytest.mark.parametrize("profile", [Profile.SEAL, Profile.PERSON])
def test_a_certificate_revoked_before_the_time_stamp_is_never_made_to_look_valid(sealed, profile, caplog):
    revoke(sealed, profile, NOW - timedelta(minutes=1))
    form = archived(sealed)
    assert (form.level, form.file, form.failure) == (ProofLevel.B_B, None, "not-provable")
    assert any("revoked" in record.facts["reasons"] for record in caplog.records)


@pytest.mark.parametrize("profile", [Profile.SEAL, Profile.PERSON])
def test_a_certificate_revoked_after_the_time_stamp_leaves_the_archived_form_valid(sealed, profile):
    data = bytes_of(archived(sealed).file)
    later = at("10:00", day=date(2026, 11, 20))
    revoke(sealed, profile, later)
    found = verdict.judge(data, trust=signatures.trust(later), now=later)
    assert found.is_valid, found
    bare = verdict.judge(bytes_of(sealed.latest.file), trust=signatures.trust(later), now=later)
    assert bare.standing is Standing.INVALID
    assert "revoked" in {reason for one in bare.signatures for reason in one.reasons}


def test_one_byte_changed_anywhere_in_the_archived_form_is_refused(sealed):
    data = bytes_of(archived(sealed).file)
    for place in (200, len(bytes_of(sealed.latest.file)) - 40, len(bytes_of(sealed.latest.file)) + 60):
        twin = bytearray(data)
        twin[place] ^= 1
        assert not by_root_alone(bytes(twin)).is_valid, place


def test_a_document_sealed_by_an_earlier_release_is_owed_an_archived_form_too(sealed):
    migration = importlib.import_module("lienthong.records.documents.migrations.0004_archived_forms")
    ArchivedForm.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(migration.OWED)
    assert form_of(sealed).sealed == sealed.latest
    assert archived(sealed).level == ProofLevel.B_LT


# -- other people's programs --------------------------------------------------------------------------------------
def pdfsig(data, folder):
    path = folder / "archived.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout.count("Signature is Valid")


@pytest.mark.foreign("pdfsig")
def test_pdfsig_accepts_the_archived_form_and_refuses_it_changed(sealed, tmp_path):
    data = bytes_of(archived(sealed).file)
    assert pdfsig(data, tmp_path) == 2
    twin = data.replace(b"/Type /Page", b"/Type /Pagd", 1)
    assert twin != data
    assert pdfsig(twin, tmp_path) == 0
    assert not by_root_alone(twin).is_valid


def openssl_ts(covered, token, folder):
    (folder / "covered").write_bytes(covered)
    (folder / "token").write_bytes(token)
    (folder / "root.pem").write_bytes(pem(signatures.authority("root").encoded))
    (folder / "between.pem").write_bytes(pem(signatures.authority("services").encoded))
    words = [
        "openssl", "ts", "-verify", "-data", "covered", "-in", "token", "-token_in", "-CAfile", "root.pem",
        "-untrusted", "between.pem",
    ]  # fmt: skip
    return subprocess.run(words, cwd=folder, capture_output=True, check=False).returncode


def pem(der):
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


@pytest.mark.foreign("openssl")
def test_openssl_ts_accepts_the_time_stamp_of_the_archived_form_and_refuses_it_over_other_bytes(sealed, tmp_path):
    data = bytes_of(archived(sealed).file)
    with revisions.open_strictly(data) as pdf:
        stamp = revisions.embedded_signatures(data, pdf)[-1]
    covered = data[: stamp.start] + data[stamp.end : stamp.until]
    assert openssl_ts(covered, stamp.value, tmp_path) == 0
    assert openssl_ts(covered[:-1] + b"\n\n", stamp.value, tmp_path) != 0
    twin = bytearray(stamp.value)
    twin[-1] ^= 1
    assert openssl_ts(covered, bytes(twin), tmp_path) != 0
    at_stamp = data.index(stamp.value.hex().upper().encode()) + 2 * len(stamp.value) - 1
    changed = data[:at_stamp] + bytes([data[at_stamp] ^ 1]) + data[at_stamp + 1 :]
    assert not by_root_alone(changed).is_valid

"""How long a document can be proven, through the API: of what was sealed here, signed elsewhere, or not signed at all."""

import hashlib
import uuid

import pytest

from conftest import issued
from lienthong.doors.api.tests.conftest import TODAY
from lienthong.records.documents import actions
from lienthong.records.documents.models import ArchivedForm, Document
from lienthong.records.documents.sealing import bytes_of
from lienthong.records.documents.states import ProofLevel
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(country):
    document = issued(country)
    exchange.send_document(document=document, by=country.ministry.clerk, now=TODAY)
    lanes.carry_round(TODAY)
    return document


def test_the_level_is_told_and_the_archived_form_given_to_both_sides(sealed, sender, receiver):
    address = f"/documents/{sealed.pk}"
    assert sender.get(address).json()["archived"] == {
        "level": "B-B", "stamped_at": None, "sha256": None, "size_bytes": None, "href": None,
    }  # fmt: skip
    assert sender.get(f"{address}/archived").status_code == 404
    form = actions.archive(document=sealed, level=ProofLevel.B_LT, now=TODAY)
    for software in (sender, receiver):
        told = software.get(address).json()["archived"]
        assert (told["level"], told["sha256"]) == ("B-LT", form.file.sha256)
        given = b"".join(software.get(told["href"].removeprefix("/api/v1")).streaming_content)
        assert hashlib.sha256(given).hexdigest() == told["sha256"]
        assert given.startswith(bytes_of(sealed.latest.file))


def test_a_stranger_learns_nothing_of_it(sealed, stranger):
    assert stranger.get(f"/documents/{sealed.pk}/archived").status_code == 404


def level_of(software, data, name="a.pdf"):
    return software.post(f"/verify?name={name}", data, kind="application/pdf").json()["level"]


def test_verifying_tells_the_lowest_level_and_a_changed_twin_has_none_that_holds(sealed, sender, plain_pdf):
    before = bytes_of(sealed.latest.file)
    after = bytes_of(actions.archive(document=sealed, level=ProofLevel.B_LT, now=TODAY).file)
    assert [level_of(sender, data) for data in (before, after, plain_pdf)] == ["B-B", "B-LT", ""]
    twin = bytearray(after)
    twin[300] ^= 1
    assert not sender.post("/verify", bytes(twin), kind="application/pdf").json()["valid"]


def test_evidence_tells_the_level_of_the_archived_form_in_it(sealed, sender):
    actions.archive(document=sealed, level=ProofLevel.B_T, now=TODAY)
    message = sender.get(f"/documents/{sealed.pk}").json()["message"]
    delivery = sender.get(f"/messages/{message}/status").json()["deliveries"][0]["id"]
    evidence = b"".join(sender.get(f"/deliveries/{delivery}/evidence").streaming_content)
    answer = sender.post("/verify", evidence, kind="application/zip").json()
    assert (answer["kind"], answer["level"], answer["facts"]["archive_level"]) == ("evidence", "B-T", "B-T")


def sent_by(software, letter, data):
    file = software.upload(data).json()["id"]
    number = {"number_and_symbol": "77/PM-BTC", "issued_on": f"{TODAY:%Y-%m-%d}"}
    answer = software.post("/documents", letter(file, **number), key=str(uuid.uuid4()))
    assert answer.status_code == 201, answer.content
    return answer.json()["document"]


def test_what_was_signed_elsewhere_under_our_authority_gets_an_archived_form(sealed, sender, letter, run_jobs):
    document = sent_by(sender, letter, bytes_of(sealed.latest.file))
    run_jobs()
    assert ArchivedForm.objects.get(document=document).level == ProofLevel.B_LT
    assert sender.get(f"/documents/{document}").json()["archived"]["level"] == "B-LT"


def test_what_nobody_signed_gets_none_and_its_page_says_why(country, sender, letter, plain_pdf):
    document = sent_by(sender, letter, plain_pdf)
    assert sender.get(f"/documents/{document}").json()["archived"] is None
    assert not ArchivedForm.objects.exists()
    assert Document.objects.get(pk=document).sealed_at


def test_a_signer_certified_elsewhere_or_a_broken_file_is_not_taken_on(sealed, plain_pdf):
    from lienthong.ground.signatures import preserving
    from lienthong.ground.signatures.models import Certificate

    data = bytes_of(sealed.latest.file)
    assert preserving.may_be_preserved(data)
    assert not preserving.may_be_preserved(data[:-200])
    assert not preserving.may_be_preserved(plain_pdf)
    Certificate.objects.filter(holder_id=sealed.body_id).update(serial="1")
    assert not preserving.may_be_preserved(data)

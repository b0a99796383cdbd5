"""`POST /verify` and the evidence over HTTP: by this installation's own trust and log."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lienthong.ground.journal import sequencer
from lienthong.ground.signatures import cms, queries
from lienthong.kit import clock
from lienthong.records.exchange import lanes

pytestmark = pytest.mark.django_db


def form(software, **files):
    data = {name: SimpleUploadedFile(f"{name}.bin", content) for name, content in files.items()}
    response = software.client.post("/api/v1/verify", data)
    return software._checked("POST", "/verify", response).json()


def test_an_unsigned_pdf_a_pair_and_its_twin(sender, country, plain_pdf):
    assert form(sender, file=plain_pdf)["standing"] == "unsigned"
    content = "nội dung".encode()
    now = clock.now()
    seal = cms.detached(queries.signer_of(country.ministry.body, now=now), hashlib.sha256(content).digest())
    found = form(sender, file=seal, content=content)
    assert (found["kind"], found["valid"], found["facts"]["organisation_code"]) == ("cms", True, "G12")
    assert found["facts"]["revocation_known"] is True
    assert form(sender, file=seal, content=content + b"!")["valid"] is False


def test_evidence_over_http_is_judged_by_our_own_trust(sender, receiver, send):
    message = send().json()
    lanes.carry_round(clock.now())
    delivery = message["deliveries"][0]["id"]
    receiver.post(f"/deliveries/{delivery}/accept")
    sequencer.sequence_now()
    for software in (sender, receiver):
        response = software.get(f"/deliveries/{delivery}/evidence")
        data = b"".join(response.streaming_content)
        assert response.headers["Content-Disposition"].startswith("attachment;")
        found = form(software, file=data)
        assert found["valid"], found["lines"]
        assert found["facts"]["trust"] == "yours"
    assert form(sender, file=data[:-1] + b"X")["valid"] is False
    small = b"".join(sender.get(f"/deliveries/{delivery}/evidence?files=digests").streaming_content)
    assert len(small) < len(data)


def test_a_file_sent_as_it_is(sender, plain_pdf):
    response = sender.post("/verify?name=a.pdf", io.BytesIO(plain_pdf).getvalue(), kind="application/pdf")
    assert response.json()["kind"] == "pdf"


def test_verifying_has_no_effect_so_a_key_is_not_remembered(sender, plain_pdf):
    from lienthong.doors.api.models import Answer

    sender.post("/verify", plain_pdf, kind="application/pdf", key="k")
    assert not Answer.objects.exists()

"""What our authority publishes over plain HTTP, asked as stock tools ask."""

import base64
import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.test import RequestFactory

from lienthong.doors.observatory import pki_views
from lienthong.ground.signatures import actions, certificates, queries, tsa
from lienthong.ground.signatures.refusals import AuthorityMissing, RequestInvalid
from lienthong.ground.signatures.revocation import Revocations
from lienthong.kit import clock
from lienthong.kit.errors import TooLarge

OCSP, TSQ = "application/ocsp-request", "application/timestamp-query"


@pytest.fixture
def seal(db):
    queries.forget()
    now = clock.now()
    actions.set_up_authority(now=now - timedelta(hours=1))
    yield actions.issue_seal(body_id=uuid4(), name="Bộ Tài chính", code="G12", by=None, now=now - timedelta(minutes=10))
    queries.forget()


def request(method, path="/", data=b"", content_type="", now=None):
    made = RequestFactory(enforce_csrf_checks=True).generic(method, path, data, content_type=content_type)
    made.now = now or clock.now()
    return made


def question(certificate, *, nonce=None, algorithm=None):
    issuer = certificates.load(queries.authority("seals").encoded)
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        certificates.load(certificate.encoded), issuer, algorithm or hashes.SHA256()
    )
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def answered(data):
    return ocsp.load_der_ocsp_response(pki_views.answer(request("POST", data=data, content_type=OCSP)).content)


def test_certificates_and_lists_are_served_with_their_types(seal):
    served = pki_views.certificate(request("GET"), name="seals")
    assert served.headers["Content-Type"] == "application/pkix-cert"
    assert served.content == queries.authority("seals").encoded
    listed = pki_views.revocation_list(request("GET"), name="root")
    assert listed.headers["Content-Type"] == "application/pkix-crl"
    assert x509.load_der_x509_crl(listed.content).next_update_utc > clock.now()
    assert "max-age=60" in listed.headers["Cache-Control"]
    with pytest.raises(AuthorityMissing):
        pki_views.certificate(request("GET"), name="nobody")


def test_the_addresses_in_a_certificate_are_the_ones_served(seal, settings):
    issued = certificates.load(seal.encoded)
    access = issued.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    points = issued.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    places = [description.access_location.value for description in access] + [points[0].full_name[0].value]
    urls = [pattern.pattern for pattern in pki_views.urlpatterns]
    for place in places:
        path = place.removeprefix(settings.PUBLIC_URL + "/")
        assert any(pattern.match(path) for pattern in urls), path


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()])
def test_a_good_certificate_is_called_good_and_the_nonce_comes_back(seal, algorithm):
    said = answered(question(seal, nonce=b"12345678", algorithm=algorithm))
    assert said.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert said.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"12345678"


def test_a_revoked_certificate_is_called_revoked_with_its_reason(seal):
    moment = clock.now() - timedelta(minutes=1)
    actions.revoke(certificate=seal, reason="superseded", by=None, now=moment)
    said = answered(question(seal))
    assert said.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert said.revocation_reason is x509.ReasonFlags.superseded
    assert abs(said.revocation_time_utc - moment) < timedelta(seconds=1)


def test_a_revocation_without_reason_gives_none(seal):
    actions.revoke(certificate=seal, by=None, now=clock.now())
    said = answered(question(seal))
    assert said.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert said.revocation_reason is None


def test_a_serial_number_never_issued_is_unknown(seal):
    issuer = certificates.load(queries.authority("seals").encoded)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(issuer.subject.public_bytes())
    key_hash = certificates.key_identifier(issuer, "sha256")
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(digest.finalize(), key_hash, 4711, hashes.SHA256())
    said = answered(builder.build().public_bytes(Encoding.DER))
    assert said.certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_other_questions_get_a_refusal(seal):
    assert answered(b"garbage").response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    assert answered(b"\x30" * 4096).response_status.name == "MALFORMED_REQUEST"
    long_nonce = question(seal, nonce=b"x" * 33)
    assert answered(long_nonce).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    strange = question(seal, algorithm=hashes.SHA224())
    assert answered(strange).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    foreign = ocsp.OCSPRequestBuilder().add_certificate_by_hash(b"x" * 32, b"y" * 32, 1, hashes.SHA256())
    assert answered(foreign.build().public_bytes(Encoding.DER)).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_a_name_that_does_not_fit_the_key_is_refused(seal):
    issuer = certificates.load(queries.authority("seals").encoded)
    key_hash = certificates.key_identifier(issuer, "sha256")
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(b"x" * 32, key_hash, 1, hashes.SHA256())
    assert answered(builder.build().public_bytes(Encoding.DER)).response_status.name == "UNAUTHORIZED"


def test_the_root_answers_only_by_its_list(seal):
    root = certificates.load(queries.authority("root").encoded)
    asked = ocsp.OCSPRequestBuilder().add_certificate(
        certificates.load(queries.authority("seals").encoded), root, hashes.SHA256()
    )
    assert answered(asked.build().public_bytes(Encoding.DER)).response_status.name == "UNAUTHORIZED"


def test_a_question_may_stand_in_the_address(seal):
    encoded = base64.b64encode(question(seal)).decode()
    response = pki_views.answer_in_address(request("GET"), question=encoded)
    assert ocsp.load_der_ocsp_response(response.content).certificate_status is ocsp.OCSPCertStatus.GOOD
    with pytest.raises(RequestInvalid):
        pki_views.answer_in_address(request("GET"), question="not base64!")
    large = pki_views.answer_in_address(request("GET"), question="AAAA" * 2000)
    assert ocsp.load_der_ocsp_response(large.content).response_status.name == "MALFORMED_REQUEST"


def test_bodies_of_other_types_or_sizes_are_refused(seal):
    with pytest.raises(RequestInvalid):
        pki_views.answer(request("POST", data=b"x", content_type="text/plain"))
    with pytest.raises(TooLarge):
        pki_views.answer(request("POST", data=b"x" * 5000, content_type=OCSP))
    with pytest.raises(RequestInvalid):
        pki_views.time_stamp(request("POST", data=b"x", content_type="text/plain"))
    with pytest.raises(TooLarge):
        pki_views.time_stamp(request("POST", data=b"x" * (tsa.LARGEST_REQUEST_BYTES + 1), content_type=TSQ))
    assert pki_views.time_stamp(request("GET")).status_code == 405
    assert pki_views.certificate(request("POST"), name="root").status_code == 405


def test_a_post_needs_no_form_token(seal):
    assert pki_views.answer.csrf_exempt
    assert pki_views.time_stamp.csrf_exempt


def pem(folder, name, certificate):
    (folder / name).write_bytes(certificates.load(certificate.encoded).public_bytes(Encoding.PEM))


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.foreign("openssl")
def test_openssl_accepts_our_answers_and_refuses_them_changed(seal, tmp_path):
    pem(tmp_path, "root.pem", queries.authority("root"))
    pem(tmp_path, "issuer.pem", queries.authority("seals"))
    pem(tmp_path, "cert.pem", seal)
    made = run(tmp_path, "openssl", "ocsp", "-issuer", "issuer.pem", "-cert", "cert.pem", "-reqout", "q.der")
    assert made[0] == 0, made[1]
    reply = pki_views.answer(request("POST", data=(tmp_path / "q.der").read_bytes(), content_type=OCSP)).content
    command = ["openssl", "ocsp", "-respin", "r.der", "-reqin", "q.der", "-no_nonce", "-issuer", "issuer.pem", "-cert", "cert.pem",
               "-CAfile", "root.pem", "-verify_other", "issuer.pem"]  # fmt: skip
    (tmp_path / "r.der").write_bytes(reply)
    code, said = run(tmp_path, *command)
    assert "Response verify OK" in said, said
    assert "cert.pem: good" in said
    assert code == 0
    changed = bytearray(reply)
    place = reply.index(ocsp.load_der_ocsp_response(reply).signature) + 12
    changed[place] ^= 1
    assert bytes(changed) != reply
    (tmp_path / "r.der").write_bytes(bytes(changed))
    code, said = run(tmp_path, *command)
    assert code != 0 or "Response Verify Failure" in said
    mine, issuer = (certificates.load(one.encoded) for one in (seal, queries.authority("seals")))
    assert Revocations(answers=[reply]).newest(mine, issuer, at=clock.now()) is not None
    assert Revocations(answers=[bytes(changed)]).newest(mine, issuer, at=clock.now()) is None


@pytest.mark.foreign("openssl")
def test_openssl_gets_a_time_stamp_over_http(seal, tmp_path):
    (tmp_path / "data").write_bytes(b"content")
    pem(tmp_path, "root.pem", queries.authority("root"))
    assert run(tmp_path, "openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "q")[0] == 0
    response = pki_views.time_stamp(request("POST", data=(tmp_path / "q").read_bytes(), content_type=TSQ))
    assert response.headers["Content-Type"] == "application/timestamp-reply"
    assert response.headers["Cache-Control"] == "no-store"
    (tmp_path / "r").write_bytes(response.content)
    verify = ["openssl", "ts", "-verify", "-data", "data", "-in", "r", "-CAfile", "root.pem"]
    code, said = run(tmp_path, *verify)
    assert code == 0, said
    (tmp_path / "data").write_bytes(b"Content")
    assert run(tmp_path, *verify)[0] != 0


def test_a_status_list_is_served_for_everybody_to_keep_for_half_a_minute(seal, client):
    place = actions.reserve(body_id=seal.holder_id, code="G12", by=None, now=clock.now())
    served = client.get("/status-lists/G12/1")
    assert place.uri.endswith("/status-lists/G12/1")
    assert served.content.decode() == queries.status_list("G12", 1).token
    assert served.headers["Content-Type"] == "application/statuslist+jwt"
    assert served.headers["Cache-Control"] == "public, max-age=30"
    assert served.headers["Access-Control-Allow-Origin"] == "*"
    assert not served.cookies
    again = client.get("/status-lists/G12/1", headers={"if-none-match": served.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/status-lists/G12/2").status_code == 404
    assert client.post("/status-lists/G12/1").status_code == 405

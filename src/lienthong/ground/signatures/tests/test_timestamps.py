"""The time-stamping authority and what is made of its tokens."""

from datetime import timedelta

import pytest
from asn1crypto import tsp
from rfc3161_client import HashAlgorithm as ClientHash
from rfc3161_client import TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response

from lienthong.ground.signatures import actions, cms, der, oids, queries, tsa
from lienthong.ground.signatures.cms_verify import of_bytes
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.tests.conftest import NOW, flipped, run, sha256
from lienthong.ground.signatures.timestamps import verify_token

DATA = b"what existed then"
LATER = NOW + timedelta(days=3)
SHA256 = der.sequence(der.oid(oids.SHA256))


@pytest.fixture
def service(workshop):
    return queries.service(Profile.TIME_STAMP, now=NOW)


def imprint(digest=None, algorithm=SHA256):
    return der.sequence(algorithm, der.octets(sha256(DATA) if digest is None else digest))


def ask(*options, first=None):
    return der.sequence(der.integer(1), first or imprint(), *options)


def answered(request, service):
    return tsp.TimeStampResp.load(tsa.respond(request, signer=service, now=NOW), strict=True)


def failure(request, service):
    (encoded,) = der.read(tsa.respond(request, signer=service, now=NOW)).children()
    status = tsp.PKIStatusInfo.load(encoded.encoded, strict=True)
    assert status["status"].native == "rejection"
    return status["fail_info"].native


def test_a_request_gets_a_token_with_nonce_policy_and_time(service):
    answer = answered(ask(der.integer(12345), der.TRUE), service)
    assert answer["status"]["status"].native == "granted"
    said = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert said["nonce"].native == 12345
    assert said["gen_time"].native == NOW
    assert said["policy"].native == oids.TSA_POLICY
    assert said["accuracy"]["seconds"].native == 1
    assert said["message_imprint"]["hashed_message"].native == sha256(DATA)


def test_certificates_travel_only_when_asked_for(service):
    with_them = answered(ask(der.TRUE), service)["time_stamp_token"]["content"]["certificates"]
    without = answered(ask(), service)["time_stamp_token"]["content"]["certificates"]
    assert len(with_them) == 2
    assert not without.native


def test_serial_numbers_never_repeat(service):
    serials = {token_serial(tsa.token_for(sha256(DATA), signer=service, now=NOW)) for _ in range(200)}
    assert len(serials) == 200


def token_serial(token):
    content = tsp.ContentInfo.load(token)["content"]["encap_content_info"]["content"]
    return tsp.TSTInfo.load(content.contents)["serial_number"].native


REFUSED = {
    "not DER": (b"\x30\x80", "bad_data_format"),
    "empty": (b"", "bad_data_format"),
    "too large": (b"\x00" * 5000, "bad_request"),
    "another version": (der.sequence(der.integer(2), imprint()), "bad_request"),
    "SHA-1": (ask(first=imprint(b"x" * 20, der.sequence(der.oid(oids.SHA1)))), "bad_alg"),
    "strange parameters": (ask(first=imprint(None, der.sequence(der.oid(oids.SHA256), der.TRUE))), "bad_alg"),
    "a digest too short": (ask(first=imprint(b"short")), "bad_data_format"),
    "another policy": (ask(der.oid("1.2.3.4")), "unaccepted_policy"),
    "a nonce too long": (ask(der.integer(2**400)), "bad_request"),
    "certReq written as false": (ask(b"\x01\x01\x00"), "bad_data_format"),
    "an extension": (ask(der.context(0, der.sequence())), "unaccepted_extensions"),
    "no imprint": (der.sequence(der.integer(1)), "bad_data_format"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_requests_are_refused_in_the_words_of_the_protocol(service, name):
    request, expected = REFUSED[name]
    assert failure(request, service) == {expected}


def test_our_own_policy_may_be_asked_for(service):
    algorithm = der.sequence(der.oid(oids.SHA512), der.NULL)
    answer = answered(ask(der.oid(oids.TSA_POLICY), first=imprint(b"x" * 64, algorithm)), service)
    assert answer["status"]["status"].native == "granted"


def test_a_token_proves_its_content_only(workshop, service):
    token = tsa.token_for(sha256(DATA), signer=service, now=NOW)
    found = verify_token(token, of_bytes(DATA), trust=workshop.trust, at=NOW)
    assert (found.at, found.serial) == (NOW, token_serial(token))
    with pytest.raises(SignatureInvalid):
        verify_token(token, of_bytes(b"other"), trust=workshop.trust, at=NOW)
    with pytest.raises(SignatureInvalid):
        verify_token(b"\x30\x00", of_bytes(DATA), trust=workshop.trust, at=NOW)


def test_a_token_with_any_byte_flipped_proves_nothing_else(workshop, service):
    token = tsa.token_for(sha256(DATA), signer=service, now=NOW)
    for place in range(0, len(token), 5):
        try:
            found = verify_token(flipped(token, place), of_bytes(DATA), trust=workshop.trust, at=NOW)
        except SignatureInvalid:
            continue
        assert (found.at, found.serial) == (NOW, token_serial(token))


def test_a_token_not_bound_to_its_certificate_is_refused(workshop, service, monkeypatch):
    from lienthong.ground.signatures import cms

    kept = cms.attribute

    def without_binding(dotted, *values):
        return kept("1.2.3.4" if dotted == oids.SIGNING_CERTIFICATE_V2 else dotted, *values)

    cms._constant_of.cache_clear()
    monkeypatch.setattr(cms, "attribute", without_binding)
    token = tsa.token_for(sha256(DATA), signer=service, now=NOW)
    monkeypatch.undo()
    cms._constant_of.cache_clear()
    with pytest.raises(SignatureInvalid) as caught:
        verify_token(token, of_bytes(DATA), trust=workshop.trust, at=NOW)
    assert caught.value.reason == "certificate-differs"


@pytest.mark.foreign("openssl")
def test_openssl_asks_and_accepts_and_refuses_other_data(workshop, service, tmp_path):
    workshop.files(tmp_path)
    (tmp_path / "data").write_bytes(DATA)
    assert run("openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "q", cwd=tmp_path)[0] == 0
    answer = tsa.respond((tmp_path / "q").read_bytes(), signer=service, now=NOW)
    verify = ["openssl", "ts", "-verify", "-queryfile", "q", "-in", "r", "-CAfile", "root.pem", "-attime",
              str(int(NOW.timestamp()))]  # fmt: skip
    (tmp_path / "r").write_bytes(answer)
    code, said = run(*verify, cwd=tmp_path)
    assert code == 0, said
    (tmp_path / "r").write_bytes(flipped(answer, answer.index(sha256(DATA)) + 4))
    assert run(*verify, cwd=tmp_path)[0] != 0
    other = ["openssl", "ts", "-verify", "-data", "other", "-in", "r", "-CAfile", "root.pem", "-attime", verify[-1]]
    (tmp_path / "r").write_bytes(answer)
    (tmp_path / "other").write_bytes(flipped(DATA, 0))
    assert run(*other, cwd=tmp_path)[0] != 0


def test_the_rfc3161_client_accepts_ours_and_refuses_other_data(workshop, service):
    request = TimestampRequestBuilder().data(DATA).hash_algorithm(ClientHash.SHA256).build()
    answer = decode_timestamp_response(tsa.respond(request.as_bytes(), signer=service, now=NOW))
    from lienthong.ground.signatures import certificates

    verifier = (
        VerifierBuilder()
        .add_root_certificate(certificates.load(workshop.root.encoded))
        .add_intermediate_certificate(certificates.load(queries.authority("services").encoded))
        .nonce(request.nonce)
        .build()
    )
    assert verifier.verify_message(answer, DATA)
    with pytest.raises(VerificationError):
        verifier.verify_message(answer, flipped(DATA, 0))


def revoke_the_authority(reason):
    row = Certificate.objects.get(profile=Profile.TIME_STAMP)
    actions.revoke(certificate=row, by=None, now=LATER - timedelta(hours=1), reason=reason)
    return queries.trust(LATER)


@pytest.mark.parametrize("reason", ["keyCompromise", "unspecified"])
def test_a_key_revoked_as_lost_or_without_reason_proves_nothing_it_ever_stamped(workshop, service, reason):
    token = tsa.token_for(sha256(DATA), signer=service, now=NOW)
    assert verify_token(token, of_bytes(DATA), trust=queries.trust(LATER), at=LATER).at == NOW
    trust = revoke_the_authority(reason)
    with pytest.raises(SignatureInvalid) as caught:
        verify_token(token, of_bytes(DATA), trust=trust, at=LATER)
    assert caught.value.reason == "time-stamp-key-lost"


@pytest.mark.parametrize("reason", ["superseded", "cessationOfOperation", "affiliationChanged"])
def test_a_key_that_was_given_up_keeps_what_it_stamped_before(workshop, service, reason):
    token = tsa.token_for(sha256(DATA), signer=service, now=NOW)
    late = tsa.token_for(sha256(DATA), signer=service, now=LATER)
    trust = revoke_the_authority(reason)
    assert verify_token(token, of_bytes(DATA), trust=trust, at=LATER).at == NOW
    with pytest.raises(SignatureInvalid) as caught:
        verify_token(late, of_bytes(DATA), trust=trust, at=LATER)
    assert caught.value.reason == "revoked"


def signed_statement(service, *, version=1, extensions=b""):
    """A token of the true authority that says something else than it usually does."""
    said = der.sequence(
        der.integer(version), der.oid(oids.TSA_POLICY), imprint(), der.integer(7), der.generalized_time(NOW), extensions
    )
    return cms.signed_data(service, sha256(said), content_type=oids.TST_INFO, content=said)


def extension(*critical):
    return der.context(1, der.sequence(der.oid("1.2.3.4"), *critical, der.octets(b"x")))


def test_a_token_of_another_version_or_with_a_critical_extension_is_refused(workshop, service):
    for good in (signed_statement(service), signed_statement(service, extensions=extension())):
        assert verify_token(good, of_bytes(DATA), trust=workshop.trust, at=NOW).serial == 7
    for bad in (signed_statement(service, version=2), signed_statement(service, extensions=extension(der.TRUE))):
        with pytest.raises(SignatureInvalid):
            verify_token(bad, of_bytes(DATA), trust=workshop.trust, at=NOW)

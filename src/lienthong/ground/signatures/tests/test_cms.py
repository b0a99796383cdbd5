"""Detached signatures: made, judged, and shown to `openssl`."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from lienthong.ground.signatures import actions, certificates, cms, der, oids, queries
from lienthong.ground.signatures.carried import require_undamaged
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.signer import from_private_key
from lienthong.ground.signatures.tests.conftest import NOW, flipped, run, sha256
from lienthong.ground.signatures.trust import Trust

CONTENT = "Công văn về việc cấp phép".encode() * 50


def sign(workshop, **more):
    return cms.detached(workshop.person, sha256(CONTENT), **more)


def judge(encoded, workshop, *, content=CONTENT, at=NOW):
    return cms.verify_detached(encoded, content, trust=workshop.trust, at=at)


def refused(encoded, workshop, reason, **more):
    with pytest.raises(SignatureInvalid) as caught:
        judge(encoded, workshop, **more)
    assert caught.value.reason == reason
    return caught.value


def test_a_signature_says_who_in_which_capacity_and_when(workshop):
    found = judge(sign(workshop, signing_time=NOW, role="KT."), workshop)
    assert found.holder.name == "Nguyễn Thị Ánh"
    assert found.role == "KT."
    assert found.signing_time == NOW
    assert (found.level, found.hash_name, found.stamps, found.stamped_at) == ("B-B", "sha256", (), None)
    assert found.certificate_der == workshop.person.certificate_der
    assert [c.subject.rfc4514_string()[:12] for c in found.path.certificates]
    assert len(found.path.certificates) == 3
    assert [said.source for said in found.path.statements] == ["CRL", "CRL"]


def test_without_role_and_time_nothing_is_claimed(workshop):
    found = judge(sign(workshop), workshop)
    assert (found.role, found.signing_time) == ("", None)


def test_a_digest_alone_is_enough(workshop):
    found = cms.verify_detached(sign(workshop), cms.by_digest(sha256(CONTENT)), trust=workshop.trust, at=NOW)
    assert found.holder.title == "Thứ trưởng"
    with pytest.raises(SignatureInvalid):
        cms.by_digest(b"")("sha512")


def test_only_a_sha256_digest_is_signed(workshop):
    with pytest.raises(ValueError, match="SHA-256"):
        cms.detached(workshop.person, b"short")


def test_changed_content_is_refused(workshop):
    refused(sign(workshop), workshop, "digest-differs", content=flipped(CONTENT, 3))


def test_every_flipped_byte_is_refused_or_changes_nothing_proven(workshop):
    """Each byte in turn: either invalid, or (outside what is signed) the same signer, role and time."""
    good = sign(workshop, signing_time=NOW, role="KT.")
    before = judge(good, workshop)
    for place in range(0, len(good), 3):
        try:
            after = judge(flipped(good, place), workshop)
        except SignatureInvalid:
            continue
        assert (after.certificate, after.role, after.signing_time) == (
            before.certificate, before.role, before.signing_time
        )  # fmt: skip


def test_garbage_is_invalid_and_never_an_error(workshop):
    for garbage in (b"", b"\x30\x00", b"x" * 100, der.sequence(der.oid(oids.DATA))):
        with pytest.raises(SignatureInvalid):
            judge(garbage, workshop)
    refused(b"\x30" * 600_000, workshop, "too-large")
    refused(der.sequence(der.oid(oids.DATA), der.context(0, der.octets(b""))), workshop, "content-type-differs")


def test_two_signers_are_refused(workshop):
    first = asn1_cms.ContentInfo.load(sign(workshop))
    second = asn1_cms.ContentInfo.load(sign(workshop))
    first["content"]["signer_infos"].append(second["content"]["signer_infos"][0])
    refused(first.dump(force=True), workshop, "several-signers")
    with pytest.raises(ValueError, match="unpack"):
        cms.signature_value(first.dump(force=True))


def test_content_inside_a_detached_signature_is_refused(workshop):
    inside = cms.signed_data(workshop.person, sha256(CONTENT), content_type=oids.DATA, content=CONTENT)
    refused(inside, workshop, "content-inside")


def test_a_token_is_no_signature_of_a_document(workshop):
    refused(queries.stamper(NOW)(sha256(CONTENT)), workshop, "content-type-differs")


def test_an_attribute_twice_or_absent_is_refused(workshop):
    twice = forged(workshop, [cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))] * 2)
    refused(twice, workshop, "attribute-count")
    refused(forged(workshop, []), workshop, "attribute-count")
    other = forged(workshop, [cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))], kind=oids.TST_INFO)
    refused(other, workshop, "content-type-differs")


UNFIT = {
    "no hash announced": lambda signed: signed.__setitem__("digest_algorithms", []),
    "another hash announced": lambda signed: signed.__setitem__("digest_algorithms", [{"algorithm": "sha512"}]),
    "another version": lambda signed: signed.__setitem__("version", "v2"),
    "another version of the signer": lambda signed: signed["signer_infos"][0].__setitem__("version", "v0"),
    "no signed attributes": lambda signed: signed["signer_infos"][0].__delitem__("signed_attrs"),
    "no signer": lambda signed: signed.__setitem__("signer_infos", []),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_signature_whose_uncovered_parts_do_not_fit_is_refused(workshop, name):
    parsed = asn1_cms.ContentInfo.load(sign(workshop))
    assert judge(parsed.dump(force=True), workshop)
    UNFIT[name](parsed["content"])
    with pytest.raises(SignatureInvalid):
        judge(parsed.dump(force=True), workshop)


def test_a_signature_of_the_content_without_signed_attributes_is_refused(workshop):
    """Else the attributes of one signature, shown as a content, would carry it."""
    parsed = asn1_cms.ContentInfo.load(sign(workshop))
    info = parsed["content"]["signer_infos"][0]
    attributes = info["signed_attrs"].untag().dump()
    del info["signed_attrs"]
    with pytest.raises(SignatureInvalid):
        judge(parsed.dump(force=True), workshop, content=attributes)


def test_a_signature_bound_to_another_certificate_is_refused(workshop):
    other = cms._constant_of(workshop.seal.certificate_der, (), "ecdsa").signing_certificate
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))
    refused(forged(workshop, [digest, other]), workshop, "certificate-differs")


def test_a_signature_not_bound_to_its_certificate_is_only_plain_cms(workshop):
    plain = forged(workshop, [cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))])
    assert judge(plain, workshop).level == "CMS"


def test_a_claim_of_another_kind_is_no_role(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))
    for claim in (der.sequence(), der.sequence(der.context(0, der.sequence(cms.attribute("2.5.4.72", der.NULL))))):
        plain = forged(workshop, [digest, cms.attribute(oids.SIGNER_ATTRIBUTES_V2, claim)])
        assert judge(plain, workshop).role == ""


def forged(workshop, attributes, *, kind=oids.DATA, hash_oid=oids.SHA256, certificates=None):
    """A signature by the person over any signed attributes at all."""
    signer = workshop.person
    constant = cms._constant_of(signer.certificate_der, signer.chain_der, signer.algorithm)
    signed = der.set_of(cms.attribute(oids.CONTENT_TYPE, der.oid(kind)), *attributes)
    info = [
        der.integer(1), constant.signer_identifier, der.sequence(der.oid(hash_oid)), b"\xa0" + signed[1:],
        constant.algorithm, der.octets(signer.sign(signed)),
    ]  # fmt: skip
    return cms._content_info(constant.certificates if certificates is None else certificates, info, oids.DATA, None)


def test_the_certificate_must_come_along(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))
    refused(forged(workshop, [digest], certificates=b""), workshop, "certificate-missing")
    seal_only = der.context(0, workshop.seal.certificate_der)
    refused(forged(workshop, [digest], certificates=seal_only), workshop, "certificate-missing")


def test_other_kinds_of_certificate_that_come_along_are_passed_over(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(sha256(CONTENT)))
    other = der.context(3, der.oid("1.2.3.4"), der.sequence())
    found = forged(workshop, [digest], certificates=der.context(0, workshop.person.certificate_der, other))
    assert judge(found, workshop).holder.name == "Nguyễn Thị Ánh"


def test_sha1_is_called_not_secure(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(hashlib.sha1(CONTENT).digest()))
    assert isinstance(refused(forged(workshop, [digest], hash_oid=oids.SHA1), workshop, "hash-weak"), NotSecure)


def test_an_unknown_hash_is_refused(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(hashlib.sha3_256(CONTENT).digest()))
    refused(forged(workshop, [digest], hash_oid="2.16.840.1.101.3.4.2.8"), workshop, "algorithm-unknown")


def test_hash_and_signature_algorithm_must_agree(workshop):
    digest = cms.attribute(oids.MESSAGE_DIGEST, der.octets(hashlib.sha512(CONTENT).digest()))
    refused(forged(workshop, [digest], hash_oid=oids.SHA512), workshop, "algorithm-unknown")


@pytest.mark.parametrize("option", [pkcs7.PKCS7Options.Binary])
@pytest.mark.parametrize("hash_of", [hashes.SHA256, hashes.SHA384, hashes.SHA512])
def test_signatures_of_another_library_are_read(workshop, option, hash_of):
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = issued_for(workshop, key)
    made = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(CONTENT)
        .add_signer(certificate, key, hash_of())
        .sign(serialization.Encoding.DER, [option, pkcs7.PKCS7Options.DetachedSignature])
    )
    found = cms.verify_detached(made, CONTENT, trust=workshop.trust, at=NOW)
    assert (found.level, found.hash_name) == ("CMS", hash_of.name)


def issued_for(workshop, key):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from lienthong.ground.signatures import authority, certificates
    from lienthong.ground.signatures.states import Profile

    issuer = queries.authority("persons")
    body = authority.certificate_body(
        Profile.PERSON,
        name=authority.subject("Người khác"),
        public_key=key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        issuer=authority.Issuer(certificates.load(issuer.encoded), "ecdsa", bytes(issuer.key.public_key), None),
        serial=78,
        now=NOW,
    )
    return certificates.load(authority.signed(body, queries.signer_with(issuer).key))


def test_a_subject_key_identifier_may_name_the_signer(workshop):
    from cryptography import x509

    parsed = asn1_cms.ContentInfo.load(sign(workshop))
    identifier = workshop.person.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    info = parsed["content"]["signer_infos"][0]
    info["sid"] = asn1_cms.SignerIdentifier("subject_key_identifier", core.OctetString(identifier))
    assert judge(parsed.dump(force=True), workshop).holder.name == "Nguyễn Thị Ánh"


# -- time ---------------------------------------------------------------------------------------------------------------


def test_a_time_stamp_is_what_the_signature_is_judged_by(workshop):
    found = judge(sign(workshop, timestamp=queries.stamper(NOW)), workshop, at=NOW + timedelta(days=3650))
    assert (found.level, found.judged_at, found.stamped_at) == ("B-T", NOW, NOW)
    assert found.stamps[0].authority == "Liên Thông - Dấu thời gian"
    assert found.stamps[0].serial.bit_length() > 64


def test_a_time_stamp_may_be_added_later(workshop):
    plain = sign(workshop)
    token = queries.stamper(NOW)(sha256(cms.signature_value(plain)))
    stamped = cms.add_timestamp(plain, token)
    assert judge(stamped, workshop).level == "B-T"
    second = queries.stamper(NOW + timedelta(hours=1))(sha256(cms.signature_value(plain)))
    twice = judge(cms.add_timestamp(stamped, second), workshop, at=NOW + timedelta(hours=2))
    assert len(twice.stamps) == 2
    assert twice.stamped_at == NOW


def test_without_a_time_stamp_an_expired_certificate_is_refused(workshop):
    late = refused(sign(workshop), workshop, "expired", at=NOW + timedelta(days=3650))
    assert isinstance(late, NotTrusted)
    refused(sign(workshop), workshop, "not-yet-valid", at=NOW - timedelta(days=1))


def test_a_signature_stamped_before_the_revocation_stays_valid(workshop):
    stamped, plain = sign(workshop, timestamp=queries.stamper(NOW)), sign(workshop)
    later = NOW + timedelta(days=2)
    actions.revoke(
        certificate=workshop.person_certificate, reason="keyCompromise", by=None, now=NOW + timedelta(days=1)
    )
    workshop.trust = queries.trust(later)
    assert judge(stamped, workshop, at=later).judged_at == NOW
    refused(plain, workshop, "revoked", at=later)
    after = cms.add_timestamp(plain, queries.stamper(later)(sha256(cms.signature_value(plain))))
    refused(after, workshop, "revoked", at=later)


def test_a_time_stamp_of_another_signature_is_refused(workshop):
    refused(cms.add_timestamp(sign(workshop), queries.stamper(NOW)(sha256(b"other"))), workshop, "time-stamp-differs")


def test_a_time_stamp_from_the_future_is_refused(workshop):
    ahead = queries.stamper(NOW + timedelta(minutes=5))
    refused(sign(workshop, timestamp=ahead), workshop, "time-stamp-future")


def test_a_time_stamp_by_somebody_else_is_refused(workshop):
    from lienthong.ground.signatures import tsa

    refused(sign(workshop, timestamp=tsa.stamper(workshop.seal, NOW)), workshop, "wrong-purpose")


def test_a_broken_time_stamp_is_refused(workshop):
    refused(cms.add_timestamp(sign(workshop), b"\x30\x00"), workshop, "unreadable")


def test_a_time_stamping_certificate_signs_no_document(workshop):
    from lienthong.ground.signatures.states import Profile

    stamping = queries.service(Profile.TIME_STAMP, now=NOW)
    refused(cms.detached(stamping, sha256(CONTENT)), workshop, "wrong-purpose")


def test_a_signing_time_after_2049_is_read(workshop):
    moment = datetime(2051, 1, 1, tzinfo=UTC)
    assert judge(sign(workshop, signing_time=moment), workshop).signing_time == moment


def test_a_strangers_root_is_not_trusted(workshop):
    stranger = Trust([workshop.seal.certificate_der], require_revocation=False)
    with pytest.raises(NotTrusted) as caught:
        cms.verify_detached(sign(workshop), CONTENT, trust=stranger, at=NOW)
    assert caught.value.reason == "no-path"


def carried_authority(workshop, signature):
    """Where, in a signature of a person, the certificate of the authority between stands."""
    (authority,) = workshop.person.chain_der
    start = signature.index(authority)
    return range(start, start + len(authority))


def test_a_carried_certificate_with_one_byte_changed_anywhere_is_refused_though_nobody_needs_it(workshop):
    signature = sign(workshop)
    place = carried_authority(workshop, signature)
    assert judge(signature, workshop).level == "B-B"
    kept = [at for at in (*place[::50], place[-1]) if not is_refused(flipped(signature, at), workshop)]
    assert kept == []


def is_refused(signature, workshop):
    try:
        judge(signature, workshop)
    except SignatureInvalid:
        return True
    return False


def test_the_refusal_says_that_something_carried_is_damaged(workshop):
    signature = sign(workshop)
    damaged = flipped(signature, carried_authority(workshop, signature)[-1])
    assert "đi kèm" in refused(damaged, workshop, "certificate-damaged").detail


def by_hand(subject, issuer, key, serial=7):
    def name(said):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])

    draft = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), serial, NOW, NOW + timedelta(days=9))
    return draft.sign(key, hashes.SHA256())


def test_of_a_carried_certificate_whose_issuer_is_not_at_hand_nothing_is_said(workshop):
    key = ec.generate_private_key(ec.SECP256R1())
    itself = by_hand("Tổ chức lạ", "Tổ chức lạ", key)
    require_undamaged((by_hand("Người lạ", "Tổ chức lạ khác", key), itself), workshop.trust)
    with pytest.raises(SignatureInvalid, match="đi kèm"):
        require_undamaged(
            (by_hand("Người lạ", "Tổ chức lạ", ec.generate_private_key(ec.SECP256R1())), itself), workshop.trust
        )


def test_a_count_of_unused_bits_that_changes_no_bit_is_damage_too(workshop):
    key = ec.generate_private_key(ec.SECP256R1())
    made = (by_hand("Tổ chức lạ", "Tổ chức lạ", key, serial) for serial in range(1, 100))
    even = next(one for one in made if not one.signature[-1] & 1)
    changed = bytearray(even.public_bytes(serialization.Encoding.DER))
    changed[-len(even.signature) - 1] ^= 1
    with pytest.raises(SignatureInvalid):
        require_undamaged((certificates.load(bytes(changed)),), workshop.trust)


def test_a_time_stamp_that_carries_a_damaged_certificate_is_refused(workshop):
    signature = sign(workshop, timestamp=queries.stamper(NOW))
    authority = queries.authority("services").encoded
    place = signature.index(authority)
    for at in (place + 120, place + len(authority) - 1):
        assert is_refused(flipped(signature, at), workshop)


# -- another engine -----------------------------------------------------------------------------------------------------


@pytest.mark.foreign("openssl")
@pytest.mark.parametrize("with_token", [False, True])
def test_openssl_accepts_ours_as_cades_and_refuses_it_changed(workshop, tmp_path, with_token):
    workshop.files(tmp_path)
    token = queries.stamper(NOW) if with_token else None
    good = sign(workshop, signing_time=NOW, role="KT.", timestamp=token)
    command = ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", "s.p7s", "-content", "c", "-binary",
               "-CAfile", "root.pem", "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "out"]  # fmt: skip
    (tmp_path / "s.p7s").write_bytes(good)
    (tmp_path / "c").write_bytes(CONTENT)
    code, said = run(*command, cwd=tmp_path)
    assert code == 0, said
    assert "CAdES Verification successful" in said
    (tmp_path / "c").write_bytes(flipped(CONTENT, 5))
    assert run(*command, cwd=tmp_path)[0] != 0
    (tmp_path / "c").write_bytes(CONTENT)
    place = good.index(cms.signature_value(good)) + 20
    (tmp_path / "s.p7s").write_bytes(flipped(good, place))
    assert run(*command, cwd=tmp_path)[0] != 0


@pytest.mark.foreign("openssl")
def test_openssl_checks_the_purpose_of_our_certificates_too(workshop, tmp_path):
    """Without `-purpose any`: the e-mail protection purpose makes stock tools accept them."""
    workshop.files(tmp_path)
    (tmp_path / "s.p7s").write_bytes(cms.detached(workshop.seal, sha256(CONTENT)))
    (tmp_path / "c").write_bytes(CONTENT)
    code, said = run(
        "openssl", "cms", "-verify", "-inform", "DER", "-in", "s.p7s", "-content", "c", "-binary", "-CAfile",
        "root.pem", "-attime", str(int(NOW.timestamp())), "-out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert code == 0, said


def test_a_signer_made_by_hand_works_like_a_kept_one(workshop):
    key = ec.generate_private_key(ec.SECP256R1())
    signer = from_private_key(key, issued_for(workshop, key).public_bytes(serialization.Encoding.DER))
    assert judge(cms.detached(signer, sha256(CONTENT)), workshop).holder.name == "Người khác"


@pytest.mark.foreign("openssl")
def test_openssl_refuses_the_same_damaged_certificates(workshop, tmp_path):
    workshop.files(tmp_path)
    signature = sign(workshop)
    (tmp_path / "c").write_bytes(CONTENT)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "s.p7s", "-content", "c", "-binary", "-CAfile",
               "root.pem", "-purpose", "any", "-attime", str(int(NOW.timestamp())), "-out", "out"]  # fmt: skip
    place = carried_authority(workshop, signature)
    for at, expected in ((None, True), *((at, False) for at in place[::50])):
        (tmp_path / "s.p7s").write_bytes(signature if at is None else flipped(signature, at))
        assert (run(*command, cwd=tmp_path)[0] == 0) is expected, at

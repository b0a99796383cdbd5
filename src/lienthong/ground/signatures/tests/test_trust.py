"""The walk from a certificate to an anchor, one broken step at a time."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.signatures import actions, algorithms, answers, certificates, queries
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.revocation import GRACE, Revocations
from lienthong.ground.signatures.signer import from_private_key
from lienthong.ground.signatures.tests.conftest import NOW
from lienthong.ground.signatures.trust import Purpose, Trust

LEAF = ("digital_signature",)
AUTHORITY = ("key_cert_sign", "crl_sign")
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
          "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip


class Made:
    """A certificate with its key, made exactly as asked."""

    def __init__(self, name, issuer=None, *, ca=False, usage=None, path_length=None, key=None, sign_hash=None,
                 purposes=None, critical_purposes=False, extra=(), days=(-1, 100), basic=True):  # fmt: skip
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder(
            issuer.certificate.subject if issuer else subject, subject, self.key.public_key(),
            x509.random_serial_number(), NOW + timedelta(days=days[0]), NOW + timedelta(days=days[1]),
        )  # fmt: skip
        if basic:
            builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
        usage = (AUTHORITY if ca else LEAF) if usage is None else usage
        if usage:
            builder = builder.add_extension(x509.KeyUsage(**{u: u in usage for u in USAGES}), critical=True)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=critical_purposes)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
        for extension, critical in extra:
            builder = builder.add_extension(extension, critical=critical)
        signing = (issuer or self).key
        self.certificate = builder.sign(signing, sign_hash or hashes.SHA256())
        self.der = self.certificate.public_bytes(Encoding.DER)
        self.signer = from_private_key(self.key, self.der) if isinstance(self.key, ec.EllipticCurvePrivateKey) else None

    def crl(self, *revoked, now=NOW):
        return answers.revocation_list(self.certificate, self.signer.key, revoked, now=now)


@pytest.fixture(scope="module")
def root():
    return Made("root", ca=True)


def walk(leaf, *anchors, at=NOW, purpose=Purpose.DOCUMENT, extra=(), **more):
    more.setdefault("require_revocation", False)
    trust = Trust([anchor.der for anchor in anchors], **more)
    return trust.path(leaf.certificate, at=at, purpose=purpose, extra=[made.certificate for made in extra])


def refused(reason, leaf, *anchors, **more):
    with pytest.raises(SignatureInvalid) as caught:
        walk(leaf, *anchors, **more)
    assert caught.value.reason == reason
    return caught.value


def test_a_straight_path_is_found(root):
    middle = Made("middle", root, ca=True)
    leaf = Made("leaf", middle)
    assert len(walk(leaf, root, extra=[middle]).certificates) == 3
    assert walk(leaf, root, extra=[middle]).statements == (None, None)


def test_a_certificate_that_is_an_anchor_itself_needs_no_path():
    lone = Made("lone")
    assert walk(lone, lone).certificates == (lone.certificate,)


def test_a_path_without_middle_is_none(root):
    middle = Made("middle", root, ca=True)
    refused("no-path", Made("leaf", middle), root)


def test_a_path_may_not_be_endless(root):
    above = root
    between = []
    for number in range(6):
        above = Made(f"middle {number}", above, ca=True)
        between.append(above)
    refused("no-path", Made("leaf", above), root, extra=between)


def test_names_alone_make_no_issuer(root):
    impostor = Made("root", ca=True)
    refused("no-path", Made("leaf", impostor), root)


def test_an_end_certificate_issues_nothing(root):
    leaf = Made("leaf", root, ca=False, usage=(*AUTHORITY, "digital_signature"))
    refused("not-an-authority", Made("child", leaf), root, extra=[leaf])


def test_an_authority_needs_its_extensions_and_usages(root):
    bare = Made("bare", root, basic=False)
    refused("not-an-authority", Made("child", bare), root, extra=[bare])
    wrong_usage = Made("wrong", root, ca=True, usage=("crl_sign",))
    refused("not-an-authority", Made("child", wrong_usage), root, extra=[wrong_usage])


def test_the_length_of_a_path_is_kept(root):
    short = Made("short", root, ca=True, path_length=0)
    below = Made("below", short, ca=True)
    refused("not-an-authority", Made("leaf", below), root, extra=[short, below])
    assert walk(Made("leaf", short), root, extra=[short]).certificates


def test_validity_is_judged_along_the_whole_path(root):
    old = Made("old", root, ca=True, days=(-100, -10))
    refused("expired", Made("leaf", old), root, extra=[old])
    refused("not-yet-valid", Made("leaf", root, days=(10, 20)), root)


def test_an_authority_signs_no_documents(root):
    refused("wrong-purpose", Made("ca", root, ca=True, usage=(*AUTHORITY, "digital_signature")), root)


def test_purposes_decide(root):
    assert walk(Made("none", root), root)
    assert walk(Made("mail", root, purposes=[ExtendedKeyUsageOID.EMAIL_PROTECTION]), root)
    refused("wrong-purpose", Made("server", root, purposes=[ExtendedKeyUsageOID.SERVER_AUTH]), root)
    refused("wrong-purpose", Made("no usage", root, usage=()), root)
    refused("wrong-purpose", Made("other usage", root, usage=("key_agreement",)), root)
    assert walk(Made("no constraints", root, basic=False), root)


def test_a_time_stamping_certificate_serves_that_alone(root):
    stamping = {"purposes": [ExtendedKeyUsageOID.TIME_STAMPING], "critical_purposes": True}
    assert walk(Made("tsa", root, **stamping), root, purpose=Purpose.TIME_STAMP)
    for other in (
        {},
        {**stamping, "critical_purposes": False},
        {**stamping, "purposes": [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.EMAIL_PROTECTION]},
    ):
        refused("wrong-purpose", Made("tsa", root, **other), root, purpose=Purpose.TIME_STAMP)


def test_a_critical_extension_we_do_not_know_is_refused(root):
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    refused("extension-unknown", Made("leaf", root, extra=[(unknown, True)]), root)
    assert walk(Made("leaf", root, extra=[(unknown, False)]), root)


def test_weak_keys_and_hashes_are_not_secure(root):
    short = Made("short", root, key=rsa.generate_private_key(65537, 1024))
    assert isinstance(refused("key-weak", short, root), NotSecure)
    curve = Made("curve", root, key=ec.generate_private_key(ec.SECP192R1()))
    assert isinstance(refused("key-weak", curve, root), NotSecure)
    with pytest.raises(NotSecure):
        algorithms.require_secure_key(dsa.generate_private_key(2048).public_key())


def test_a_certificate_signed_with_sha1_is_not_secure(root):
    weak = Made("weak", root)
    raw = weak.der.replace(bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d040303"))
    assert raw != weak.der
    other = certificates.load(raw)
    assert not certificates.is_issued_by(other, root.certificate)


def test_rsa_signatures_are_checked_with_both_paddings():
    from cryptography.hazmat.primitives.asymmetric import padding

    key = rsa.generate_private_key(65537, 2048)
    salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    for family, scheme in (("rsassa_pkcs1v15", padding.PKCS1v15()), ("rsassa_pss", salted)):
        value = key.sign(b"data", scheme, hashes.SHA256())
        algorithms.require_signature(key.public_key(), value, b"data", hash_name="sha256", family=family)
        with pytest.raises(SignatureInvalid):
            algorithms.require_signature(key.public_key(), value, b"Data", hash_name="sha256", family=family)
    with pytest.raises(SignatureInvalid):
        algorithms.require_signature(key.public_key(), b"", b"", hash_name="sha256", family="ecdsa")


# -- revocation ---------------------------------------------------------------------------------------------------------


def revocations(*lists, responses=()):
    return Revocations(lists, responses)


def test_silence_of_the_authority_is_refused_or_told(root):
    leaf = Made("leaf", root)
    refused("revocation-unknown", leaf, root, require_revocation=True)
    assert walk(leaf, root).statements == (None,)
    found = walk(leaf, root, require_revocation=True, revocations=revocations(root.crl()))
    assert found.statements[0].source == "CRL"


def test_a_list_is_relied_on_for_a_bounded_grace_and_then_no_more(root):
    leaf, known = Made("leaf", root), revocations(root.crl())
    end = NOW + answers.LIST_LIFETIME + GRACE
    assert walk(leaf, root, require_revocation=True, revocations=known, at=end)
    refused("revocation-unknown", leaf, root, require_revocation=True, revocations=known, at=end + timedelta(seconds=1))


def test_revocation_counts_from_its_moment(root):
    leaf = Made("leaf", root)
    line = answers.Revoked(leaf.certificate.serial_number, NOW, "keyCompromise")
    known = revocations(root.crl(line, now=NOW + timedelta(hours=1)))
    assert walk(leaf, root, require_revocation=True, revocations=known, at=NOW - timedelta(seconds=1))
    assert isinstance(refused("revoked", leaf, root, revocations=known), NotTrusted)


def test_a_stale_list_that_says_revoked_still_counts(root):
    leaf = Made("leaf", root)
    line = answers.Revoked(leaf.certificate.serial_number, NOW, "unspecified")
    refused("revoked", leaf, root, revocations=revocations(root.crl(line)), at=NOW + timedelta(days=50))


def test_a_list_by_somebody_else_says_nothing(root):
    leaf, impostor = Made("leaf", root), Made("root", ca=True)
    refused("revocation-unknown", leaf, root, require_revocation=True, revocations=revocations(impostor.crl()))
    for usage in (("key_cert_sign",), ()):
        silent = Made("silent", ca=True, usage=usage)
        child = Made("child", silent)
        known = revocations(silent.crl())
        trust = Trust([silent.der], revocations=known, require_revocation=True)
        with pytest.raises(NotTrusted):
            trust.path(child.certificate, at=NOW)


def test_a_list_without_end_is_not_used(root, monkeypatch):
    from types import SimpleNamespace

    from lienthong.ground.signatures import revocation

    monkeypatch.setattr(
        revocation, "_list", lambda _: SimpleNamespace(next_update_utc=None, issuer=root.certificate.subject)
    )
    refused("revocation-unknown", Made("leaf", root), root, require_revocation=True, revocations=revocations(b"list"))


def test_an_authority_without_usages_signs_no_list():
    from lienthong.ground.signatures import revocation

    bare = Made("bare", ca=True, usage=())
    assert not revocation._is_list_of(bare.crl(), bare.certificate)


def test_a_list_with_a_critical_extension_is_not_used(root):
    partial = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=1))
        .add_extension(x509.IssuingDistributionPoint(None, None, False, True, None, False, False), critical=True)
        .sign(root.key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    refused("revocation-unknown", Made("leaf", root), root, require_revocation=True, revocations=revocations(partial))


def response(leaf, issuer, responder, *, status=ocsp.OCSPCertStatus.GOOD, revoked_at=None, next_update=True, others=()):
    builder = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            leaf.certificate, issuer.certificate, hashes.SHA256(), status, NOW,
            NOW + timedelta(hours=12) if next_update else None, revoked_at, None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    )  # fmt: skip
    if others:
        builder = builder.certificates([made.certificate for made in others])
    return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_answers_count_when_issuer_or_its_delegate_signed_them(root):
    leaf = Made("leaf", root)
    delegate = Made("ocsp", root, purposes=[ExtendedKeyUsageOID.OCSP_SIGNING])
    for said in (response(leaf, root, root), response(leaf, root, delegate, others=[delegate])):
        found = walk(leaf, root, require_revocation=True, revocations=revocations(responses=[said]))
        assert found.statements[0].source == "OCSP"
    revoked = response(leaf, root, root, status=ocsp.OCSPCertStatus.REVOKED, revoked_at=NOW)
    refused("revoked", leaf, root, revocations=revocations(responses=[revoked]))


def test_other_answers_say_nothing(root):
    leaf = Made("leaf", root)
    no_purpose = Made("no purpose", root, purposes=[ExtendedKeyUsageOID.EMAIL_PROTECTION])
    stranger = Made("stranger", Made("other root", ca=True), purposes=[ExtendedKeyUsageOID.OCSP_SIGNING])
    old = Made("old", root, purposes=[ExtendedKeyUsageOID.OCSP_SIGNING], days=(-50, -1))
    other_issuer = Made("root", ca=True)
    silent = [
        response(leaf, root, no_purpose, others=[no_purpose]),
        response(leaf, root, stranger, others=[stranger]),
        response(leaf, root, old, others=[old]),
        response(leaf, other_issuer, root),
        response(leaf, root, root, status=ocsp.OCSPCertStatus.UNKNOWN),
        response(leaf, root, root, next_update=False),
        answers.refusal(ocsp.OCSPResponseStatus.TRY_LATER),
    ]
    for said in silent:
        known = revocations(responses=[said])
        refused("revocation-unknown", leaf, root, require_revocation=True, revocations=known)


def test_material_that_came_with_a_document_is_used(root):
    middle = Made("middle", root, ca=True)
    leaf = Made("leaf", middle)
    trust = Trust([root.der]).with_material(
        certificates=[middle.der], lists=[root.crl()], answers=[response(leaf, middle, middle)]
    )
    found = trust.path(leaf.certificate, at=NOW)
    assert [said.source for said in found.statements] == ["OCSP", "CRL"]


def test_our_own_authority_satisfies_our_own_walk(workshop):
    for profile_certificate in (workshop.seal, workshop.person):
        assert queries.trust(NOW).path(profile_certificate.certificate, at=NOW)


def test_hash_of_a_certificate_must_be_secure(workshop, monkeypatch):
    leaf = Made("weak")
    certificates.is_issued_by.cache_clear()
    monkeypatch.setattr(certificates, "require_secure_hash", algorithms.require_secure_hash)

    class Old:
        issuer = subject = leaf.certificate.subject
        signature_hash_algorithm = hashes.SHA1()

    with pytest.raises(NotSecure):
        certificates.is_issued_by(Old(), Old())
    Old.signature_hash_algorithm = None
    assert not certificates.is_issued_by(Old(), Old())


def test_a_revocation_is_known_at_once_where_it_was_made(workshop):
    assert queries.trust(NOW).path(workshop.person.certificate, at=NOW)
    actions.revoke(certificate=workshop.person_certificate, by=None, now=NOW)
    with pytest.raises(NotTrusted):
        queries.trust(NOW).path(workshop.person.certificate, at=NOW)


def first_and_later(trust, leaf, later, reason):
    """Judged well now; judged again by the same trust at a later time, which must not lean on the first answer."""
    path = trust.path(leaf.certificate, at=NOW)
    assert trust.path(leaf.certificate, at=NOW) is path
    assert trust.path(leaf.certificate, at=later - timedelta(seconds=2)) is path
    with pytest.raises(SignatureInvalid) as caught:
        trust.path(leaf.certificate, at=later)
    assert caught.value.reason == reason


def test_a_kept_judgement_ends_with_the_certificate(root):
    leaf = Made("leaf", root, days=(-1, 3))
    later = leaf.certificate.not_valid_after_utc + timedelta(seconds=1)
    first_and_later(Trust([root.der], require_revocation=False), leaf, later, "expired")


def test_a_kept_judgement_ends_with_the_statement_it_leans_on(root):
    leaf = Made("leaf", root)
    lists = revocations(root.crl())
    end = x509.load_der_x509_crl(root.crl()).next_update_utc + GRACE + timedelta(seconds=1)
    first_and_later(Trust([root.der], revocations=lists), leaf, end, "revocation-unknown")


def test_a_kept_judgement_ends_where_a_known_revocation_begins(root):
    leaf = Made("leaf", root)
    begins = NOW + timedelta(hours=2)
    lists = revocations(root.crl(answers.Revoked(leaf.certificate.serial_number, begins, "unspecified")))
    first_and_later(Trust([root.der], revocations=lists), leaf, begins, "revoked")


def test_a_kept_judgement_says_nothing_about_an_earlier_time_or_another_purpose(root):
    leaf = Made("leaf", root, days=(-1, 300))
    trust = Trust([root.der], require_revocation=False)
    trust.path(leaf.certificate, at=NOW)
    for reason, other in {
        "not-yet-valid": {"at": NOW - timedelta(days=2)},
        "wrong-purpose": {"purpose": Purpose.TIME_STAMP},
    }.items():
        with pytest.raises(NotTrusted) as caught:
            trust.path(leaf.certificate, **{"at": NOW, **other})
        assert caught.value.reason == reason


def test_a_full_shelf_of_paths_takes_no_more(root, monkeypatch):
    from lienthong.ground.signatures import trust

    monkeypatch.setattr(trust, "_MOST_KEPT", 1)
    kept = Trust([root.der], require_revocation=False)
    first, second = Made("first", root), Made("second", root)
    for leaf in (first, second, first):
        assert kept.path(leaf.certificate, at=NOW).certificates[-1] == root.certificate
    assert list(kept._kept) == [first.certificate]


@settings(deadline=None, max_examples=200)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_an_answer_that_says_revoked_never_says_good_with_a_bit_turned(place, bit):
    root = Made("root", ca=True)
    leaf = Made("leaf", root)
    said = bytearray(response(leaf, root, root, status=ocsp.OCSPCertStatus.REVOKED, revoked_at=NOW))
    said[place % len(said)] ^= 1 << bit
    with pytest.raises((SignatureInvalid, ValueError)):
        walk(leaf, root, require_revocation=True, revocations=revocations(responses=[bytes(said)]))

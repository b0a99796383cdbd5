"""Setting up, issuing, revoking; and what `openssl` thinks of it."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography import x509

from lienthong.ground.journal.models import Act
from lienthong.ground.signatures import actions, authority, queries
from lienthong.ground.signatures.models import Certificate, SigningIntent
from lienthong.ground.signatures.refusals import (
    AlreadyRevoked,
    AuthorityExists,
    AuthorityMissing,
    CertificateUnusable,
    KeyUnavailable,
    NoCertificate,
    NotTrusted,
    SignatureInvalid,
)
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.tests.conftest import NOW, pem, run, sha256


def test_the_authority_is_set_up_once(workshop):
    with pytest.raises(AuthorityExists):
        actions.set_up_authority(now=NOW)
    assert Act.objects.filter(verb="signatures.authority.set_up").count() == 1


@pytest.mark.django_db
def test_without_an_authority_nobody_gets_a_certificate():
    queries.forget()
    with pytest.raises(AuthorityMissing):
        actions.issue_seal(body_id=uuid4(), name="Bộ Y tế", code="", by=None, now=NOW)
    with pytest.raises(AuthorityMissing):
        queries.trust(NOW)
    with pytest.raises(NoCertificate):
        queries.stamper(NOW)


def test_a_seal_names_the_body_and_its_code(workshop):
    subject = workshop.seal.certificate.subject.rfc4514_string()
    assert "Bộ Tài chính" in subject
    assert "GOVVN-G12" in subject


def test_a_personal_certificate_names_person_title_and_organisation(workshop):
    from lienthong.ground.signatures.certificates import Holder, holder_of

    assert holder_of(workshop.person.certificate) == Holder(
        name="Nguyễn Thị Ánh", organisation="Bộ Tài chính", organisation_code="", title="Thứ trưởng"
    )


def test_a_name_too_long_for_a_common_name_is_cut_at_a_word():
    cut = authority.shortened("Sở " + "Nông nghiệp và Môi trường " * 4)
    assert len(cut.encode()) <= 64
    assert cut == "Sở Nông nghiệp và Môi trường Nông nghiệp và…"


def test_a_signer_is_found_by_its_holder_and_kept(workshop):
    holder = workshop.seal_certificate.holder_id
    assert queries.signer_of(holder, now=NOW) is queries.signer_of(holder, now=NOW)
    with pytest.raises(NoCertificate):
        queries.signer_of(uuid4(), now=NOW)
    with pytest.raises(NoCertificate):
        queries.signer_of(holder, now=NOW + timedelta(days=4000))


def test_a_holder_may_be_given_as_a_row(workshop):
    class Body:
        pk = workshop.seal_certificate.holder_id

    assert queries.certificate_of(Body(), now=NOW) == workshop.seal_certificate


def test_the_newest_certificate_of_a_holder_signs(workshop):
    holder = workshop.seal_certificate.holder_id
    later = NOW + timedelta(days=1)
    second = actions.issue_seal(body_id=holder, name="Bộ Tài chính", code="G12", by=None, now=later)
    assert queries.certificate_of(holder, now=later) == second


def test_a_revoked_certificate_signs_no_more_and_is_not_trusted(workshop):
    later = NOW + timedelta(hours=1)
    actions.revoke(certificate=workshop.seal_certificate, reason="keyCompromise", by=None, now=later)
    with pytest.raises(NoCertificate):
        queries.signer_of(workshop.seal_certificate.holder_id, now=later)
    with pytest.raises(NotTrusted) as refused:
        queries.trust(later).path(workshop.seal.certificate, at=later)
    assert refused.value.reason == "revoked"
    assert queries.trust(later).path(workshop.seal.certificate, at=NOW).certificates
    with pytest.raises(AlreadyRevoked):
        actions.revoke(certificate=workshop.seal_certificate, by=None, now=later)


def test_the_row_of_a_certificate_exists_before_the_key_is_used(workshop, monkeypatch):
    def broken(*_):
        raise RuntimeError("the token went away")

    monkeypatch.setattr(authority, "signed", broken)
    with pytest.raises(RuntimeError):
        actions.issue_seal(body_id=uuid4(), name="Bộ Y tế", code="G30", by=None, now=NOW)
    left = Certificate.objects.unfinished().get()
    monkeypatch.undo()
    actions.complete_certificate(certificate=left)
    assert x509.load_der_x509_certificate(left.encoded).tbs_certificate_bytes == bytes(left.to_be_signed)
    assert not Certificate.objects.unfinished().exists()


def test_an_intent_to_sign_is_recorded_and_completed_once(workshop):
    subject = ("documents.document", uuid4())
    intent = actions.intend_signature(
        certificate=workshop.person_certificate, digest=sha256(b"x"), subject=subject, capacity="KT.", now=NOW
    )
    assert list(SigningIntent.objects.unfinished()) == [intent]
    signature = actions.signer_for(intent=intent).sign(b"x")
    done = actions.complete_signature(intent=intent, signature=signature, now=NOW)
    assert done.completed_at == NOW
    assert actions.complete_signature(intent=intent, signature=signature, now=NOW + timedelta(1)).completed_at == NOW
    with pytest.raises(SignatureInvalid):
        actions.complete_signature(intent=intent, signature=b"another", now=NOW)
    assert not SigningIntent.objects.unfinished().exists()


def test_a_revoked_or_ended_certificate_may_not_intend(workshop):
    subject = ("documents.document", uuid4())
    for moment in (NOW - timedelta(days=1), NOW + timedelta(days=4000)):
        with pytest.raises(CertificateUnusable):
            actions.intend_signature(
                certificate=workshop.seal_certificate, digest=sha256(b"x"), subject=subject, now=moment
            )
    revoked = actions.revoke(certificate=workshop.seal_certificate, by=None, now=NOW)
    with pytest.raises(CertificateUnusable):
        actions.intend_signature(certificate=revoked, digest=sha256(b"x"), subject=subject, now=NOW)


def test_services_get_new_certificates_before_the_old_ones_end(workshop):
    assert actions.renew_services(now=NOW + timedelta(days=300)) == []
    later = NOW + timedelta(days=340)
    renewed = actions.renew_services(now=later)
    assert sorted(row.profile for row in renewed) == [Profile.RESPONDER] * 3
    assert actions.renew_services(now=later) == []
    assert actions.renew_services(now=NOW + timedelta(days=5 * 365 - 10))[-1].profile == Profile.TIME_STAMP


def test_the_nightly_job_renews(workshop):
    from lienthong.ground.signatures import jobs

    before = Certificate.objects.count()
    jobs.renew_services(timestamp=int((NOW + timedelta(days=340)).timestamp()))
    assert Certificate.objects.count() == before + 3


def test_trust_is_kept_and_renewed(workshop):
    assert queries.trust(NOW) is queries.trust(NOW + timedelta(hours=1))
    kept = queries.trust(NOW)
    assert queries.trust(NOW + timedelta(hours=13)) is not kept
    kept = queries.trust(NOW)
    queries._trust[0] = queries._Kept(kept, NOW + timedelta(days=1), time.monotonic() - 1)
    assert queries.trust(NOW) is not kept


def test_a_full_shelf_of_signers_is_emptied(workshop, monkeypatch):
    monkeypatch.setattr(queries, "_MOST_SIGNERS", 1)
    queries.forget()
    queries.signer_with(workshop.seal_certificate)
    queries.signer_with(workshop.person_certificate)
    assert list(queries._signers) == [workshop.person_certificate.id]


def test_a_key_wrapped_with_another_passphrase_stays_closed(workshop):
    from lienthong.ground.signatures.adapters.soft.store import SoftwareKeys

    with pytest.raises(KeyUnavailable):
        SoftwareKeys(b"another").open(workshop.seal_certificate.key.stored())


def test_seven_hundred_certificates_take_seconds(workshop):
    """Fifty here, under a generous bound; the demonstration issues about seven hundred."""
    started = time.process_time()
    for number in range(50):
        actions.issue_seal(body_id=uuid4(), name=f"Cơ quan {number}", code=f"X{number}", by=None, now=NOW)
    assert time.process_time() - started < 3


def test_an_authority_may_have_an_rsa_key(workshop):
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from lienthong.ground.signatures.signer import KeyInMemory

    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    itself = authority.Issuer(None, "rsa", public, None)
    name = authority.subject("RSA")
    body = authority.certificate_body(Profile.ROOT, name=name, public_key=public, issuer=itself, serial=1, now=NOW)
    made = x509.load_der_x509_certificate(authority.signed(body, KeyInMemory(key)))
    made.verify_directly_issued_by(made)


def test_rows_name_themselves(workshop):
    assert str(workshop.seal_certificate) == "Bộ Tài chính"
    assert str(workshop.seal_certificate.key).startswith("soft:")
    subject = ("documents.document", uuid4())
    intent = actions.intend_signature(
        certificate=workshop.seal_certificate, digest=sha256(b"x"), subject=subject, now=NOW
    )
    assert str(intent) == f"documents.document {subject[1]}"


def test_published_certificates_come_by_name(workshop):
    assert set(queries.published(["root", "seals", "nobody"])) == {"root", "seals"}


@pytest.mark.foreign("openssl")
def test_openssl_follows_the_path_and_refuses_another_root(workshop, tmp_path):
    workshop.files(tmp_path)
    (tmp_path / "seal.pem").write_bytes(pem(workshop.seal.certificate_der))
    crls = b"".join(_crl_pem(name) for name in ("root", "seals"))
    (tmp_path / "crls.pem").write_bytes(crls)
    command = ["openssl", "verify", "-x509_strict", "-crl_check_all", "-CRLfile", "crls.pem", "-untrusted",
               "between.pem", "-attime", str(int(NOW.timestamp())), "-CAfile"]  # fmt: skip
    assert run(*command, "root.pem", "seal.pem", cwd=tmp_path)[0] == 0
    assert run(*command, "seal.pem", "seal.pem", cwd=tmp_path)[0] != 0
    actions.revoke(certificate=workshop.seal_certificate, by=None, now=NOW - timedelta(seconds=1))
    (tmp_path / "crls.pem").write_bytes(_crl_pem("root") + _crl_pem("seals"))
    assert "certificate revoked" in run(*command, "root.pem", "seal.pem", cwd=tmp_path)[1]


def _crl_pem(name):
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_crl(queries.revocation_list(name, now=NOW)).public_bytes(Encoding.PEM)


@pytest.mark.foreign("openssl")
def test_openssl_reads_the_list_and_checks_its_signature(workshop, tmp_path):
    workshop.files(tmp_path)
    actions.revoke(certificate=workshop.seal_certificate, reason="superseded", by=None, now=NOW)
    encoded = queries.revocation_list("seals", now=NOW)
    (tmp_path / "seals.pem").write_bytes(pem(queries.authority("seals").encoded))
    for content, word in ((encoded, "verify OK"), (encoded[:-1] + bytes([encoded[-1] ^ 1]), "verify failure")):
        (tmp_path / "list.crl").write_bytes(content)
        command = ["openssl", "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "seals.pem", "-text", "-noout"]
        said = run(*command, cwd=tmp_path)[1]
        assert word in said
        assert "Superseded" in said

"""A signature is judged at its time-stamp, and by what was known of its certificate then."""

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.ground.signatures import cms, tsa, verdict
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.pdf.long_term import add_long_term, add_time_stamp
from lienthong.ground.signatures.pdf.refusals import Broken
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.verdict import Standing

LATER = datetime(2030, 6, 1, tzinfo=UTC)
"""When the certificates of leader and seal have long expired."""


@pytest.fixture(scope="module")
def hierarchy():
    return workshop.Hierarchy.made()


@pytest.fixture(scope="module")
def stamped(hierarchy):
    stamper = tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), workshop.SEALED_AT)
    return workshop.travel(hierarchy, timestamp=stamper)


@pytest.fixture(scope="module")
def plain(hierarchy):
    return workshop.travel(hierarchy)


def judged(data, trust, now=workshop.NOW):
    return verdict.judge(data, trust=trust, now=now)


def reasons(found):
    return {reason for one in found.signatures for reason in one.reasons}


def test_a_stamped_signature_tells_its_moment_and_who_vouches_for_it(hierarchy, stamped):
    found = judged(stamped.sealed, workshop.trust_in(hierarchy))
    assert found.is_valid
    assert {one.level for one in found.signatures} == {"B-T"}
    assert {(one.stamped_at, one.stamped_by) for one in found.signatures} == {(workshop.SEALED_AT, "Dấu thời gian")}
    assert {one.judged_at for one in found.signatures} == {workshop.SEALED_AT}


@pytest.mark.foreign("pdfsig")
def test_pdfsig_accepts_stamped_signatures(stamped, tmp_path):
    assert workshop.pdfsig(stamped.sealed, tmp_path).count("Signature is Valid") == 2


def test_without_a_stamp_an_expired_certificate_makes_the_signature_invalid(hierarchy, plain):
    found = judged(plain.sealed, workshop.trust_in(hierarchy, at=LATER), LATER)
    assert found.standing is Standing.INVALID
    assert "expired" in reasons(found)


def test_with_a_stamp_the_signature_outlives_its_certificate(hierarchy, stamped):
    assert judged(stamped.sealed, workshop.trust_in(hierarchy, at=LATER), LATER).is_valid


def test_a_certificate_that_was_not_valid_yet_is_told(hierarchy, plain):
    early = datetime(2025, 6, 1, tzinfo=UTC)
    found = judged(plain.sealed, workshop.trust_in(hierarchy, at=early), early)
    assert "not-yet-valid" in reasons(found)
    assert not found.is_valid


def test_a_certificate_revoked_before_the_stamp_makes_the_signature_invalid(hierarchy, stamped):
    revoked = (hierarchy.person.certificate, workshop.SEALED_AT - timedelta(hours=1))
    found = judged(stamped.sealed, workshop.trust_in(hierarchy, revoked))
    assert found.standing is Standing.INVALID
    assert reasons(found) == {"revoked"}


def test_a_certificate_revoked_after_the_stamp_leaves_the_signature_valid(hierarchy, stamped):
    revoked = (hierarchy.person.certificate, workshop.SEALED_AT + timedelta(hours=1))
    assert judged(stamped.sealed, workshop.trust_in(hierarchy, revoked)).is_valid


def test_without_a_stamp_a_revocation_counts_whenever_it_came(hierarchy, plain):
    revoked = (hierarchy.person.certificate, workshop.SEALED_AT + timedelta(hours=1))
    found = judged(plain.sealed, workshop.trust_in(hierarchy, revoked))
    assert found.standing is Standing.INVALID
    assert "revoked" in reasons(found)


def test_a_stamp_of_another_signature_is_refused(hierarchy):
    other = tsa.token_for(b"\1" * 32, signer=hierarchy.time_stamping.signer(hierarchy.issuing), now=workshop.SEALED_AT)
    data = workshop.travel(hierarchy, timestamp=lambda digest: other).signed
    found = judged(data, workshop.trust_in(hierarchy))
    assert found.standing is Standing.INVALID
    assert "time-stamp-differs" in reasons(found)


def test_a_stamp_from_the_future_is_refused(hierarchy, stamped):
    early = workshop.SEALED_AT - timedelta(days=1)
    found = judged(stamped.sealed, workshop.trust_in(hierarchy, at=early), early)
    assert found.standing is Standing.INVALID
    assert "time-stamp-future" in reasons(found)


def test_an_unknown_authority_is_an_unknown_signer_but_still_named(plain):
    strangers = workshop.Hierarchy.made()
    found = judged(plain.sealed, workshop.trust_in(strangers))
    assert found.standing is Standing.UNKNOWN_SIGNER
    assert found.signatures[0].signer == "Nguyễn Văn Minh"
    assert found.signatures[0].intact
    assert reasons(found) == {"no-path"}


def test_when_no_authority_says_anything_fresh_nothing_is_concluded(hierarchy, plain):
    silent = Trust([workshop.der(hierarchy.root.certificate)])
    found = judged(plain.sealed, silent)
    assert found.standing is not Standing.VALID
    assert found.signatures[0].opinions[0].standing is Standing.UNKNOWN_SIGNER
    assert "revocation-unknown" in reasons(found)


def test_long_term_material_inside_the_file_speaks_for_it_when_nobody_answers(hierarchy, stamped):
    lists = [hierarchy.root.crl(), hierarchy.issuing.crl()]
    kept = add_long_term(stamped.sealed, certificates=[workshop.der(hierarchy.issuing.certificate)], lists=lists)
    silent = Trust([workshop.der(hierarchy.root.certificate)])
    assert not judged(stamped.sealed, silent).is_valid
    found = judged(kept, silent)
    assert found.is_valid, found
    assert {change.kind.value for change in found.signatures[1].later} == {"evidence-added"}


@pytest.mark.foreign("pdfsig")
def test_pdfsig_still_accepts_the_file_with_long_term_material(hierarchy, stamped, tmp_path):
    kept = add_long_term(stamped.sealed, lists=[hierarchy.issuing.crl()])
    assert workshop.pdfsig(kept, tmp_path).count("Signature is Valid") == 2


@pytest.mark.parametrize("data", [workshop.prepared(), b"nothing"])
def test_long_term_material_is_for_signed_files_only(data):
    with pytest.raises(Broken):
        add_long_term(data)


def test_a_document_time_stamp_over_everything_keeps_older_signatures_valid(hierarchy, plain):
    stamped = add_time_stamp(plain.sealed, _stamper(hierarchy))
    found = judged(stamped, workshop.trust_in(hierarchy, at=LATER), LATER)
    assert [one.signer_kind.value for one in found.signatures] == ["person", "organisation", "time-stamp"]
    assert found.is_valid
    assert found.signatures[0].stamped_at == workshop.SEALED_AT
    assert {change.kind.value for change in found.signatures[1].later} == {"time-stamped-later"}


def test_a_second_document_time_stamp_renews_the_first(hierarchy, plain):
    first = add_time_stamp(plain.sealed, _stamper(hierarchy))
    second = add_time_stamp(first, _stamper(hierarchy, workshop.NOW))
    found = judged(second, workshop.trust_in(hierarchy, at=LATER), LATER)
    assert found.is_valid
    assert found.signatures[0].stamped_at == workshop.SEALED_AT
    assert [one.field for one in found.signatures] == ["ky", "dau", "thoigian1", "thoigian2"]


def _stamper(hierarchy, at=workshop.SEALED_AT):
    return tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), at)


def test_a_document_time_stamp_by_another_program_is_understood_too(hierarchy, plain):
    found = judged(_document_stamp(plain.sealed, hierarchy), workshop.trust_in(hierarchy))
    assert found.is_valid
    assert found.signatures[2].signer_kind is verdict.SignerKind.TIME_STAMP


def test_long_term_material_by_another_program_is_understood_too(hierarchy, stamped):
    from io import BytesIO

    from asn1crypto import crl
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    out = BytesIO(stamped.sealed)
    DocumentSecurityStore.add_dss(out, sig_contents=None, crls=[crl.CertificateList.load(hierarchy.issuing.crl())])
    assert judged(out.getvalue(), workshop.trust_in(hierarchy)).is_valid


def test_material_added_twice_is_all_there(hierarchy, stamped):
    once = add_long_term(stamped.sealed, lists=[hierarchy.root.crl()])
    twice = add_long_term(
        once, lists=[hierarchy.issuing.crl()], certificates=[workshop.der(hierarchy.issuing.certificate)]
    )
    assert judged(twice, Trust([workshop.der(hierarchy.root.certificate)])).is_valid


def _document_stamp(data, hierarchy):
    """A PAdES document time-stamp, embedded by pyHanko, with a token of our own authority."""
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

    steps = PdfCMSEmbedder().write_cms("thoigian", IncrementalPdfFileWriter(BytesIO(data)))
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=16384)))
    digest, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    signer = hierarchy.time_stamping.signer(hierarchy.issuing)
    steps.send(tsa.token_for(digest.document_digest, signer=signer, now=workshop.SEALED_AT))
    return out.getvalue()


def test_a_document_time_stamp_over_other_bytes_is_invalid(hierarchy, plain):
    stamped = add_time_stamp(plain.sealed, _stamper(hierarchy))
    changed = workshop.flipped(stamped, len(plain.sealed) + 30)
    found = judged(changed, workshop.trust_in(hierarchy))
    assert found.standing is Standing.INVALID


# -- signatures kept beside the file ----------------------------------------------------------------------------------
def test_a_signature_beside_a_file_is_judged_with_it(hierarchy, tmp_path):
    content = "Phụ lục kèm theo".encode()
    import hashlib

    signature = cms.detached(hierarchy.seal, hashlib.sha256(content).digest(), signing_time=workshop.SEALED_AT)
    trust = workshop.trust_in(hierarchy)
    found = verdict.judge_detached(signature, content, trust=trust, now=workshop.NOW)
    assert (found.kind, found.standing) == (verdict.Kind.CMS, Standing.VALID)
    assert found.signatures[0].claimed_at == workshop.SEALED_AT
    (tmp_path / "phuluc.bin").write_bytes(content + b".")
    (tmp_path / "phuluc.p7s").write_bytes(signature)
    other = verdict.judge_detached(tmp_path / "phuluc.p7s", tmp_path / "phuluc.bin", trust=trust, now=workshop.NOW)
    assert (other.standing, other.signatures[0].reasons) == (Standing.INVALID, ("digest-differs",))


@pytest.mark.parametrize("signature", [b"", b"\x30\x00", b"junk" * 100])
def test_a_broken_signature_beside_a_file_is_invalid_and_raises_nothing(signature, hierarchy):
    found = verdict.judge_detached(signature, b"x", trust=workshop.trust_in(hierarchy), now=workshop.NOW)
    assert found.standing is Standing.INVALID


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xef\xbb\xbf <?xml version='1.0'?>", "xml"),
        (b"PK\x03\x04", "evidence"),
        (b'{"manifest": {}}', "evidence"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", "cms"),
        (b"\x30\x00", "other"),
        (b"", "other"),
    ],
)
def test_what_a_file_is_shows_in_its_first_bytes(data, kind):
    assert verdict.kind_of(data).value == kind


def test_a_role_is_kept_with_the_signature(hierarchy):
    signed = sign.sign_person(
        workshop.prepared(), hierarchy.leader, appearance_png=workshop.handwriting(), capacity="KT. Bộ trưởng",
        at=workshop.SIGNED_AT,
    )  # fmt: skip
    assert judged(signed, workshop.trust_in(hierarchy)).signatures[0].capacity == "KT. Bộ trưởng"


def test_trust_that_does_not_ask_for_revocation_may_say_so(hierarchy, plain):
    lenient = Trust([workshop.der(hierarchy.root.certificate)], require_revocation=False, revocations=Revocations())
    assert judged(plain.sealed, lenient).is_valid

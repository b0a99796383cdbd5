"""One result in two forms: the credential inside the signed PDF, judged by three engines; one QR, read by another's eye."""

import io

import pikepdf
import pytest
import segno
import typst
import zxingcpp
from PIL import Image, ImageFilter

from lienthong.ground.signatures import jose, sdjwt, sdjwt_verify, statuslist, together, verdict
from lienthong.ground.signatures.pdf.refusals import AlreadySigned, Broken, CarriesFiles
from lienthong.ground.signatures.refusals import AddressTooLong
from lienthong.ground.signatures.sdjwt_verify import Standing
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.tests import pdf_workshop
from lienthong.ground.signatures.tests.credential_workshop import (
    CLAIMS,
    LIST,
    NOW,
    house,
    issue,
    seal,
)
from lienthong.ground.signatures.tests.pdf_workshop import run

NAMES = [*CLAIMS, together.NONCE]


def result(signer=None, **more):
    whole = together.with_digest(CLAIMS, nonce=lambda: b"n" * 16)
    return issue(signer, claims=whole | more, disclosable=NAMES)


def judged(token):
    return sdjwt_verify.verify(token, trust=house().trust, at=NOW, statuses=[listed()])


def listed(changes=None):
    return jose.signed(seal(), statuslist.draft(seal(), uri=LIST, changes=changes or {}, now=NOW))


# -- one content ------------------------------------------------------------------------------------------------------
def test_the_digest_is_that_of_all_claims_with_a_nonce_so_nobody_can_try_them_out():
    whole = together.with_digest(CLAIMS, nonce=lambda: b"n" * 16)
    assert (
        whole[together.DIGEST]
        == together.content_digest(whole)
        == together.content_digest(dict(reversed(whole.items())))
    )
    assert together.content_digest(whole) != together.content_digest(CLAIMS)
    assert together.with_digest(CLAIMS)[together.DIGEST] != together.with_digest(CLAIMS)[together.DIGEST]
    assert len(jose.from_text(together.with_digest(CLAIMS)[together.NONCE])) == 16


def test_what_was_shown_matches_the_digest_or_cannot_be_compared():
    assert together.matches(judged(result())) is True
    assert together.matches(judged(result(born="1991-01-01"))) is False
    assert together.matches(judged(sdjwt.present(result(), ["name"]))) is None
    assert together.matches(judged(issue())) is None


# -- inside the PDF ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def road():
    """A document that carries its credential, signed and sealed by the same body, as the bytes of each step."""
    from lienthong.ground.signatures.pdf import sign

    token = result()
    laid = together.attach(pdf_workshop.prepared(), token, at=NOW)
    assert together.attached(laid) == token
    signed = sign.sign_person(laid, seal(), appearance_png=pdf_workshop.handwriting(), capacity="TM.", at=NOW)
    sealed = sign.seal(pdf_workshop.number(signed), seal(), seal_png=pdf_workshop.red_seal(), at=NOW)
    assert together.attached(sealed) == token
    return laid, sealed


def inside(pdf, statuses=None, signers=("H41",)):
    given = [listed()] if statuses is None else statuses
    return together.judge_attached(pdf, signers=signers, trust=house().trust, at=NOW, statuses=given)


def test_the_credential_inside_is_that_which_was_attached_and_the_pdf_stays_valid(road):
    sealed = road[1]
    found = verdict.judge(sealed, trust=house().trust, now=NOW)
    assert found.standing is verdict.Standing.VALID, [(one.reasons, one.opinions) for one in found.signatures]
    engines = {opinion.engine.split()[0] for one in found.signatures for opinion in one.opinions}
    assert engines == {"Liên", "pyHanko"}
    assert found.cautions == ("carries-files",)
    assert inside(sealed).standing is Standing.VALID
    assert (
        inside(sealed).said[together.DIGEST] == together.with_digest(CLAIMS, nonce=lambda: b"n" * 16)[together.DIGEST]
    )


@pytest.mark.foreign("pdfsig", "pdfdetach")
def test_poppler_calls_the_signatures_valid_and_hands_out_the_credential(road, tmp_path):
    said = pdf_workshop.pdfsig(road[1], tmp_path)
    assert said.count("Signature is Valid") == 2
    assert "Total document signed" in said
    assert together.FILE_NAME in run("pdfdetach", "-list", tmp_path / "checked.pdf").stdout
    run("pdfdetach", "-savefile", together.FILE_NAME, "-o", tmp_path / "out", tmp_path / "checked.pdf", check=True)
    assert (tmp_path / "out").read_text() == together.attached(road[1])
    touched = pdf_workshop.flipped(road[1], road[1].index(b"/EmbeddedFile") - 20)
    assert "Signature is Valid" not in pdf_workshop.pdfsig(touched, tmp_path)


def test_a_credential_put_in_after_the_signing_is_a_change(road):
    with pikepdf.open(io.BytesIO(road[1])) as pdf:
        del pdf.attachments[together.FILE_NAME]
        pdf.attachments[together.FILE_NAME] = pikepdf.AttachedFileSpec(pdf, result().encode(), filename="x")
        out = io.BytesIO()
        pdf.save(out)
    assert verdict.judge(out.getvalue(), trust=house().trust, now=NOW).standing is not verdict.Standing.VALID


def test_a_revoked_result_is_revoked_in_both_forms(road):
    found = inside(road[1], [listed({4711: CredentialStatus.REVOKED})])
    assert together.worse_of(True, found) is Standing.REVOKED
    assert together.worse_of(True, inside(road[1], [])) is Standing.STATUS_UNKNOWN
    assert together.worse_of(True, inside(road[1])) is None
    assert together.worse_of(False, found) is None


def test_a_credential_of_another_body_or_of_another_content_does_not_belong_to_the_pdf(road):
    assert inside(road[1], signers=("G15",)).reasons == ("issuer-differs",)
    other = together.attach(pdf_workshop.prepared(), result(born="1991-01-01"), at=NOW)
    found = inside(other)
    assert (found.standing, found.reasons, found.claims) == (Standing.INVALID, ("digest-differs",), {})
    assert [step.held for step in found.steps] == [True] * 5 + [False, None, None]
    strange = inside(together.attach(pdf_workshop.prepared(), "ảnh", at=NOW))
    assert strange.standing is Standing.INVALID


def test_only_a_file_nobody_signed_and_that_carries_nothing_takes_a_credential(road):
    with pytest.raises(AlreadySigned):
        together.attach(road[1], result(), at=NOW)
    with pytest.raises(CarriesFiles):
        together.attach(road[0], result(), at=NOW)
    for broken in (b"", b"%PDF-1.7\nx"):
        with pytest.raises(Broken):
            together.attach(broken, result(), at=NOW)
    assert together.attached(pdf_workshop.typeset()) is None
    assert inside(pdf_workshop.typeset()) is None


def test_an_archival_pdf_becomes_one_that_may_carry_files():
    made = typst.compile(
        pdf_workshop.SOURCE.encode(), font_paths=[str(pdf_workshop.FONTS)], pdf_standards="a-2b", timestamp=0
    )
    laid = together.attach(pdf_workshop.prepare(made, pdf_workshop.places()), "x~", at=NOW)
    with pikepdf.open(io.BytesIO(laid)) as pdf:
        with pdf.open_metadata() as description:
            assert (description["pdfaid:part"], description["pdfaid:conformance"]) == ("3", "B")
        (file,) = pdf.Root.AF
        assert file.AFRelationship == "/Alternative"
        assert (str(file.F), str(file.UF)) == (together.FILE_NAME, together.FILE_NAME)
        assert file.EF.F.Subtype == f"/{together.MEDIA_TYPE}"
        assert str(file.EF.F.Params.ModDate) == "D:20261120020000Z"


# -- one QR -----------------------------------------------------------------------------------------------------------
ADDRESS = together.address(
    "https://dichvucong.lienthong.example", code="H41-261120-0001", digest=together.content_digest(CLAIMS)
)


def test_the_credential_is_too_long_for_a_robust_qr_and_the_address_is_not():
    assert len(result()) > 2000
    with pytest.raises(AddressTooLong):
        together.qr_svg(result()[:214])
    assert len(ADDRESS) <= 122
    assert segno.make_qr(ADDRESS, error="m", boost_error=False).symbol_size(border=0) == (45, 45)
    with pytest.raises(ValueError, match="code"):
        together.address("https://x.example", code="a b", digest="x")


@pytest.mark.foreign("pdftoppm")
@pytest.mark.parametrize(("dots", "turn", "blur"), [(100, 0, 0.6), (150, 7, 1.0), (300, 45, 2.0)])
def test_another_eye_reads_the_qr_printed_at_35_millimetres(tmp_path, dots, turn, blur):
    """Printed by typst, drawn at so many dots an inch, turned, blurred and greyed as a poor photo of poor paper."""
    (tmp_path / "qr.svg").write_bytes(together.qr_svg(ADDRESS))
    source = '#set page(width: 60mm, height: 60mm)\n#place(center + horizon, image("qr.svg", width: 35mm))'
    (tmp_path / "a.typ").write_text(source)
    (tmp_path / "a.pdf").write_bytes(typst.compile(str(tmp_path / "a.typ")))
    run("pdftoppm", "-r", str(dots), "-gray", tmp_path / "a.pdf", tmp_path / "a", check=True)
    page = Image.open(next(tmp_path.glob("a-*.pgm")))
    photo = page.rotate(turn, fillcolor=255).filter(ImageFilter.GaussianBlur(blur)).point(lambda grey: 60 + grey // 2)
    read = zxingcpp.read_barcodes(photo)
    assert [one.text for one in read] == [ADDRESS]
    assert str(read[0].format).removeprefix("BarcodeFormat.").replace(" ", "") in {"QRCode", "QRCodeModel2"}
    covered = photo.copy()
    covered.paste(128, (0, 0, photo.width // 2, photo.height))
    assert zxingcpp.read_barcodes(covered) == []

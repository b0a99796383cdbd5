"""A document's whole road, prepared, signed, numbered, sealed, and what programs we did not write say of it."""

import hashlib
import json
import re
from dataclasses import replace

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.pdf import sign
from lienthong.ground.signatures.pdf.places import Box, annex_place, default_places
from lienthong.ground.signatures.pdf.prepare import page_size, prepare
from lienthong.ground.signatures.pdf.refusals import (
    Broken,
    LetterMissing,
    PictureUnusable,
    PlaceMissing,
    PlaceTaken,
    TextDoesNotFit,
)
from lienthong.ground.signatures.pdf.revisions import embedded_signatures, open_strictly
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.ground.signatures.verdict import SignerKind, Standing
from lienthong.kit.testing.loops import run_apart


@pytest.fixture(scope="module")
def hierarchy():
    return workshop.Hierarchy.made()


@pytest.fixture(scope="module")
def road(hierarchy):
    return workshop.travel(hierarchy)


@pytest.fixture(scope="module")
def trust(hierarchy):
    return workshop.trust_in(hierarchy)


def judged(data, trust):
    return verdict.judge(data, trust=trust, now=workshop.NOW)


# -- our own verdict --------------------------------------------------------------------------------------------------
def test_every_step_keeps_the_bytes_of_the_step_before(road):
    assert road.signed.startswith(road.prepared)
    assert road.numbered.startswith(road.signed)
    assert road.sealed.startswith(road.numbered)


def test_the_sealed_document_is_valid_and_tells_who_in_which_capacity_and_when(road, trust):
    found = judged(road.sealed, trust)
    person, seal = found.signatures
    assert found.is_valid
    assert (person.signer, person.signer_kind, person.capacity) == ("Nguyễn Văn Minh", SignerKind.PERSON, "TM.")
    assert (seal.signer, seal.signer_kind) == ("Bộ Thử nghiệm", SignerKind.ORGANISATION)
    assert (person.claimed_at, seal.claimed_at) == (workshop.SIGNED_AT, workshop.SEALED_AT)
    assert person.path == ("Nguyễn Văn Minh", "Cấp phát thử nghiệm", "Gốc thử nghiệm")
    assert [fact.source for fact in person.revocation] == ["CRL", "CRL"]
    assert (person.level, person.hash_name) == ("B-B", "sha256")
    assert (person.covers_whole_file, seal.covers_whole_file) == (False, True)


def test_the_verdict_says_that_only_number_date_and_seal_came_later(road, trust):
    person, seal = judged(road.sealed, trust).signatures
    assert {change.kind.value: change.text for change in person.later} == {
        "number-filled": workshop.NUMBER_TEXT,
        "date-filled": workshop.DATE_TEXT,
        "sealed": "",
    }
    assert seal.later == ()


def test_each_step_on_the_road_is_valid_by_itself(road, trust):
    assert judged(road.prepared, trust).standing is Standing.UNSIGNED
    assert judged(road.signed, trust).standing is Standing.VALID
    assert judged(road.numbered, trust).standing is Standing.VALID


def test_both_engines_give_their_opinion(road, trust):
    opinions = judged(road.sealed, trust).signatures[0].opinions
    assert [opinion.engine for opinion in opinions] == ["Liên Thông", "pyHanko 0.38"]
    assert {opinion.standing for opinion in opinions} == {Standing.VALID}


def test_the_verdict_is_plain_json_with_stable_codes(road, trust):
    plain = json.loads(json.dumps(judged(road.sealed, trust).as_json()))
    assert plain["standing"] == "valid"
    assert plain["sha256"] == hashlib.sha256(road.sealed).hexdigest()
    assert plain["signatures"][0]["claimed_at"] == "2026-11-20T02:05:00.000000Z"
    assert plain["signatures"][0]["later"][0]["kind"] == "date-filled"


def test_a_file_on_disk_is_judged_like_its_bytes(road, trust, tmp_path):
    path = tmp_path / "văn bản.pdf"
    path.write_bytes(road.sealed)
    assert judged(path, trust) == judged(road.sealed, trust)


def test_a_file_that_is_not_there_is_invalid_and_raises_nothing(trust, tmp_path):
    assert judged(tmp_path / "khong-co.pdf", trust).standing is Standing.INVALID


def test_signing_again_gives_other_bytes_and_the_same_verdict(hierarchy, road, trust):
    again = workshop.travel(hierarchy).sealed
    assert again != road.sealed
    assert judged(again, trust).is_valid


# -- programs we did not write ----------------------------------------------------------------------------------------
@pytest.mark.foreign("pdfsig")
def test_pdfsig_accepts_both_signatures(road, tmp_path):
    said = workshop.pdfsig(road.sealed, tmp_path)
    assert said.count("Signature is Valid") == 2
    assert "Total document signed" in said
    assert said.count("ETSI.CAdES.detached") == 2


@pytest.mark.foreign("pdfsig")
def test_pdfsig_and_we_refuse_one_flipped_bit(road, trust, tmp_path):
    changed = workshop.flipped(road.sealed, road.sealed.index(b"/ToUnicode"))
    assert "Signature is Valid" not in workshop.pdfsig(changed, tmp_path)
    assert not judged(changed, trust).is_valid


@pytest.mark.foreign("qpdf")
@pytest.mark.parametrize("step", ["prepared", "signed", "numbered", "sealed"])
def test_qpdf_finds_no_fault_in_any_step(step, road, tmp_path):
    path = tmp_path / "step.pdf"
    path.write_bytes(getattr(road, step))
    assert "No syntax or stream encoding errors" in workshop.run("qpdf", "--check", path).stdout


def _openssl(hierarchy, data, one, folder):
    (folder / "signature.der").write_bytes(one.value)
    (folder / "content").write_bytes(data[: one.start] + data[one.end : one.until])
    (folder / "root.pem").write_bytes(workshop.pem(hierarchy.root.certificate))
    (folder / "between.pem").write_bytes(workshop.pem(hierarchy.issuing.certificate))
    return workshop.run(
        "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", folder / "signature.der", "-content",
        folder / "content", "-binary", "-CAfile", folder / "root.pem", "-certfile", folder / "between.pem",
        "-purpose", "any", "-attime", str(int(workshop.NOW.timestamp())), "-out", folder / "out",
    )  # fmt: skip


@pytest.mark.foreign("openssl")
@pytest.mark.parametrize("index", [0, 1])
def test_openssl_accepts_the_signature_taken_out_of_the_file(index, hierarchy, road, tmp_path):
    with open_strictly(road.sealed) as pdf:
        one = embedded_signatures(road.sealed, pdf)[index]
    done = _openssl(hierarchy, road.sealed, one, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "CAdES Verification successful" in done.stderr


@pytest.mark.foreign("openssl")
def test_openssl_refuses_the_signature_when_one_bit_of_the_file_is_flipped(hierarchy, road, tmp_path):
    with open_strictly(road.sealed) as pdf:
        one = embedded_signatures(road.sealed, pdf)[1]
    done = _openssl(hierarchy, workshop.flipped(road.sealed, 5000), one, tmp_path)
    assert done.returncode != 0


def test_pyhanko_validates_the_leader_with_form_filling_only(hierarchy, road):
    from io import BytesIO

    context = ValidationContext(
        trust_roots=[_asn1(hierarchy.root)], other_certs=[_asn1(hierarchy.issuing)], moment=workshop.NOW
    )
    reader = PdfFileReader(BytesIO(road.sealed))
    for one in reader.embedded_signatures:
        assert run_apart(async_validate_pdf_signature(one, context)).bottom_line


def _asn1(authority):
    from asn1crypto import x509

    return x509.Certificate.load(workshop.der(authority.certificate))


@pytest.mark.foreign("pdftotext")
def test_number_and_date_can_be_searched_and_copied(road, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(road.sealed)
    text = workshop.run("pdftotext", "-layout", path, "-").stdout
    assert workshop.NUMBER_TEXT in text
    assert workshop.DATE_TEXT in text


def _ink(data, page, box, folder):
    """Average red, green and blue of a box of a page at 72 dots an inch, as poppler shows it."""
    from PIL import Image

    path = folder / "seen.pdf"
    path.write_bytes(data)
    workshop.run("pdftoppm", "-r", "72", "-f", str(page), "-l", str(page), "-png", path, folder / "seen", check=True)
    with Image.open(next(folder.glob("seen*.png"))) as image:
        left, top = box.x, image.height - box.y - box.height
        part = image.convert("RGB").crop((int(left), int(top), int(left + box.width), int(top + box.height)))
        return part.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


@pytest.mark.foreign("pdftoppm")
def test_the_signature_is_seen_blue_and_the_seal_red(road, tmp_path):
    places = workshop.places()
    before = _ink(road.prepared, 2, places.person, tmp_path)
    red, _, blue = _ink(road.signed, 2, places.person, tmp_path)
    assert before == (255, 255, 255)
    assert blue > red + 5
    red, green, _ = _ink(road.sealed, 2, places.seal, tmp_path)
    assert red > green + 15


@pytest.mark.foreign("pdftoppm")
def test_the_number_is_seen_black_in_its_place(road, tmp_path):
    box = workshop.places().number.box
    assert _ink(road.signed, 1, box, tmp_path) == (255, 255, 255)
    red, green, blue = _ink(road.numbered, 1, box, tmp_path)
    assert red == green == blue
    assert red < 250


# -- the form ---------------------------------------------------------------------------------------------------------
def _fields(data):
    from io import BytesIO

    with pikepdf.open(BytesIO(data)) as pdf:
        return {
            str(one.T): (str(one.get("/V", "")) if one.FT == "/Tx" else "", int(one.get("/Ff", 0)))
            for one in pdf.Root.AcroForm.Fields
        }


def test_filled_fields_hold_their_text_and_are_closed(road):
    assert _fields(road.signed)["so"] == ("", 0)
    assert _fields(road.numbered)["so"] == (workshop.NUMBER_TEXT, 1)
    assert _fields(road.numbered)["ngay"] == (workshop.DATE_TEXT, 1)


def test_the_seal_covers_the_left_third_of_the_signature():
    person = Box(1, 300, 200, 160, 100)
    seal = person.over_left_third(102)
    assert seal.x + seal.width - person.x == pytest.approx(person.width / 3)
    assert seal.y + seal.height / 2 == pytest.approx(person.y + person.height / 2)


def test_nobody_signs_numbers_or_seals_twice(hierarchy, road):
    with pytest.raises(PlaceTaken):
        _sign(road.signed, hierarchy)
    with pytest.raises(PlaceTaken):
        workshop.number(road.numbered)
    with pytest.raises(PlaceTaken):
        sign.seal(road.sealed, hierarchy.seal, seal_png=workshop.red_seal(), at=workshop.SEALED_AT)


def _sign(data, hierarchy, **more):
    return sign.sign_person(
        data, hierarchy.leader, **{"appearance_png": workshop.handwriting(), "at": workshop.SIGNED_AT, **more}
    )


def test_a_file_that_was_not_prepared_is_not_signed(hierarchy):
    with pytest.raises(PlaceMissing):
        _sign(workshop.prepared_without_fields(), hierarchy)


def test_a_file_prepared_without_number_is_not_numbered():
    laid = prepare(workshop.typeset(), default_places(595))
    with pytest.raises(PlaceMissing):
        workshop.number(laid)


def test_a_number_in_another_font_than_the_one_laid_is_refused(road):
    with pytest.raises(PlaceMissing):
        sign.fill_number(road.signed, number_text="1", date_text="2", number_font=workshop.font_bytes("Bold"))


def test_a_number_that_is_too_long_is_refused_and_a_long_one_set_smaller(road):
    workshop.number(road.signed, number_text="1234/QĐ-BTNMT-TCCB")
    with pytest.raises(TextDoesNotFit):
        workshop.number(road.signed, number_text="1234/QĐ-" + "B" * 60)


def test_a_letter_the_font_does_not_have_is_refused(road):
    with pytest.raises(LetterMissing):
        workshop.number(road.signed, number_text="15/漢")


@pytest.mark.parametrize("picture", [b"", b"GIF89a", workshop.handwriting()[:200]])
def test_a_picture_that_is_no_png_is_refused(picture, hierarchy, road):
    with pytest.raises(PictureUnusable):
        _sign(road.prepared, hierarchy, appearance_png=picture)


def test_a_picture_with_too_many_pixels_is_refused(hierarchy, road):
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("L", (4001, 1)).save(out, "PNG")
    with pytest.raises(PictureUnusable):
        _sign(road.prepared, hierarchy, appearance_png=out.getvalue())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", workshop.prepared()[:-30], workshop.prepared()[:500]])
def test_a_damaged_file_is_refused_not_signed(data, hierarchy):
    with pytest.raises(Broken):
        _sign(data, hierarchy)


def test_a_signature_without_capacity_is_signed_without(hierarchy, road, trust):
    assert judged(_sign(road.prepared, hierarchy), trust).signatures[0].capacity == ""


def test_no_signing_time_is_inside_the_cms_as_pades_asks(road):
    with open_strictly(road.sealed) as pdf:
        for one in embedded_signatures(road.sealed, pdf):
            assert bytes.fromhex("2a864886f70d010905") not in one.value


# -- annexes and uploaded files ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def annex(hierarchy):
    width, height = page_size(workshop.typeset())
    laid = prepare(workshop.typeset(), annex_place(width, height, workshop.font_bytes()))
    return sign.seal_annex(
        laid, hierarchy.seal, number_text="Số: 15/BTC-VP", at=workshop.SEALED_AT, text_font=workshop.font_bytes()
    )


def test_a_separate_annex_is_certified_by_the_seal_alone(annex, trust):
    found = judged(annex, trust)
    assert found.is_valid
    assert [one.field for one in found.signatures] == ["phuluc"]


@pytest.mark.foreign("pdftotext")
def test_an_annex_shows_number_and_time_with_zone_upper_right(annex, tmp_path):
    path = tmp_path / "annex.pdf"
    path.write_bytes(annex)
    words = workshop.run("pdftotext", "-f", "1", "-l", "1", "-bbox", path, "-").stdout
    found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>2026-11-20T09:20:00\+07:00<', words)
    assert found
    assert float(found[1]) > 300
    assert float(found[2]) < 60


@pytest.mark.foreign("pdfsig")
def test_pdfsig_accepts_the_annex(annex, tmp_path):
    assert "Signature is Valid" in workshop.pdfsig(annex, tmp_path)


def test_an_annex_is_not_sealed_twice(annex, hierarchy):
    with pytest.raises(PlaceTaken):
        sign.seal_annex(annex, hierarchy.seal, number_text="1", at=workshop.SEALED_AT, text_font=workshop.font_bytes())


def test_an_uploaded_file_is_signed_at_the_foot_of_its_last_page(hierarchy, trust):
    laid = prepare(workshop.typeset())
    sealed = sign.seal(_sign(laid, hierarchy), hierarchy.seal, seal_png=workshop.red_seal(), at=workshop.SEALED_AT)
    assert judged(sealed, trust).is_valid


@pytest.mark.foreign("pdftoppm")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_signature_and_text_stand_upright_where_they_were_asked(turn, hierarchy, trust, tmp_path):
    from io import BytesIO

    with pikepdf.open(BytesIO(workshop.typeset())) as pdf:
        for page in pdf.pages:
            page.Rotate = turn
        out = BytesIO()
        pdf.save(out)
    width, height = page_size(out.getvalue(), 2)
    assert (width > height) is (turn != 180)
    laid = prepare(out.getvalue())
    signed = _sign(laid, hierarchy)
    assert judged(signed, trust).is_valid
    box = default_places(width).person
    assert box is not None
    red, _, blue = _ink(signed, 2, box, tmp_path)
    assert blue > red + 5


# -- repeated places, and others who sign -----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def joint(hierarchy):
    """A joint document: two sign, and number and date stand on its annex again."""
    places = workshop.places()
    again = replace(places.number, box=Box(2, 60, 760, 120, 18), font=workshop.font_bytes("Italic"))
    both = replace(
        places,
        more_persons=(Box(2, 90, 541, 150, 62),),
        more_numbers=(again,),
        more_dates=(replace(places.date, box=Box(2, 60, 730, 250, 18)),),
    )
    laid = prepare(workshop.typeset(), both)
    first = _sign(laid, hierarchy, index=2)
    numbered = workshop.number(_sign(first, hierarchy, index=1))
    return sign.seal(numbered, hierarchy.seal, seal_png=workshop.red_seal(), at=workshop.SEALED_AT)


def test_two_people_sign_in_either_order_and_the_seal_comes_last(joint, trust):
    found = judged(joint, trust)
    assert found.is_valid
    assert [one.field for one in found.signatures] == ["ky_2", "ky", "dau"]


def test_number_and_date_are_filled_wherever_they_stand(joint, trust):
    filled = {name: value for name, (value, _) in _fields(joint).items() if value}
    assert filled == {
        "so": workshop.NUMBER_TEXT, "so_2": workshop.NUMBER_TEXT, "ngay": workshop.DATE_TEXT,
        "ngay_2": workshop.DATE_TEXT,
    }  # fmt: skip
    kinds = [change.kind.value for change in judged(joint, trust).signatures[0].later]
    assert (kinds.count("number-filled"), kinds.count("date-filled")) == (2, 2)


@pytest.mark.foreign("pdfsig")
def test_pdfsig_accepts_the_joint_document(joint, tmp_path):
    assert workshop.pdfsig(joint, tmp_path).count("Signature is Valid") == 3


@pytest.mark.foreign("pdftotext")
def test_a_number_stands_on_the_base_line_the_typesetter_gave(hierarchy, tmp_path):
    places = workshop.places()
    path = tmp_path / "line.pdf"
    seen = []
    for baseline in (2.0, 6.0):
        laid = prepare(workshop.typeset(), replace(places, number=replace(places.number, baseline=baseline)))
        path.write_bytes(workshop.number(_sign(laid, hierarchy)))
        words = workshop.run("pdftotext", "-f", "1", "-l", "1", "-bbox", path, "-").stdout
        seen.append(float(re.search(rf'yMin="([\d.]+)"[^>]*>{workshop.NUMBER_TEXT}<', words)[1]))
    assert seen[0] - seen[1] == pytest.approx(4, abs=0.05)

"""What was done to a document after signing is told, although other programs still print "valid"."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.signatures import cms, tsa, verdict
from lienthong.ground.signatures.pdf import long_term, revisions, sign
from lienthong.ground.signatures.pdf.places import annex_place
from lienthong.ground.signatures.pdf.prepare import prepare
from lienthong.ground.signatures.tests import pdf_attacks as attacks
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.ground.signatures.verdict import Standing

ATTACKS = attacks.every_attack(workshop.font_bytes())


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


def own(found):
    """What our own engine said, before the second one was asked."""
    return {
        one.field: next(o for o in one.opinions if o.engine == verdict.OWN_ENGINE).standing for one in found.signatures
    }


def kinds(found, field):
    signature = next(one for one in found.signatures if one.field == field)
    return {change.kind.value for change in signature.later if not change.permitted}


def test_the_untouched_document_is_valid_so_that_the_others_can_fail(road, trust):
    assert judged(road.sealed, trust).standing is Standing.VALID


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_after_the_seal_is_never_valid(name, road, trust):
    forged = ATTACKS[name](road.sealed)
    found = judged(forged, trust)
    assert found.standing in {Standing.CHANGED, Standing.INVALID}
    assert not found.signatures or set(own(found).values()) != {Standing.VALID}, "our own engine was fooled"


@pytest.mark.foreign("pdfsig")
@pytest.mark.parametrize(
    "name",
    ["page-added", "page-removed", "visible-change", "annotation-over-text", "number-changed", "sneaky-signature"],
)
def test_pdfsig_prints_valid_where_we_say_changed(name, road, trust, tmp_path):
    forged = ATTACKS[name](road.sealed)
    assert workshop.pdfsig(forged, tmp_path).count("Signature is Valid") == 2
    assert judged(forged, trust).standing is Standing.CHANGED


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("page-added", "dau", "page-added"),
        ("page-removed", "dau", "page-removed"),
        ("pages-exchanged", "dau", "page-moved"),
        ("visible-change", "dau", "page-content"),
        ("stream-replaced", "dau", "page-content"),
        ("box-changed", "dau", "page-content"),
        ("annotation-over-text", "dau", "annotation-added"),
        ("field-hidden", "dau", "annotation-removed"),
        ("number-changed", "dau", "field-changed"),
        ("number-shown-differently", "ky", "field-shows-other"),
        ("font-of-form-replaced", "dau", "form-changed"),
        ("sneaky-signature", "dau", "field-added"),
        ("catalogue-replaced", "dau", "page-added"),
        ("script-added", "dau", "document-changed"),
        ("title-changed", "dau", "information-changed"),
    ],
)
def test_what_changed_is_named(name, field, expected, road, trust):
    assert expected in kinds(judged(ATTACKS[name](road.sealed), trust), field)


def test_a_page_that_was_added_is_named_by_its_number(road, trust):
    found = judged(attacks.page_added(road.sealed), trust)
    assert [change.page for change in found.signatures[0].later if change.kind == "page-added"] == [3]


def test_a_number_filled_in_by_a_stranger_before_the_seal_must_show_its_value(road, trust):
    forged = attacks.number_changed(road.signed, workshop.font_bytes(), text="15/BTC-VP", shown="99/BTC-VP")
    found = judged(forged, trust)
    assert found.standing is Standing.CHANGED
    assert kinds(found, "ky") == {"field-shows-other"}


def test_the_same_number_shown_as_it_is_stays_valid(road, trust):
    assert judged(attacks.number_changed(road.signed, workshop.font_bytes()), trust).standing is Standing.VALID


def test_a_second_filling_after_the_first_is_seen_by_the_seal(road, trust):
    again = attacks.number_changed(road.numbered, workshop.font_bytes())
    assert judged(again, trust).standing is Standing.VALID  # nobody has sealed a number yet
    found = judged(attacks.number_changed(road.sealed, workshop.font_bytes()), trust)
    assert kinds(found, "dau") == {"field-changed"}


def test_a_shadow_hidden_before_signing_and_uncovered_afterwards_is_found(hierarchy, trust):
    with_shadow, evil = attacks.shadowed(workshop.prepared())
    sealed = workshop.travel(hierarchy, source=with_shadow).sealed
    assert judged(sealed, trust).standing is Standing.VALID
    found = judged(attacks.table_redirected(sealed, evil), trust)
    assert found.standing is Standing.CHANGED
    assert "page-content" in kinds(found, "dau")


def test_an_uploaded_file_loses_its_shadows_when_it_is_prepared():
    hiding = attacks.Forgery(workshop.prepared_without_fields())
    marker = b"(ban khac an ben trong)"
    hiding.add(b"<< /Hidden " + marker + b" >>")
    uploaded = hiding.done()
    assert marker in uploaded
    assert marker not in prepare(uploaded, workshop.places())


def test_what_a_stranger_signed_though_it_runs_by_itself_is_told_as_a_caution(hierarchy, trust):
    with_script = attacks.script_added(workshop.prepared())
    found = judged(workshop.travel(hierarchy, source=with_script).sealed, trust)
    assert found.is_valid
    assert found.cautions == ("carries-script",)


def test_one_signature_copied_into_a_field_of_its_own_is_found(road, trust):
    forgery = attacks.Forgery(road.sealed)
    number, form = forgery.form()
    _, seal = forgery.field("dau")
    copy = forgery.add(attacks.written(forgery.read(attacks.reference_number(seal[b"/V"]))))
    field = {b"/FT": b"/Sig", b"/T": b"(ban)", b"/Rect": b"[0 0 0 0]", b"/V": attacks.reference(copy)}
    added = attacks.reference(forgery.add(attacks.written(field)))
    form[b"/Fields"] = b"[" + b" ".join([*attacks.items(form[b"/Fields"]), added]) + b"]"
    forgery.replace(number, form)
    found = judged(forgery.done(), trust)
    assert (found.standing, found.reasons) == (Standing.INVALID, ("signature-used-twice",))


# -- byte ranges ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("shift", "reason"),
    [
        ((0, -40, 0, 0), "range-gap"),
        ((0, 0, 30, -30), "range-gap"),
        ((0, 0, 0, -20), "range-end"),
        ((9, -9, 0, 0), "range"),
        ((0, 0, 0, 7), "range"),
    ],
)
def test_a_signature_that_leaves_out_more_than_itself_is_refused_though_its_value_is_right(
    shift, reason, hierarchy, road, trust
):
    ranges = tuple(a + b for a, b in zip(attacks.own_ranges(road.sealed), shift, strict=True))
    forged = attacks.resigned(
        road.sealed, hierarchy.seal, lambda digest: cms.detached(hierarchy.seal, digest), ranges=ranges
    )
    found = judged(forged, trust)
    assert found.standing is Standing.INVALID
    assert reason in found.signatures[-1].reasons or reason in found.signatures[0].reasons


def test_the_seal_made_anew_over_its_own_range_is_valid_so_that_the_others_can_fail(hierarchy, road, trust):
    again = attacks.resigned(road.sealed, hierarchy.seal, lambda digest: cms.detached(hierarchy.seal, digest))
    assert again != road.sealed
    assert judged(again, trust).standing is Standing.VALID


# -- hostile signatures -----------------------------------------------------------------------------------------------
def test_two_signers_in_one_signature_are_refused(hierarchy, road, trust):
    forged = attacks.resigned(road.sealed, hierarchy.seal, attacks.two_signers(hierarchy.seal))
    found = judged(forged, trust)
    assert found.standing is Standing.INVALID
    assert "several-signers" in found.signatures[-1].reasons
    assert [opinion.standing for opinion in found.signatures[-1].opinions] == [Standing.INVALID, Standing.INVALID]


def test_a_corrupt_signature_is_invalid_and_raises_nothing(hierarchy, road, trust):
    forged = attacks.resigned(road.sealed, hierarchy.seal, lambda digest: b"\x30\x82\x03\xe8" + bytes(range(200)))
    found = judged(forged, trust)
    assert found.standing is Standing.INVALID
    assert found.signatures[-1].reasons[0] == "unreadable"


def test_foreign_data_after_the_end_is_invalid(road, trust):
    for garbage in (b"\0" * 20, b"<html>", b"\n\n\n\n\n%%EOF junk", b"%PDF-1.7\n"):
        found = judged(road.sealed + garbage, trust)
        assert (found.standing, found.reasons) == (Standing.INVALID, ("not-whole",))


def test_foreign_data_before_the_header_is_invalid(road, trust):
    assert judged(b"\n\n" + road.sealed, trust).standing is Standing.INVALID


def test_sha_1_is_called_not_secure_never_valid(hierarchy, road, trust):
    ranges = attacks.own_ranges(road.sealed)

    def sha1():
        data = forged_base
        covered = data[: ranges[1]] + data[ranges[2] : ranges[2] + ranges[3]]
        return hashlib.sha1(covered, usedforsecurity=False).digest()

    forged_base = road.sealed
    forged = attacks.resigned(road.sealed, hierarchy.seal, attacks.with_sha1(hierarchy.seal, sha1))
    found = judged(forged, trust)
    assert found.standing is Standing.NOT_SECURE or found.signatures[-1].standing is Standing.NOT_SECURE
    assert found.signatures[-1].reasons[0] == "hash-weak"


@pytest.mark.parametrize(
    ("kind", "reason", "standing"),
    [
        (b"/adbe.pkcs7.sha1", "hash-weak", Standing.NOT_SECURE),
        (b"/adbe.x509.rsa_sha1", "hash-weak", Standing.NOT_SECURE),
        (b"/ETSI.CAdES.attached", "kind-unknown", Standing.INVALID),
    ],
)
def test_other_kinds_of_signature_are_told_from_the_first_look(kind, reason, standing, road, trust):
    renamed = road.signed.replace(b"/ETSI.CAdES.detached", kind.ljust(len(b"/ETSI.CAdES.detached")))
    found = judged(renamed, trust)
    assert renamed != road.signed
    assert found.signatures[0].reasons[0] == reason
    assert own(found) == {"ky": standing}
    assert found.standing is not Standing.VALID


def test_every_single_bit_of_the_signed_part_counts(road, trust):
    length = len(road.sealed)
    for place in range(100, length, length // 40):
        changed = workshop.flipped(road.sealed, place)
        assert judged(changed, trust).standing is not Standing.VALID, place


def test_a_file_cut_short_is_never_valid(road, trust):
    for length in range(0, len(road.sealed), len(road.sealed) // 25):
        found = judged(road.sealed[:length], trust)
        assert found.standing is not Standing.VALID


def test_the_last_revision_may_not_be_taken_away_unnoticed(road, trust):
    """What remains is the document as it was before the seal: validly signed by the leader, but not sealed."""
    found = judged(road.sealed[: len(road.numbered)], trust)
    assert [one.field for one in found.signatures] == ["ky"]


def test_a_signed_annex_may_not_change_at_all(hierarchy, trust):
    laid = prepare(workshop.typeset(), annex_place(595, 842, workshop.font_bytes()))
    annex = sign.seal_annex(
        laid, hierarchy.seal, number_text="15/BTC-VP", at=workshop.SEALED_AT, text_font=workshop.font_bytes()
    )
    assert judged(annex, trust).standing is Standing.VALID
    assert judged(attacks.annotation_over_text(annex), trust).standing is Standing.CHANGED


# -- the archived form: time-stamp and long-term material behind the seal ---------------------------------------------
@pytest.fixture(scope="module")
def archived(hierarchy, road):
    stamper = tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), workshop.SEALED_AT)
    lists = [hierarchy.root.crl(), hierarchy.issuing.crl()]
    between = [workshop.der(hierarchy.issuing.certificate)]
    return long_term.add_long_term(long_term.add_time_stamp(road.sealed, stamper), certificates=between, lists=lists)


def test_the_untouched_archived_form_is_valid_so_that_the_others_can_fail(archived, trust):
    found = judged(archived, trust)
    assert found.standing is Standing.VALID
    assert [one.level for one in found.signatures] == ["B-LT", "B-LT", "RFC 3161"]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_change_after_the_archiving_is_never_valid(name, archived, trust):
    found = judged(ATTACKS[name](archived), trust)
    assert found.standing in {Standing.CHANGED, Standing.INVALID}
    assert not found.signatures or set(own(found).values()) != {Standing.VALID}, "our own engine was fooled"


def test_an_update_hidden_between_the_seal_and_its_time_stamp_is_found(hierarchy, road, trust):
    stamper = tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), workshop.SEALED_AT)
    forged = long_term.add_time_stamp(attacks.annotation_over_text(road.sealed), stamper)
    found = judged(forged, trust)
    assert found.standing is Standing.CHANGED
    assert own(found)["dau"] is Standing.CHANGED


@pytest.mark.parametrize("entry", [b"/AA", b"/A", b"/MK"])
def test_a_true_time_stamp_in_a_place_that_runs_or_shows_something_is_found(entry, hierarchy, road, trust, monkeypatch):
    """Anybody can have a time-stamp made: its place must not bring along what the signers never saw."""
    honest = long_term._invisible_field
    script = b"<< /PO << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
    monkeypatch.setattr(long_term, "_invisible_field", lambda *given: honest(*given) | {entry: script})
    stamper = tsa.stamper(hierarchy.time_stamping.signer(hierarchy.issuing), workshop.SEALED_AT)
    found = judged(long_term.add_time_stamp(road.sealed, stamper), trust)
    assert found.standing is Standing.CHANGED
    assert kinds(found, "dau") == {"field-added"}


@settings(deadline=None, max_examples=120)
@given(data=st.data())
def test_whatever_is_done_to_the_bytes_nothing_raises_and_valid_means_what_was_signed(data, archived, trust):
    start = data.draw(st.integers(0, len(archived)))
    removed = data.draw(st.sampled_from([0, 1, 1, 2, 50, 1000]))
    put = data.draw(st.binary(max_size=3) | st.sampled_from([b"%%EOF\n", b"/ByteRange [0 1 2 3]", b"endobj", b"(x)"]))
    changed = archived[:start] + put + archived[start + removed :]
    found = verdict.judge_alone(changed, trust=trust, now=workshop.NOW)
    if found.is_valid:
        assert covered(changed) == covered(archived)


def covered(data):
    """Digests of what leader, seal and time-stamp really cover."""
    with revisions.open_strictly(data) as pdf:
        return [one.digest_of(data, "sha256") for one in revisions.embedded_signatures(data, pdf)][:3]


# -- bytes that no signature covers -----------------------------------------------------------------------------------
@pytest.mark.parametrize("behind", [b"%%EOF\n", b"% a remark\n%%EOF\n", b"7 0 obj\n(hidden)\nendobj\n%%EOF\n"])
def test_what_stands_behind_the_last_signature_and_is_no_revision_is_refused(behind, road, trust):
    found = verdict.judge_alone(road.sealed + behind, trust=trust, now=workshop.NOW)
    assert (found.standing, found.reasons) == (Standing.INVALID, ("not-whole",))


@pytest.mark.foreign("pdfsig")
@pytest.mark.parametrize(("place", "put"), [("end", b"01"), ("end", b"30"), ("value", b"0500")])
def test_bytes_behind_the_value_in_the_gap_are_refused_though_pdfsig_passes_over_them(
    place, put, road, trust, tmp_path
):
    with revisions.open_strictly(road.sealed) as pdf:
        seal = revisions.embedded_signatures(road.sealed, pdf)[-1]
    at = seal.end - 3 if place == "end" else seal.start + 1 + 2 * len(seal.value)
    changed = road.sealed[:at] + put + road.sealed[at + len(put) :]
    assert len(changed) == len(road.sealed)
    assert changed != road.sealed
    assert workshop.pdfsig(changed, tmp_path).count("Signature is Valid") == 2
    found = verdict.judge_alone(changed, trust=trust, now=workshop.NOW)
    assert own_standing(found, "dau") is Standing.INVALID


def own_standing(found, field):
    return next(one.standing for one in found.signatures if one.field == field)

"""How a stranger's file is read: forms, rules, descriptions, filled fields, and two revisions side by side."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.pdf import revisions
from lienthong.ground.signatures.pdf.changes import ChangeKind, changes_since
from lienthong.ground.signatures.pdf.description import same_description
from lienthong.ground.signatures.pdf.revisions import Embedded, Malformed
from lienthong.ground.signatures.pdf.sameness import Sameness
from lienthong.ground.signatures.pdf.second_opinion import SecondReader
from lienthong.ground.signatures.pdf.shown import shows_its_value
from lienthong.ground.signatures.tests import pdf_workshop as workshop
from lienthong.kit.testing.loops import run_apart


def reopened(pdf, **saving):
    out = BytesIO()
    pdf.save(out, **saving)
    return out.getvalue()


def with_page():
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    return pdf


# -- opening ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("password", ["", "mở"])
def test_an_encrypted_file_is_not_judged(password):
    data = reopened(with_page(), encryption=pikepdf.Encryption(owner="chủ", user=password))
    with pytest.raises(Malformed) as refused:
        revisions.open_strictly(data)
    assert refused.value.reason == "encrypted"
    assert verdict.judge(data, trust=None, now=workshop.NOW).reasons == ("encrypted",)  # type: ignore[arg-type]


def test_a_file_that_only_looks_like_one_is_unreadable():
    with pytest.raises(Malformed) as refused:
        revisions.open_strictly(b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF\n")
    assert refused.value.reason == "unreadable"


def test_a_file_that_the_reader_would_have_to_mend_is_unreadable():
    data = reopened(with_page(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    broken = data.replace(b"/Pages", b"/Pages", 1).replace(b"startxref\n", b"startxref\n1", 1)
    assert broken != data
    with pytest.raises(Malformed):
        revisions.open_strictly(broken)


# -- forms ------------------------------------------------------------------------------------------------------------
def form_of(*fields):
    pdf = with_page()
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(one) for one in fields]))
    return pdf


def test_a_file_without_form_has_no_fields():
    assert list(revisions.form_fields(with_page())) == []


def test_fields_below_fields_have_full_names_and_inherit():
    pdf = form_of(Dictionary(T=String("cha"), FT=Name.Tx))
    parent = pdf.Root.AcroForm.Fields[0]
    parent.Kids = Array([pdf.make_indirect(Dictionary(T=String("con"), Parent=parent))])
    found = dict(revisions.form_fields(pdf))
    assert list(found) == ["cha.con"]
    assert revisions.inherited(found["cha.con"], "/FT") == Name.Tx
    assert revisions.inherited(found["cha.con"], "/DA") is None


def test_a_form_that_leads_in_a_circle_is_malformed():
    pdf = form_of(Dictionary(T=String("a")))
    field = pdf.Root.AcroForm.Fields[0]
    field.Kids, field.Parent = Array([field]), field
    with pytest.raises(Malformed):
        list(revisions.form_fields(pdf))
    with pytest.raises(Malformed):
        revisions.inherited(field, "/FT")


def test_a_form_with_something_else_for_a_field_is_malformed():
    pdf = with_page()
    pdf.Root.AcroForm = Dictionary(Fields=Array([String("x")]))
    with pytest.raises(Malformed):
        list(revisions.form_fields(pdf))


def test_too_many_signatures_are_malformed(monkeypatch):
    hierarchy = workshop.Hierarchy.made()
    monkeypatch.setattr(revisions, "_MOST_SIGNATURES", 1)
    found = verdict.judge(workshop.travel(hierarchy).sealed, trust=workshop.trust_in(hierarchy), now=workshop.NOW)
    assert found.reasons == ("too-many-signatures",)


def test_a_signature_dictionary_without_value_is_refused_by_its_range():
    pdf = form_of(Dictionary(T=String("a"), FT=Name.Sig, V=Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2]))))
    data = reopened(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    found = verdict.judge(data, trust=workshop.trust_in(workshop.Hierarchy.made()), now=workshop.NOW)
    assert found.signatures[0].reasons[0] == "range"


@pytest.mark.parametrize(
    ("parameters", "locked"),
    [
        (Dictionary(Action=Name.All), {"so", "ngay"}),
        (Dictionary(Action=Name.Include, Fields=Array([String("so")])), {"so"}),
        (Dictionary(Action=Name.Exclude, Fields=Array([String("so")])), {"ngay"}),
        (Dictionary(Action=Name.Other), {"so", "ngay"}),
        (Dictionary(), {"so", "ngay"}),
    ],
)
def test_locks_are_read_and_unknown_ones_lock_everything(parameters, locked):
    entry = Dictionary(TransformMethod=Name.FieldMDP, TransformParams=parameters)
    docmdp, locks = revisions._rules(Dictionary(Reference=Array([entry])))
    assert docmdp is None
    one = embedded(locks=locks)
    assert {name for name in ("so", "ngay") if one.locked(name)} == locked
    assert not embedded().locked("so")


@pytest.mark.parametrize(("p", "permission"), [(1, 1), (2, 2), (3, 3), (0, 1), (9, 3)])
def test_permissions_stay_within_what_the_standard_knows(p, permission):
    entry = Dictionary(TransformMethod=Name.DocMDP, TransformParams=Dictionary(P=p))
    assert revisions._rules(Dictionary(Reference=Array([entry])))[0] == permission


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (b"\x30\x03abc\0\0", b"\x30\x03abc"),
        (b"\x30\x81\x03abc\0", b"\x30\x81\x03abc"),
        (b"\x30\x03abcx", b"\x30\x03abcx"),
        (b"\x31\x00", b"\x31\x00"),
        (b"", b""),
    ],
)
def test_only_zeros_may_follow_a_signature_value(value, kept):
    assert revisions._without_padding(value) == kept


def embedded(**more):
    start = {"certifies": False, "permission": 2, "locks": None, "claimed_at": None, "is_time_stamp": False}
    return Embedded(field="ky", value=b"", start=1, end=2, until=3, **start | more)


# -- two revisions ----------------------------------------------------------------------------------------------------
def kinds(before, after, *rules):
    """What differs between a document and the same after `after` had its hands on it."""
    data = reopened(before, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(data)) as old, pikepdf.open(BytesIO(data)) as new:
        after(new)
        return {change.kind for change in changes_since(old, new, rules)}


def text_field(**more):
    return Dictionary(T=String("so"), FT=Name.Tx, Rect=Array([0, 0, 9, 9]), **more)


def test_nothing_done_is_nothing_told():
    assert kinds(form_of(text_field()), lambda pdf: None) == set()


def test_a_field_taken_away_is_told():
    assert ChangeKind.FIELD_REMOVED in kinds(
        form_of(text_field()), lambda pdf: pdf.Root.AcroForm.__setattr__("Fields", Array())
    )


def test_a_signature_taken_out_of_its_field_or_with_it_is_told():
    def signed():
        return form_of(Dictionary(T=String("dau"), FT=Name.Sig, V=Dictionary(Type=Name.Sig), Rect=Array([0, 0, 9, 9])))

    def emptied(pdf):
        del pdf.Root.AcroForm.Fields[0]["/V"]

    def removed(pdf):
        pdf.Root.AcroForm.Fields = Array()

    assert kinds(signed(), emptied) == {ChangeKind.SIGNATURE_REMOVED}
    assert kinds(signed(), removed) == {ChangeKind.SIGNATURE_REMOVED}


@pytest.mark.parametrize(
    ("rect", "kind", "value", "expected"),
    [
        ([0, 0, 0, 0], Name.Sig, Dictionary(Type=Name.Sig), {ChangeKind.SIGNED_LATER}),
        ([0, 0, 0, 0], Name.Sig, Dictionary(Type=Name.DocTimeStamp), {ChangeKind.TIME_STAMPED_LATER}),
        ([0, 0, 0, 0], Name.Sig, None, set()),
        ([0, 0, 9, 9], Name.Sig, Dictionary(Type=Name.Sig), {ChangeKind.FIELD_ADDED}),
        ([0, 0, 0, 0], Name.Tx, String("x"), {ChangeKind.FIELD_ADDED}),
    ],
)
def test_only_an_invisible_signature_may_bring_its_own_place(rect, kind, value, expected):
    def added(pdf):
        field = Dictionary(T=String("moi"), FT=kind, Rect=Array(rect))
        if value is not None:
            field.V = value
        pdf.Root.AcroForm.Fields = Array([pdf.Root.AcroForm.Fields[0], pdf.make_indirect(field)])

    assert kinds(form_of(text_field()), added) == expected


def test_a_field_is_not_filled_where_a_certificate_forbids_any_change():
    def laid():
        return form_of(Dictionary(T=String("dau"), FT=Name.Sig, Rect=Array([0, 0, 9, 9])))

    def sign(pdf):
        pdf.Root.AcroForm.Fields[0].V = Dictionary(Type=Name.Sig)

    assert kinds(laid(), sign) == {ChangeKind.SEALED}
    assert kinds(laid(), sign, embedded(certifies=True, permission=1)) == {ChangeKind.FIELD_CHANGED}
    assert kinds(laid(), sign, embedded(locks=("All", ()))) == {ChangeKind.FIELD_CHANGED}


def test_a_field_filled_under_another_name_is_a_field_filled():
    def fill(pdf):
        pdf.Root.AcroForm.Fields[0].V = String("")
        pdf.Root.AcroForm.Fields[0].Ff = 1

    assert kinds(form_of(Dictionary(T=String("khac"), FT=Name.Tx)), fill) == {ChangeKind.FIELD_FILLED}


def test_a_field_that_becomes_another_object_or_moves_is_changed():
    def replaced(pdf):
        pdf.Root.AcroForm.Fields = Array([pdf.make_indirect(text_field())])

    def moved(pdf):
        pdf.Root.AcroForm.Fields[0].Rect = Array([0, 0, 99, 99])

    def multiline(pdf):
        pdf.Root.AcroForm.Fields[0].Ff = 4096

    for change in (replaced, moved, multiline):
        assert kinds(form_of(text_field()), change) == {ChangeKind.FIELD_CHANGED}


def test_a_widget_below_a_field_or_a_field_above_it_may_not_change():
    def family():
        pdf = form_of(Dictionary(T=String("cha"), FT=Name.Tx, DA=String("/F 9 Tf")))
        parent = pdf.Root.AcroForm.Fields[0]
        child = pdf.make_indirect(Dictionary(T=String("con"), Parent=parent))
        parent.Kids = Array([child])
        child.Kids = Array([pdf.make_indirect(Dictionary(Rect=Array([0, 0, 9, 9]), Parent=child))])
        return pdf

    def above(pdf):
        pdf.Root.AcroForm.Fields[0].DA = String("/F 99 Tf")

    def below(pdf):
        pdf.Root.AcroForm.Fields[0].Kids[0].Kids[0].Rect = Array([0, 0, 99, 99])

    def more(pdf):
        child = pdf.Root.AcroForm.Fields[0].Kids[0]
        child.Kids = Array([child.Kids[0], pdf.make_indirect(Dictionary(Rect=Array([0, 0, 1, 1])))])

    assert kinds(family(), lambda pdf: None) == set()
    for change in (above, below, more):
        assert ChangeKind.FIELD_CHANGED in kinds(family(), change)


def annotated():
    pdf = with_page()
    notes = [Dictionary(Subtype=Name.Square, Rect=Array([n, 0, 9, 9])) for n in range(2)]
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(notes[0]), pdf.make_indirect(notes[1])])
    return pdf


def test_comments_changed_or_put_in_another_order_are_told():
    def moved(pdf):
        pdf.pages[0].obj.Annots[0].Rect = Array([5, 5, 9, 9])

    def exchanged(pdf):
        pdf.pages[0].obj.Annots = Array(list(reversed(list(pdf.pages[0].obj.Annots))))

    assert kinds(annotated(), moved) == {ChangeKind.ANNOTATION_CHANGED}
    assert kinds(annotated(), exchanged) == {ChangeKind.ANNOTATION_CHANGED}


def test_a_page_tree_too_deep_is_malformed():
    pdf = with_page()
    pdf.Root.Pages.Kids = Array([pdf.Root.Pages])
    with pytest.raises((Malformed, pikepdf.PdfError)):
        kinds(pdf, lambda _: None)


def test_evidence_with_foreign_entries_is_a_change():
    def proper(pdf):
        pdf.Root.DSS = Dictionary(Certs=Array())

    def improper(pdf):
        pdf.Root.DSS = Dictionary(Certs=Array(), Trick=String("x"))

    assert kinds(with_page(), proper) == {ChangeKind.EVIDENCE_ADDED}
    assert kinds(with_page(), improper) == {ChangeKind.DOCUMENT_CHANGED}


def test_a_difference_seen_in_a_permitted_place_is_not_forgotten_in_another():
    """A page's content is also listed as evidence: as evidence it may differ, as content it may not."""

    def twice(pdf):
        pdf.pages[0].obj.Contents = pdf.make_stream(b"0 g")
        pdf.Root.DSS = Dictionary(Certs=Array([pdf.pages[0].obj.Contents]))

    before = with_page()
    twice(before)

    def change(pdf):
        pdf.Root.DSS.Certs[0].write(b"1 g")

    assert kinds(before, change) == {ChangeKind.EVIDENCE_ADDED, ChangeKind.PAGE_CONTENT}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1, True), (1, 2, False), (1, True, False), (True, True, True), (1, String("1"), False),
        (String("a"), String("a"), True), (String("a"), Name.a, False), (Array([1]), Array([1, 2]), False),
        (Dictionary(A=1), Dictionary(A=1), True), (Dictionary(A=1), Dictionary(B=1), False), (None, None, True),
        (Array(), Dictionary(), False),
    ],
)  # fmt: skip
def test_two_values_are_the_same_only_when_kind_and_content_are(one, other, same):
    assert Sameness({}, {}).holds(one, other) is same


def test_circles_end_and_long_chains_are_walked_to_their_end():
    pdf = pikepdf.new()
    ring = pdf.make_indirect(Dictionary())
    ring.Next = pdf.make_indirect(Dictionary(Next=ring))
    assert Sameness({}, {}).holds(Dictionary(A=ring), Dictionary(A=ring))
    chains = [_chain(pdf, last) for last in (1, 1, 2)]
    assert Sameness({}, {}).holds(chains[0], chains[1])
    assert not Sameness({}, {}).holds(chains[0], chains[2])


def _chain(pdf, last):
    link = pdf.make_indirect(Dictionary(Last=last))
    for _ in range(3000):
        link = pdf.make_indirect(Dictionary(Next=link))
    return link


def test_a_stream_is_not_a_dictionary_though_it_says_the_same():
    pdf = pikepdf.new()
    stream = pdf.make_stream(b"x")
    assert not Sameness({}, {}).holds(Dictionary(A=stream), Dictionary(A=Dictionary(Length=1)))


# -- filled fields ----------------------------------------------------------------------------------------------------
def filled(content, *, value="A", resources=None, look=True):
    """A text field that shows `content`, in a font that knows the letters A and B."""
    pdf = pikepdf.new()
    table = b"1 beginbfchar\n<0001> <0041>\n<0002> <0042>\nendbfchar"
    letters = pdf.make_indirect(Dictionary(Type=Name.Font, ToUnicode=pdf.make_stream(table)))
    field = Dictionary(V=String(value))
    if look:
        drawn = pdf.make_stream(content)
        drawn.Resources = Dictionary(Font=Dictionary(F=letters), **(resources or {}))
        field.AP = Dictionary(N=drawn)
    return pdf, field, {letters.objgen}


@pytest.mark.parametrize(
    ("content", "value", "shown"),
    [
        (b"/F 9 Tf <0001> Tj", "A", True),
        (b"/F 9 Tf <00010002> Tj", "A B", True),
        (b"/F 9 Tf [<0001> -20 <0002>] TJ", "AB", True),
        (b"/F 9 Tf <0002> Tj", "A", False),
        (b"/F 9 Tf <0001> Tj 0 0 9 9 re f", "A", False),
        (b"/F 9 Tf <0001> Tj /X Do", "A", False),
        (b"/F 9 Tf <0009> Tj", "A", False),
        (b"BI /W 1 /H 1 ID x EI", "A", False),
        (b"", "", True),
        (b"", "A", False),
    ],
)
def test_a_field_must_show_what_it_holds(content, value, shown):
    pdf, field, fonts = filled(content, value=value)
    assert shows_its_value(field, fonts) is shown
    pdf.close()


def test_a_field_without_a_look_must_be_empty():
    pdf, field, fonts = filled(b"", look=False)
    assert not shows_its_value(field, fonts)
    field.V = String("")
    assert shows_its_value(field, fonts)
    field.AP = Dictionary(N=Dictionary(On=String("x")))
    assert not shows_its_value(field, fonts)
    pdf.close()


def test_a_field_may_use_no_other_font_and_no_picture():
    pdf, field, _ = filled(b"/F 9 Tf <0001> Tj")
    assert not shows_its_value(field, {(99, 0)})
    pdf.close()
    pdf, field, fonts = filled(b"/F 9 Tf <0001> Tj", resources={"XObject": Dictionary()})
    assert not shows_its_value(field, fonts)
    pdf.close()


# -- descriptions -----------------------------------------------------------------------------------------------------
def described(xmp):
    pdf = with_page()
    if xmp is not None:
        pdf.Root.Metadata = pdf.make_stream(xmp)
    return pdf


def xmp(inner, attributes=""):
    name = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    return (
        f'<r:RDF xmlns:r="{name}" xmlns:d="urn:d" xmlns:x="urn:x"><r:Description r:about="" {attributes}>{inner}'
        "</r:Description></r:RDF>"
    ).encode()


TITLE = xmp("<d:title>Thông báo</d:title>")


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (TITLE, TITLE, True),
        (TITLE, xmp("<!-- lại --><d:title>Thông báo</d:title>"), True),
        (TITLE, xmp("", 'd:title="Thông báo"'), True),
        (TITLE, xmp("<d:title>Thông báo</d:title><x:ModifyDate>2026</x:ModifyDate>"), True),
        (TITLE, xmp("<d:title>Quyết định</d:title>"), False),
        (None, xmp("<x:ModifyDate>2026</x:ModifyDate>"), True),
        (None, TITLE, False),
        (TITLE, None, False),
        (None, None, True),
        (b"junk", b"rubbish", False),
        (None, b"junk", False),
        (TITLE, b"<!DOCTYPE r [<!ENTITY a 'b'>]>" + TITLE, False),
        (TITLE, b" " * 1_000_001, False),
    ],
)
def test_a_description_may_be_rewritten_but_not_say_something_else(before, after, same):
    assert same_description(described(before), described(after)) is same


# -- the second engine ------------------------------------------------------------------------------------------------
def test_the_second_engine_answers_invalid_to_what_it_cannot_read():
    reader = SecondReader(b"junk")
    assert reader.count is None
    assert reader.about("ky", trust=None, at=workshop.NOW).standing == "invalid"  # type: ignore[arg-type]


def test_the_second_engine_answers_invalid_about_a_field_that_is_not_there():
    reader = SecondReader(workshop.prepared())
    assert reader.count == 0
    assert reader.about("ky", trust=None, at=workshop.NOW).standing == "invalid"  # type: ignore[arg-type]


def test_a_verdict_can_be_asked_for_from_inside_an_event_loop():
    hierarchy = workshop.Hierarchy.made()
    road, trust = workshop.travel(hierarchy), workshop.trust_in(hierarchy)

    async def ask():
        return verdict.judge(road.sealed, trust=trust, now=workshop.NOW)

    assert run_apart(ask()).is_valid

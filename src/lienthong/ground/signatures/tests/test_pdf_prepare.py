"""What is laid before anyone signs, and what is refused with a reason of its own."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from lienthong.ground.signatures.pdf import examine, refusals
from lienthong.ground.signatures.pdf.places import Box, Places, TextPlace
from lienthong.ground.signatures.pdf.prepare import page_size, prepare
from lienthong.ground.signatures.tests import pdf_workshop as workshop


def made(change=None, **saving):
    """A finished file of two pages, changed by `change`."""
    with pikepdf.open(BytesIO(workshop.typeset())) as pdf:
        if change:
            change(pdf)
        out = BytesIO()
        pdf.save(out, **saving)
    return out.getvalue()


def fields(data):
    with pikepdf.open(BytesIO(data)) as pdf:
        return {str(one.T): [float(n) for n in one.Rect] for one in pdf.Root.AcroForm.Fields}


def test_a_document_gets_its_four_fields_where_they_were_asked():
    laid = fields(workshop.prepared())
    assert set(laid) == {"so", "ngay", "ky", "dau"}
    assert laid["ky"] == [368, 541, 518, 603]


def test_the_same_file_is_prepared_to_the_same_bytes():
    assert workshop.prepared() == workshop.prepared()


def test_a_place_measured_from_the_top_is_the_same_place():
    assert Box.from_top(1, 10, 20, 100, 30, page_height=842) == Box(1, 10, 792, 100, 30)


def test_earlier_form_permissions_and_actions_do_not_survive():
    def change(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.Perms = Dictionary()
        pdf.Root.AcroForm = Dictionary(Fields=Array())

    with pikepdf.open(BytesIO(prepare(made(change)))) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/Perms" not in pdf.Root
        assert [str(one.T) for one in pdf.Root.AcroForm.Fields] == ["ky", "dau"]


def test_comments_already_on_the_page_stay():
    def change(pdf):
        note = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9])))
        pdf.pages[-1].obj.Annots = Array([note])

    with pikepdf.open(BytesIO(prepare(made(change)))) as pdf:
        assert len(pdf.pages[-1].obj.Annots) == 3


@pytest.mark.parametrize(
    "box",
    [Box(1, -1, 0, 10, 10), Box(1, 590, 0, 30, 10), Box(1, 0, 840, 30, 30), Box(9, 0, 0, 1, 1), Box(-7, 0, 0, 1, 1)],
)
def test_a_place_outside_the_paper_is_refused(box):
    with pytest.raises(refusals.PlaceOutside):
        prepare(workshop.typeset(), Places(person=box))


def test_a_page_cropped_and_moved_is_measured_as_it_is_seen():
    def change(pdf):
        pdf.pages[-1].obj.CropBox = Array([100, 200, 500, 700])

    data = made(change)
    assert page_size(data, 2) == (400, 500)
    assert fields(prepare(data, Places(person=Box(-1, 10, 20, 100, 50))))["ky"] == [110, 220, 210, 270]


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, [10, 20, 110, 70]),
        (90, [330, 10, 380, 110]),
        (180, [290, 530, 390, 580]),
        (270, [20, 490, 70, 590]),
        (450, [330, 10, 380, 110]),
    ],
)
def test_on_a_turned_page_the_place_turns_along(turn, expected):
    def change(pdf):
        pdf.pages[-1].obj.MediaBox = Array([0, 0, 400, 600])
        pdf.pages[-1].obj.Rotate = turn

    assert fields(prepare(made(change), Places(person=Box(2, 10, 20, 100, 50))))["ky"] == expected


def test_a_turn_that_pages_inherit_counts():
    def change(pdf):
        pdf.Root.Pages.Rotate = 90

    assert page_size(made(change))[0] > page_size(made(change))[1]


def test_a_file_that_is_no_font_is_refused_loudly():
    with pytest.raises(ValueError, match="TrueType"):
        prepare(workshop.typeset(), Places(number=TextPlace(Box(1, 0, 0, 9, 9), b"no font")))


# -- refusals ---------------------------------------------------------------------------------------------------------
def _script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _named_script(pdf):
    tree = Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("1"))]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def _script_in_a_link(pdf):
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(S=Name.URI, URI=String("x"), Next=Dictionary(S=Name.JavaScript, JS=String("1")))
    pdf.pages[0].obj.Annots = Array([link])


def _launch(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("calc.exe"))


def _page_action(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("x")))


def _other_file(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.GoToR, F=String("other.pdf"))


def _attached(pdf):
    pdf.attachments["bi-mat.docx"] = b"content"


def _attached_to_the_page(pdf):
    pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pin])


def _form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(FT=Name.Tx, T=String("a"))]))


def _xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("x"))


def _signed(pdf):
    field = Dictionary(FT=Name.Sig, T=String("a"), V=Dictionary(Type=Name.Sig))
    pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([Dictionary(T=String("p"), Kids=Array([field]))]))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (_script, refusals.CarriesScript),
        (_named_script, refusals.CarriesScript),
        (_script_in_a_link, refusals.CarriesScript),
        (_launch, refusals.CarriesAction),
        (_page_action, refusals.CarriesAction),
        (_other_file, refusals.CarriesAction),
        (_attached, refusals.CarriesFiles),
        (_attached_to_the_page, refusals.CarriesFiles),
        (_form, refusals.CarriesForm),
        (_xfa, refusals.CarriesForm),
        (_signed, refusals.AlreadySigned),
    ],
)
def test_a_file_that_runs_carries_or_hides_something_is_refused_by_reason(change, refusal):
    assert prepare(made())
    with pytest.raises(refusal):
        prepare(made(change))


@pytest.mark.parametrize("password", ["", "mở ra"])
def test_an_encrypted_file_is_refused_with_or_without_password(password):
    with pytest.raises(refusals.Encrypted):
        prepare(made(encryption=pikepdf.Encryption(owner="chủ", user=password)))


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", workshop.typeset()[:-200], workshop.typeset()[:1000], b"\0" * 5000],
)
def test_a_damaged_file_is_refused(data):
    with pytest.raises(refusals.Broken):
        prepare(data)


def test_a_file_without_pages_is_refused():
    def change(pdf):
        del pdf.pages[:]

    with pytest.raises(refusals.Broken):
        prepare(made(change))


def test_a_file_of_too_many_objects_is_refused(monkeypatch):
    monkeypatch.setattr(examine, "MOST_OBJECTS", 3)
    with pytest.raises(refusals.TooManyPages):
        prepare(workshop.typeset())


def test_a_file_nested_too_deep_is_refused():
    def change(pdf):
        deep = Array()
        for _ in range(80):
            deep = Array([deep])
        pdf.Root.Deep = deep

    with pytest.raises(refusals.Broken):
        prepare(made(change))


def test_links_to_pages_and_addresses_are_no_reason_to_refuse():
    def change(pdf):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        link.A = Dictionary(S=Name.URI, URI=String("https://example.vn"))
        pdf.pages[0].obj.Annots = Array([link])

    assert prepare(made(change))


def test_a_signed_document_is_not_prepared_again():
    hierarchy = workshop.Hierarchy.made()
    with pytest.raises(refusals.AlreadySigned):
        prepare(workshop.travel(hierarchy).signed)
    with pytest.raises(refusals.CarriesForm):
        prepare(workshop.prepared())

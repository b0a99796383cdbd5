"""Pages as pictures: the right page, the right width, seals drawn in, and a hostile file costs nothing but itself."""

from io import BytesIO

import pytest
from PIL import Image

from lienthong.records.documents import drawing, pictures
from lienthong.records.documents.tests.drafts import kept, pdf, signed


def opened(png):
    return Image.open(BytesIO(png))


def test_pages_are_drawn_in_order_and_at_the_width_asked_for():
    drawn = pictures.pages(pdf(pages=3), first=2, last=9, width=300)
    assert len(drawn) == 2
    assert {opened(one).size[0] for one in drawn} == {300}
    assert opened(drawn[0]).size[1] == pytest.approx(300 * 842 / 595, abs=1)


def test_a_stored_page_is_drawn_once_and_a_page_that_is_not_there_is_refused(country):
    file = kept(pdf(pages=1))
    first = pictures.page(file.sha256, 1)
    assert pictures.page(file.sha256, 1) is first
    with pytest.raises(pictures.NotDrawable):
        pictures.page(file.sha256, 2)


def test_the_blue_signature_is_on_the_picture(country):
    document = signed(country)
    picture = opened(pictures.page(document.latest.file.sha256, 1)).convert("RGB")
    colours = picture.getcolors(maxcolors=picture.width * picture.height)
    blue = sum(count for count, (red, green, depth) in colours if depth > 120 and red < 80 and green < 90)
    assert blue > 200


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7 nothing more", pdf()[:200]])
def test_what_cannot_be_drawn_is_refused_in_words(broken):
    with pytest.raises(pictures.NotDrawable, match="tải về"):
        pictures.pages(broken, last=1)


def test_a_file_beyond_the_limit_is_not_even_tried(monkeypatch):
    monkeypatch.setattr(pictures, "_LARGEST_BYTES", 10)
    with pytest.raises(pictures.NotDrawable, match="quá lớn"):
        pictures.pages(pdf(), last=1)


def test_a_page_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pictures, "_SECONDS", 0.001)
    with pytest.raises(pictures.NotDrawable):
        pictures.pages(pdf(), last=1)


def test_the_program_draws_turned_pages_as_they_are_seen():
    import pikepdf

    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page(page_size=(595, 842))
    made.pages[0].obj["/Rotate"] = 90
    made.save(out)
    (drawn,) = drawing.draw(out.getvalue(), width=842, first=1, last=1)
    wide, high = opened(drawn).size
    assert wide == pytest.approx(842, abs=1)
    assert high == pytest.approx(595, abs=1)

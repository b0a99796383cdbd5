"""Lay the fields of a finished PDF before anyone signs it.

Number, date, signature and seal get their places (and the fonts of their text) while the file is still nobody's. That
is what lets a verifier say later that only these were filled in: everything else is under the first signature.
The file is written anew, so that nothing of an earlier revision can hide in it.
"""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from lienthong.ground.signatures.pdf import examine, font
from lienthong.ground.signatures.pdf.places import (
    ANNEX,
    DATE,
    NUMBER,
    PERSON,
    SEAL,
    Box,
    Places,
    TextPlace,
    default_places,
    repeated,
)
from lienthong.ground.signatures.pdf.refusals import Broken, PlaceOutside

BASELINE_KEY = "/LienThongBaseline"
"""Private entry of a text field: where its letters stand above its lower edge, for the step that fills it."""

_PRINT, _PRINT_AND_LOCKED = 4, 132
_TOOLTIPS = {
    NUMBER: "Số, ký hiệu",
    DATE: "Địa danh, ngày tháng năm",
    PERSON: "Chữ ký của người có thẩm quyền",
    SEAL: "Dấu của cơ quan, tổ chức",
    ANNEX: "Số, ký hiệu và thời gian ký của văn bản chính",
}


def prepare(data: bytes, places: Places | None = None) -> bytes:
    """A copy of the file with its empty fields; without `places` the foot of the last page is used.

    Refuses: every reason of `examine.open_for_signing`, PlaceOutside, LetterMissing.
    """
    with examine.open_for_signing(data) as pdf:
        _Layer(pdf).lay(places or default_places(_seen_size(pdf.pages[-1])[0]))
        return _written(pdf)


def page_size(data: bytes, page: int = 1) -> tuple[float, float]:
    """Width and height of a page in points, as seen. Refuses: as `prepare`."""
    with examine.open_for_signing(data) as pdf:
        return _seen_size(_page(pdf, page))


def _written(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        out,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
    )
    return out.getvalue()


def _page(pdf: pikepdf.Pdf, number: int) -> pikepdf.Page:
    try:
        return pdf.pages[number - 1 if number > 0 else number]
    except IndexError:
        raise PlaceOutside(page=number) from None


def _turn(page: pikepdf.Page) -> int:
    """Degrees the page is turned clockwise when shown: 0, 90, 180 or 270 (inherited from the page tree)."""
    node: pikepdf.Object | None = page.obj
    for _ in range(50):
        if node is None:
            return 0
        if "/Rotate" in node:
            return int(node["/Rotate"]) % 360 // 90 * 90
        node = node.get("/Parent")
    raise Broken(reason="page tree too deep")


def _edges(page: pikepdf.Page) -> tuple[float, float, float, float]:
    left, low, right, high = (float(number) for number in page.cropbox)
    return min(left, right), min(low, high), max(left, right), max(low, high)


def _seen_size(page: pikepdf.Page) -> tuple[float, float]:
    left, low, right, high = _edges(page)
    width, height = right - left, high - low
    return (height, width) if _turn(page) in {90, 270} else (width, height)


def _rectangle(page: pikepdf.Page, box: Box) -> list[float]:
    """The box in the page's own coordinates. Refuses: PlaceOutside."""
    width, height = _seen_size(page)
    if not (min(box.x, box.y) >= 0 and box.x + box.width <= width + 1 and box.y + box.height <= height + 1):
        raise PlaceOutside(page=box.page, width=width, height=height)
    left, low, right, high = _edges(page)
    near, far = (box.x, box.y), (box.x + box.width, box.y + box.height)
    corners = {
        0: (left + near[0], low + near[1], left + far[0], low + far[1]),
        90: (right - far[1], low + near[0], right - near[1], low + far[0]),
        180: (right - far[0], high - far[1], right - near[0], high - near[1]),
        270: (left + near[1], high - far[0], left + far[1], high - near[0]),
    }[_turn(page)]
    return [round(number, 3) for number in corners]


class _Layer:
    """Writes fields into an open file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.fields = Array()
        self.fonts = Dictionary()

    def lay(self, places: Places) -> None:
        for name, first, more in (
            (NUMBER, places.number, places.more_numbers),
            (DATE, places.date, places.more_dates),
        ):
            for index, place in enumerate((first, *more), 1):
                self._text(repeated(name, index), place)
        for index, box in enumerate((places.person, *places.more_persons), 1):
            self._signature(repeated(PERSON, index), box)
        self._signature(SEAL, places.seal)
        if places.annex:
            self._font(places.annex.font)
            self._signature(ANNEX, places.annex.box)
            self.fields[-1].DA = self._style(places.annex)
        for leftover in ("/Perms", "/DSS", "/OpenAction"):
            if leftover in self.pdf.Root:
                del self.pdf.Root[leftover]
        self.pdf.Root.AcroForm = self.pdf.make_indirect(
            Dictionary(Fields=self.fields, SigFlags=3, DR=Dictionary(Font=self.fonts))
        )

    def _text(self, name: str, place: TextPlace | None) -> None:
        if place is None:
            return
        self._font(place.font)
        field = Dictionary(FT=Name.Tx, DA=self._style(place), Q=int(place.centred), F=_PRINT)
        if place.baseline is not None:
            field[BASELINE_KEY] = round(place.baseline, 3)
        self._field(name, place.box, field)

    def _signature(self, name: str, box: Box | None) -> None:
        if box is None:
            return
        field = Dictionary(FT=Name.Sig, F=_PRINT_AND_LOCKED)
        if name == SEAL:
            field.Lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All)
        self._field(name, box, field)

    def _field(self, name: str, box: Box, field: Dictionary) -> None:
        page = _page(self.pdf, box.page)
        field.Type, field.Subtype = Name.Annot, Name.Widget
        field.T, field.TU, field.P = String(name), String(_TOOLTIPS[name.partition("_")[0]]), page.obj
        field.Rect = Array(_rectangle(page, box))
        field.AP = Dictionary(N=self._blank(box))
        if _turn(page):
            field.MK = Dictionary(R=_turn(page))
        made = self.pdf.make_indirect(field)
        self.fields.append(made)
        page.obj.Annots = Array([*list(page.obj.get("/Annots", Array())), made])

    def _blank(self, box: Box) -> pikepdf.Stream:
        """What an empty field shows: nothing. PDF/A wants every field to show something it carries itself."""
        return self.pdf.make_stream(
            b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, box.width, box.height])
        )

    def _style(self, place: TextPlace) -> String:
        return String(f"/{resource_name(font.cut(place.font))} {place.size:g} Tf 0 g")

    def _font(self, data: bytes) -> None:
        cut = font.cut(data)
        name = "/" + resource_name(cut)
        if name not in self.fonts:
            self.fonts[name] = self.pdf.make_indirect(self._composite(cut))

    def _composite(self, cut: font.Font) -> Dictionary:
        program = self.pdf.make_stream(b"")
        program.write(cut.program, filter=Name.FlateDecode)
        base = Name("/" + cut.name)
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=base, Flags=4 + 64 * bool(cut.italic_angle), FontBBox=Array(cut.box),
            ItalicAngle=cut.italic_angle, Ascent=cut.ascent, Descent=cut.descent, CapHeight=662, StemV=82,
            FontFile2=program,
        )  # fmt: skip
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=base, CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=self.pdf.make_indirect(descriptor), W=Array([0, Array(cut.widths)]), DW=1000,
        )  # fmt: skip
        return Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=base, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([self.pdf.make_indirect(descendant)]),
            ToUnicode=self.pdf.make_stream(font.unicode_map(cut)),
        )  # fmt: skip


def resource_name(cut: font.Font) -> str:
    """The name under which the form knows this font: it names the very font program, so a later step can check it."""
    return "LT" + cut.name[:6]

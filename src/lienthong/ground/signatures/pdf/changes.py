"""What changed in a PDF after a signature, in terms a person knows: pages, comments, fields, seals.

The revision a signature covers and the file as it is now are read side by side with qpdf. Everything the reader can
reach is compared; whatever is not on the short list of permitted later acts is a change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from typing import Any

import pikepdf

from lienthong.ground.signatures.pdf.description import same_description
from lienthong.ground.signatures.pdf.places import DATE, NUMBER, SEAL, repeats
from lienthong.ground.signatures.pdf.revisions import Embedded, Malformed, form_fields, inherited
from lienthong.ground.signatures.pdf.sameness import Landmarks, Sameness
from lienthong.ground.signatures.pdf.shown import shows_its_value

_DEEPEST = 50
_FILLED_ENTRIES = frozenset({"/V", "/AP", "/Ff"})
_SIGNED_ENTRIES = frozenset({"/V", "/AP", "/Ff", "/F"})
_READ_ONLY = 1
_SEPARATE = frozenset({"/Pages", "/AcroForm", "/DSS", "/Extensions", "/Metadata"})
_PAGE_SEPARATE = frozenset({"/Parent", "/Annots"})
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_UNTOLD_INFORMATION = frozenset({"/ModDate", "/Producer"})
_NEW_FIELD_ENTRIES = frozenset({
    "/Type", "/Subtype", "/FT", "/T", "/Rect", "/F", "/Ff", "/P", "/Parent", "/V", "/AP", "/Lock", "/SV", "/Kids",
})  # fmt: skip
"""What a place of a later signature may hold: nothing that runs, and nothing we do not know."""
_STORE_ENTRIES = frozenset({"/Type", "/Certs", "/CRLs", "/OCSPs", "/VRI"})


class ChangeKind(StrEnum):
    """Stable codes. The first group is permitted after signing, the second never."""

    NUMBER_FILLED = "number-filled"
    DATE_FILLED = "date-filled"
    FIELD_FILLED = "field-filled"
    SEALED = "sealed"
    SIGNED_LATER = "signed-later"
    TIME_STAMPED_LATER = "time-stamped-later"
    EVIDENCE_ADDED = "evidence-added"

    PAGE_ADDED = "page-added"
    PAGE_REMOVED = "page-removed"
    PAGE_MOVED = "page-moved"
    PAGE_CONTENT = "page-content"
    ANNOTATION_ADDED = "annotation-added"
    ANNOTATION_REMOVED = "annotation-removed"
    ANNOTATION_CHANGED = "annotation-changed"
    FIELD_ADDED = "field-added"
    FIELD_REMOVED = "field-removed"
    FIELD_CHANGED = "field-changed"
    FIELD_SHOWS_OTHER = "field-shows-other"
    SIGNATURE_REMOVED = "signature-removed"
    FORM_CHANGED = "form-changed"
    DOCUMENT_CHANGED = "document-changed"
    INFORMATION_CHANGED = "information-changed"


PERMITTED = frozenset({
    ChangeKind.NUMBER_FILLED, ChangeKind.DATE_FILLED, ChangeKind.FIELD_FILLED, ChangeKind.SEALED,
    ChangeKind.SIGNED_LATER, ChangeKind.TIME_STAMPED_LATER, ChangeKind.EVIDENCE_ADDED,
})  # fmt: skip


@dataclass(frozen=True, order=True)
class Change:
    """One thing that is different: where (page from 1, field name or entry) and, for a filled field, its text."""

    kind: ChangeKind
    page: int = 0
    where: str = ""
    text: str = ""

    @property
    def permitted(self) -> bool:
        """May this happen after signing?"""
        return self.kind in PERMITTED


def changes_since(old: pikepdf.Pdf, new: pikepdf.Pdf, rules: tuple[Embedded, ...]) -> tuple[Change, ...]:
    """Everything different between the revision `old` and the file `new`.

    `rules` are the signatures present in `old`, whose DocMDP and FieldMDP decide whether fields may still be filled.
    """
    return tuple(sorted(set(_Comparison(old, new, rules).all())))


@dataclass
class _Page:
    """A page with what it inherits, as both revisions are asked for it."""

    number: int
    node: pikepdf.Dictionary
    inherited: dict[str, Any] = attribute(default_factory=dict)

    @property
    def key(self) -> tuple[int, int]:
        return self.node.objgen


def _pages(pdf: pikepdf.Pdf) -> list[_Page]:
    found: list[_Page] = []
    for node, from_above in _leaves(pdf.Root.Pages, {}, 0):
        found.append(_Page(len(found) + 1, node, from_above))
    return found


def _leaves(node: Any, above: dict[str, Any], depth: int) -> Iterator[tuple[pikepdf.Dictionary, dict[str, Any]]]:
    if depth > _DEEPEST:
        raise Malformed("pages")
    here = above | {key: node[key] for key in _INHERITED if key in node}
    if "/Kids" not in node:
        yield node, here
        return
    for kid in list(node["/Kids"]):
        yield from _leaves(kid, here, depth + 1)


class _Comparison:
    """Two revisions side by side."""

    def __init__(self, old: pikepdf.Pdf, new: pikepdf.Pdf, rules: tuple[Embedded, ...]) -> None:
        self.old, self.new, self.rules = old, new, rules
        self.old_pages, self.new_pages = _pages(old), _pages(new)
        self.old_fields, self.new_fields = dict(form_fields(old)), dict(form_fields(new))
        self.same = Sameness(
            _landmarks(old, self.old_pages, self.old_fields), _landmarks(new, self.new_pages, self.new_fields)
        )
        self.widgets = {widget.objgen for one in self.new_fields.values() for widget in _widgets(one)}

    def all(self) -> Iterator[Change]:
        yield from self._document()
        yield from self._page_list()
        yield from self._form()
        yield from self._fields()
        kept = {page.key: page for page in self.new_pages}
        for page in self.old_pages:
            if page.key in kept:
                yield from self._page(page, kept[page.key])

    # -- the document as a whole ------------------------------------------------------------------------------
    def _document(self) -> Iterator[Change]:
        for key in sorted((set(self.old.Root.keys()) | set(self.new.Root.keys())) - _SEPARATE):
            if not self._same_entry(self.old.Root, self.new.Root, key):
                yield Change(ChangeKind.DOCUMENT_CHANGED, where=key)
        store = self.new.Root.get("/DSS")
        if store is not None and not self._same_entry(self.old.Root, self.new.Root, "/DSS"):
            proper = isinstance(store, pikepdf.Dictionary) and set(store.keys()) <= _STORE_ENTRIES
            yield Change(ChangeKind.EVIDENCE_ADDED if proper else ChangeKind.DOCUMENT_CHANGED, where="/DSS")
        if not self._same_information() or not same_description(self.old, self.new):
            yield Change(ChangeKind.INFORMATION_CHANGED, where="/Info")

    def _same_information(self) -> bool:
        empty = pikepdf.Dictionary()
        before, after = self.old.trailer.get("/Info"), self.new.trailer.get("/Info")
        return self.same.holds(before or empty, after or empty, skip=_UNTOLD_INFORMATION)

    def _same_entry(self, old: Any, new: Any, key: str) -> bool:
        return (key in old) == (key in new) and (key not in old or self.same.holds(old[key], new[key]))

    # -- pages ------------------------------------------------------------------------------------------------
    def _page_list(self) -> Iterator[Change]:
        before, after = [page.key for page in self.old_pages], [page.key for page in self.new_pages]
        for page in self.new_pages:
            if page.key not in before or after.index(page.key) != page.number - 1:
                yield Change(ChangeKind.PAGE_ADDED, page=page.number)
        for page in self.old_pages:
            if page.key not in after:
                yield Change(ChangeKind.PAGE_REMOVED, page=page.number)
        if [key for key in before if key in after] != [key for key in after if key in before]:
            yield Change(ChangeKind.PAGE_MOVED)

    def _page(self, old: _Page, new: _Page) -> Iterator[Change]:
        for key in sorted((set(old.node.keys()) | set(new.node.keys())) - _PAGE_SEPARATE - set(_INHERITED)):
            if not self._same_entry(old.node, new.node, key):
                yield Change(ChangeKind.PAGE_CONTENT, page=new.number, where=key)
        for key in _INHERITED:
            if not self._same_entry(old.inherited, new.inherited, key):
                yield Change(ChangeKind.PAGE_CONTENT, page=new.number, where=key)
        yield from self._annotations(old, new)

    def _annotations(self, old: _Page, new: _Page) -> Iterator[Change]:
        before, after = _annotations(old.node), _annotations(new.node)
        for key, annotation in after.items():
            if key not in before and key not in self.widgets:
                yield Change(ChangeKind.ANNOTATION_ADDED, page=new.number, where=str(annotation.get("/Subtype", "")))
        for key, annotation in before.items():
            if key not in after:
                yield Change(ChangeKind.ANNOTATION_REMOVED, page=new.number, where=str(annotation.get("/Subtype", "")))
            elif key not in self.widgets and not self.same.holds(annotation, after[key], skip=frozenset({"/P"})):
                yield Change(ChangeKind.ANNOTATION_CHANGED, page=new.number, where=str(annotation.get("/Subtype", "")))
        if [key for key in before if key in after] != [key for key in after if key in before]:
            yield Change(ChangeKind.ANNOTATION_CHANGED, page=new.number, where="/Annots")

    # -- the form ---------------------------------------------------------------------------------------------
    def _form(self) -> Iterator[Change]:
        empty = pikepdf.Dictionary()
        before, after = self.old.Root.get("/AcroForm", empty), self.new.Root.get("/AcroForm", empty)
        if not self.same.holds(before, after, skip=frozenset({"/Fields", "/SigFlags"})):
            yield Change(ChangeKind.FORM_CHANGED)

    def _fields(self) -> Iterator[Change]:
        for name, one in self.old_fields.items():
            if name not in self.new_fields:
                signed = "/V" in one and inherited(one, "/FT") == "/Sig"
                yield Change(ChangeKind.SIGNATURE_REMOVED if signed else ChangeKind.FIELD_REMOVED, where=name)
        for name, one in self.new_fields.items():
            if name not in self.old_fields:
                yield from self._new_field(name, one)
            else:
                yield from self._field(name, self.old_fields[name], one)

    def _new_field(self, name: str, one: pikepdf.Dictionary) -> Iterator[Change]:
        """A place that was not laid before: only an invisible signature or time-stamp may come later."""
        strange = any(set(widget.keys()) - _NEW_FIELD_ENTRIES for widget in _widgets(one))
        if inherited(one, "/FT") != "/Sig" or strange or any(_visible(widget) for widget in _widgets(one)):
            yield Change(ChangeKind.FIELD_ADDED, where=name)
        elif isinstance(one.get("/V"), pikepdf.Dictionary):
            yield self._signed(name, one)

    def _signed(self, name: str, one: pikepdf.Dictionary) -> Change:
        if one["/V"].get("/Type") == "/DocTimeStamp":
            return Change(ChangeKind.TIME_STAMPED_LATER, where=name)
        return Change(ChangeKind.SEALED if name == SEAL else ChangeKind.SIGNED_LATER, where=name)

    def _field(self, name: str, old: pikepdf.Dictionary, new: pikepdf.Dictionary) -> Iterator[Change]:
        if old.objgen != new.objgen or not self._same_around(old, new):
            yield Change(ChangeKind.FIELD_CHANGED, where=name)
        elif self.same.holds(old, new, skip=frozenset({"/P", "/Parent"})):
            return
        elif inherited(new, "/FT") == "/Sig":
            yield from self._signature_field(name, old, new)
        else:
            yield from self._text_field(name, old, new)

    def _same_around(self, old: pikepdf.Dictionary, new: pikepdf.Dictionary) -> bool:
        """Widgets under a field and fields above it, which are never filled by themselves."""
        pairs = [*zip(_widgets(old)[1:], _widgets(new)[1:], strict=False), *zip(_above(old), _above(new), strict=False)]
        same_shape = len(_widgets(old)) == len(_widgets(new)) and len(_above(old)) == len(_above(new))
        return same_shape and all(self._same_but(one, other, frozenset({"/Kids"})) for one, other in pairs)

    def _signature_field(self, name: str, old: pikepdf.Dictionary, new: pikepdf.Dictionary) -> Iterator[Change]:
        if "/V" in old and "/V" not in new:
            yield Change(ChangeKind.SIGNATURE_REMOVED, where=name)
        elif (
            "/V" in old or "/V" not in new or not self._may_fill(name) or not self._same_but(old, new, _SIGNED_ENTRIES)
        ):
            yield Change(ChangeKind.FIELD_CHANGED, where=name)
        else:
            yield self._signed(name, new)

    def _text_field(self, name: str, old: pikepdf.Dictionary, new: pikepdf.Dictionary) -> Iterator[Change]:
        if not self._is_filling(name, old, new):
            yield Change(ChangeKind.FIELD_CHANGED, where=name)
        elif not shows_its_value(new, self._known_fonts()):
            yield Change(ChangeKind.FIELD_SHOWS_OTHER, where=name)
        else:
            yield Change(_filled(name), where=name, text=str(new.get("/V", "")))

    def _is_filling(self, name: str, old: pikepdf.Dictionary, new: pikepdf.Dictionary) -> bool:
        """An empty text field got its first value (and was perhaps closed), and nothing else about it is different."""
        same_flags = int(old.get("/Ff", 0)) | _READ_ONLY == int(new.get("/Ff", 0)) | _READ_ONLY
        was_empty = not str(old.get("/V", "")) and inherited(new, "/FT") == "/Tx"
        return same_flags and was_empty and self._may_fill(name) and self._same_but(old, new, _FILLED_ENTRIES)

    def _same_but(self, old: pikepdf.Dictionary, new: pikepdf.Dictionary, skip: frozenset[str]) -> bool:
        return self.same.holds(old, new, skip=skip | {"/P", "/Parent"})

    def _may_fill(self, name: str) -> bool:
        certified = [one.permission for one in self.rules if one.certifies]
        return all(permission > 1 for permission in certified) and not any(one.locked(name) for one in self.rules)

    def _known_fonts(self) -> set[tuple[int, int]]:
        """Fonts laid before signing: a text set in any other font may show anything."""
        form = self.old.Root.get("/AcroForm", pikepdf.Dictionary())
        fonts = form.get("/DR", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        return {font.objgen for font in fonts.values()}


def _landmarks(pdf: pikepdf.Pdf, pages: list[_Page], fields: dict[str, pikepdf.Dictionary]) -> Landmarks:
    """Root, pages and widgets: each is compared once, by itself."""
    found = {page.key: ("page", str(page.key)) for page in pages} | {pdf.Root.objgen: ("root", "")}
    for name, one in fields.items():
        found |= {widget.objgen: ("field", f"{name} {index}") for index, widget in enumerate(_widgets(one))}
    return found


def _widgets(field: pikepdf.Dictionary) -> list[Any]:
    kids = list(field.get("/Kids", pikepdf.Array()))
    return [field, *kids]


def _filled(name: str) -> ChangeKind:
    """Number and date are told as such, wherever they are repeated."""
    if repeats(name, NUMBER):
        return ChangeKind.NUMBER_FILLED
    return ChangeKind.DATE_FILLED if repeats(name, DATE) else ChangeKind.FIELD_FILLED


def _above(field: Any) -> list[Any]:
    found: list[Any] = []
    while isinstance(field.get("/Parent"), pikepdf.Dictionary) and len(found) < _DEEPEST:
        field = field["/Parent"]
        found.append(field)
    return found


def _visible(widget: pikepdf.Dictionary) -> bool:
    corners = [float(number) for number in list(widget.get("/Rect", pikepdf.Array()))]
    return bool(corners) and abs(corners[2] - corners[0]) * abs(corners[3] - corners[1]) > 0


def _annotations(page: pikepdf.Dictionary) -> dict[Any, Any]:
    """Annotations by object number; direct ones by their place, since nobody can refer to them."""
    listed = list(page.get("/Annots", pikepdf.Array()))
    return {one.objgen if one.is_indirect else ("direct", index): one for index, one in enumerate(listed)}

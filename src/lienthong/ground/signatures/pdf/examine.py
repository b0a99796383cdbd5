"""Is a finished PDF fit to be signed? What runs, hides or carries something else is refused before anyone signs it.

A signature over a file that changes its own face proves nothing, so scripts, launch actions, forms and embedded files
are turned away with a reason of their own, and never repaired quietly.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from lienthong.ground.signatures.pdf.refusals import (
    AlreadySigned,
    Broken,
    CarriesAction,
    CarriesFiles,
    CarriesForm,
    CarriesScript,
    Encrypted,
    TooManyPages,
)
from lienthong.kit.errors import Invalid

MOST_OBJECTS = 200_000
"""More indirect objects than this are refused: an official document has a few thousand."""

_DEEPEST = 60
_SCRIPTS = {"/JavaScript"}
_ACTIONS = {
    "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/RichMediaExecute",
    "/Movie", "/Sound", "/GoTo3DView", "/Hide", "/SetOCGState",
}  # fmt: skip
_CARRIERS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}


def open_for_signing(data: bytes) -> pikepdf.Pdf:
    """Open a PDF nobody has signed yet. Refuses: Encrypted, Broken, TooManyPages and every reason of `require_fit`."""
    try:
        pdf = pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True)
        size = len(pdf.objects)
        pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Encrypted from None
    except (pikepdf.PdfError, ValueError, RuntimeError) as reason:
        raise Broken(reason=str(reason)[:200]) from None
    if pdf.is_encrypted:
        raise Encrypted
    if not pages:
        raise Broken(reason="no page")
    if size > MOST_OBJECTS:
        raise TooManyPages(objects=size, most=MOST_OBJECTS)
    require_fit(pdf)
    return pdf


def require_fit(pdf: pikepdf.Pdf) -> None:
    """Refuses: AlreadySigned, CarriesForm, CarriesScript, CarriesAction, CarriesFiles, Broken."""
    _require_no_form(pdf)
    try:
        for dictionary in _dictionaries(pdf):
            _require_harmless(dictionary)
    except (pikepdf.PdfError, RecursionError) as reason:
        raise Broken(reason=str(reason)[:200]) from None


def cautions(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Codes of what a signed file carries that may change what it shows: nobody vouches for that."""
    found = set()
    for dictionary in _dictionaries(pdf):
        try:
            _require_harmless(dictionary)
        except Invalid as refused:
            found.add(refused.code())
    return tuple(sorted(found))


def _require_no_form(pdf: pikepdf.Pdf) -> None:
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    fields = list(form.get("/Fields", pikepdf.Array()))
    if int(form.get("/SigFlags", 0)) & 1 and any(_signed(field) for field in fields):
        raise AlreadySigned
    if "/XFA" in form or fields:
        raise CarriesForm


def _signed(field: Any, depth: int = 0) -> bool:
    if depth > _DEEPEST or not isinstance(field, pikepdf.Dictionary):
        return False
    if field.get("/FT") == "/Sig" and "/V" in field:
        return True
    return any(_signed(kid, depth + 1) for kid in list(field.get("/Kids", pikepdf.Array())))


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    for thing in pdf.objects:
        yield from _inside(thing, 0)


def _inside(thing: Any, depth: int) -> Iterator[pikepdf.Dictionary]:
    """Every dictionary of one indirect object, without following references (those are visited on their own)."""
    if depth > _DEEPEST:
        raise Broken(reason="nested too deep")
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
        children: Any = thing.values()
    elif isinstance(thing, pikepdf.Array):
        children = thing
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _inside(child, depth + 1)


def _require_harmless(dictionary: pikepdf.Dictionary) -> None:
    action = str(dictionary.get("/S", ""))
    if action in _SCRIPTS or "/JS" in dictionary or "/JavaScript" in dictionary:
        raise CarriesScript
    if action in _ACTIONS or "/AA" in dictionary:
        raise CarriesAction(action=action or "/AA")
    if dictionary.get("/Type") == "/EmbeddedFile" or "/EmbeddedFiles" in dictionary or "/EF" in dictionary:
        raise CarriesFiles
    if str(dictionary.get("/Subtype", "")) in _CARRIERS and ("/Rect" in dictionary or "/FS" in dictionary):
        raise CarriesFiles(annotation=str(dictionary["/Subtype"]))

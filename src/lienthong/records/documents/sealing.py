"""The bridge to signatures: each step takes the latest bytes, adds one revision and keeps the result as a new file.

What the press made has its own places for number, date, signature and seal. A file finished elsewhere gets number and
date in the upper margin of its first page, signature and seal at the foot of its last.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures import together
from lienthong.ground.signatures.pdf import images
from lienthong.ground.signatures.pdf import prepare as preparing
from lienthong.ground.signatures.pdf import sign as signing
from lienthong.ground.signatures.pdf.places import Box, Places, TextPlace, default_places
from lienthong.ground.signatures.pdf.prepare import page_size
from lienthong.kit.clock import local
from lienthong.records.documents.layout import fonts, press
from lienthong.records.documents.layout.sheet import Sheet
from lienthong.records.documents.layout.wording import written_date
from lienthong.records.documents.models import Document, Version
from lienthong.records.documents.sheet import file_name, keep_pdf, place_of

_REGULAR = fonts.REGULAR.read_bytes()
_ITALIC = fonts.ITALIC.read_bytes()
_MARGIN, _LINE_WIDTH, _LINE_HEIGHT, _MARGIN_LETTERS = 56, 190, 14, 10.0
_FIRST_LINE, _SECOND_LINE = 34, 48
"""Points: the upper margin of a page of Decree 30/2020 is 20 mm (56 points), so two small lines fit into it."""


def sign_sheet(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Lay the fields for number, date and seal, then sign as the person. Refuses: as `prepare` and `sign_person`."""
    version = document.latest
    data = bytes_of(version.file)
    prepared = preparing.prepare(data, _places(version, data))
    signed = signing.sign_person(
        prepared,
        signatures.signer_of(by.account_id, now=now),
        appearance_png=_signature_picture(by.account.full_name),
        at=now,
        capacity=by.capacity or None,
    )
    return keep_pdf(signed, name=file_name(document), by=by, now=now)


def fill_number(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Write number and date into the fields laid before the leader signed."""
    assert document.issued_on is not None
    number, date = document.number_and_symbol, written_date(document.issued_on)
    if _was_typeset(document):
        number = number.split("/", 1)[0]
    else:
        number, date = f"Số: {number}", f"{document.place or place_of(document.body)}, {date}"
    data = signing.fill_number(
        bytes_of(document.latest.file), number_text=number, date_text=date, number_font=_REGULAR, date_font=_ITALIC
    )
    return keep_pdf(data, name=file_name(document), by=by, now=now)


def seal_sheet(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Put the organisation's seal on the latest bytes. Refuses: as `signing.seal`."""
    sealed = signing.seal(
        bytes_of(document.latest.file),
        signatures.signer_of(document.body_id, now=now),
        seal_png=_seal_picture(document.body.name_vi),
        at=now,
    )
    return keep_pdf(sealed, name=file_name(document), by=by, now=now)


@lru_cache(maxsize=512)
def _signature_picture(name: str) -> bytes:
    return images.personal_signature(name)


@lru_cache(maxsize=128)
def _seal_picture(name: str) -> bytes:
    return images.round_seal(name, font=fonts.BOLD.read_bytes())


def bytes_of(file: StoredFile) -> bytes:
    """All bytes of a kept file. Refuses: ContentMissing."""
    with store.open(file.sha256) as stream:
        return stream.read()


def _was_typeset(document: Document) -> bool:
    """Did the press make it, so that the paper itself says «Số:» and names the place?"""
    return Version.objects.filter(document=document, boxes__contains=[{"name": "so"}]).exists()


def issue_paper(sheet: Sheet, *, body: Body, by: Mandate, number: str, now: datetime, credential: str = "") -> bytes:
    """A sheet that is signed, numbered and sealed in one act: what decides a citizen's matter, without a draft.

    `credential` (SD-JWT VC) goes into the file before anybody signs, so that every signature covers it.
    Refuses: as `press.typeset`, `sign_person` and `seal`; NoCertificate for person or body.
    """
    printed = press.typeset(sheet, made_at=now)
    boxes = {box.name: asdict(box) for box in reversed(printed.boxes)}
    prepared = preparing.prepare(printed.pdf, _typeset_places(boxes.get))
    if credential:
        prepared = together.attach(prepared, credential, at=now)
    capacity = by.capacity or None
    signed = signing.sign_person(
        prepared,
        signatures.signer_of(by.account_id, now=now),
        appearance_png=_signature_picture(by.account.full_name),
        at=now,
        capacity=capacity,
    )
    dated = written_date(local(now).date())
    numbered = signing.fill_number(signed, number_text=number, date_text=dated, number_font=_REGULAR, date_font=_ITALIC)
    signer = signatures.signer_of(body.pk, now=now)
    return signing.seal(numbered, signer, seal_png=_seal_picture(body.name_vi), at=now)


def seal_pages(pages: bytes, places: Places, *, body: Body, now: datetime) -> bytes:
    """Finished pages under the body's seal alone, as on a receipt: one field, which closes the file.

    Refuses: as `prepare` and `seal`; NoCertificate when the body has no seal.
    """
    signer = signatures.signer_of(body.pk, now=now)
    prepared = preparing.prepare(pages, places)
    return signing.seal(prepared, signer, seal_png=_seal_picture(body.name_vi), at=now)


def _places(version: Version, data: bytes) -> Places:
    """The boxes the press reported, in the words of signatures; for an uploaded file the margins."""
    if not version.boxes:
        return _margins(*page_size(data), foot=page_size(data, -1)[0])
    return _typeset_places(version.box)


def _typeset_places(box: Callable[[str], dict[str, Any] | None]) -> Places:
    person, seal, number, date = (_known(box(name)) for name in ("ky", "dau", "so", "ngay"))
    return Places(
        person=_box(person),
        seal=_box(seal),
        number=TextPlace(_box(number), _REGULAR, number["font_size"], centred=True),
        date=TextPlace(_box(date), _ITALIC, date["font_size"], centred=True),
    )


def _margins(width: float, height: float, *, foot: float) -> Places:
    """Number and date at the upper right of page 1, as Decree 30/2020 Annex I does on annexes; the rest by custom."""
    left = width - _MARGIN - _LINE_WIDTH
    number, date = (Box(1, left, height - below, _LINE_WIDTH, _LINE_HEIGHT) for below in (_FIRST_LINE, _SECOND_LINE))
    return replace(
        default_places(foot),
        number=TextPlace(number, _REGULAR, _MARGIN_LETTERS),
        date=TextPlace(date, _ITALIC, _MARGIN_LETTERS),
    )


def _known(box: dict[str, Any] | None) -> dict[str, Any]:
    assert box is not None, "the press always reports these four boxes"
    return box


def _box(box: dict[str, Any]) -> Box:
    return Box(int(box["page"]), box["x"], box["y"], box["width"], box["height"])

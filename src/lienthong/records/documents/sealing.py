"""The bridge to signatures: each step takes the latest bytes, adds one revision and keeps the result as a new file."""

from datetime import datetime
from functools import lru_cache

from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.pdf import images
from lienthong.ground.signatures.pdf import prepare as preparing
from lienthong.ground.signatures.pdf import sign as signing
from lienthong.ground.signatures.pdf.places import Box, Places, TextPlace
from lienthong.records.documents.layout import fonts
from lienthong.records.documents.layout.wording import written_date
from lienthong.records.documents.models import Document, Version
from lienthong.records.documents.sheet import file_name, keep_pdf

_REGULAR = fonts.REGULAR.read_bytes()
_ITALIC = fonts.ITALIC.read_bytes()


def sign_sheet(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Lay the fields for number, date and seal, then sign as the person. Refuses: as `prepare` and `sign_person`."""
    version = document.latest
    prepared = preparing.prepare(_bytes(version), _places(version))
    signed = signing.sign_person(
        prepared,
        signatures.signer_of(by.account_id, now=now),
        appearance_png=_signature_picture(by.account.full_name),
        at=now,
        capacity=by.capacity or None,
    )
    return keep_pdf(signed, name=file_name(document), by=by, now=now)


def fill_number(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Write number and date into their fields, when the document has them (an uploaded PDF has not)."""
    version = document.latest
    assert document.number is not None
    assert document.issued_on is not None
    data = _bytes(version)
    if _has_fields(document):
        data = signing.fill_number(
            data,
            number_text=document.number_and_symbol.split("/", 1)[0],
            date_text=written_date(document.issued_on),
            number_font=_REGULAR,
            date_font=_ITALIC,
        )
    return keep_pdf(data, name=file_name(document), by=by, now=now)


def seal_sheet(document: Document, *, by: Mandate, now: datetime) -> StoredFile:
    """Put the organisation's seal on the latest bytes. Refuses: as `signing.seal`."""
    sealed = signing.seal(
        _bytes(document.latest),
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


def _bytes(version: Version) -> bytes:
    with store.open(version.file.sha256) as stream:
        return stream.read()


def _has_fields(document: Document) -> bool:
    return Version.objects.filter(document=document, boxes__has_key="so").exists()


def _places(version: Version) -> Places | None:
    """The boxes the press reported, in the words of signatures; None = an uploaded file, its last page is used."""
    boxes = version.boxes
    if "ky" not in boxes:
        return None
    return Places(
        person=_box(boxes["ky"]),
        seal=_box(boxes["dau"]),
        number=TextPlace(_box(boxes["so"]), _REGULAR, boxes["so"]["font_size"], centred=True),
        date=TextPlace(_box(boxes["ngay"]), _ITALIC, boxes["ngay"]["font_size"], centred=True),
    )


def _box(box: dict[str, float]) -> Box:
    return Box(int(box["page"]), box["x"], box["y"], box["width"], box["height"])

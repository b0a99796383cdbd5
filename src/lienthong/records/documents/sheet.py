"""From a draft to printed pages: what the press needs, taken from the document, its signer and its recipients."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from lienthong.ground.files import actions as files
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Capacity
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.records.documents import kinds, markup
from lienthong.records.documents.layout import press
from lienthong.records.documents.layout.sheet import Sheet, Signer, Typeset, Urgency
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import Urgency as Degree

PDF = frozenset({"application/pdf"})
_SEAT = re.compile(r"\b(?:tỉnh|thành phố) (.+)$", re.IGNORECASE)
_COLLECTIVE = re.compile(r"^(Ủy ban nhân dân|Hội đồng nhân dân)\b", re.IGNORECASE)
_URGENCY = dict(zip(Degree.values, Urgency, strict=True))


def place_of(body: Body) -> str:
    """The place in the date line: the province of a people's committee, else the capital."""
    found = _SEAT.search(body.name_vi)
    return found[1] if found else "Hà Nội"


def signer_block(signer: Mandate) -> Signer:
    """Capacity, position and name as printed (Decree 30/2020 Annex I): `KT. BỘ TRƯỞNG` over `THỨ TRƯỞNG`."""
    return Signer(
        full_name=signer.account.full_name,
        positions=(signer.post.title_vi,),
        capacities=(f"{signer.capacity} {_in_whose_place(signer)}",) if signer.capacity else (),
    )


def _in_whose_place(signer: Mandate) -> str:
    if signer.capacity == Capacity.TM:
        found = _COLLECTIVE.match(signer.post.body.name_vi)
        return found[1] if found else signer.post.body.name_vi
    return signer.principal.post.title_vi if signer.principal else signer.post.title_vi


def sheet_of(document: Document, *, draft: bool) -> Sheet:
    """Everything that will stand on the paper; number and date stay empty fields until the clerk fills them."""
    recipients = list(Recipient.objects.filter(document=document).select_related("body", "unit"))
    names = {kind: [_name(r) for r in recipients if r.manner == kind] for kind in ("to", "copy")}
    kind = kinds.kind_of(document.kind)
    assert document.signer is not None
    unit = document.unit.abbreviation if document.unit else ""
    return Sheet(
        kind=kind,
        issuer=document.body.name_vi,
        symbol=kinds.notation(kind, document.body.abbreviation, unit),
        place=document.place or place_of(document.body),
        subject=document.subject,
        content=markup.read(document.content_text),
        signer=signer_block(document.signer),
        addressed_to=tuple(_grouped(names["to"])) if kind.code in _ADDRESSED else (),
        sent_to=tuple(("Như trên",) if kind.code in _ADDRESSED else _grouped(names["to"])) + tuple(_grouped(names["copy"])),
        filed=", ".join(part for part in ("VT", unit) if part),
        urgency=_URGENCY[document.urgency],
        urgent_until=f"{local(document.express_due_at):%H giờ %M, %d/%m/%Y}" if document.express_due_at else "",
        circulation=document.circulation,
        draft=draft,
    )


def _name(recipient: Recipient) -> str:
    if recipient.unit:
        return f"{recipient.unit.name_vi}, {recipient.body.name_vi}"
    return recipient.body.name_vi


_ADDRESSED = {"cong_van", "cong_dien", "to_trinh", "giay_moi", "phieu_gui", "phieu_chuyen", "phieu_bao", "thu_cong"}
"""Kinds that name their addressees at the head («Kính gửi»); the others only list where they are sent."""

_ALL_PROVINCES = 34
_GROUPED = "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương"


def _grouped(names: list[str]) -> list[str]:
    """All provinces are named in one line, as offices do, when there are at least as many as provinces exist."""
    provinces = [name for name in names if name.startswith("Ủy ban nhân dân ")]
    if len(provinces) < _ALL_PROVINCES:
        return names
    return [name for name in names if name not in provinces] + [_GROUPED]


def typeset(document: Document, *, draft: bool, now: datetime) -> Typeset:
    """Print the document as it stands. Refuses: LettersMissing, LineTooLong, ContentTooLong, TableTooLarge."""
    return press.typeset(sheet_of(document, draft=draft), made_at=now)


def typeset_draft(document: Document, *, by: Mandate, now: datetime) -> tuple[StoredFile, dict[str, Any], int]:
    """Print for signature and keep the file; returns it with the boxes of its fields and the number of pages."""
    printed = typeset(document, draft=False, now=now)
    file = keep_pdf(printed.pdf, name=file_name(document), by=by, now=now)
    boxes = {box.name: {f: getattr(box, f) for f in box.__slots__} for box in reversed(printed.boxes)}
    return file, boxes, printed.page_count


def keep_pdf(data: bytes, *, name: str, by: Mandate | None, now: datetime) -> StoredFile:
    """Put a PDF we made into the store."""
    return files.keep(BytesIO(data), name=name, by=by, now=now, allowed=PDF)


def file_name(document: Document) -> str:
    """`15-BTC-VP.pdf` when it has a number, else `Công văn.pdf`."""
    base = document.number_and_symbol.replace("/", "-") or kinds.kind_of(document.kind).vietnamese
    return f"{base}.pdf"

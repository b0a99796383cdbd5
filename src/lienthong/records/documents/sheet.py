"""From a draft to printed pages: what the press needs, taken from the document, its signer and its recipients.

A document finished elsewhere is not typeset: its PDF, or what LibreOffice makes of its Word file, is laid before the
signer as it is.
"""

import re
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from lienthong.ground.files import actions as files
from lienthong.ground.files import content, store
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Capacity
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures.pdf import examine
from lienthong.kit.clock import local
from lienthong.records.documents import kinds, markup
from lienthong.records.documents.layout import office, press
from lienthong.records.documents.layout.sheet import Sheet, Signer, Typeset, Urgency
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import Manner
from lienthong.records.documents.states import Urgency as Degree

PDF = frozenset({content.PDF})
FINISHED = frozenset({content.PDF, content.DOCX})
"""What may be uploaded instead of being written here."""

_NOBODY = Signer(full_name="", positions=("",))
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
    to, copies = (_grouped([_name(r) for r in recipients if r.manner == manner]) for manner in Manner)
    kind = kinds.kind_of(document.kind)
    addressed = kind.code in _ADDRESSED
    unit = document.unit.abbreviation if document.unit else ""
    return Sheet(
        kind=kind,
        issuer=document.body.name_vi,
        symbol=kinds.notation(kind, document.body.abbreviation, unit),
        place=document.place or place_of(document.body),
        subject=document.subject,
        content=markup.read(document.content_text),
        signer=signer_block(document.signer) if document.signer else _NOBODY,
        addressed_to=tuple(to) if addressed else (),
        sent_to=tuple(_AS_ABOVE if addressed else to) + tuple(copies),
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

_AS_ABOVE = ["Như trên"]
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


def for_signature(document: Document, *, by: Mandate, now: datetime) -> tuple[StoredFile, list[dict[str, Any]], int]:
    """What is laid before the signer: the file, the boxes of its fields in order of pages, the number of pages.

    Refuses: as `typeset`; for a finished file, as `page_count`.
    """
    if document.finished is not None:
        return document.finished, [], page_count(document.finished)
    printed = typeset(document, draft=False, now=now)
    file = keep_pdf(printed.pdf, name=file_name(document), by=by, now=now)
    return file, [asdict(box) for box in printed.boxes], printed.page_count


def as_pdf(file: StoredFile, *, by: Mandate, now: datetime) -> StoredFile:
    """The file itself when it is a PDF, else what LibreOffice makes of a Word file.

    Refuses: OfficeAbsent, NotConvertible.
    """
    if file.media_type == content.PDF:
        return file
    with tempfile.TemporaryDirectory(prefix="lienthong-word-") as folder, store.open(file.sha256) as kept:
        source = Path(folder) / "source.docx"
        with source.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        made = office.docx_to_pdf(source, into=Path(folder))
        with made.open("rb") as pdf:
            return files.keep(pdf, name=f"{Path(file.name).stem}.pdf", by=by, now=now, allowed=PDF)


def page_count(file: StoredFile) -> int:
    """How many pages a PDF has. Refuses: every reason for which a PDF cannot be signed (`examine.open_for_signing`)."""
    with store.open(file.sha256) as kept, examine.open_for_signing(kept.read()) as pdf:
        return len(pdf.pages)


def keep_pdf(data: bytes, *, name: str, by: Mandate | None, now: datetime) -> StoredFile:
    """Put a PDF we made into the store."""
    return files.keep(BytesIO(data), name=name, by=by, now=now, allowed=PDF)


def file_name(document: Document) -> str:
    """`15-BTC-VP.pdf` when it has a number, else `Công văn.pdf`."""
    base = document.number_and_symbol.replace("/", "-") or kinds.kind_of(document.kind).vietnamese
    return f"{base}.pdf"

"""From the words of an edXML message to the columns of a document; what had to be guessed or cut is said. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.search import vector
from lienthong.kit.text import normalise
from lienthong.records.documents import kinds
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.adapters.edxml import document_types
from lienthong.records.exchange.adapters.edxml.message import DocumentMessage
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.warnings import Notes
from lienthong.records.exchange.intake.refusals import TooLongHere

_LETTER = "cong_van"
_LONGEST = {"DocumentId": 200, "Code": 80}
_SHOWN = {"subject": 500, "signer_name": 200, "signer_position": 200, "place": 60, "circulation": 40}
_CAPACITY_LENGTH = 5
_IN_IDENTIFIER = re.compile(r",([0-9]{4})/([0-9]{2})/([0-9]{2}),")
_NUMBER_DIGITS = 9
_END_OF_DAY = (23, 59)


@dataclass(frozen=True, slots=True)
class Described:
    """What the books hold of a document that came from outside."""

    identifier: str
    number: int | None
    notation: str
    number_and_symbol: str
    issued_on: date
    kind: str
    kind_name: str
    subject: str
    full_subject: str
    urgency: str
    place: str
    circulation: str
    signer_name: str
    signer_position: str
    signer_capacity: str
    page_count: int
    copies: int
    express_due_at: datetime | None
    remarks: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it is found by, as `Document.renew_words` has it."""
        return vector(f"{self.number_and_symbol} {self.subject}", marks=[self.kind])

    def as_manifest(self, *, sha256: str) -> dict[str, object]:
        """The document part of the manifest; `edxml_sha256` ties it to the bytes that came."""
        return {
            "identifier": self.identifier,
            "number_and_symbol": self.number_and_symbol,
            "issued_on": self.issued_on,
            "kind": self.kind,
            "kind_name": self.kind_name,
            "subject": self.full_subject,
            "urgency": self.urgency,
            "signer": {
                "name": self.signer_name,
                "position": self.signer_position,
                "capacity": self.signer_capacity,
            },
            "edxml_sha256": sha256,
        }


def describe(message: DocumentMessage, *, now: datetime) -> Described:
    """The document as our books hold it. Refuses: TooLongHere."""
    _require_length("DocumentId", message.document_id)
    _require_length("Code", message.code.full)
    remarks: list[str] = []
    kind, kind_name = _kind(message, remarks)
    return Described(
        identifier=message.document_id,
        number=_number(message.code.number),
        notation=message.code.notation[:60],
        number_and_symbol=message.code.full,
        issued_on=_issued_on(message, now, remarks),
        kind=kind,
        kind_name=kind_name,
        subject=_cut("subject", message.subject or message.content or message.code.full),
        full_subject=message.subject or message.content,
        urgency=Urgency(str(message.other.urgency.value)).value,
        place=_cut("place", message.promulgation.place),
        circulation=_cut("circulation", message.other.circulation),
        signer_name=_cut("signer_name", message.signer.full_name),
        signer_position=_cut("signer_position", message.signer.position),
        signer_capacity=message.signer.capacity[:_CAPACITY_LENGTH],
        page_count=message.other.page_count or 0,
        copies=message.other.copy_count or 1,
        express_due_at=_express_due(message),
        remarks=tuple(remarks),
    )


def _require_length(element: str, value: str) -> None:
    if len(value) > _LONGEST[element]:
        raise TooLongHere(element=element, found=value, limit=_LONGEST[element])


def _cut(name: str, value: str) -> str:
    """A text as lists show it; the whole of it stays in the manifest and in the original."""
    most = _SHOWN[name]
    value = normalise(value)
    return value if len(value) <= most else f"{value[: most - 1]}…"


def _kind(message: DocumentMessage, remarks: list[str]) -> tuple[str, str]:
    """Code of one of the 29 kinds and the name as sent; what is none of them is filed as a letter, and said."""
    notes = Notes()
    known = document_types.resolve(message.type, notes=notes)
    remarks.extend(note.sentence() for note in notes.kept)
    name = known.name if known else message.type.name
    kind = _recognised(known.decree_30 or known.name) if known else None
    if kind is None:
        what = _("Loại “{name}” không thuộc 29 loại của Nghị định 30/2020; vào sổ như công văn.")
        remarks.append(say(what, name=name))
        return _LETTER, name
    return kind.code, name


@lru_cache(maxsize=256)
def _recognised(name: str) -> kinds.Kind | None:
    return kinds.recognise(name)


def _issued_on(message: DocumentMessage, now: datetime, remarks: list[str]) -> date:
    """The day of issue: as stated, else as the identifier has it, else today."""
    if message.promulgation.issued_on is not None:
        return message.promulgation.issued_on
    if found := _IN_IDENTIFIER.search(message.document_id):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            day = None
        if day is not None:
            remarks.append(say(_("Thiếu ngày ban hành; đã lấy ngày {day} trong mã văn bản."), day=f"{day:%d/%m/%Y}"))
            return day
    remarks.append(say(_("Thiếu ngày ban hành; đã lấy ngày nhận.")))
    return local(now).date()


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _NUMBER_DIGITS else None


def _express_due(message: DocumentMessage) -> datetime | None:
    """EdXML gives a timed express only a day; its end is meant."""
    if message.other.urgency.value != int(Urgency.EXPRESS_TIMED) or message.due_on is None:
        return None
    hour, minute = _END_OF_DAY
    return datetime(message.due_on.year, message.due_on.month, message.due_on.day, hour, minute, tzinfo=VIETNAM)

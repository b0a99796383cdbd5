"""A document message and a status message, in plain words; the wire's spelling is in `wire.py`.

What is absent on the wire is the empty default here: "" for a text, None for a number or a day, () for a list.
Texts are kept as the sender wrote them (no Unicode normalisation: a signature may cover them), without the white space
around them. Instants are on the clock of Viet Nam, to the second.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, IntEnum


class Business(IntEnum):
    """What the message does to the document (BussinessDocType)."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


class Urgency(IntEnum):
    """Mức độ khẩn (Priority)."""

    ORDINARY = 0
    URGENT = 1
    VERY_URGENT = 2
    EXPRESS = 3
    EXPRESS_TIMED = 4


class Steering(IntEnum):
    """Is the document one by which a higher body steers, or a report on that? (SteeringType)"""

    NOT_STEERING = 1
    STEERING = 2
    REPORT = 3


class ReceiverChange(IntEnum):
    """What an update does to a receiver (ReceiverType)."""

    REMOVED = 0
    ADDED = 1


class Status(Enum):
    """What became of a document at its receiver (StatusCode)."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    IN_PROCESS = "05"
    COMPLETED = "06"
    TAKE_BACK_ASKED = "13"
    CHANGE_AGREED = "15"
    CHANGE_REFUSED = "16"


@dataclass(frozen=True, slots=True)
class Organ:
    """A body that sends or receives; `code` in either style of identifier."""

    code: str
    in_charge: str = ""
    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Number and notation of the document: `15` and `BTC-VP`."""

    number: str = ""
    notation: str = ""

    @property
    def full(self) -> str:
        """`15/BTC-VP`."""
        return f"{self.number}/{self.notation}" if self.notation else self.number


@dataclass(frozen=True, slots=True)
class Promulgation:
    """Where and on which day the document was issued."""

    place: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentType:
    """Type of document as the sender wrote it; `document_types.resolve` says which type that is."""

    code: str = ""
    detail: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in which capacity (TM., KT., TL., TUQ., Q.)."""

    capacity: str = ""
    position: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Urgency, circulation and counts."""

    urgency: Urgency = Urgency.ORDINARY
    circulation: str = ""
    typist_mark: str = ""
    copy_count: int | None = None
    page_count: int | None = None
    appendixes: tuple[str, ...] = ()
    reference_codes: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The document that this message answers or reports on."""

    organ: str = ""
    code: str = ""
    issued_on: date | None = None
    document_id: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """The person to ask."""

    department: str = ""
    name: str = ""
    mobile: str = ""
    email: str = ""
    department_id: str = ""
    staff_id: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One station on the way: which body, when."""

    organ: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver added or removed by an update."""

    change: ReceiverChange = ReceiverChange.ADDED
    organ: str = ""


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What an update changes: the document's particulars, its receivers, or both (0 or 1 each)."""

    particulars: int | None = None
    receivers: int | None = None
    receiver_list: tuple[Receiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that is replaced, and at which bodies."""

    document_id: str = ""
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transaction:
    """The business of the message: new, recall, update or replace, why, and about which document."""

    business: Business = Business.NEW
    reason: str = ""
    change: DocumentChange = DocumentChange()
    document_id: str = ""
    staff: Staff = Staff()
    paper: int | None = None
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with the message; `content_id` without `cid:`."""

    content_id: str = ""
    name: str = ""
    description: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class DocumentMessage:
    """A document on its way, or the recall, update or replacement of one."""

    sender: Organ
    recipients: tuple[Organ, ...]
    document_id: str
    code: Code
    promulgation: Promulgation = Promulgation()
    type: DocumentType = DocumentType()
    subject: str = ""
    content: str = ""
    signer: Signer = Signer()
    due_on: date | None = None
    other: Other = Other()
    responses: tuple[Response, ...] = ()
    steering: Steering | None = None
    task_codes: tuple[str, ...] = ()
    application_type: str = ""
    to_places: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    transaction: Transaction = Transaction()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What a receiver (or, with 13, the sender) says about a document that was sent."""

    response: Response
    sender: Organ
    status: Status
    recipients: tuple[Organ, ...] = ()
    description: str = ""
    at: datetime | None = None
    staff: Staff = Staff()


Message = DocumentMessage | StatusMessage

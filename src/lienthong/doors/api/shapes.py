"""What goes in and what comes out: every struct of `/api/v1`. Nothing that is not named here ever leaves.

What comes in is strict: no unknown field, no other type, bounded lengths. Instants are RFC 3339 in UTC, days ISO 8601.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from lienthong.records.documents import kinds
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.states import RefusalReason

Limit = Annotated[int, Meta(ge=1, le=200, description="How many at the most")]
Cursor = Annotated[str, Meta(max_length=500, description="`next` of the page before; leave out for the first page")]
Short = Annotated[str, Meta(min_length=1, max_length=200)]
Subject = Annotated[str, Meta(min_length=1, max_length=500, description="What it is about, in one line")]
Code = Annotated[str, Meta(min_length=1, max_length=35, description="As G12, G12.18 or 000.00.18.G12")]
Moment = Annotated[datetime, Meta(tz=True)]
Several = Annotated[list[UUID], Meta(min_length=1, max_length=1000)]
UrgencyWord = Literal["normal", "urgent", "very_urgent", "express", "express_timed"]
if TYPE_CHECKING:
    KindCode: TypeAlias = str
    ReasonCode: TypeAlias = str
else:
    KindCode = Literal[tuple(kind.code for kind in kinds.KINDS)]
    ReasonCode = Literal[tuple(sorted(RefusalReason.values))]
StatusCode = Literal["00", "01", "02", "03", "04", "05", "06", "13", "15", "16", "91", "93"]


def urgency_word(code: str) -> str:
    """`2` → `very_urgent`."""
    return Urgency(code).name.lower()


def urgency_code(word: str) -> str:
    """`very_urgent` → `2`."""
    return Urgency[word.upper()].value


Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]


class Asked(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=False):
    """Base of what comes in."""


class Given(msgspec.Struct, kw_only=True):
    """Base of what goes out."""


# -- directory --------------------------------------------------------------------------------------------------------
class BodiesAsked(Asked):
    """Which bodies to list."""

    search: Annotated[str, Meta(max_length=200, description="Words of the name, or a code; tones may be left out")] = ""
    on: Annotated[date | None, Meta(description="As of this day; today if left out")] = None
    cursor: Cursor = ""
    limit: Limit = 50


class BodyAsked(Asked):
    """As of which day."""

    on: Annotated[date | None, Meta(description="As of this day; today if left out")] = None


class Body(Given):
    """A body (cơ quan, tổ chức) under the names and codes of the day asked."""

    id: UUID
    code: str
    name: str
    name_en: str
    abbreviation: str
    kind: str
    established_on: date
    dissolved_on: date | None


class Party(Given):
    """A body, or a unit in it, by name."""

    id: UUID
    code: str
    name: str
    unit: "Part | None" = None


class Part(Given):
    """A unit (đơn vị)."""

    id: UUID
    code: str
    name: str


class Bodies(Given):
    """One page of the directory, in Vietnamese order."""

    items: list[Body]
    next: str | None


class BodyFound(Given):
    """A body and its units; `receives` is who takes what is addressed to it on that day, if not itself."""

    body: Body
    units: list[Part]
    receives: Party | None


# -- files ------------------------------------------------------------------------------------------------------------
class UploadAsked(Asked):
    """How the file is called, when it is sent as it is; in a form its own name counts."""

    name: Annotated[str, Meta(max_length=300)] = ""


class File(Given):
    """A file that was taken in. `scan` says whether a scanner looked for malware."""

    id: UUID
    name: str
    sha256: str
    size_bytes: int
    media_type: str
    scan: Literal["not_scanned", "clean", "infected"]


# -- documents --------------------------------------------------------------------------------------------------------
class Addressee(Asked):
    """Who receives: `code` or `id` of a body, or of a unit; a dissolved body's successor stands in for it."""

    code: Code | UnsetType = UNSET
    id: UUID | UnsetType = UNSET
    unit: UUID | UnsetType = UNSET
    copy: Annotated[bool, Meta(description="Only for information")] = False


class AnnexSent(Asked):
    """A file that goes with the document."""

    file: UUID
    title: Annotated[str, Meta(max_length=300)] = ""


class Amending(Asked):
    """The issued document of your body that this one updates or replaces, and why."""

    document: UUID
    how: Literal["update", "replace"]
    reason: Annotated[str, Meta(min_length=10, max_length=2000)]


class DocumentSent(Asked):
    """A finished document to be sent. `file` is a PDF uploaded before: signed elsewhere, or for information only."""

    kind: KindCode
    subject: Subject
    file: UUID
    to: Annotated[list[Addressee], Meta(min_length=1, max_length=1000)]
    annexes: Annotated[list[AnnexSent], Meta(max_length=100)] = msgspec.field(default_factory=list)
    urgency: UrgencyWord = "normal"
    express_due_at: Annotated[Moment | None, Meta(description="Only with `express_timed`")] = None
    number_and_symbol: Annotated[
        str, Meta(max_length=80, description="As on its face, `07/QĐ-BTC`; left out, our sequence gives the number")
    ] = ""
    issued_on: Annotated[date | None, Meta(description="Its date; needed with `number_and_symbol`")] = None
    amends: Annotated[Amending | None, Meta(description="Left out for a document that changes no other")] = None


class Signature(Given):
    """What was found of the PDF's own signatures."""

    standing: Literal["valid", "unknown-signer", "changed", "not-secure", "invalid", "unsigned"]
    sentence: str
    signers: list[str]


class DeliveryMade(Given):
    """One recipient of the message; `addressed_to` is the dissolved body for which it stands in."""

    id: UUID
    recipient: Party
    addressed_to: Party | None
    status: StatusCode


class Sent(Given):
    """A message on its way."""

    message: UUID
    document: UUID
    number_and_symbol: str
    issued_on: date
    manifest_sha256: str
    signature: Signature
    for_information: bool
    deliveries: list[DeliveryMade]


class FileOf(Given):
    """A file of a document and where to get it."""

    role: Literal["document", "annex"]
    name: str
    sha256: str
    size_bytes: int
    media_type: str
    href: str


class Archived(Given):
    """The archived form: the document as sent, and behind it what proves it later. `href` once there is a file."""

    level: Level
    stamped_at: datetime | None
    sha256: str | None
    size_bytes: int | None
    href: str | None


class Document(Given):
    """A document your body issued or received. `message` or `delivery` leads to what became of it.

    `archived` is null where no archived form is made: of what nobody signed, or others certified.
    """

    id: UUID
    kind: str
    number_and_symbol: str
    issued_on: date | None
    subject: str
    urgency: UrgencyWord
    sender: Party
    signer_name: str
    signer_position: str
    signer_capacity: str
    page_count: int
    files: list[FileOf]
    archived: Archived | None
    message: UUID | None
    delivery: UUID | None


PLACE = "`next` of the page before; 0 for the beginning. A place that was never given is refused: `no-such-place`"


# -- inbox and deliveries ---------------------------------------------------------------------------------------------
class InboxAsked(Asked):
    """From where on. Reading takes nothing away: the same cursor gives the same page again."""

    cursor: Annotated[int, Meta(ge=0, description=PLACE)] = 0
    limit: Limit = 50
    unconfirmed: Annotated[bool, Meta(description="Only what was not confirmed yet")] = False


class InboxItem(Given):
    """Something that came. `position` only grows."""

    position: int
    delivery: UUID
    message: UUID
    document: UUID
    number_and_symbol: str
    issued_on: date | None
    kind: str
    subject: str
    urgency: UrgencyWord
    sender: Party
    status: StatusCode
    arrived_at: datetime
    accept_due_at: datetime | None
    confirmed_at: datetime | None


class Inbox(Given):
    """One page; `next` is always given: ask with it again later for what comes after."""

    items: list[InboxItem]
    next: int
    more: bool


class Step(Given):
    """One status: code, instant, who, and what was said."""

    code: StatusCode
    name: str
    at: datetime
    person: str
    unit: str
    note: str


class Arrival(Given):
    """What was checked when it came."""

    check: str
    passed: bool
    sentence: str


class Change(Given):
    """What the sender asked of one copy, and the answer. `newer`: the delivery of the newer document."""

    id: UUID
    delivery: UUID
    business: Literal["recall", "update", "replace"]
    state: Literal["asked", "agreed", "declined", "overtaken"]
    reason: str
    newer: UUID | None
    asked_at: datetime
    answered_at: datetime | None
    answer: str


class Changes(Given):
    """Requests to take back, update or replace."""

    items: list[Change]


class RecallAsked(Asked):
    """Why it is asked back, and from whom: all recipients, or these deliveries."""

    reason: Annotated[str, Meta(min_length=10, max_length=2000)]
    deliveries: Annotated[Several | None, Meta(description="Left out: every recipient")] = None


class AnswerAsked(Asked):
    """Does your body agree? Who declines says why; the sender reads it word for word."""

    agrees: bool
    words: Annotated[str, Meta(max_length=2000, description="Needed when you decline, at least ten letters")] = ""
    person: Annotated[str, Meta(max_length=200, description="Who decided, as your own records have it")] = ""


class Delivery(Given):
    """One recipient's copy of a message and what became of it."""

    id: UUID
    message: UUID
    document: UUID
    recipient: Party
    addressed_to: Party | None
    status: StatusCode
    status_name: str
    history: list[Step]
    changes: list[Change]
    checks: list[Arrival]
    arrived_at: datetime | None
    accept_due_at: datetime | None
    accepted_at: datetime | None
    handle_due_at: datetime | None
    completed_at: datetime | None
    confirmed_at: datetime | None
    arrival_number: int | None


class MessageStatus(Given):
    """What became of a message at each recipient."""

    message: UUID
    document: UUID
    number_and_symbol: str
    sent_at: datetime
    deliveries: list[Delivery]


class NothingAsked(Asked):
    """Nothing needs to be said; an empty object or no content at all."""


class RefusalAsked(Asked):
    """Why it goes back: the sender reads and acts on it."""

    reason: ReasonCode
    text: Annotated[str, Meta(min_length=10, max_length=2000)]


class AssignmentAsked(Asked):
    """Which unit of your body has it now; by `unit_code` or `unit`."""

    unit: UUID | UnsetType = UNSET
    unit_code: Code | UnsetType = UNSET
    due_at: Annotated[Moment | None, Meta(description="Left out: what the urgency allows")] = None
    instruction: Annotated[str, Meta(max_length=2000)] = ""


class StartAsked(Asked):
    """Who began, as your own records have it."""

    person: Annotated[str, Meta(max_length=200)] = ""


class CompletionAsked(Asked):
    """Who finished, and what came of it."""

    person: Annotated[str, Meta(max_length=200)] = ""
    outcome: Annotated[str, Meta(max_length=2000)] = ""


class ReceiptAsked(Asked):
    """Which part: `both` as JSON, `content` or `seal` as they are, byte for byte, to check with other tools."""

    part: Literal["both", "content", "seal"] = "both"


class Receipt(Given):
    """The receiver's sealed word that it has the document."""

    content: dict[str, Any]
    content_base64: str
    seal_base64: str
    content_sha256: str
    made_at: datetime


class EvidenceAsked(Asked):
    """Whether the files travel inside, or only their digests."""

    files: Literal["auto", "inside", "digests"] = "auto"


# -- verifying --------------------------------------------------------------------------------------------------------
class VerifyAsked(Asked):
    """Nothing needs to be said."""

    name: Annotated[str, Meta(max_length=300)] = ""


class Verified(Given):
    """What was found: one sentence that matters most, the lines behind it, and every fact with its stable code."""

    kind: Literal["pdf", "cms", "xml", "evidence", "journal-receipt", "other"]
    valid: bool
    standing: str
    level: Annotated[
        str, Meta(description="Lowest level of its signatures (`B-B` to `B-LTA`); of evidence, of its archived form")
    ]
    sentence: str
    lines: list[str]
    facts: dict[str, Any]

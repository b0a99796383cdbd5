"""What goes in and what comes out about the dossiers of a body, for its own software. As in `shapes`."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta

from lienthong.doors.api.service_shapes import (
    Dong,
    Happened,
    InFamily,
    OpinionAwaited,
    Sha256,
    StatusNumber,
    WordsWithLaw,
)
from lienthong.doors.api.shapes import PLACE, Asked, Given, Limit, Part

ClockWord = Annotated[
    Literal["not_begun", "awaits", "runs", "stands", "ended"],
    Meta(description="The office's clock; `awaits` = for the result of a linked procedure, `stands` = for the person"),
]


class ChangesAsked(Asked):
    """From where on. Reading takes nothing away: the same cursor gives the same page again."""

    cursor: Annotated[int, Meta(ge=0, description=PLACE)] = 0
    limit: Limit = 50


class DossierChange(Given):
    """One event of a dossier, and where the dossier stood after it. `position` only grows; no name of anybody."""

    position: int
    dossier: Annotated[str, Meta(description="Its code")]
    procedure: str
    seq: Annotated[int, Meta(description="Its number in the dossier, from 1, without a gap")]
    kind: str
    kind_name: str
    at: datetime
    status: StatusNumber
    status_name: str
    unit: Part | None
    step: str
    step_due_at: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    clock: ClockWord
    hash: Annotated[str, Meta(description="Of the event, in hex: over the one before it and all that it says")]


class DossierChanges(Given):
    """One page; `next` is always given: ask with it again later for what comes after."""

    items: list[DossierChange]
    next: int
    more: bool


class Whom(Given):
    """The person the dossier is about, and who applied."""

    name: str
    number: str
    applicant: str
    relation: str
    basis: str
    helper: Annotated[str, Meta(description="Who entered it for the person; empty = nobody else")]
    phone: str


class Statement(Given):
    """What the citizen states: the value as it was given, and in words."""

    question: str
    page: str
    label: str
    value: Any
    words: str


class Fact(Given):
    """What a register or a result says; `said` = what the person states against it, where they do (`disputed`)."""

    question: str
    page: str
    label: str
    value: Any
    words: str
    source: str
    register: str
    as_of: str
    reading: Annotated[str, Meta(description="Number of the sealed receipt of this reading; empty = none")]
    disputed: bool
    said: str


class PaperGiven(Given):
    """A paper that was handed in: the file by reference, with size and hash."""

    id: UUID
    paper: str
    title: str
    name: str
    sha256: str
    size_bytes: int
    media_type: str
    attached_at: datetime
    used_again: Annotated[str, Meta(description="Code of the dossier in which it was accepted before, if one")]
    href: str


class Stage(Given):
    """One step of the way, with the unit and until when as far as it is known."""

    title: str
    unit: str
    state: Literal["done", "now", "next", "skipped", "ended"]
    due_at: datetime | None


class ResultGiven(Given):
    """What was decided; `href` leads to the signed paper."""

    kind: Literal["granted", "refused"]
    outcome: str
    title: str
    signed_at: datetime
    revoked_at: datetime | None
    sha256: str
    size_bytes: int
    href: str


class Dossier(Given):
    """A dossier of your body as it stands. What a register says stays apart from what the citizen states."""

    code: str
    legacy_code: str
    procedure: str
    title: str
    package: Annotated[Sha256, Meta(description="The version it was handed in under, for life")]
    seq: Annotated[int, Meta(description="Number of its last event")]
    status: StatusNumber
    status_name: str
    clock: ClockWord
    clock_words: str
    channel: str
    whom: Whom
    receiving_unit: Part
    unit: Part | None
    holder: str
    step: str
    step_due_at: datetime | None
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    law_due_at: Annotated[datetime | None, Meta(description="By law: an apology does not move it")]
    decided_at: datetime | None
    returned_at: datetime | None
    fee: Dong
    paid_at: datetime | None
    why: list[str]
    steps: list[Stage]
    alarms: list[str]
    supplement: WordsWithLaw | None
    opinions: list[OpinionAwaited]
    statements: list[Statement]
    facts: list[Fact]
    papers: list[PaperGiven]
    result: ResultGiven | None
    together_with: list[InFamily]
    history: list[Happened]

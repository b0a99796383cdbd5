"""What goes in and what comes out about public services: procedures, trials, the public look-up. As in `shapes`."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from lienthong.doors.api.shapes import Asked, Code, Cursor, Given, Limit, Moment, Party

Sha256 = Annotated[str, Meta(description="Of the canonical package, in hex; an address for ever")]
Dong = Annotated[int, Meta(description="In đồng")]


# -- procedures -------------------------------------------------------------------------------------------------------
class ProceduresAsked(Asked):
    """Which procedures. With `search` the best come first, on one page; else all come in the order of their keys."""

    search: Annotated[str, Meta(max_length=200, description="Everyday words; tones and slips do not matter")] = ""
    body: Annotated[Code | None, Meta(description="Published or offered by this body")] = None
    field: Annotated[str, Meta(max_length=200, description="Words of the field (lĩnh vực), in either language")] = ""
    cursor: Cursor = ""
    limit: Limit = 50


class Service(Given):
    """A published procedure in short. `package` is the version in force."""

    key: str
    name: str
    summary: str
    field: str
    publisher: Party
    version: int
    package: Sha256
    published_at: datetime


class Services(Given):
    """One page of procedures."""

    items: list[Service]
    next: str | None


class Said(Given):
    """A sentence with the law it stands on; `confirm`: the publishing body still has to confirm it."""

    text: str
    law: str
    confirm: bool


class Paper(Given):
    """A paper of the dossier. `made`: from the answers, nobody brings it; `unless`: the register that may know it."""

    code: str
    name: str
    note: str
    law: str
    copies: dict[Literal["original", "copy", "electronic"], int]
    form: str
    made: bool
    unless: str


class Fee(Given):
    """A fee or charge by name; amounts follow from the answers, see the trial."""

    code: str
    name: str
    kind: Literal["phi", "le_phi"]
    law: str


class Term(Given):
    """A deadline rule; which of them holds follows from the answers."""

    code: str
    amount: int
    unit: Literal["working_days", "working_hours", "calendar_days"]
    words: str
    after_cutoff_next_day: bool
    law: str


class Outcome(Given):
    """A result the procedure can have."""

    code: str
    name: str
    granted: bool


class Act(Given):
    """An act of law, by number and name."""

    number: str
    name: str
    confirm: bool


class Option(Given):
    """One choice of a question."""

    value: str
    text: str


class Question(Given):
    """One question. `register`: the attribute that answers it where a register is connected, as `dan_cu.full_name`."""

    name: str
    type: Literal["yes_no", "number", "text", "date", "choice", "choices"]
    text: str
    hint: str
    required: bool
    register: str
    options: list[Option]


class Page(Given):
    """One page of questions; `always` = whatever was answered before."""

    name: str
    title: str
    always: bool
    questions: list[Question]


class Source(Given):
    """A register that is read: by whom kept, for what, on which law."""

    name: str
    title: str
    keeper: str
    purpose: str
    connected: bool
    law: str


class LinkedWith(Given):
    """A procedure that can be handed in with it (liên thông), and what for."""

    procedure: str
    task: str


class PackageOf(Given):
    """The version as it was published: one sealed file under its hash. A dossier keeps the hash for life."""

    sha256: Sha256
    version: int
    published_at: datetime
    href: str


class Speed(Given):
    """How long offices took in thirty days: decided dossiers, and days within which nine of ten were done."""

    decided: int
    slow_days: float | None


class ServiceFound(Given):
    """One procedure with the fields of the national catalogue, its questions, and where one can apply."""

    key: str
    code: Annotated[str, Meta(description="Of the national catalogue")]
    code_confirmed: bool
    name: str
    summary: str
    field: str
    level: Literal["full", "partial"]
    audience: list[str]
    publisher: Party
    package: PackageOf
    sequence: list[Said]
    channels: list[Said]
    requirements: list[Said]
    papers: list[Paper]
    fees: list[Fee]
    amounts: Annotated[list[int], Meta(description="The fixed amounts asked today, in đồng, the smallest first")]
    deadlines: list[Term]
    results: list[Outcome]
    law: list[Act]
    pages: list[Page]
    registers: list[Source]
    linked: list[LinkedWith]
    offered_by: list[Party]
    unconfirmed: Annotated[int, Meta(description="How many facts the publishing body still has to confirm")]
    speed: Speed


class PackageAsked(Asked):
    """Which part: `both` as JSON, `content` or `seal` as they are, byte for byte."""

    part: Literal["both", "content", "seal"] = "both"


class Package(Given):
    """A version as it was published: canonical JSON (RFC 8785) and the publishing body's detached CMS over it."""

    sha256: Sha256
    procedure: str
    version: int
    in_force: Annotated[bool, Meta(description="Is this the version one applies under now?")]
    publisher: Party
    published_at: datetime
    sealed: Annotated[bool, Meta(description="Does the seal hold over these very bytes?")]
    content: dict[str, Any]
    content_base64: str
    seal_base64: str


# -- the trial --------------------------------------------------------------------------------------------------------
class TrialAsked(Asked):
    """Answers by the names of the questions, as many as are known; the rest is told back as missing."""

    answers: Annotated[dict[str, Any], Meta(max_length=1000)] = msgspec.field(default_factory=dict)
    received_at: Annotated[Moment | None, Meta(description="Had it come in then; now if left out")] = None


class Missing(Given):
    """A question that is asked and not answered yet."""

    name: str
    page: str
    text: str


class PaperAsked(Given):
    """A paper these answers ask for, why, and the law."""

    code: str
    name: str
    note: str
    law: str
    because: list[str]


class FeeAsked(Given):
    """A fee these answers ask for; no amount while that depends on what is missing."""

    code: str
    name: str
    amount: Dong | None
    law: str
    because: list[str]


class Named(Given):
    """A code with its name."""

    code: str
    name: str


class StepAhead(Given):
    """A step of the way, with the unit that does it and until when."""

    name: str
    title: str
    unit: str
    due_at: datetime


class TriedLink(Given):
    """What the answers link it with: which procedure, fee, papers and time; `lacking` = why it could not be now."""

    procedure: str
    name: str
    task: str
    fee: Dong | None
    papers: list[str]
    time: str
    waits_for: list[str]
    lacking: list[str]


class Trial(Given):
    """What the procedure says to these answers, by the evaluator that judges applications. Nothing is kept.

    What cannot be said yet is null; `closed` = everything that is asked was answered.
    """

    package: Sha256
    closed: bool
    missing: list[Missing]
    pages: Annotated[list[str], Meta(description="Pages that are shown for these answers")]
    eligible: bool | None
    says: Annotated[list[str], Meta(description="What the rows on eligibility say to the person")]
    papers: list[PaperAsked]
    fee: Dong | None
    fees: list[FeeAsked]
    due_at: datetime | None
    why: Annotated[list[str], Meta(description="How the date comes about, sentence by sentence")]
    decided_by: Named | None
    outcome: Named | None
    steps: list[StepAhead]
    linked: list[TriedLink]


# -- the public look-up -----------------------------------------------------------------------------------------------
StatusNumber = Annotated[int, Meta(ge=1, le=10, description="1-10, as the National Public Service Portal counts")]


class LookupAsked(Asked):
    """Code of the dossier in either style, and the second code of its receipt or the last four digits of the phone."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    second: Annotated[str, Meta(min_length=1, max_length=12)]


class Happened(Given):
    """One line of the history, in words; `by` = who did it. In the look-up that is a unit or a body, never a person."""

    at: datetime
    words: str
    about: str
    by: str


class Place(Given):
    """One step of the way: done, at hand, to come, done by nobody (`skipped`), or where it ended without a result."""

    title: str
    unit: str
    state: Literal["done", "now", "next", "skipped", "ended"]
    due_at: datetime | None


class WordsWithLaw(Given):
    """What the office says, and the provision."""

    words: str
    law: str


class Ended(Given):
    """How it ended without a result. What an official wrote is told to the person alone, who reads it signed in."""

    words: Annotated[str, Meta(description="Only where the procedure it was linked with ended it; else empty")]
    law: str


class OpinionAwaited(Given):
    """Another body that was asked, and until when it has to answer."""

    body: str
    state: str
    state_name: str
    reached_at: datetime
    answer_by: datetime
    law: str


class InFamily(Given):
    """A dossier that was handed in together with it."""

    code: str
    status: StatusNumber
    status_name: str


class LookedUp(Given):
    """What the page of the look-up shows, and nothing more: no answers, no papers, no names of people but of acts."""

    code: str
    title: str
    status: StatusNumber
    status_name: str
    clock: str
    submitted_at: datetime
    due_at: datetime | None
    promised_at: Annotated[datetime | None, Meta(description="Where the date is another than the one promised")]
    revoked_at: Annotated[datetime | None, Meta(description="Since when what was granted no longer holds")]
    why: list[str]
    steps: list[Place]
    alarms: list[str]
    ended: Ended | None
    opinions: list[OpinionAwaited]
    together_with: list[InFamily]
    history: list[Happened]

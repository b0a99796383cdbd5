"""The form of a procedure package: which files it has and what may stand in each. Also the form of what is compiled."""

from typing import Any

from lienthong.work.services.expressions.tree import OPERATORS
from lienthong.work.services.shapes import (
    NAME,
    Either,
    Flag,
    ListOf,
    MapOf,
    Moment,
    OneOf,
    Record,
    Schema,
    Shape,
    Text,
    Tree,
    Whole,
)
from lienthong.work.services.states import (
    FORMS,
    PERSON_NAME,
    PERSONAL_NUMBER,
    About,
    FeeBecomes,
    Kind,
    Level,
    LifeEvent,
    Purpose,
    Relation,
    Silence,
    Unit,
)

FORMAT = 1
CODE = Text(NAME)
WORDS = Record({"vi": Text(most=4_000)}, {"en": Text(most=4_000)})
CONFIRM: dict[str, Shape] = {"confirm": Flag()}
LAW = Record({"act": Text("[A-Za-z0-9][A-Za-z0-9._/Đđ-]{0,63}")}, {"at": Text(most=300), **CONFIRM})
BASED: dict[str, Shape] = {"law": LAW, **CONFIRM}
FACT = Record({"value": Text(most=300)}, CONFIRM)
COUNT = Whole(0, 100)
MONTHS = Whole(1, 1_200)
"""How long a paper or a result may be used again: so many months from the day it was given, or signed."""

_ACT = Record({"code": LAW.required["act"], "number": Text(most=100), "name": WORDS}, {"in_force": Moment(), **CONFIRM})
_UNIT = Record({"code": CODE, "name": WORDS, "role": OneOf(("receives", "decides", "coordinates"))}, BASED)
_CHANNEL = Record({"channel": OneOf(("counter", "online", "post")), "text": WORDS}, BASED)
_PAPER = Record(
    {"code": CODE, "name": WORDS, "copies": Record({}, {"original": COUNT, "copy": COUNT, "electronic": COUNT})},
    {
        "form": Text(most=200),
        "from_answers": Flag(),
        "note": WORDS,
        "about": CODE,
        "instead_of": CODE,
        "valid_months": MONTHS,
        **BASED,
    },
)
_FEE = Record({"code": CODE, "name": WORDS, "kind": OneOf(("phi", "le_phi"))}, BASED)
_REFUSED_FEE = Record({"becomes": OneOf(tuple(FeeBecomes)), "text": WORDS, "law": LAW}, CONFIRM)
"""What becomes of a fee that was paid when the dossier, once taken in, is refused; what is not said is not promised."""
DATA = (Kind.TEXT, Kind.DATE, Kind.NUMBER)
"""What a datum of a result may be."""
_DATUM = Record(
    {"name": CODE, "type": OneOf(DATA), "text": WORDS},
    {
        "hint": WORDS,
        "form": OneOf((PERSONAL_NUMBER, PERSON_NAME)),
        "least": Whole(0, 10**12),
        "most": Whole(1, 10**12),
        "past": Flag(),
        "optional": Flag(),
        "from": Tree(),
        **BASED,
    },
)
_RESULT = Record(
    {"code": CODE, "name": WORDS, "granted": Flag()},
    {"about": CODE, "valid_months": MONTHS, "data": ListOf(_DATUM, 1, 20, key="name"), **BASED},
)
_TEXT = Record({"text": WORDS}, BASED)

PROCEDURE = Record(
    {
        "format": Whole(FORMAT, FORMAT),
        "code": FACT,
        "name": WORDS,
        "field": WORDS,
        "level": Record({"value": OneOf(("full", "partial"))}, BASED),
        "audience": ListOf(OneOf(("citizen", "enterprise", "household_business", "organisation")), 1, 4),
        "units": ListOf(_UNIT, 1, 50, key="code"),
        "sequence": ListOf(_TEXT, 1, 50),
        "channels": ListOf(_CHANNEL, 1, 3, key="channel"),
        "papers": ListOf(_PAPER, 1, 100, key="code"),
        "fees": ListOf(_FEE, 0, 20, key="code"),
        "results": ListOf(_RESULT, 1, 20, key="code"),
        "law": ListOf(_ACT, 1, 50, key="code"),
    },
    {
        "requirements": ListOf(_TEXT, 0, 50),
        "note": WORDS,
        "assurance": Record({"account": Whole(0, 2), "authentication": Whole(1, 4)}, BASED),
        "refused_fee": _REFUSED_FEE,
        "summary": WORDS,
        "subject": OneOf(tuple(About)),
        "same_matter": ListOf(CODE, 1, 10),
        "also_called": ListOf(Text(most=100), 1, 60),
        "life_events": ListOf(OneOf(tuple(LifeEvent)), 1, len(LifeEvent)),
    },
)

_OPTION = Record({"value": CODE, "text": WORDS}, CONFIRM)
_QUESTION = Record(
    {"name": CODE, "type": OneOf(tuple(Kind)), "text": WORDS},
    {
        "hint": WORDS,
        "why": WORDS,
        "optional": Flag(),
        "form": OneOf(FORMS),
        "suggest": CODE,
        "least": Whole(0, 10**12),
        "most": Whole(1, 10**12),
        "past": Flag(),
        "by_relation": Record({}, dict.fromkeys(Relation.values, Either())),
        "about": CODE,
        "offered_by": Text(f"{NAME}[.]{NAME}"),
        "options": ListOf(_OPTION, 2, 64, key="value"),
    },
)
_PAGE = Record({"name": CODE, "title": WORDS, "questions": ListOf(_QUESTION, 1, 20)}, {"when": Tree()})
QUESTIONS = Record({"pages": ListOf(_PAGE, 1, 60, key="name")})


def _table(purpose: Purpose, give: Shape, **more: Shape) -> Shape:
    row = Record({"name": CODE, "give": give, **more}, {"when": Tree(), "say": WORDS, **BASED})
    policies = ("collect",) if purpose in {Purpose.PAPERS, Purpose.FEE} else ("first", "unique")
    return Record({"policy": OneOf(policies), "rows": ListOf(row, 1, 100, key="name")})


TABLES = Record(
    {
        Purpose.ELIGIBILITY.value: _table(Purpose.ELIGIBILITY, Flag()),
        Purpose.PAPERS.value: _table(Purpose.PAPERS, CODE),
        Purpose.FEE.value: _table(Purpose.FEE, CODE, amount=Tree()),
        Purpose.ROUTE.value: _table(Purpose.ROUTE, CODE),
        Purpose.DEADLINE.value: _table(Purpose.DEADLINE, CODE),
        Purpose.OUTCOME.value: _table(Purpose.OUTCOME, CODE),
    }
)

_DEADLINE = Record(
    {"code": CODE, "amount": Whole(0, 1_000), "unit": OneOf(tuple(Unit))}, {"after_cutoff_next_day": Flag(), **BASED}
)
_STEP = Record(
    {"name": CODE, "title": WORDS, "unit": CODE, "share": Whole(0, 100)},
    {"silence": Record({"means": OneOf(tuple(Silence))}, BASED), **BASED},
)
STEPS = Record(
    {
        "deadlines": ListOf(_DEADLINE, 1, 20, key="code"),
        "steps": ListOf(_STEP, 1, 50, key="name"),
        "supplement": Record({"effect": OneOf(("restarts", "pauses"))}, BASED),
        "silence": Record({"means": OneOf(("nothing", "escalation"))}, BASED),
    },
    {"consulting": Record({"clock": OneOf(("runs", "pauses")), "silence": OneOf(("escalation", "agreed"))}, BASED)},
)

_ATTRIBUTE = Record({"name": CODE, "about": CODE, "type": OneOf(tuple(Kind)), "text": WORDS})
_REGISTER = Record(
    {
        "name": CODE,
        "title": WORDS,
        "keeper": WORDS,
        "connected": Flag(),
        "purpose": WORDS,
        "gives": ListOf(_ATTRIBUTE, 1, 64, key="name"),
    },
    {"holds": ListOf(CODE, 0, 64), **BASED},
)
REGISTERS = Record({"registers": ListOf(_REGISTER, 0, 20, key="name")})

_KEPT = Record({"years": Whole(0, 200)}, BASED)
_FOREVER = Record({"drafts": Record({"days": Whole(1, 3_650)}, BASED), "dossiers": _KEPT, "results": _KEPT})
RETENTION = _FOREVER
PERMANENT = 200
"""So many years mean: kept for ever."""

EXPECTED = Record(
    {
        "eligible": Flag(),
        "papers": ListOf(CODE),
        "fee": Whole(0, 10**12),
        "route": CODE,
        "due": Moment(clock=True),
        "outcome": CODE,
    }
)
ANSWERS = MapOf(Either())
EXAMPLE = Record({"name": CODE, "title": WORDS, "received": Moment(clock=True), "answers": ANSWERS, "expect": EXPECTED})

_LINK = Record(
    {"name": CODE, "procedure": Text("[a-z0-9_-]{1,80}"), "task": WORDS},
    {
        "when": Tree(),
        "at": OneOf(tuple(Level)),
        "answers": MapOf(Tree(many=True)),
        "result": MapOf(CODE),
        "papers": MapOf(CODE),
        **BASED,
    },
)
LINKED = Record({"linked": ListOf(_LINK, 1, 10, key="name")})

FILES: dict[str, Shape] = {
    "procedure": PROCEDURE,
    "questions": QUESTIONS,
    "tables": TABLES,
    "steps": STEPS,
    "registers": REGISTERS,
    "retention": RETENTION,
}
"""Each is one file of the folder, `<name>.yaml`; the examples stand in a folder of their own."""

OPTIONAL_FILES: dict[str, Shape] = {"linked": LINKED}
"""Files a folder may do without."""
ALL_FILES = {**FILES, **OPTIONAL_FILES}

COMPILED = Record({**FILES, "examples": ListOf(EXAMPLE, 0, 100, key="name")}, OPTIONAL_FILES)


def _expression_schema() -> Schema:
    """The language of conditions, as far as JSON Schema can say it; types are checked by the language itself."""
    scalar = {"type": ["boolean", "integer", "string"]}
    below = {"$ref": "#/$defs/expression"}
    parts = {"anyOf": [below, {"type": "array", "items": below, "minItems": 1}]}
    operation = {
        "type": "object",
        "properties": dict.fromkeys(OPERATORS, parts),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [scalar, operation]}


def compiled_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a compiled package."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Procedure package, compiled (format 1)",
        **COMPILED.schema(),
        "$defs": {"expression": _expression_schema()},
    }

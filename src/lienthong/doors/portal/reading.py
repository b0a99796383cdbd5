"""What the pages say of answers, papers, fees and dates: plain things for templates, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.work.onestop import locker
from lienthong.work.onestop.locker import Kept
from lienthong.work.onestop.timing import RECEIVE_WITHIN_HOURS
from lienthong.work.services import telling
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application, Attachment
from lienthong.work.services.packages import Package
from lienthong.work.services.queries import Filled
from lienthong.work.services.simulating import Simulation
from lienthong.work.services.states import Purpose, Relation


@dataclass(frozen=True)
class Line:
    """One question with its answer: the person's own, or a register's with its source.

    `unconfirmed_by` = the register that could have said it and did not.
    """

    question: str
    label: str
    value: str
    page: str
    source: str = ""
    as_of: str = ""
    disputed: bool = False
    said: str = ""
    may_be_wrong: bool = False
    unconfirmed_by: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper that is asked for, the files given for it, and what the locker has for it."""

    code: str
    name: str
    note: str
    law: str
    files: tuple[Attachment, ...]
    kept: tuple[Kept, ...] = ()

    @property
    def is_given(self) -> bool:
        """Is there at least one file?"""
        return bool(self.files)


@dataclass(frozen=True)
class Verdict:
    """What a simulation says so far, in the words of a page."""

    eligible: bool | None
    eligible_words: list[str]
    papers: list[tuple[str, str, str]]
    open_papers: list[str]
    made: list[str]
    fee: int | None
    fees: list[tuple[str, int | None, str]]
    due_at: datetime | None
    why: list[str]
    where: str
    result: str


def lines(filled: Filled, pages: list[Page] | None = None) -> list[Line]:
    """All answers that count, page by page."""
    shown = filled.simulation.walk.pages if pages is None else pages
    return [_line(filled, question) for page in shown for question in page.questions]


def _line(filled: Filled, question: Question) -> Line:
    application = filled.application
    fact = application.facts.get(question.name)
    value = application.given.get(question.name)
    label = in_language(question.plain["text"])
    if fact is None:
        open_at = telling.unconfirmed_by(filled.package, question, fact) if value is not None else ""
        words = telling.answer_words(question, value)
        return Line(question.name, label, words, question.page, unconfirmed_by=open_at)
    return Line(
        question.name,
        label,
        _words(application, question, fact),
        question.page,
        may_be_wrong=bool(fact["register"]) and application.relation != Relation.POWER,
        source=telling.source_of(filled.package, fact),
        as_of=fact.get("as_of") or "",
        disputed=bool(fact.get("disputed")),
        said=telling.answer_words(question, application.answers.get(question.name)) if fact.get("disputed") else "",
    )


def told(application: Application) -> Mapping[str, Any]:
    """The answers that may stand in the fields: all that count; of who acts by a power, only what they said."""
    return application.answers if application.relation == Relation.POWER else application.given


def _words(application: Application, question: Question, fact: Mapping[str, Any]) -> str:
    """What a register says; not to whoever acts by a power that nobody has looked at yet, beyond what they said."""
    if question.name in withheld(application):
        return _("đã có; chỉ hiện cho chính người đó và cơ quan giải quyết")
    return telling.answer_words(question, fact["value"])


def withheld(application: Application) -> frozenset[str]:
    """The answers whose register value is not shown to who acts by a power."""
    if application.relation != Relation.POWER:
        return frozenset()
    told = (application.subject_number, application.subject_name)
    return frozenset(
        name for name, fact in application.facts.items() if fact["register"] and fact["value"] not in (None, *told)
    )


def papers(filled: Filled, *, now: datetime | None = None) -> list[Paper]:
    """The papers that must be given as files, in the procedure's order; with `now`, what may be used again."""
    known = {each["code"]: each for each in filled.package.plain["procedure"]["papers"]}
    asked = [known[code] for code in filled.papers]
    kept = locker.offered(filled.application, asked, now=now) if now is not None and asked else {}
    return [_paper(filled, each, tuple(kept.get(each["code"], ()))) for each in asked]


def _paper(filled: Filled, plain: Mapping[str, Any], kept: tuple[Kept, ...]) -> Paper:
    return Paper(
        code=plain["code"],
        name=in_language(plain["name"]),
        note=in_language(plain["note"]) if "note" in plain else "",
        law=telling.legal_basis(filled.package, dict(plain)),
        files=tuple(each for each in filled.attachments if each.paper == plain["code"]),
        kept=kept,
    )


def verdict(package: Package, found: Simulation, *, unsaid: frozenset[str] = frozenset()) -> Verdict:
    """What the tables say to these answers; no reason is told that rests on what is `unsaid`."""
    eligible = found.one(Purpose.ELIGIBILITY)
    route, outcome = found.one(Purpose.ROUTE), found.one(Purpose.OUTCOME)
    return Verdict(
        eligible=eligible if isinstance(eligible, bool) else None,
        eligible_words=list(_why(package, found, unsaid)),
        papers=[
            (telling.name_of(package, Purpose.PAPERS, hit.row.give), _note(hit), _law(package, hit))
            for hit in _hits(found, Purpose.PAPERS)
        ],
        open_papers=_open_papers(package, found),
        made=_made(package, found),
        fee=found.fee,
        fees=[
            (telling.name_of(package, Purpose.FEE, hit.row.give), hit.amount, _law(package, hit))
            for hit in _hits(found, Purpose.FEE)
        ],
        due_at=found.deadline.due_at if found.deadline else None,
        why=[*found.deadline.explain(get_language() or "vi"), _from_reception()] if found.deadline else [],
        where=telling.name_of(package, Purpose.ROUTE, route) if route else "",
        result=telling.name_of(package, Purpose.OUTCOME, outcome) if outcome else "",
    )


def _from_reception() -> str:
    """Before anything is handed in nobody has taken it in: the day is the earliest, by the reception's own limit."""
    words = _(
        "Ngày hẹn đếm từ lúc cơ quan tiếp nhận, không phải từ lúc bạn nộp: tiếp nhận muộn hơn thì hẹn trả muộn hơn. "
        "Cơ quan phải tiếp nhận hoặc trả lời trong %(hours)s giờ làm việc."
    )
    return words % {"hours": RECEIVE_WITHIN_HOURS}


def _why(package: Package, found: Simulation, unsaid: frozenset[str]) -> Iterator[str]:
    """Why one may not apply, and what to do: the words of the row, or its condition where it has none."""
    for hit in _hits(found, Purpose.ELIGIBILITY):
        if hit.row.when.names() & unsaid:
            yield _(
                "Theo dữ liệu của cơ quan về người này. Vì sao thì chỉ chính họ được xem: họ đăng nhập để nộp, hoặc"
                " hỏi Bộ phận Một cửa và mang theo giấy tờ của mình."
            )
        elif _says(hit):
            yield _note(hit)
        else:
            yield from reasons(package, found, Purpose.ELIGIBILITY)


def _open_papers(package: Package, found: Simulation) -> list[str]:
    """Papers that may still be asked for, each once: it depends on what is not answered yet."""
    rows = [row for row in found.decisions[Purpose.PAPERS].pending if row.give not in found.papers]
    return list(dict.fromkeys(telling.name_of(package, Purpose.PAPERS, row.give) for row in rows))


def _made(package: Package, found: Simulation) -> list[str]:
    """Papers that the answers become, so that nobody gives a file."""
    from_answers = {each["code"] for each in package.plain["procedure"]["papers"] if each.get("from_answers")}
    return [telling.name_of(package, Purpose.PAPERS, code) for code in found.papers if code in from_answers]


def _hits(found: Simulation, purpose: Purpose) -> Iterator[Any]:
    return iter(found.decisions[purpose].hits)


def _says(hit: Any) -> bool:
    return "say" in hit.row.plain


def _note(hit: Any) -> str:
    return in_language(hit.row.plain["say"]) if _says(hit) else ""


def _law(package: Package, hit: Any) -> str:
    return telling.legal_basis(package, hit.row.plain)


def reasons(package: Package, found: Simulation, purpose: Purpose) -> list[str]:
    """Why a table says what it says, in sentences."""
    words = telling.vocabulary(package)
    return [line.text for hit in _hits(found, purpose) for line in telling.reasons(hit, words) if line.holds]

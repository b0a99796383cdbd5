"""A simulation in sentences, in the reader's language: what to bring, what to pay, until when, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from lienthong.ground.identity import phones
from lienthong.kit.clock import local
from lienthong.records.registers import enterprise_codes
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.saying import Line, Vocabulary, in_language
from lienthong.work.services.packages import Package
from lienthong.work.services.simulating import Simulation
from lienthong.work.services.states import Kind, Purpose
from lienthong.work.services.tables import ALWAYS, Decision, Hit, Row

TITLES = {
    Purpose.ELIGIBILITY: gettext_noop("Điều kiện"),
    Purpose.PAPERS: gettext_noop("Giấy tờ phải nộp"),
    Purpose.FEE: gettext_noop("Phí, lệ phí"),
    Purpose.ROUTE: gettext_noop("Nơi giải quyết"),
    Purpose.DEADLINE: gettext_noop("Thời hạn"),
    Purpose.OUTCOME: gettext_noop("Kết quả"),
}


def vocabulary(package: Package) -> Vocabulary:
    """How this package calls its questions and options."""
    questions = {name: in_language(each.plain["text"]) for name, each in package.questions.items()}
    options = {
        (name, option["value"]): in_language(option["text"])
        for name, each in package.questions.items()
        for option in each.plain.get("options", [])
    }
    return Vocabulary(questions, options)


def legal_basis(package: Package, plain: dict[str, Any]) -> str:
    """`Luật 36/2024/QH15, điều 57`, with a word of warning where it is to be confirmed; empty when none is named."""
    text, unsure = _basis(package, plain) if "law" in plain else ("", "")
    return f"{text} ({unsure})" if unsure else text


def _basis(package: Package, plain: dict[str, Any]) -> tuple[str, str]:
    """Number and place, and the word of warning, if any."""
    reference = plain["law"]
    act = next(each for each in package.plain["procedure"]["law"] if each["code"] == reference["act"])
    text = ", ".join(each for each in (act["number"], reference.get("at", "")) if each)
    unsure = any(each.get("confirm", False) for each in (plain, reference, act))
    return text, _("chờ cơ quan công bố xác nhận") if unsure else ""


def purpose_of(package: Package, register: str) -> tuple[str, str]:
    """What a register is read for, and by which law, by name: `Luật Căn cước (Luật 26/2023/QH15, điều 9)`.

    Empty for a register that the package does not read.
    """
    known = {each["name"]: each for each in package.plain["registers"]["registers"]}
    plain: dict[str, Any] = known.get(register, {})
    if "law" not in plain:
        return in_language(plain["purpose"]) if plain else "", ""
    act = next(each for each in package.plain["procedure"]["law"] if each["code"] == plain["law"]["act"])
    basis = "; ".join(part for part in _basis(package, plain) if part)
    return in_language(plain["purpose"]), f"{in_language(act['name'])} ({basis})"


def result_in_words(package: Package, claims: Mapping[str, Any]) -> dict[str, Any]:
    """What a result states for machines, as people read it: the package's own words instead of its codes."""
    results = {each["code"]: each for each in package.plain["procedure"]["results"]}
    result: Mapping[str, Any] = results.get(claims.get("result", ""), {})
    data = {each["name"]: in_language(each["text"]) for each in result.get("data", [])}
    told = {name: value for name, value in claims.items() if name != "package"}
    words = {
        "procedure": in_language(package.plain["procedure"]["name"]),
        "result": in_language(result["name"]) if result else told.get("result"),
        "data": {data.get(name, name): value for name, value in told.get("data", {}).items()},
    }
    return {name: words.get(name, value) for name, value in told.items()}


def words_of_results(package: Package) -> dict[str, Any]:
    """The words that `result_in_words` puts, for a program that does the same elsewhere, in the reader's language."""
    results = package.plain["procedure"]["results"]
    return {
        "procedure": in_language(package.plain["procedure"]["name"]),
        "results": {each["code"]: in_language(each["name"]) for each in results},
        "data": {one["name"]: in_language(one["text"]) for each in results for one in each.get("data", [])},
    }


@dataclass(frozen=True)
class Consulting:
    """What asking another body does: does the clock stand meanwhile, does silence count as a yes, and by which law."""

    pauses: bool
    agreed: bool
    law: str


def consulting(package: Package) -> Consulting:
    """As the package says; where it says nothing, the clock runs and silence is told to the leader.

    Source: Decree 61/2018 art. 19 (5).
    """
    plain = package.plain["steps"].get("consulting", {"clock": "runs", "silence": "escalation"})
    return Consulting(plain["clock"] == "pauses", plain["silence"] == "agreed", legal_basis(package, plain))


def why_not(package: Package, found: Simulation) -> list[tuple[str, str]]:
    """Why one may not apply: of each row of the eligibility table that says no, its sentence and its legal basis."""
    words = vocabulary(package)
    rows = [hit for hit in found.decisions[Purpose.ELIGIBILITY].hits if hit.row.give is not True]
    return [(_sentence_of(package, hit, words), legal_basis(package, hit.row.plain)) for hit in rows]


def _sentence_of(package: Package, hit: Hit, words: saying.Vocabulary) -> str:
    if "say" in hit.row.plain:
        return in_language(hit.row.plain["say"])
    because = "; ".join(line.text for line in reasons(hit, words) if line.holds)
    name = name_of(package, Purpose.ELIGIBILITY, hit.row.give)
    return f"{name}: {because}." if because else f"{name}."


def name_of(package: Package, purpose: Purpose, give: str | bool) -> str:
    """What a row gives, by its name."""
    if isinstance(give, bool):
        return _("Được nộp hồ sơ") if give else _("Không đủ điều kiện")
    lists = {Purpose.PAPERS: "papers", Purpose.FEE: "fees", Purpose.ROUTE: "units", Purpose.OUTCOME: "results"}
    if purpose in lists:
        return next(
            in_language(each["name"]) for each in package.plain["procedure"][lists[purpose]] if each["code"] == give
        )
    rule = next(each for each in package.plain["steps"]["deadlines"] if each["code"] == give)
    units = {"working_days": _("ngày làm việc"), "working_hours": _("giờ làm việc"), "calendar_days": _("ngày")}
    return f"{rule['amount']} {units[rule['unit']]}"


def answer_words(question: Question, value: Any) -> str:
    """A stored answer as a person reads it; a dash where there is none, words where it is none of many."""
    if value is None or value == "":
        return "–"
    kind = question.type.kind
    if kind is Kind.CHOICES and not value:
        return _("Không có điều nào trong số này")
    if kind is Kind.YES_NO:
        return _("Có") if value else _("Không")
    if kind is Kind.DATE:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if question.is_phone:
        return phones.show(value)
    options = {each["value"]: in_language(each["text"]) for each in question.plain.get("options", [])}
    return ", ".join(options.get(each, str(each)) for each in (value if kind is Kind.CHOICES else [value]))


def numbered(name: str, number: str) -> str:
    """A person, enterprise or organisation with the number they have; Vietnamese, as papers are."""
    if not number:
        return name
    return f"{name}, {'mã số thuế' if enterprise_codes.is_one(number) else 'số định danh'} {number}"


def register_title(package: Package, name: str) -> str:
    """How the package calls a register; nameless is what the door itself saw."""
    if not name:
        return _("cách bạn đang nộp")
    registers = package.plain["registers"]["registers"]
    return next((in_language(each["title"]) for each in registers if each["name"] == name), name)


def source_of(package: Package, fact: Mapping[str, Any]) -> str:
    """Where a fact comes from: a register, another dossier's result, whom it was begun for, or what the door saw."""
    if fact.get("begun"):
        return _("người được xác định khi bắt đầu hồ sơ")
    if "dossier" in fact:
        return _("kết quả hồ sơ %(code)s") % {"code": fact["dossier"]}
    title = register_title(package, fact["register"])
    if not fact["register"] or fact["value"] is not False or fact["reading"]:
        return title
    asked = local(datetime.fromisoformat(fact["as_of"]))
    words = _("%(register)s: không có ai mang số định danh này, hỏi lúc %(at)s")
    return words % {"register": title, "at": f"{asked:%H:%M %d/%m/%Y}"}


def unconfirmed_by(package: Package, question: Question, fact: Mapping[str, Any] | None) -> str:
    """The register that could confirm what the person states and said nothing; empty where none could, or one did."""
    register, _dot, _attribute = question.plain.get("offered_by", "").partition(".")
    if not register or (fact is not None and fact["value"] is not None):
        return ""
    return register_title(package, register)


def tell(package: Package, simulation: Simulation) -> Iterator[str]:
    """The whole simulation, line by line."""
    words = vocabulary(package)
    for purpose, decision in simulation.decisions.items():
        yield _(TITLES[purpose]) + (f" — {_total(simulation)}" if purpose is Purpose.FEE else "")
        yield from (f"  {line}" for line in _decided(package, decision, words))
        if purpose is Purpose.DEADLINE and simulation.deadline is not None:
            yield from (f"    {line}" for line in simulation.deadline.explain(get_language() or "vi"))
    yield from _steps(package, simulation)
    if simulation.walk.missing:
        yield (
            _("Còn phải trả lời")
            + ": "
            + ", ".join(f"“{words.questions[each.name]}”" for each in simulation.walk.missing)
        )


def _total(simulation: Simulation) -> str:
    return _("chưa biết") if simulation.fee is None else f"{saying.value(simulation.fee)} đ"


def _decided(package: Package, decision: Decision, words: Vocabulary) -> Iterator[str]:
    for hit in decision.hits:
        yield from _hit(package, decision.purpose, hit, words)
    for row in decision.pending:
        is_named = decision.purpose is Purpose.PAPERS or "say" not in row.plain
        what = name_of(package, decision.purpose, row.give) if is_named else in_language(row.plain["say"])
        yield "? " + _("Tùy câu trả lời còn thiếu: %(what)s") % {"what": what}
    if not decision.hits and not decision.pending:
        yield _("Không có.")


def _hit(package: Package, purpose: Purpose, hit: Hit, words: Vocabulary) -> Iterator[str]:
    amount = "" if hit.amount is None else f": {saying.value(hit.amount)} đ"
    law = legal_basis(package, hit.row.plain)
    yield f"• {name_of(package, purpose, hit.row.give)}{amount}" + (f" [{law}]" if law else "")
    if "say" in hit.row.plain:
        yield f"  {in_language(hit.row.plain['say'])}"
    yield from (f"    {line}" for line in reasons(hit, words))


def reasons(hit: Hit, words: Vocabulary) -> Iterator[Line]:
    """Why a row holds, in sentences; none for a row that always does."""
    if hit.row.when != ALWAYS:
        yield from saying.lines(hit.reason, words)


def _steps(package: Package, simulation: Simulation) -> Iterator[str]:
    if simulation.steps:
        yield _("Các bước giải quyết")
    for step in simulation.steps:
        unit = name_of(package, Purpose.ROUTE, step.unit) if step.unit else _("chưa biết")
        yield f"  • {in_language(step.plain['title'])} — {unit}, {_('đến')} {local(step.due_at):%H:%M %d/%m/%Y}"


def plain(package: Package, simulation: Simulation) -> dict[str, Any]:
    """The whole simulation for machines, traces included."""
    words = vocabulary(package)
    return {
        "package": package.address,
        "closed": simulation.is_closed,
        "missing": [question.name for question in simulation.walk.missing],
        "pages": [page.name for page in simulation.walk.pages],
        "papers": list(simulation.papers),
        "fee": simulation.fee,
        "deadline": simulation.deadline and simulation.deadline.plain(),
        "decisions": {purpose.value: _plain(package, each, words) for purpose, each in simulation.decisions.items()},
        "steps": [
            {"name": each.plain["name"], "unit": each.unit, "due_at": each.due_at.isoformat()}
            for each in simulation.steps
        ],
        "sentences": list(tell(package, simulation)),
    }


def _plain(package: Package, decision: Decision, words: Vocabulary) -> dict[str, Any]:
    return {
        "gives": list(decision.gives),
        "rows": [_row(package, hit.row, amount=hit.amount, because=list(reasons(hit, words))) for hit in decision.hits],
        "pending": [row.name for row in decision.pending],
    }


def _row(package: Package, row: Row, *, amount: int | None, because: list[Line]) -> dict[str, Any]:
    return {
        "row": row.name,
        "gives": row.give,
        "amount": amount,
        "law": legal_basis(package, row.plain),
        "because": [{"depth": line.depth, "text": line.text, "holds": line.holds} for line in because],
    }

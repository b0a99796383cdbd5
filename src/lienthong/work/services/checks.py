"""What is checked before a package may be published: every check names every problem it finds."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.calendar.compiled import BeyondCalendar, WorkingCalendar
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.work.services import answering, linking
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.delivering import DELIVERY, RECIPIENT, Way
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.expressions.saying import value
from lienthong.work.services.linking import Find
from lienthong.work.services.packages import Package, read_shipped, shipped
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.silence import meanings
from lienthong.work.services.simulating import Simulation, simulate
from lienthong.work.services.states import COLLECTING, Kind, Policy, Purpose
from lienthong.work.services.tables import Row, Table, examine
from lienthong.work.services.walking import Facts, worlds

ANY_DAY = date(2026, 1, 1)
"""Where no condition asks for the day, any will do."""
WHOLE = 100
Found = Iterator[Problem]


def check(
    package: Package, calendar: WorkingCalendar, find: Find = linking.find_shipped, key: str = ""
) -> list[Problem]:
    """Every problem of every check, in the order of the files.

    `find` = the packages of other procedures, to which this one, called `key`, may be linked.
    """
    found = [problem for each in CHECKS for problem in each(package)]
    found += examples(package, calendar)
    found += linking.check(package, calendar, find, key)
    return sorted(found, key=lambda each: (each.place.file, each.place.line, each.place.path, each.code))


def _problem(package: Package, code: str, path: str, sentence: str) -> Problem:
    near = package.place(path)
    return Problem(code, Place(near.file, path.partition(".")[2], near.line), sentence)


# -- pages ------------------------------------------------------------------------------------------------------
def pages_in_order(package: Package) -> Found:
    """A page is shown by answers given before it; a circle would never be shown."""
    pages = {page.name: page for page in package.pages}
    place = {page.name: index for index, page in enumerate(package.pages)}
    behind = {page.name: {package.questions[name].page for name in page.when.names()} for page in package.pages}
    for page in package.pages:
        for name in sorted(behind[page.name]):
            if page.name in _all_behind(name, behind):
                yield _problem(
                    package,
                    "circular-page",
                    f"{page.path}.when",
                    _("Trang “%(page)s” chờ câu trả lời mà chính nó, hoặc trang chờ nó, mới hỏi.")
                    % {"page": page.name},
                )
            elif place[name] >= place[page.name]:
                words = {"page": page.name, "later": pages[name].name}
                yield _problem(
                    package,
                    "asked-later",
                    f"{page.path}.when",
                    _("Trang “%(page)s” phụ thuộc câu hỏi của trang “%(later)s” ở phía sau.") % words,
                )


def _all_behind(name: str, behind: dict[str, set[str]]) -> set[str]:
    """The page and all pages it waits for."""
    seen: set[str] = set()
    waiting = {name}
    while waiting:
        seen |= waiting
        waiting = {each for one in waiting for each in behind[one]} - seen
    return seen


def reachable_pages(package: Package) -> Found:
    """Some set of answers shows every page, as far as all sets can be gone through."""
    for page in package.pages:
        if _is_never_shown(package, page):
            yield _problem(
                package,
                "unreachable-page",
                f"{page.path}.when",
                _("Không câu trả lời nào làm trang “%(page)s” hiện ra.") % {"page": page.name},
            )


def _is_never_shown(package: Package, page: Page) -> bool:
    possible = worlds(package, [page.when], ANY_DAY)
    return possible is not None and not any(evaluate(page.when, facts, ANY_DAY) is True for facts in possible)


# -- once only --------------------------------------------------------------------------------------------------
def _connected(package: Package) -> list[dict[str, Any]]:
    return [each for each in package.plain["registers"]["registers"] if each["connected"]]


def asked_once(package: Package) -> Found:
    """What a connected register gives is shown, not asked."""
    for question in package.questions.values():
        offered = question.plain.get("offered_by")
        if offered is not None:
            yield from _require_offer(package, question, offered)
            continue
        for register in _connected(package):
            if any(_is_same(question, gift) for gift in register["gives"]):
                words = {"name": question.name, "register": register["title"]["vi"]}
                yield _problem(
                    package,
                    "register-offers",
                    question.path,
                    _("“%(register)s” đã có dữ liệu của “%(name)s”: hãy ghi offered_by, đừng hỏi lại.") % words,
                )
        yield from _unnamed_register(package, question)


def _unnamed_register(package: Package, question: Question) -> Found:
    """A register that other packages use gives it, and this one does not say that it uses that register."""
    for register in _unnamed(package):
        if question.plain.get("about") in {gift["about"] for gift in register["gives"]}:
            words = {"name": question.name, "register": register["title"]["vi"]}
            said = _("“%(register)s” đã có “%(name)s”: khai cơ sở dữ liệu này trong registers.yaml, đừng hỏi lại.")
            yield _problem(package, "register-unnamed", question.path, said % words)


def _unnamed(package: Package) -> list[dict[str, Any]]:
    named = {each["name"] for each in package.plain["registers"]["registers"]}
    return [register for name, register in _in_use().items() if name not in named]


@cache
def _in_use() -> dict[str, dict[str, Any]]:
    """The connected registers of the packages that come with the product, each with all that any of them takes."""
    found: dict[str, dict[str, Any]] = {}
    for register in (each for key in shipped() for each in _connected(read_shipped(key))):
        held = found.setdefault(register["name"], {"title": register["title"], "gives": [], "holds": []})
        held["gives"] += register["gives"]
        held["holds"] += register.get("holds", [])
    return found


def _is_same(question: Question, gift: dict[str, Any]) -> bool:
    """The same thing by its name, or in the same words."""
    return question.plain.get("about") == gift["about"] or fold(question.plain["text"]["vi"]) == fold(
        gift["text"]["vi"]
    )


def _require_offer(package: Package, question: Question, offered: str) -> Found:
    name, attribute = offered.split(".")
    gifts = [gift for each in _connected(package) if each["name"] == name for gift in each["gives"]]
    gift = next((gift for gift in gifts if gift["name"] == attribute), None)
    if gift is None:
        yield _problem(
            package,
            "no-such-offer",
            f"{question.path}.offered_by",
            _("Không có cơ sở dữ liệu đã kết nối nào cấp “%(name)s”.") % {"name": offered},
        )
    elif gift["type"] != question.plain["type"]:
        words = {"found": question.plain["type"], "wanted": gift["type"]}
        yield _problem(
            package,
            "wrong-type",
            f"{question.path}.type",
            _("Ở đây cần kiểu %(wanted)s, không phải %(found)s.") % words,
        )


def papers_held(package: Package) -> Found:
    """A paper whose content a register holds is asked for only where the register has no answer, and says so."""
    for index, paper in enumerate(package.plain["procedure"]["papers"]):
        for register in _connected(package):
            if paper.get("about") in register.get("holds", []) and not _only_instead(package, paper, register["name"]):
                words = {"paper": paper["name"]["vi"], "register": register["title"]["vi"]}
                yield _problem(
                    package,
                    "register-holds",
                    f"procedure.papers[{index}]",
                    _("“%(register)s” đã giữ “%(paper)s”: chỉ yêu cầu khi ở đó không có (instead_of, kèm điều kiện).")
                    % words,
                )
        for register in _unnamed(package):
            if paper.get("about") in register["holds"]:
                words = {"name": paper["name"]["vi"], "register": register["title"]["vi"]}
                said = _("“%(register)s” đã giữ “%(name)s”: khai cơ sở dữ liệu này trong registers.yaml, đừng bắt nộp.")
                yield _problem(package, "register-unnamed", f"procedure.papers[{index}]", said % words)


def _only_instead(package: Package, paper: dict[str, Any], register: str) -> bool:
    rows = [row for row in package.tables[Purpose.PAPERS].rows if row.give == paper["code"]]
    offered = {
        name for name, each in package.questions.items() if each.plain.get("offered_by", "").startswith(f"{register}.")
    }
    return paper.get("instead_of") == register and all(row.when.names() & offered for row in rows)


# -- words and law ----------------------------------------------------------------------------------------------
def translations(package: Package) -> Found:
    """Every text has both languages."""
    for path in _untranslated(package.plain, ""):
        yield _problem(package, "untranslated", path, _("Chưa có bản tiếng Anh (en)."))


def _untranslated(plain: Any, path: str) -> Iterator[str]:
    if isinstance(plain, dict):
        if "vi" in plain and "en" not in plain:
            yield path
        for name, each in plain.items():
            yield from _untranslated(each, f"{path}.{name}" if path else name)
    elif isinstance(plain, list):
        for index, each in enumerate(plain):
            yield from _untranslated(each, f"{path}[{index}]")


def law(package: Package) -> Found:
    """Every row of every table and every deadline stands on a law; so does what turns silence into a yes."""
    rows = [
        (f"tables.{purpose}.rows[{i}]", row.plain)
        for purpose, table in package.tables.items()
        for i, row in enumerate(table.rows)
    ]
    rows += [(f"steps.deadlines[{i}]", each) for i, each in enumerate(package.plain["steps"]["deadlines"])]
    for path, plain in rows:
        if "law" not in plain:
            yield _problem(package, "row-without-law", path, _("Thiếu căn cứ pháp lý (law) của dòng này."))
    asking = package.plain["steps"].get("consulting")
    if asking and "law" not in asking and (asking["clock"], asking["silence"]) != ("runs", "escalation"):
        sentence = _("Dừng đồng hồ khi lấy ý kiến, hoặc coi im lặng là đồng ý, phải có căn cứ pháp lý (law).")
        yield _problem(package, "consulting-without-law", "steps.consulting", sentence)


# -- tables and steps -------------------------------------------------------------------------------------------
def whole_tables(package: Package) -> Found:
    """No table ends without an answer, no row is in vain, no two rows answer where only one may."""
    for purpose, table in package.tables.items():
        possible = worlds(package, [row.when for row in table.rows], ANY_DAY)
        yield from _after_last_resort(package, table)
        if possible is not None:
            yield from _examined(package, table, possible)
        elif purpose not in COLLECTING and not any(row.is_last_resort for row in table.rows):
            yield _problem(
                package,
                "no-answer",
                f"tables.{purpose}",
                _("Bảng có thể không cho câu trả lời nào. Hãy thêm dòng cuối không điều kiện."),
            )


def _examined(package: Package, table: Table, possible: list[Facts]) -> Found:
    found = examine(table, possible, ANY_DAY)
    if found.without_answer is not None and table.purpose not in COLLECTING:
        said = "; ".join(f"{name} = {value(each)}" for name, each in sorted(found.without_answer.items())) or "–"
        yield _problem(
            package,
            "no-answer",
            f"tables.{table.purpose}",
            _("Bảng không cho câu trả lời nào khi: %(facts)s.") % {"facts": said},
        )
    for row in found.never:
        if not _stands_after_last_resort(table, row):
            yield _row_problem(
                package,
                table,
                row,
                "unreachable-row",
                _("Dòng “%(row)s” không bao giờ cho câu trả lời.") % {"row": row.name},
            )
    for left, right in found.together:
        if table.policy is Policy.UNIQUE or (table.policy is Policy.COLLECT and left.give == right.give):
            words = {"left": left.name, "right": right.name}
            yield _row_problem(
                package, table, right, "overlapping-rows", _("Dòng “%(left)s” và “%(right)s” có thể cùng đúng.") % words
            )


def _after_last_resort(package: Package, table: Table) -> Found:
    for row in table.rows:
        if _stands_after_last_resort(table, row):
            yield _row_problem(
                package,
                table,
                row,
                "unreachable-row",
                _("Dòng “%(row)s” không bao giờ cho câu trả lời.") % {"row": row.name},
            )


def _stands_after_last_resort(table: Table, row: Row) -> bool:
    before = table.rows[: table.rows.index(row)]
    return table.policy is Policy.FIRST and any(each.is_last_resort for each in before)


def _row_problem(package: Package, table: Table, row: Row, code: str, sentence: str) -> Problem:
    return _problem(package, code, f"tables.{table.purpose}.rows[{table.rows.index(row)}]", sentence)


def posted(package: Package) -> Found:
    """Where the result may be posted, the package asks to whom and where, under the names all packages share."""
    delivery = package.questions.get(DELIVERY)
    if delivery is None or Way.POST.value not in delivery.type.options:
        return
    for name in RECIPIENT:
        if name not in package.questions:
            sentence = _("Kết quả gửi được qua bưu chính mà không hỏi “%(name)s”.") % {"name": name}
            yield _problem(package, "posted-nowhere", delivery.path, sentence)


def shares(package: Package) -> Found:
    """The steps share the whole deadline."""
    total = sum(step["share"] for step in package.plain["steps"]["steps"])
    if total != WHOLE:
        yield _problem(
            package,
            "shares",
            "steps.steps",
            _("Tỷ lệ thời hạn của các bước cộng lại là %(total)s, phải là 100.") % {"total": total},
        )


def in_use(package: Package) -> Found:
    """What is declared is given by some row: a paper nobody is ever asked for would mislead."""
    for purpose, file, name in (
        (Purpose.PAPERS, "procedure", "papers"),
        (Purpose.FEE, "procedure", "fees"),
        (Purpose.DEADLINE, "steps", "deadlines"),
        (Purpose.OUTCOME, "procedure", "results"),
    ):
        given = {row.give for row in package.tables[purpose].rows}
        for index, each in enumerate(package.plain[file][name]):
            if each["code"] not in given:
                yield _problem(
                    package,
                    "never-given",
                    f"{file}.{name}[{index}]",
                    _("“%(name)s” được khai báo nhưng không bảng nào cho ra.") % {"name": each["code"]},
                )


def data_of_results(package: Package) -> Found:
    """Bounds of a result's data fit their kinds, and only what is granted has data."""
    for index, result in enumerate(package.plain["procedure"]["results"]):
        path = f"procedure.results[{index}]"
        if "data" in result and not result["granted"]:
            yield _problem(package, "data-of-refusal", f"{path}.data", _("Kết quả từ chối không có dữ liệu (data)."))
        for place, datum in enumerate(result.get("data", [])):
            fits = {Kind.TEXT: {"form", "least", "most"}, Kind.NUMBER: {"least", "most"}, Kind.DATE: {"past"}}
            strange = {"form", "least", "most", "past"} & set(datum) - fits[Kind(datum["type"])]
            if strange or datum.get("least", 0) > datum.get("most", datum.get("least", 0)):
                words = _("Giới hạn không hợp với kiểu %(kind)s của dữ liệu này.") % {"kind": datum["type"]}
                yield _problem(package, "datum-bounds", f"{path}.data[{place}]", words)


_BOUNDS = {"form", "least", "most", "past"}
_BOUNDS_OF = {Kind.TEXT: {"form"}, Kind.NUMBER: {"least", "most"}, Kind.DATE: {"past"}}


def forms_of_questions(package: Package) -> Found:
    """Bounds of an answer fit its kind, and what stands for somebody who applies is an answer."""
    for question in package.questions.values():
        if _BOUNDS & set(question.plain) - _BOUNDS_OF.get(question.type.kind, set()):
            words = _("Giới hạn không hợp với kiểu %(kind)s của câu hỏi này.") % {"kind": question.type.kind.value}
            yield _problem(package, "question-bounds", question.path, words)
        for relation, plain in question.by_relation.items():
            if not answering.fits(question, plain):
                words = _("“%(value)s” không phải câu trả lời của câu hỏi này.") % {"value": plain}
                yield _problem(package, "by-relation", f"{question.path}.by_relation.{relation}", words)


CHECKS: tuple[Callable[[Package], Found], ...] = (
    pages_in_order,
    reachable_pages,
    asked_once,
    papers_held,
    translations,
    law,
    whole_tables,
    posted,
    shares,
    meanings,
    in_use,
    data_of_results,
    forms_of_questions,
)


# -- examples ---------------------------------------------------------------------------------------------------
def examples(package: Package, calendar: WorkingCalendar) -> list[Problem]:
    """Every example comes out as its author expects, and there is one at least."""
    problems: list[Problem] = []
    if not package.plain["examples"]:
        problems.append(
            _problem(package, "no-example", "examples", _("Gói thủ tục cần ít nhất một hồ sơ mẫu (examples)."))
        )
    for index, example in enumerate(package.plain["examples"]):
        path = f"examples[{index}]"
        facts = answering.typed(package, example["answers"], package.place(path), problems)
        try:
            found = simulate(package, facts, linking.received(example), calendar)
        except BeyondCalendar as beyond:
            problems.append(_problem(package, "beyond-calendar", f"{path}.received", beyond.detail))
        else:
            problems += _compared(package, path, example["expect"], found)
    return problems


def outcome(found: Simulation) -> dict[str, Any]:
    """What came out, in the words in which an example says what it expects."""
    due = found.deadline and local(found.deadline.due_at)
    plain = {
        "eligible": found.one(Purpose.ELIGIBILITY),
        "papers": list(found.papers),
        "fee": found.fee,
        "route": found.one(Purpose.ROUTE),
        "due": due.replace(tzinfo=None).isoformat(timespec="minutes") if due else None,
        "outcome": found.one(Purpose.OUTCOME),
    }
    return {name: each for name, each in plain.items() if each is not None}


def _compared(package: Package, path: str, expected: dict[str, Any], found: Simulation) -> Found:
    for question in found.walk.missing:
        yield _problem(
            package,
            "example-unanswered",
            f"{path}.answers",
            _("Hồ sơ mẫu chưa trả lời “%(name)s”.") % {"name": question.name},
        )
    came = outcome(found)
    for name, wanted in expected.items():
        given = came.get(name)
        alike = sorted(given or []) == sorted(wanted) if name == "papers" else given == wanted
        if not alike:
            words = {"name": name, "wanted": _written(wanted), "found": _written(given)}
            yield _problem(
                package,
                "example-differs",
                f"{path}.expect.{name}",
                _("%(name)s: chờ đợi %(wanted)s, nhưng gói cho ra %(found)s.") % words,
            )


def _written(plain: Any) -> str:
    if plain is None or plain == []:
        return _("không có gì")
    return ", ".join(plain) if isinstance(plain, list) else plain if isinstance(plain, str) else value(plain)

"""A package in plain words: its pages, its tables row by row with the law, its steps and dates, what is unconfirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.doors.desk.authoring import linking
from lienthong.work.services import telling
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.saying import Line, Vocabulary, in_language
from lienthong.work.services.linking import Find
from lienthong.work.services.packages import Package
from lienthong.work.services.states import Kind, Policy, Purpose
from lienthong.work.services.tables import ALWAYS, Row, Table


@dataclass(frozen=True)
class Asked:
    """One question: what it says, what kind of answer it takes, what else is to be known of it."""

    text: str
    kind: str
    options: tuple[str, ...]
    is_required: bool
    register: str
    is_unsure: bool


@dataclass(frozen=True)
class Ruled:
    """One row of a table: what it gives, when, on which law; `is_unsure` = the body has to confirm it."""

    gives: str
    when: tuple[Line, ...]
    say: str
    law: str
    is_unsure: bool


def shown(package: Package, find: Find) -> dict[str, Any]:
    """Everything a page shows of a package; `find` = those of the procedures it is linked with."""
    plain, words = package.plain, telling.vocabulary(package)
    titles = {each["name"]: in_language(each["title"]) for each in plain["questions"]["pages"]}
    return {
        "address": package.address,
        "unconfirmed": package.unconfirmed,
        "pages": [(titles[each.name], _when(each, words), _questions(package, each)) for each in package.pages],
        "tables": [(_(telling.TITLES[purpose]), _policy(table), _rows(package, table, words))
                   for purpose, table in package.tables.items()],
        "steps": [_step(package, each) for each in plain["steps"]["steps"]],
        "deadlines": [_deadline(package, each) for each in plain["steps"]["deadlines"]],
        "after": [_after(package, "supplement"), _after(package, "silence"), _consulting(package)],
        "links": linking.shown(package, find),
        "registers": [_register(package, each) for each in plain["registers"]["registers"]],
        "law": [{"number": each["number"], "name": in_language(each["name"]), "is_unsure": _unsure(each)}
                for each in plain["procedure"]["law"]],
        "example_count": len(plain["examples"]),
    }  # fmt: skip


def _unsure(plain: Mapping[str, Any], law: str = "") -> bool:
    """Is it to be confirmed, and does no legal basis beside it say so already?"""
    return plain.get("confirm") is True and not law


def _when(page: Page, words: Vocabulary) -> tuple[Line, ...]:
    return () if page.when == ALWAYS else tuple(saying.conditions(page.when, words))


def _questions(package: Package, page: Page) -> list[Asked]:
    return [_question(package, each) for each in page.questions]


def _question(package: Package, question: Question) -> Asked:
    options = question.plain.get("options", [])
    register = question.plain.get("offered_by", "").partition(".")[0]
    return Asked(
        text=in_language(question.plain["text"]),
        kind=_kinds()[question.type.kind],
        options=tuple(in_language(each["text"]) for each in options),
        is_required=question.is_required,
        register=telling.register_title(package, register) if register else "",
        is_unsure=any(_unsure(each) for each in options),
    )


def _kinds() -> dict[Kind, str]:
    return {
        Kind.YES_NO: _("có hoặc không"),
        Kind.NUMBER: _("một số"),
        Kind.TEXT: _("chữ"),
        Kind.DATE: _("một ngày"),
        Kind.CHOICE: _("chọn một"),
        Kind.CHOICES: _("chọn nhiều"),
    }


def _policy(table: Table) -> str:
    return {
        Policy.FIRST: _("Dòng đầu tiên đúng thì trả lời."),
        Policy.UNIQUE: _("Nhiều nhất một dòng được đúng."),
        Policy.COLLECT: _("Mọi dòng đúng đều tính."),
    }[table.policy]


def _rows(package: Package, table: Table, words: Vocabulary) -> list[Ruled]:
    return [_row(package, table.purpose, each, words) for each in table.rows]


def _row(package: Package, purpose: Purpose, row: Row, words: Vocabulary) -> Ruled:
    amount = "" if row.amount is None else f": {_amount(row, words)}"
    return Ruled(
        gives=telling.name_of(package, purpose, row.give) + amount,
        when=() if row.is_last_resort else tuple(saying.conditions(row.when, words)),
        say=in_language(row.plain["say"]) if "say" in row.plain else "",
        law=telling.legal_basis(package, row.plain),
        is_unsure=_unsure(row.plain, telling.legal_basis(package, row.plain)),
    )


def _amount(row: Row, words: Vocabulary) -> str:
    """A sum as money, a formula in words."""
    assert row.amount is not None
    [said] = saying.conditions(row.amount, words)
    return said.text if row.amount.op or row.amount.name else f"{said.text} đ"


def _step(package: Package, plain: dict[str, Any]) -> dict[str, Any]:
    from_route = plain["unit"] == Purpose.ROUTE
    unit = _("nơi giải quyết") if from_route else telling.name_of(package, Purpose.ROUTE, plain["unit"])
    return {"title": in_language(plain["title"]), "unit": unit, "share": plain["share"], "is_unsure": _unsure(plain)}


def _deadline(package: Package, plain: dict[str, Any]) -> dict[str, Any]:
    said = telling.name_of(package, Purpose.DEADLINE, plain["code"])
    law = telling.legal_basis(package, plain)
    return {"said": said, "law": law, "is_unsure": _unsure(plain, law)}


def _after(package: Package, name: str) -> dict[str, Any]:
    """What a supplement does to the clock, and what silence means."""
    plain = package.plain["steps"][name]
    said = {
        "restarts": _("Bổ sung xong thì tính lại từ đầu."),
        "pauses": _("Bổ sung thì đồng hồ dừng, xong tính tiếp."),
        "nothing": _("Quá hạn thì cảnh báo; hồ sơ ở nguyên chỗ."),
        "escalation": _("Quá hạn thì báo lên lãnh đạo."),
    }[plain.get("effect") or plain["means"]]
    law = telling.legal_basis(package, plain)
    return {"said": said, "law": law, "is_unsure": _unsure(plain, law)}


def _consulting(package: Package) -> dict[str, Any]:
    """What asking another body does to the clock, and what its silence means."""
    rule = telling.consulting(package)
    clock = _("Lấy ý kiến cơ quan khác thì đồng hồ dừng.") if rule.pauses else _("Lấy ý kiến thì đồng hồ vẫn chạy.")
    silence = _("Cơ quan được hỏi im lặng là đồng ý.") if rule.agreed else _("Im lặng thì báo lên lãnh đạo.")
    plain = package.plain["steps"].get("consulting", {})
    return {"said": f"{clock} {silence}", "law": rule.law, "is_unsure": _unsure(plain, rule.law)}


def _register(package: Package, plain: dict[str, Any]) -> dict[str, Any]:
    law = telling.legal_basis(package, plain)
    return {
        "title": in_language(plain["title"]),
        "keeper": in_language(plain["keeper"]),
        "purpose": in_language(plain["purpose"]),
        "law": law,
        "gives": [in_language(each["text"]) for each in plain["gives"]],
        "is_connected": plain["connected"],
        "is_unsure": _unsure(plain, law),
    }

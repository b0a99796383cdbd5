"""From data to a typed tree: an unknown name, a wrong type or too much of anything is a problem with its place."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services.expressions.tree import (
    ANSWERED,
    DATE,
    FORK,
    NUMBER,
    OPERATORS,
    TEXT,
    TODAY,
    YES_NO,
    Expression,
    Operator,
)
from lienthong.work.services.expressions.values import LARGEST, Type
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.states import Kind

MOST_DEPTH = 16
MOST_NODES = 400
_LITERAL_TEXT = frozenset({Kind.CHOICE, Kind.DATE})

Where = Callable[[str], Place]
"""From a path below the expression (`.and[0]`) to the place in the file."""


def parse(
    raw: Any, scope: Mapping[str, Type], wanted: Type, where: Where, problems: list[Problem]
) -> Expression | None:
    """The tree of `raw`, in which `$name` may be any of `scope`; it must give `wanted`. None = there is a problem."""
    before = len(problems)
    parser = _Parser({**scope, TODAY: DATE}, where, problems)
    expression = parser.node(raw, "", 0)
    if expression is not None:
        expression = parser.fitting(expression, wanted, "")
    return expression if len(problems) == before else None


class _Parser:
    """Walks the data once."""

    def __init__(self, scope: Mapping[str, Type], where: Where, problems: list[Problem]) -> None:
        self._scope = scope
        self._where = where
        self._problems = problems
        self._count = 0

    def node(self, raw: Any, path: str, depth: int) -> Expression | None:
        """One node and what is below it."""
        self._count += 1
        if depth > MOST_DEPTH or self._count > MOST_NODES:
            if self._count <= MOST_NODES + 1 or depth > MOST_DEPTH:
                bounds = {"depth": MOST_DEPTH, "nodes": MOST_NODES}
                self._say(
                    "condition-too-large",
                    path,
                    _("Điều kiện quá lớn: nhiều nhất %(depth)s tầng, %(nodes)s phần.") % bounds,
                )
            return None
        if isinstance(raw, dict):
            return self._operation(raw, path, depth)
        return self._leaf(raw, path)

    def _leaf(self, raw: Any, path: str) -> Expression | None:
        if isinstance(raw, bool):
            return Expression(YES_NO, value=raw)
        if isinstance(raw, int) and abs(raw) <= LARGEST:
            return Expression(NUMBER, value=raw)
        if isinstance(raw, str) and raw.startswith("$"):
            return self._answer(raw[1:], path)
        if isinstance(raw, str):
            return Expression(TEXT, value=raw)
        self._say("not-a-condition", path, _("Ở đây phải là một giá trị, “$tên câu hỏi” hoặc một phép tính."))
        return None

    def _answer(self, name: str, path: str) -> Expression | None:
        if name in self._scope:
            return Expression(self._scope[name], name=name)
        self._say("unknown-question", path, _("Không có câu hỏi nào tên “%(name)s”.") % {"name": name})
        return None

    def _operation(self, raw: dict[str, Any], path: str, depth: int) -> Expression | None:
        op = next(iter(raw), "")
        if len(raw) != 1 or op not in OPERATORS:
            known = {"name": ", ".join(map(str, raw)) or "{}", "names": " ".join(OPERATORS)}
            self._say("unknown-operator", path, _("Không có phép tính “%(name)s”. Có: %(names)s.") % known)
            return None
        given = raw[op] if isinstance(raw[op], list) else [raw[op]]
        parts = [self.node(each, f"{path}.{op}[{index}]", depth + 1) for index, each in enumerate(given)]
        sound = [part for part in parts if part is not None]
        operator = OPERATORS[op]
        if not operator.least <= len(parts) <= operator.most:
            bounds = {"op": op, "least": operator.least, "most": operator.most}
            self._say("parts", path, _("“%(op)s” cần từ %(least)s đến %(most)s phần.") % bounds)
            return None
        return self._typed(op, operator, sound, path) if len(sound) == len(parts) else None

    def _typed(self, op: str, operator: Operator, parts: list[Expression], path: str) -> Expression | None:
        """The parts in the types the operator takes."""
        with self._unspoiled() as sound:
            if op == "chosen":
                parts = [parts[0], self.fitting(parts[1], Type(Kind.CHOICE, parts[0].type.options), f"{path}.{op}[1]")]
            if operator.alike is not None:
                parts = self._alike(op, parts, operator.alike, path)
            for index, part in enumerate(parts):
                kinds = operator.takes[min(index, len(operator.takes) - 1)]
                parts[index] = self._of_kinds(part, kinds, f"{path}.{op}[{index}]")
            self._require_sense(op, parts, path)
        return Expression(operator.gives or _joint(parts[-2:]), op=op, parts=tuple(parts)) if sound else None

    @contextmanager
    def _unspoiled(self) -> Iterator[list[bool]]:
        """A list that ends up empty when a problem came up meanwhile."""
        sound, before = [True], len(self._problems)
        yield sound
        if len(self._problems) > before:
            sound.clear()

    def _require_sense(self, op: str, parts: list[Expression], path: str) -> None:
        if op == ANSWERED and not parts[0].name:
            self._say("answered", path, _("“answered” chỉ hỏi về một câu hỏi."))
        if op == "//" and not (isinstance(parts[1].value, int) and parts[1].value > 0):
            self._say("divided", path, _("Chỉ chia được cho một số nguyên dương ghi sẵn."))

    def _alike(self, op: str, parts: list[Expression], begin: int, path: str) -> list[Expression]:
        """All parts from `begin` on in one type: that of the first that is no plain text, or of the first."""
        same = parts[begin:]
        model = next(
            (part.type for part in same if part.type.kind is not Kind.TEXT or part.name or part.op), same[0].type
        )
        fitted = [self.fitting(part, model, f"{path}.{op}[{begin + index}]") for index, part in enumerate(same)]
        return [*parts[:begin], *fitted]

    def _of_kinds(self, part: Expression, kinds: frozenset[Kind], path: str) -> Expression:
        """The part, if it is of one of the kinds; a plain text that names a day is a day where one is wanted."""
        if part.type.kind in kinds:
            return part
        return self.fitting(part, Type(min(kinds)), path)

    def fitting(self, part: Expression, wanted: Type, path: str) -> Expression:
        """The part in the type wanted; a problem when it is of another."""
        if part.type == wanted:
            return part
        if isinstance(part.value, str) and wanted.kind in _LITERAL_TEXT:
            return self._read_text(part, part.value, wanted, path)
        if part.op == FORK and part.type.kind is Kind.TEXT and wanted.kind in _LITERAL_TEXT:
            return self._fork(part, wanted, path)
        if part.type.kind is wanted.kind and (not wanted.options or set(part.type.options) & set(wanted.options)):
            return part
        words = {"found": part.type.kind.value, "wanted": wanted.kind.value}
        self._say("wrong-type", path, _("Ở đây cần kiểu %(wanted)s, không phải %(found)s.") % words)
        return part

    def _fork(self, part: Expression, wanted: Type, path: str) -> Expression:
        """A fork of texts where a day or an option is wanted: each way is read as one."""
        ways = [self.fitting(each, wanted, f"{path}.{FORK}[{i}]") for i, each in enumerate(part.parts[1:], start=1)]
        return Expression(wanted, op=FORK, parts=(part.parts[0], *ways))

    def _read_text(self, part: Expression, text: str, wanted: Type, path: str) -> Expression:
        if wanted.kind is Kind.DATE:
            try:
                return Expression(DATE, value=date.fromisoformat(text))
            except ValueError:
                self._say("not-a-day", path, _("Phải ghi như %(like)s.") % {"like": "2026-03-02"})
        elif text in wanted.options:
            return Expression(wanted, value=text)
        else:
            words = {"option": text, "options": ", ".join(wanted.options)}
            self._say("no-such-option", path, _("Không có lựa chọn “%(option)s”. Có: %(options)s.") % words)
        return part

    def _say(self, code: str, path: str, sentence: str) -> None:
        self._problems.append(Problem(code, self._where(path), sentence))


def _joint(ways: list[Expression]) -> Type:
    """The type of a fork: that of its ways, with the options of both."""
    return Type(ways[0].type.kind, tuple(dict.fromkeys(ways[0].type.options + ways[1].type.options)))

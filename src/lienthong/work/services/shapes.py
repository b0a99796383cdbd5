"""Shapes: what may stand where. One description reads strictly, names every problem, and writes the JSON Schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lienthong.work.services.problems import Problem
from lienthong.work.services.reading import Node

Schema = dict[str, Any]
NAME = r"[a-z][a-z0-9_]{0,63}"


class Shape(Protocol):
    """Reads a node into plain data, or says what is wrong with it."""

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """Plain data; what is wrong goes into `problems`, and what is returned then means nothing."""
        ...

    def schema(self) -> Schema:
        """The same as JSON Schema 2020-12."""
        ...


def wrong(node: Node, code: str, sentence: str, problems: list[Problem]) -> None:
    """Note a problem at a node."""
    problems.append(Problem(code, node.place, sentence))


@dataclass(frozen=True)
class Text:
    """A text, perhaps of a pattern."""

    pattern: str = ""
    most: int = 2_000

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """A text that is not empty; a whole number is not a text: write quotes."""
        if not isinstance(node.value, str) or not node.value:
            wrong(node, "not-text", _("Phải là chữ (số thì để trong dấu nháy)."), problems)
        elif len(node.value) > self.most:
            wrong(node, "text-too-long", _("Chữ quá dài: nhiều nhất %(most)s ký tự.") % {"most": self.most}, problems)
        elif self.pattern and not re.fullmatch(self.pattern, node.value):
            wrong(node, "pattern", _("“%(value)s” không đúng dạng.") % {"value": node.value}, problems)
        return node.value

    def schema(self) -> Schema:
        """String."""
        pattern = {"pattern": f"^({self.pattern})$"} if self.pattern else {}
        return {"type": "string", "minLength": 1, "maxLength": self.most, **pattern}


@dataclass(frozen=True)
class Moment:
    """A day (`2026-03-02`) or, with `clock`, a moment in Viet Nam (`2026-03-02T09:30`), written as text."""

    clock: bool = False

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The text, if it names one."""
        try:
            parsed = (datetime if self.clock else date).fromisoformat(str(node.value))
        except ValueError:
            parsed = None
        if parsed is None or self._written(parsed) != node.value:
            like = "2026-03-02T09:30" if self.clock else "2026-03-02"
            wrong(node, "not-a-day", _("Phải ghi như %(like)s.") % {"like": like}, problems)
        return node.value

    def _written(self, parsed: date) -> str:
        return parsed.isoformat(timespec="minutes") if isinstance(parsed, datetime) else parsed.isoformat()

    def schema(self) -> Schema:
        """String of that pattern."""
        clock = "T[0-9]{2}:[0-9]{2}" if self.clock else ""
        return {"type": "string", "pattern": f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{clock}$"}


@dataclass(frozen=True)
class Whole:
    """A whole number between two bounds."""

    least: int
    most: int

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The number."""
        if isinstance(node.value, bool) or not isinstance(node.value, int) or not self.least <= node.value <= self.most:
            bounds = {"least": self.least, "most": self.most}
            wrong(node, "not-whole", _("Phải là số nguyên từ %(least)s đến %(most)s.") % bounds, problems)
        return node.value

    def schema(self) -> Schema:
        """Integer."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The yes or no."""
        if not isinstance(node.value, bool):
            wrong(node, "not-yes-no", _("Phải là true hoặc false."), problems)
        return node.value

    def schema(self) -> Schema:
        """Boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf:
    """One word of a closed list."""

    words: tuple[str, ...]

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The word."""
        if not isinstance(node.value, str) or node.value not in self.words:
            wrong(node, "not-in-list", _("Phải là một trong: %(words)s.") % {"words": ", ".join(self.words)}, problems)
        return node.value

    def schema(self) -> Schema:
        """Enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class ListOf:
    """A list of things of one shape; with `key`, no two have the same value there."""

    item: Shape
    least: int = 0
    most: int = 200
    key: str = ""

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The list."""
        if not isinstance(node.value, list):
            return wrong(node, "not-a-list", _("Phải là một danh sách."), problems)
        if not self.least <= len(node.value) <= self.most:
            bounds = {"least": self.least, "most": self.most}
            wrong(node, "list-length", _("Danh sách phải có từ %(least)s đến %(most)s mục.") % bounds, problems)
        items = [self.item.read(each, problems) for each in node.value]
        self._require_different(node.value, items, problems)
        return items

    def _require_different(self, nodes: list[Node], items: list[Any], problems: list[Problem]) -> None:
        seen: set[Any] = set()
        for node, item in zip(nodes, items, strict=True):
            key = item.get(self.key) if self.key and isinstance(item, dict) else None
            if isinstance(key, str) and key in seen:
                wrong(node, "twice", _("“%(name)s” có hai lần trong danh sách.") % {"name": key}, problems)
            seen |= {key} if isinstance(key, str) else set()

    def schema(self) -> Schema:
        """Array."""
        return {"type": "array", "items": self.item.schema(), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class MapOf:
    """Names of the author's own, each with a thing of one shape."""

    item: Shape
    most: int = 200

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The map."""
        if not isinstance(node.value, dict):
            return wrong(node, "not-a-map", _("Phải là các mục “tên: giá trị”."), problems)
        if len(node.value) > self.most:
            wrong(node, "list-length", _("Nhiều nhất %(most)s mục.") % {"most": self.most}, problems)
        for name, each in node.value.items():
            if not re.fullmatch(NAME, name):
                wrong(each, "pattern", _("“%(value)s” không đúng dạng.") % {"value": name}, problems)
        return {name: self.item.read(each, problems) for name, each in node.value.items()}

    def schema(self) -> Schema:
        """Object with free names."""
        return {
            "type": "object",
            "patternProperties": {f"^{NAME}$": self.item.schema()},
            "additionalProperties": False,
            "maxProperties": self.most,
        }


@dataclass(frozen=True)
class Record:
    """Names that are known, each with its shape. Any other name is refused."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The record."""
        if not isinstance(node.value, dict):
            return wrong(node, "not-a-map", _("Phải là các mục “tên: giá trị”."), problems)
        shapes = {**self.required, **self.optional}
        for name in (each for each in self.required if each not in node.value):
            wrong(node, "missing", _("Thiếu “%(name)s”.") % {"name": name}, problems)
        for name in (each for each in node.value if each not in shapes):
            wrong(node.value[name], "unknown-name", _("Không có mục “%(name)s”. Có thể ghi: %(names)s.")
                  % {"name": name, "names": ", ".join(shapes)}, problems)  # fmt: skip
        return {name: shapes[name].read(each, problems) for name, each in node.value.items() if name in shapes}

    def schema(self) -> Schema:
        """Object."""
        shapes = {**self.required, **self.optional}
        return {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in shapes.items()},
            "required": sorted(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Either:
    """A yes or no, a whole number, a text, or a list of texts: what an answer may be before its question is known."""

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """The value."""
        if isinstance(node.value, dict):
            wrong(node, "not-an-answer", _("Câu trả lời là một giá trị, hoặc danh sách các lựa chọn."), problems)
        return node.plain()

    def schema(self) -> Schema:
        """Scalar, or array of strings."""
        return {"anyOf": [{"type": ["boolean", "integer", "string"]}, {"type": "array", "items": {"type": "string"}}]}


@dataclass(frozen=True)
class Tree:
    """A condition or formula, or with `many` also a list of options; read once the questions are known."""

    many: bool = False

    def read(self, node: Node, problems: list[Problem]) -> Any:
        """As it is."""
        return node.plain()

    def schema(self) -> Schema:
        """The definition of the language."""
        below = {"$ref": "#/$defs/expression"}
        return {"anyOf": [below, {"type": "array", "items": {"type": "string"}}]} if self.many else below

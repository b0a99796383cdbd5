"""YAML read as plain data with places: no tags, no anchors, no duplicate names, no surprises, nothing without a limit.

Only whole numbers, `true`, `false` and text exist: `no`, `1.5` and `2026-01-02` are text, as the author wrote them.
JSON is read by the same reader.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from lienthong.work.services.problems import Place, Problem

MOST_BYTES = 256 * 1024
MOST_NODES = 40_000
MOST_DEPTH = 40
MOST_LETTERS = 4_000
MOST_DIGITS = 15
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LOADER: Any = yaml.CSafeLoader
"""libyaml and nothing else: the parser written in Python refuses some texts it takes, and there must be one truth."""


@dataclass(frozen=True)
class Node:
    """A value with its place: a map, a list, a text, a whole number or a yes or no."""

    value: dict[str, "Node"] | list["Node"] | str | int | bool
    place: Place

    def plain(self) -> Any:
        """Without places."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class _Hopeless(Exception):
    """The file cannot be read any further; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def read(data: bytes, file: str, problems: list[Problem], *, most_bytes: int = MOST_BYTES) -> Node | None:
    """The document in `data`; None when it cannot be read at all. What is wrong goes into `problems`."""
    if len(data) > most_bytes:
        sentence = _("Tệp quá lớn: nhiều nhất %(most)s KB.") % {"most": most_bytes // 1024}
        problems.append(Problem("file-too-large", Place(file), sentence))
        return None
    try:
        return _Reader(data.decode("utf-8"), file, problems).document()
    except UnicodeDecodeError:
        problems.append(Problem("not-utf-8", Place(file), _("Tệp không phải văn bản UTF-8.")))
    except yaml.YAMLError as wrong:
        problems.append(Problem("not-yaml", _where(wrong, file), _("Không đọc được YAML ở chỗ này.")))
    except _Hopeless as hopeless:
        problems.append(hopeless.problem)
    return None


def _where(wrong: yaml.YAMLError, file: str) -> Place:
    mark = getattr(wrong, "problem_mark", None)
    return Place(file, "", mark.line + 1 if mark else 0)


class _Reader:
    """Builds nodes from the parser's events, one look at each."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._file = file
        self._problems = problems
        self._count = 0

    def document(self) -> Node:
        """The one document of the file."""
        next(self._events)
        if isinstance(first := next(self._events), yaml.StreamEndEvent):
            raise self._hopeless("empty", first, "", _("Tệp trống."))
        node = self._node(next(self._events), "", 0)
        next(self._events)
        if not isinstance(more := next(self._events), yaml.StreamEndEvent):
            raise self._hopeless("several-documents", more, "", _("Mỗi tệp chỉ có một tài liệu YAML."))
        return node

    def _node(self, event: Any, path: str, depth: int) -> Node:
        self._require_harmless(event, path, depth)
        place = self._place(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, place), place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(path, depth), place)
        return Node(self._map(path, depth), place)

    def _require_harmless(self, event: Any, path: str, depth: int) -> None:
        self._count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._hopeless("anchor", event, path, _("Không được dùng neo (&) và tham chiếu (*) của YAML."))
        if event.tag is not None and not (event.tag == "!" and isinstance(event, yaml.ScalarEvent)):
            raise self._hopeless("tag", event, path, _("Không được dùng thẻ (!) của YAML."))
        if depth > MOST_DEPTH:
            raise self._hopeless(
                "too-deep", event, path, _("Lồng nhau quá sâu: nhiều nhất %(most)s tầng.") % {"most": MOST_DEPTH}
            )
        if self._count > MOST_NODES:
            raise self._hopeless(
                "too-many", event, path, _("Quá nhiều giá trị: nhiều nhất %(most)s.") % {"most": MOST_NODES}
            )

    def _list(self, path: str, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{path}[{len(items)}]", depth + 1))
        return items

    def _map(self, path: str, depth: int) -> dict[str, Node]:
        items: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._require_harmless(event, path, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._hopeless("name-not-text", event, path, _("Tên của một mục phải là chữ."))
            name = unicodedata.normalize("NFC", event.value)
            below = f"{path}.{name}" if path else name
            if name in items:
                self._say(
                    "name-twice",
                    self._place(event, below),
                    _("“%(name)s” ghi hai lần ở cùng một chỗ.") % {"name": name},
                )
            items[name] = self._node(next(self._events), below, depth + 1)
        return items

    def _scalar(self, event: Any, place: Place) -> str | int | bool:
        text = unicodedata.normalize("NFC", event.value).strip()
        if len(text) > MOST_LETTERS:
            self._say("text-too-long", place, _("Chữ quá dài: nhiều nhất %(most)s ký tự.") % {"most": MOST_LETTERS})
        if _CONTROL.search(text):
            self._say("control-letter", place, _("Có ký tự điều khiển không nhìn thấy được."))
        if not event.implicit[0]:
            return text
        if text in {"", "~", "null"}:
            self._say("nothing", place, _("Chỗ này để trống. Hãy ghi giá trị, hoặc bỏ cả mục."))
        if text in {"true", "false"}:
            return text == "true"
        if not _WHOLE.fullmatch(text):
            return text
        if len(text.lstrip("-")) > MOST_DIGITS:
            self._say("number-too-large", place, _("Số quá lớn: nhiều nhất %(most)s chữ số.") % {"most": MOST_DIGITS})
            return 0
        return int(text)

    def _place(self, event: Any, path: str) -> Place:
        return Place(self._file, path, event.start_mark.line + 1)

    def _say(self, code: str, place: Place, sentence: str) -> None:
        self._problems.append(Problem(code, place, sentence))

    def _hopeless(self, code: str, event: Any, path: str, sentence: str) -> _Hopeless:
        return _Hopeless(Problem(code, self._place(event, path), sentence))

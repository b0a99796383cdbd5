"""What is wrong with a package: one sentence a problem, with its file, its place in the file and its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lienthong.kit.errors import Invalid


@dataclass(frozen=True)
class Place:
    """Where: `tables.yaml`, `fee.rows[2].when`, line 14 (0 = the file as a whole)."""

    file: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.file}{line}" + (f" ({self.path})" if self.path else "")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code for machines, a place, a sentence that says what to do."""

    code: str
    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "code": self.code,
            "file": self.place.file,
            "place": self.place.path,
            "line": self.place.line,
            "sentence": self.sentence,
        }


class PackageRefused(Invalid):
    """This procedure package cannot be used as it is. Correct every place that is named, then check it again."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """All problems at once, in the order in which an author walks through the files."""
        self.problems = tuple(sorted(problems, key=lambda each: (each.place.file, each.place.line, each.place.path)))
        words = "\n".join([self.message(), *(f"  {problem}" for problem in self.problems)])
        super().__init__(words, problems=[problem.plain() for problem in self.problems])

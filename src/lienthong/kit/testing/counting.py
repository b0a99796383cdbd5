"""Which lines and branches the tests go through, counted by probes written into the modules and told to coverage.

While a tracer is set, CPython 3.11 runs every line slower, also of the many modules nobody asks about: the tests took
nearly twice the processor time. A probe is one store into a list, in the modules of `[tool.coverage.run]` alone.
What is asked and how it is reported stays coverage's own: it gets the same lines and branches, and finds out from
the source what is missing. A branch that no probe knows stays missing; none counts that was not gone through.
"""

import ast
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

HITS = "__hits__"
_BEFORE_ALL_LINES = -1
_WITH_BODY = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Line:
    """A statement begins here."""

    line: int


@dataclass(frozen=True)
class Branch:
    """From this line it went into the lines of a block, or past them."""

    line: int
    first: int
    last: int
    into: bool


Mark = Line | Branch


@dataclass
class Probes:
    """Writes the probes into a tree; `marks[n]` is what the probe with number n tells."""

    marks: list[tuple[Mark, ...]] = field(default_factory=list)

    def module(self, tree: ast.Module) -> ast.Module:
        tree.body = self._block(tree.body, has_words=True)
        return ast.fix_missing_locations(tree)

    def _block(self, body: list[ast.stmt], *entered: Mark, has_words: bool = False) -> list[ast.stmt]:
        """The block with a probe before each statement; the first tells also how the block was entered."""
        probed: list[ast.stmt] = []
        for place, statement in enumerate(body):
            if has_words and place == 0 and _is_words(statement):
                probed.append(statement)
                continue
            if _is_future(statement):  # nothing may stand before it
                probed.append(statement)
                entered = (*entered, Line(statement.lineno))
                continue
            probed += [self._probe(statement, *map(Line, _lines(statement)), *entered), self._inside(statement)]
            entered = ()
        return probed

    def _probe(self, at: ast.stmt, *marks: Mark) -> ast.stmt:
        store = ast.parse(f"{HITS}[{self._number(*marks)}] = True").body[0]
        for node in ast.walk(store):
            ast.copy_location(node, at)
        return store

    def _number(self, *marks: Mark) -> int:
        self.marks.append(marks)
        return len(self.marks) - 1

    def _inside(self, node: ast.stmt) -> ast.stmt:
        match node:
            case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
                span = (node.lineno, *_span(node.body))
                into, past = Branch(*span, into=True), Branch(*span, into=False)
                node.body = self._block(node.body, into)
                node.orelse = self._block(node.orelse, past) or [self._probe(node, past)]
            case ast.Try() | ast.TryStar():
                for name in _WITH_BODY:
                    setattr(node, name, self._block(getattr(node, name, [])))
                node.finalbody = self._block(node.finalbody)
                for handler in node.handlers:
                    self._handler(handler)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                node.body = self._block(node.body, has_words=True)
            case ast.With() | ast.AsyncWith():
                node.body = self._block(node.body)
            case ast.Match():
                self._cases(node)
        return node

    def _handler(self, handler: ast.ExceptHandler) -> None:
        """The line of an `except` is gone through when it is asked, whether it is the one or not."""
        line = Line(handler.lineno)
        if handler.type is None:
            handler.body = self._block(handler.body, line)
            return
        asked = ast.parse(f"({HITS}.__setitem__({self._number(line)}, True), None)[1]", mode="eval").body
        assert isinstance(asked, ast.Subscript)
        assert isinstance(asked.value, ast.Tuple)
        asked.value.elts[1] = handler.type
        for node in (asked, asked.value, *ast.walk(asked.value.elts[0]), asked.slice):
            ast.copy_location(node, handler.type)
        handler.type = asked
        handler.body = self._block(handler.body)

    def _cases(self, node: ast.Match) -> None:
        """A case is asked when all before it did not fit; when none fits, a last one that fits all tells so."""
        passed: tuple[Mark, ...] = ()
        for case in node.cases:
            line = case.pattern.lineno
            span = (line, *_span(case.body))
            case.body = self._block(case.body, *passed, Line(line), Branch(*span, into=True))
            passed += (Line(line), Branch(*span, into=False))
        if not _fits_all(node.cases[-1]):
            node.cases.append(ast.match_case(ast.MatchAs(), None, [self._probe(node, *passed)]))


def _lines(statement: ast.stmt) -> Iterator[int]:
    """Where it begins: with what decorates it."""
    yield from (each.lineno for each in getattr(statement, "decorator_list", ()))
    yield statement.lineno


def _span(body: Sequence[ast.stmt]) -> tuple[int, int]:
    return min(_lines(body[0])), body[-1].end_lineno or body[-1].lineno


def _is_words(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
    return False


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _fits_all(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def probed(source: str | bytes, path: str) -> tuple[CodeType, list[tuple[Mark, ...]]]:
    """The module with probes, and what they tell."""
    probes = Probes()
    tree = probes.module(ast.parse(source, path))
    return compile(tree, path, "exec", dont_inherit=True), probes.marks


def arcs(source: str, marks: Sequence[tuple[Mark, ...]], hits: Sequence[bool]) -> set[tuple[int, int]]:
    """What was gone through, as coverage writes it: from line to line; where a branch past a block leads it knows."""
    from coverage.parser import PythonParser

    if not marks:
        return set()
    parser = PythonParser(text=source)
    parser.parse_source()
    exits: dict[int, set[int]] = {}
    for start, end in parser.arcs():
        exits.setdefault(start, set()).add(end)
    gone: set[tuple[int, int]] = set()
    for mark in (mark for number, told in enumerate(marks) if hits[number] for mark in told):
        if isinstance(mark, Line):
            gone.add((_BEFORE_ALL_LINES, mark.line))
        else:
            ends = {end for end in exits.get(mark.line, ()) if (mark.first <= end <= mark.last) is mark.into}
            gone |= {(mark.line, end) for end in ends if len(ends) == 1}
    return gone


@dataclass
class Counted:
    """One module: what its probes tell, which were passed, and which of them when it was loaded."""

    marks: list[tuple[Mark, ...]]
    hits: list[bool]
    loaded: list[bool] = field(default_factory=list)


class Counter(importlib.machinery.PathFinder):
    """Finds the modules that are asked about before others do, and loads them with probes."""

    def __init__(self) -> None:
        """Asked about is what `[tool.coverage.run]` includes and does not leave out."""
        from coverage import Coverage
        from coverage.files import GlobMatcher, prep_patterns

        self._coverage = Coverage()
        included, omitted = (self._coverage.get_option(f"run:{name}") for name in ("include", "omit"))
        self._included = GlobMatcher(prep_patterns(included), "include")  # type: ignore[arg-type]
        self._omitted = GlobMatcher(prep_patterns(omitted), "omit")  # type: ignore[arg-type]
        self.modules: dict[str, Counted] = {}

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:  # type: ignore[override]
        """The usual place of the module, with a loader that writes probes into it."""
        if not fullname.startswith("lienthong."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return None
        place = spec.loader.path
        if not self._included.match(place) or self._omitted.match(place):
            return None
        spec.loader = _Loader(fullname, place, self.modules)
        return spec

    def kept(self) -> dict[str, list[bool]]:
        """What was passed until now."""
        return {path: list(module.hits) for path, module in self.modules.items()}

    def back_to(self, kept: dict[str, list[bool]]) -> None:
        """As if nothing had been passed since, but that modules were loaded."""
        for path, module in self.modules.items():
            module.hits[:] = kept.get(path, module.loaded)

    def save(self) -> None:
        """Into a file beside the others, for `coverage combine`."""
        from coverage import CoverageData

        data = CoverageData(basename=self._coverage.get_option("run:data_file"), suffix=True)  # type: ignore[arg-type]
        told = {
            path: arcs(Path(path).read_text(encoding="utf-8"), module.marks, module.hits)
            for path, module in self.modules.items()
        }
        data.add_arcs(told)
        data.write()
        data.close()


class _Loader(importlib.machinery.SourceFileLoader):
    """Compiles the source with probes; what others compiled and kept is left alone."""

    def __init__(self, fullname: str, path: str, modules: dict[str, Counted]) -> None:
        super().__init__(fullname, path)
        self._modules = modules

    def get_code(self, fullname: str) -> CodeType:
        code, marks = probed(self.get_data(self.path), self.path)
        self._modules[self.path] = Counted(marks, [False] * len(marks))
        return code

    def exec_module(self, module: ModuleType) -> None:
        code = self.get_code(module.__name__)
        counted = self._modules[self.path]
        setattr(module, HITS, counted.hits)
        exec(code, module.__dict__)
        counted.loaded = list(counted.hits)


def begin() -> Counter:
    """From now on modules are loaded with probes."""
    counter = Counter()
    sys.meta_path.insert(0, counter)
    return counter

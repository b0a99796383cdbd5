"""What import-linter cannot say: which files a room may have, where writes live, how verbs and refusals are written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "lienthong"
FLOORS = ("ground", "records", "work")
SHELVES = {
    "states", "events", "models", "rules", "queries", "actions", "forms", "jobs", "apps", "urls", "admin",
    "templates", "migrations", "tests", "adapters", "data", "static",
}  # fmt: skip
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


def rooms() -> list[Path]:
    return [
        room
        for floor in FLOORS
        if (PACKAGE / floor).is_dir()
        for room in sorted((PACKAGE / floor).iterdir())
        if (room / "apps.py").exists()
    ]


def sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.py")):
        if not {"tests", "migrations", "testing"} & set(path.relative_to(PACKAGE).parts):
            yield path


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_says_in_its_first_lines_what_it_is_for_what_it_owns_and_what_it_never_does(room):
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert re.search(r"\bOwns\b", docstring), docstring
    assert re.search(r"\b(Never|never|Decides nothing)\b", docstring), docstring


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_writes_live_in_actions_only(room):
    """`save`, `create`, `update` … on models are called from actions (and the sequencer and store the room names)."""
    offenders = []
    for path in sources(room):
        parts = path.relative_to(room).parts
        if parts[0] in {"actions.py", "actions", "seed.py"} or path.name in ALLOWED_WRITERS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                owner = ast.unparse(node.func.value)
                if ".objects" in owner:
                    offenders.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {owner}.{node.func.attr}")
    assert not offenders, offenders


ALLOWED_WRITERS = {"sequencer.py"}


def actions() -> list[tuple[Path, ast.FunctionDef]]:
    found = []
    for room in rooms():
        for path in sources(room):
            if path.relative_to(room).parts[0] in {"actions.py", "actions"}:
                exported = (room / "actions" / "__init__.py").read_text() if (room / "actions").is_dir() else ""
                for function in functions(path):
                    public = not function.name.startswith("_") and (not exported or f'"{function.name}"' in exported)
                    if public and function.name not in {"record", "compose", "record_many"}:
                        found.append((path, function))
    return found


@pytest.mark.parametrize(("path", "function"), actions(), ids=lambda value: getattr(value, "name", value))
def test_an_action_is_keyword_only_has_a_docstring_and_never_asks_the_clock(path, function):
    positional = [argument.arg for argument in function.args.args]
    assert positional in ([], ["stream"]), f"{path.name}:{function.lineno} takes positional arguments"
    assert ast.get_docstring(function), f"{path.name}:{function.lineno} has no docstring"
    text = ast.unparse(function)
    assert "clock.now(" not in text
    assert "timezone.now(" not in text
    assert "commit(" not in text


def test_every_refusal_tells_the_person_what_to_do():
    import lienthong.config.settings.test  # noqa: F401 - the rooms are importable
    from lienthong.kit.errors import Refused

    def below(kind: type[Refused]) -> Iterator[type[Refused]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    mute = [
        kind.__qualname__
        for kind in below(Refused)
        if kind.__module__.startswith("lienthong") and not kind.__dict__.get("__doc__")
    ]
    assert not mute

"""Probes tell coverage the same as its own tracer does, whatever was gone through and whatever was left out."""

import importlib
import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from coverage import Coverage, CoverageData

from lienthong.kit.testing import counting

EVERY_SHAPE = '''\
"""Words of the module."""
from __future__ import annotations

import contextlib
import sys

NUMBER = 3
"""Words of a value."""


def twice(function):
    return lambda value: (
        function(value) +
        function(value)
    )


@twice
@(
    lambda function: function
)
def decorated(value):
    """Words of a function."""
    return 2 if value == "b" else 3


class Held:
    """Words of a class."""

    kind = "held"

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


def conditions(value):
    if value == "a":
        said = 1
    elif (
        value == "b"
        and NUMBER
    ):
        pass
    elif value == "c":
        @twice
        def inner(value):
            return value
    if value == "d":
        return None
    with Held():
        said = 2
        if value == "b":
            said = 3
    return said


def loops(value):
    for letter in value:
        if letter == "b":
            break
        if letter == "c":
            continue
        letter += "x"
    else:
        value += "y"
    for _ in "a" if value == "ay" else "":
        value += "z"
    while len(value) < 4:
        value += value
    while True:
        if value:
            return value
        value = "a"


def refused(value):
    try:
        if value == "a":
            raise ValueError
        if value == "b":
            raise KeyError(value)
        if value == "c":
            raise TypeError
    except (
        ValueError
    ):
        value = 1
    except KeyError as refusal:
        value = refusal
    except:
        value = 2
    else:
        value = 3
    finally:
        value = 4
    with contextlib.suppress(ZeroDivisionError):
        1 / 0
        value = 5
    return value


def cases(value):
    global NUMBER
    match value:
        case "a" | "b":
            NUMBER = 4
        case str() as other if other == "c":
            NUMBER = 5
    match value:
        case "b":
            return 1
        case _:
            return 2


for given in sys.argv[1:]:
    decorated(given)
    conditions(given)
    loops(given)
    refused(given)
    cases(given)
'''


def told(data: Path, source: Path) -> dict:
    """Of this file, as coverage reports it."""
    coverage = Coverage(data_file=str(data), config_file=False)
    coverage.load()
    coverage.json_report(morfs=[str(source)], outfile=str(data.with_suffix(".json")))
    (file,) = json.loads(data.with_suffix(".json").read_text())["files"].values()
    lists = ("executed_lines", "missing_lines", "executed_branches", "missing_branches")
    return {name: file[name] for name in lists}


def by_probes(source: Path, data: Path, words: list[str], monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(source), *words])
    code, marks = counting.probed(source.read_text(), str(source))
    hits = [False] * len(marks)
    exec(code, {counting.HITS: hits, "__name__": "__main__"})
    kept = CoverageData(basename=str(data))
    kept.add_arcs({str(source): counting.arcs(source.read_text(), marks, hits)})
    kept.write()


SOME = [list(words) for size in range(3) for words in combinations("abcde", size)]


@pytest.mark.parametrize("words", [*SOME[::3], list("abcde")], ids="".join)
def test_probes_and_the_tracer_of_coverage_tell_the_same(words, tmp_path, monkeypatch):
    source = tmp_path / "shapes.py"
    source.write_text(EVERY_SHAPE)
    trace = [sys.executable, "-m", "coverage", "run", "--branch", f"--data-file={tmp_path / 'traced'}", source, *words]
    subprocess.run(trace, check=True, cwd=tmp_path)
    by_probes(source, tmp_path / "probed", words, monkeypatch)
    assert told(tmp_path / "probed", source) == told(tmp_path / "traced", source)
    assert told(tmp_path / "probed", source)["missing_branches"]


def test_a_branch_that_no_probe_knows_stays_missing(tmp_path, monkeypatch):
    source = tmp_path / "beside.py"
    source.write_text("def go(value):\n    if value: return 1\n    return 2\n\n\ngo(0)\ngo(1)\n")
    by_probes(source, tmp_path / "probed", [], monkeypatch)
    found = told(tmp_path / "probed", source)
    assert (found["missing_lines"], found["missing_branches"]) == ([], [[2, -1], [2, 3]])


@pytest.fixture
def laid(tmp_path, monkeypatch):
    """A module of the kind that is asked about, found with probes; and what counts it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.coverage.run]\nbranch = true\ninclude = ["*/rules.py"]\nomit = ["*/tests/*"]\n'
    )
    (tmp_path / "rules.py").write_text("def one():\n    return 1\n\n\ndef two():\n    return 2\n")
    (tmp_path / "queries.py").write_text("def one():\n    return 1\n")
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    counter = counting.begin()

    def load(name):
        spec = counter.find_spec(f"lienthong.{name}", [str(tmp_path)])
        if spec is None:
            return None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return counter, load


def lines(counter, place: Path) -> set[int]:
    counter.save()
    (written,) = place.glob(".coverage.*")
    data = CoverageData(basename=str(written))
    data.read()
    (file,) = data.measured_files()
    found = set(data.lines(file)) - {-1}
    written.unlink()
    return found


def test_only_what_is_asked_about_is_counted(laid, tmp_path):
    counter, load = laid
    assert load("queries") is None
    assert counter.find_spec("json") is None
    load("rules").two()
    assert lines(counter, tmp_path) == {1, 5, 6}


def test_what_is_taken_back_does_not_count_but_loading_does(laid, tmp_path):
    counter, load = laid
    kept = counter.kept()
    rules = load("rules")
    rules.one()
    counter.back_to(kept)
    assert lines(counter, tmp_path) == {1, 5}
    rules.one()
    kept = counter.kept()
    rules.two()
    counter.back_to(kept)
    assert lines(counter, tmp_path) == {1, 2, 5}

"""What tests go through is counted in the modules asked about; what they leave out is told and refused."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lienthong.kit.testing import counting

SCRIPT = Path(__file__).parents[2] / "scripts/coverage"
RULES = """\
def one(given):
    if given:
        return 1
    return 2


def two(given):
    match given:
        case 1:
            given = 2
    for _ in range(given):
        given += 1
    return given


def never():
    raise AssertionError
"""


@pytest.fixture
def laid(tmp_path, monkeypatch):
    """A module of the kind that is asked about, found with probes; and what counts it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        "[tool.coverage]\ninclude = ['*/rules.py']\nomit = ['*/tests/*']\nexclude_also = ['raise AssertionError']\n"
    )
    (tmp_path / "rules.py").write_text(RULES)
    (tmp_path / "queries.py").write_text("def one():\n    return 1\n")
    (tmp_path / "tests").mkdir()
    shutil.copy(tmp_path / "rules.py", tmp_path / "tests")
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    counter = counting.begin()

    def load(name, place=tmp_path):
        spec = sys.meta_path[0].find_spec(f"lienthong.{name}", [str(place)])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return counter, load


def told(counter, place: Path) -> dict:
    counter.save()
    (written,) = place.glob(".coverage.*.json")
    return json.loads(written.read_text())["files"]


def test_only_what_is_asked_about_is_counted(laid, tmp_path):
    counter, load = laid
    assert sys.meta_path[0].find_spec("json", None) is None
    load("queries").one()
    load("rules", tmp_path / "tests").one(1)
    assert told(counter, tmp_path) == {}
    load("rules").one(1)
    found = told(counter, tmp_path)["rules.py"]
    assert found["executed_lines"] == [1, 2, 3, 7, 16]
    assert found["missing_lines"] == [4, 8, 9, 10, 11, 12, 13]
    assert found["missing_branches"] == [[2, 4], [8, 10], [8, 11], [11, 12], [11, 13]]


def test_what_is_taken_back_does_not_count_but_loading_does(laid, tmp_path):
    counter, load = laid
    kept = counter.kept()
    rules = load("rules")
    rules.one(1)
    counter.back_to(kept)
    rules.one(0)
    kept = counter.kept()
    rules.one(1)
    counter.back_to(kept)
    found = told(counter, tmp_path)["rules.py"]
    assert found["executed_lines"] == [1, 2, 4, 7, 16]
    assert found["executed_branches"] == [[2, 4]]


def test_what_was_taken_back_counts_when_it_is_gone_through_again(laid, tmp_path):
    counter, load = laid
    rules = load("rules")
    kept = counter.kept()
    rules.one(1)
    counter.back_to(kept)
    rules.one(1)
    assert told(counter, tmp_path)["rules.py"]["executed_lines"] == [1, 2, 3, 7, 16]


def reported(place: Path) -> subprocess.CompletedProcess:
    (place / "scripts").mkdir(exist_ok=True)
    shutil.copy(SCRIPT, place / "scripts")
    if not (place / ".venv/bin").exists():
        (place / ".venv/bin").mkdir(parents=True)
        (place / ".venv/bin/slipcover").symlink_to(Path(sys.executable).parent / "slipcover")
    return subprocess.run([place / "scripts/coverage"], capture_output=True, text=True, check=False)


def test_the_files_of_several_processes_are_one_and_one_branch_left_out_is_refused(laid, tmp_path):
    counter, load = laid
    rules = load("rules")
    kept = counter.kept()
    rules.one(1)
    rules.two(0)
    counter.save()
    next(tmp_path.glob(".coverage.*.json")).rename(tmp_path / ".coverage.first.json")
    counter.all_seen.clear()
    counter.back_to(kept)
    rules.one(0)
    counter.save()
    left_out = reported(tmp_path)
    assert left_out.returncode == 2
    assert left_out.stdout.splitlines()[-1].split(maxsplit=7)[-1] == "10, 12"
    rules.two(1)
    counter.save()
    whole = reported(tmp_path)
    assert (whole.returncode, whole.stderr) == (0, "")

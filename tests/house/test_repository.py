"""The repository speaks of the product alone, and nothing in it is unfinished or belongs to one machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = {
    ".py",
    ".md",
    ".txt",
    ".in",
    ".toml",
    ".yml",
    ".yaml",
    ".json",
    ".html",
    ".css",
    ".js",
    ".typ",
    ".csv",
    ".sh",
    ".conf",
    ".service",
    "",
}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [
        ROOT / name
        for name in done.stdout.split("\0")
        if name and (ROOT / name).suffix in TEXT and (ROOT / name).is_file()
    ]


# Written in pieces, so that this very file does not hold what it forbids.
FORBIDDEN = {
    "a package registry's host": r"(pypi\."
    r"org|pythonhosted\."
    r"org|registry\.npm"
    r"js|deb\.deb"
    r"ian\.org|crates\."
    r"io)",
    "a path of one machine": r"(/wo" r"rk/|/ro" r"ot/|/tmp/bash" r"_jobs|/home/[a-z]+/)",
    "an unfinished mark": r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|NotImplemented" r"Error)\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if not path.name.endswith((".min.js",)) and "fonts" not in path.parts
        for match in pattern.finditer(path.read_text(errors="replace"))
    ]
    assert not found, found[:20]


def test_locked_dependencies_carry_hashes_and_no_addresses():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        names = re.findall(r"^([a-zA-Z0-9._-]+(?:\[[^]]+\])?)==", text, re.MULTILINE)
        assert len(names) > 0
        assert len(re.findall(r"^\S+==", text, re.MULTILINE)) == len(names)


def test_locked_packages_of_npm_carry_hashes_and_no_addresses():
    import json

    packages = json.loads((ROOT / "requirements" / "npm" / "package-lock.json").read_text())["packages"]
    locked = {name: one for name, one in packages.items() if name}
    assert locked
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in locked.values())

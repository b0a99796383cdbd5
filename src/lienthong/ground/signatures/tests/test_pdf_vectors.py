"""Files kept for ever: what was said of them once is said of them still."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from lienthong.ground.signatures import verdict
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.trust import Trust

FOLDER = Path(__file__).parents[5] / "tests" / "vectors" / "pdf"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text())


@pytest.fixture(scope="module")
def trust():
    lists = [(FOLDER / name).read_bytes() for name in MANIFEST["lists"]]
    return Trust([(FOLDER / MANIFEST["root"]).read_bytes()], revocations=Revocations(lists))


@pytest.mark.parametrize("case", MANIFEST["cases"], ids=lambda case: case["file"])
def test_a_kept_file_gets_the_same_verdict_as_ever(case, trust):
    found = verdict.judge(FOLDER / case["file"], trust=trust, now=datetime.fromisoformat(MANIFEST["judged_at"]))
    codes = set(found.reasons) | {reason for one in found.signatures for reason in one.reasons}
    codes |= {change.kind.value for one in found.signatures for change in one.later if not change.permitted}
    assert (found.standing.value, sorted(codes)) == (case["standing"], case["told"])


def test_only_the_files_named_valid_are_valid():
    valid = {case["file"] for case in MANIFEST["cases"] if case["standing"] == "valid"}
    assert valid == {"valid.pdf", "valid-stamped.pdf"}
    assert {case["file"] for case in MANIFEST["cases"]} == {path.name for path in FOLDER.glob("*.pdf")}

"""What is made from code is up to date, and every noun of the database stands in the glossary."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", ["reference", "translations"])
def test_made_files_are_what_the_code_says(script):
    done = subprocess.run(
        [sys.executable, f"scripts/{script}", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_noun_of_the_database_stands_in_the_glossary():
    glossary = (ROOT / "docs" / "reference" / "glossary.md").read_text()
    known = set(re.findall(r"`([A-Z]\w+)`", glossary))
    missing = sorted(
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("lienthong") and model.__name__ not in known
    )
    assert not missing

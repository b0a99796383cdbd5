"""Every act that the journal can hold has words on the desk's timelines."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACTS = (ROOT / "docs" / "reference" / "acts.md").read_text()
VERBS = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \|", ACTS, flags=re.MULTILINE)


def test_the_page_of_acts_names_the_verbs():
    assert {"documents.document.signed", "exchange.take_back.asked", "exchange.change.agreed"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_act_has_words(verb):
    from lienthong.doors.desk.acts import UNSAID, WORDS

    assert verb in WORDS or verb in UNSAID

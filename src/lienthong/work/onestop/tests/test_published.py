"""The open file of a day: anybody computes the same from it again, and an altered file is another file."""

from datetime import timedelta

import pytest

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.work.onestop import published
from lienthong.work.onestop.published import FileMalformed, Row

KEY, OTHER = b"k" * 32, b"o" * 32


def row(event, hour, *, promised="16:30", dossier=None):
    due = at(promised) if promised else None
    return Row(published.pseudonym(KEY, dossier or new_id()), "H41", "cap_doi", event, at(hour), due, due)


@pytest.fixture
def text():
    return published.write([row("decided", "16:30"), row("decided", "16:31"), row("submitted", "08:00", promised="")])


def test_on_time_and_rows_are_computed_from_the_file_alone(text):
    read = published.read(text)
    assert (read.rows, read.decided, read.on_time) == (3, 2, 1)
    assert text.splitlines()[0] == "dossier,body,procedure,event,at,due_at,promised_at"
    assert text.splitlines()[1].endswith(",H41,cap_doi,submitted,2026-11-16T08:00+07:00,,")


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("T16:31", "T16:30"),
        lambda text: text.replace("H41", "H42", 1),
        lambda text: "\n".join([*text.split("\n")[:-2], ""]),
        lambda text: "\n".join([text.split("\n")[0], *reversed(text.split("\n")[1:-1]), ""]),
    ],
    ids=["a_late_one_made_on_time", "moved_to_another_body", "one_left_out", "reordered"],
)
def test_an_altered_file_has_another_root(text, alter):
    assert published.read(alter(text)).root != published.read(text).root


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("dossier,body", "body,dossier", 1),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("T16:31+07:00,", "Tx,", 1),
        lambda text: text + "a,b\n",
    ],
    ids=["columns", "cut", "moment", "cells"],
)
def test_what_is_no_such_file_is_said_to_be_none(text, broken):
    with pytest.raises(FileMalformed):
        published.read(broken(text))


def test_late_by_a_second_stays_late():
    assert published.to_minute(at("16:30")) == at("16:30")
    assert published.to_minute(at("16:30") + timedelta(seconds=1)) == at("16:31")


def test_a_dossier_has_one_name_on_all_days_and_no_other_key_gives_it():
    dossier = new_id()
    assert published.pseudonym(KEY, dossier) == published.pseudonym(KEY, dossier) != published.pseudonym(OTHER, dossier)

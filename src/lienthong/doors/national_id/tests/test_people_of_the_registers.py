"""Who can be chosen in the stand-in is known to the registers of the demonstration, so that what is advertised goes."""

from datetime import date

import pytest

from lienthong.doors.national_id.people import read
from lienthong.records.registers import synthetic

PEOPLE = read()
BATCH = next(synthetic.people(1, today=date(2026, 11, 16)))
ROWS = {row["number"]: row for row in BATCH.people}


@pytest.mark.parametrize("number", PEOPLE)
def test_the_population_register_has_everybody_by_name_and_day_of_birth(number):
    row, one = ROWS[number], PEOPLE[number]
    assert (row["full_name"], row["born_on"].isoformat()) == (one.full_name, one.born_on)


def test_the_registers_hold_what_their_lines_speak_of():
    held = {row["person_id"]: row["licence_class"] for row in BATCH.licences}
    assert held[ROWS["001190000101"]["id"]] == "b"
    assert held[ROWS["040085000102"]["id"]] == "c"
    assert ROWS["048195000103"]["id"] in {row["mother_id"] for row in BATCH.births}
    assert ROWS["056203000109"]["id"] in {row["person_id"] for row in BATCH.tests if row["passed_on"]}

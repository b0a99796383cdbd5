"""What twelve digits say, and what they cannot say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthong.records.registers import numbers
from lienthong.records.registers.states import Sex


@given(
    place=st.sampled_from(sorted(numbers.PROVINCES)),
    sex=st.sampled_from(Sex),
    born_on=st.dates(date(1900, 1, 1), date(2399, 12, 31)),
    serial=st.integers(0, 999_999),
)
def test_a_number_says_what_it_was_made_of(place, sex, born_on, serial):
    number = numbers.compose(place=place, sex=sex, born_on=born_on, serial=serial)
    assert numbers.read(number) == numbers.Said(place, sex, born_on.year)
    numbers.require_agreement(number, sex=sex, born_on=born_on)


@pytest.mark.parametrize(
    ("number", "place", "sex", "year"),
    [
        ("001190000001", "001", Sex.FEMALE, 1990),
        ("079087123456", "079", Sex.MALE, 1987),
        ("048326000001", "048", Sex.FEMALE, 2026),
        ("101205000001", "101", Sex.MALE, 2005),
    ],
)
def test_the_fourth_digit_gives_century_and_sex(number, place, sex, year):
    assert numbers.read(number) == numbers.Said(place, sex, year)


@pytest.mark.parametrize(
    "number", ["00119000000", "0011900000012", "00119000000a", "００１190000001", "001190000001\n", ""]
)
def test_anything_but_twelve_digits_is_no_number(number):
    with pytest.raises(numbers.NumberMalformed):
        numbers.read(number)


@pytest.mark.parametrize("number", ["003190000001", "000190000001", "099190000001"])
def test_a_place_that_no_province_ever_had_is_refused(number):
    with pytest.raises(numbers.PlaceOfNumberUnknown):
        numbers.read(number)


@pytest.mark.parametrize(
    ("sex", "born_on"), [(Sex.MALE, date(1990, 1, 1)), (Sex.FEMALE, date(1991, 1, 1))], ids=["sex", "year"]
)
def test_a_number_that_says_otherwise_than_the_record_is_refused(sex, born_on):
    with pytest.raises(numbers.NumberDisagrees):
        numbers.require_agreement("001190000001", sex=sex, born_on=born_on)


@pytest.mark.parametrize(
    ("born_on", "serial"),
    [(date(1899, 1, 1), 0), (date(2400, 1, 1), 0), (date(2000, 1, 1), 10**6), (date(2000, 1, 1), -1)],
    ids=["too-early", "too-late", "too-large", "negative"],
)
def test_no_number_can_be_made_of_what_twelve_digits_cannot_say(born_on, serial):
    with pytest.raises(ValueError, match="no number"):
        numbers.compose(place="001", sex=Sex.MALE, born_on=born_on, serial=serial)


def test_the_provinces_are_the_sixty_three_of_the_directory():
    import csv
    from importlib.resources import files

    text = (files("lienthong.ground.organisations") / "data" / "agencies.csv").read_text("utf-8")
    assert {row["pin_birth_code"] for row in csv.DictReader(text.splitlines())} - {""} == numbers.PROVINCES

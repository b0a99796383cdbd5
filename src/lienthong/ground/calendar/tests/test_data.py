"""The days that come with the product are complete, sourced, and agree with an independent list where that is right."""

import warnings
from datetime import date, timedelta

import holidays
import pytest

from lienthong.ground.calendar import content
from lienthong.ground.calendar.states import Certainty

PARSED = [content.parse(plain, whole=True) for plain in content.packaged()]
NAMED = {on: day for each in PARSED for on, day in each.days.items()}

# Where the library is not right for the offices of the state, and why.
KNOWN_DIFFERENCES = {
    date(2026, 1, 2): "swapped with Saturday 10 January 2026; announced in December 2025, not in the library",
    date(2026, 1, 10): "worked in exchange for Friday 2 January 2026; not in the library",
}


def test_every_year_from_2019_to_2027_is_there_without_a_gap():
    assert [each.valid_from for each in PARSED] == [date(year, 1, 1) for year in range(2019, 2028)]
    assert [each.valid_until for each in PARSED] == [date(year, 12, 31) for year in range(2019, 2028)]


@pytest.mark.parametrize("year", range(2019, 2028))
def test_working_days_agree_with_an_independent_library_but_for_the_known_differences(year, viet_nam):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = holidays.country_holidays("VN", years=year)
    ours = {
        on: viet_nam.is_working_day(on)
        for on in (date(year, 1, 1) + timedelta(days=offset) for offset in range(365 + (year % 4 == 0)))
    }
    differences = {on for on, works in ours.items() if works != theirs.is_working_day(on)}
    assert differences == {on for on in KNOWN_DIFFERENCES if on.year == year}


def test_every_named_day_has_a_source_and_both_names():
    assert all(day.source and day.vi and day.en for day in NAMED.values())
    assert NAMED[date(2026, 2, 17)].name("vi") == "Tết Nguyên đán"
    assert NAMED[date(2026, 2, 17)].name("en") == "Lunar New Year"


def test_a_swap_names_its_other_half_and_the_two_have_opposite_signs(viet_nam):
    swaps = [day for day in NAMED.values() if "hoán đổi" in day.vi or "làm bù cho" in day.vi]
    assert len(swaps) == 11
    for day in swaps:
        assert day.certainty == Certainty.ENACTED
        other = NAMED.get(day.instead_of)
        if day.instead_of.year > 2018:
            assert (other.instead_of, other.working) == (day.on, not day.working)


def test_a_day_in_lieu_follows_a_holiday_that_fell_on_a_weekend():
    lieu = [day for day in NAMED.values() if day.vi.startswith("nghỉ bù")]
    assert len(lieu) == 12
    assert all(day.instead_of.isoweekday() > 5 and day.on > day.instead_of for day in lieu)


def test_only_days_still_to_come_are_projected():
    projected = [day.on for day in NAMED.values() if day.certainty == Certainty.PROJECTED]
    assert {on.year for on in projected} == {2027}
    assert date(2027, 2, 4) in projected
    assert date(2027, 9, 3) in projected


@pytest.mark.parametrize(
    ("year", "days"),
    [(2019, 5), (2020, 7), (2021, 7), (2022, 5), (2023, 7), (2024, 7), (2025, 5), (2026, 5), (2027, 7)],
)
def test_tet_has_five_days_and_those_in_lieu(year, days):
    assert sum(day.vi == "Tết Nguyên đán" and on.year == year for on, day in NAMED.items()) == days


GOOD = {
    "valid_from": "2030-01-01", "valid_until": "2030-12-31", "week": [1, 2], "hours": [["08:00", "12:00"]],
    "cutoff": "15:00",
    "days": [{"on": "2030-01-01", "working": False, "vi": "a", "en": "b", "certainty": "enacted", "source": "c"}],
}  # fmt: skip


def test_a_document_of_a_body_may_leave_out_what_it_does_not_change():
    parsed = content.parse({"valid_from": "2030-01-01", "valid_until": "2030-01-01"}, whole=False)
    assert (parsed.week, parsed.hours, parsed.cutoff, parsed.days) == (None, None, None, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_from": "yesterday"}, {"valid_until": "2029-01-01"}, {"week": [0]}, {"week": [8]}, {"week": "x"},
        {"week": None}, {"hours": None}, {"hours": []}, {"hours": [["12:00", "08:00"]]}, {"hours": [["08:00"]]},
        {"hours": [["08:00", "12:00"], ["11:00", "16:00"]]}, {"hours": [["08:00", "12:00"], ["12:00", "16:00"]]},
        {"cutoff": "25:00"}, {"days": GOOD["days"] * 2}, {"days": [{"on": "2030-01-01"}]}, {"days": ["x"]},
        {"days": [GOOD["days"][0] | {"on": "2031-01-01"}]}, {"days": [GOOD["days"][0] | {"certainty": "maybe"}]},
    ],
)  # fmt: skip
def test_a_malformed_document_is_refused_with_a_reason(wrong):
    content.parse(GOOD, whole=True)
    with pytest.raises(content.CalendarMalformed) as refused:
        content.parse(GOOD | wrong, whole=True)
    assert refused.value.detail

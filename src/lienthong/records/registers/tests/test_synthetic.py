"""The invented country: the same for the same seed, families that hold together, and rows the database accepts."""

from collections import Counter
from datetime import date, timedelta

import pytest

from conftest import at
from lienthong.ground.identity import phones
from lienthong.ground.identity.naming import given_name_first
from lienthong.kit.text import fold, normalise, sort_key
from lienthong.records.registers import declared, numbers, synthetic
from lienthong.records.registers.actions import load
from lienthong.records.registers.actions.loading import LoadedAlready
from lienthong.records.registers.models import BirthNotification, DrivingLicence, DrivingTest, Person
from lienthong.records.registers.records import Record
from lienthong.records.registers.synthetic import names, places
from lienthong.records.registers.synthetic.driving import anniversary
from lienthong.records.registers.synthetic.rows import FIRST_SERIAL, Maker

TODAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def some():
    """Two batches of the country as one list of people, and the batches."""
    return [synthetic.batch(number, 2000, today=TODAY) for number in (1, 2)]


@pytest.fixture(scope="module")
def everybody(some):
    return [row for batch in some for row in batch.people]


def years(row) -> float:
    return (TODAY - row["born_on"]).days / 365.25


def test_the_same_seed_makes_the_same_country_and_another_seed_another(some):
    again = synthetic.batch(2, 2000, today=TODAY)
    assert again == some[1]
    assert synthetic.batch(2, 2000, today=TODAY, seed=7).people[0] != some[1].people[0]


def test_so_many_are_made_as_were_asked_for():
    known = len(synthetic.demo_people())
    sizes = [len(batch.people) for batch in synthetic.people(5018, today=TODAY)]
    assert sizes == [known, 5000 - known, 18]
    assert synthetic.sizes(1) == [(0, known)]
    assert synthetic.sizes(10_000) == [(0, known), (1, 5000 - known), (2, 5000)]


def test_a_batch_is_known_by_its_first_person_before_it_is_made(some):
    assert [batch.id for batch in some] == [synthetic.first_id(synthetic.SEED, number) for number in (1, 2)]
    assert next(synthetic.people(1, today=TODAY)).id == synthetic.first_id(synthetic.SEED, 0)


def test_nobody_shares_a_number_or_a_licence(some, everybody):
    assert len({row["number"] for row in everybody}) == len(everybody)
    assert len({row["id"] for row in everybody}) == len(everybody)
    licences = [row["number"] for batch in some for row in batch.licences]
    assert len(set(licences)) == len(licences)
    assert {len(number) for number in licences} == {12}


def test_numbers_agree_with_place_sex_and_year_and_leave_room_for_the_characters(everybody):
    for row in everybody:
        numbers.require_agreement(row["number"], sex=row["sex"], born_on=row["born_on"])
        assert numbers.read(row["number"]).place == row["birth_place_code"]
        assert int(row["number"][6:]) >= FIRST_SERIAL


def test_names_are_whole_and_found_as_the_rest_of_the_product_finds_them(everybody):
    for row in everybody[:500]:
        assert row["full_name"] == normalise(row["full_name"])
        assert row["folded"] == fold(row["full_name"])
        assert row["sort_key"] == sort_key(given_name_first(row["full_name"]))
    words = Counter(len(row["full_name"].split()) for row in everybody)
    assert {2, 3, 4, 5} <= set(words)
    family = Counter(row["full_name"].split()[0] for row in everybody)
    assert 0.25 < family["Nguyễn"] / len(everybody) < 0.38
    assert any("H'" in row["full_name"] for row in everybody)


def test_ages_make_a_pyramid(everybody):
    living = [years(row) for row in everybody if row["died_on"] is None]
    assert 0.17 < sum(age < 15 for age in living) / len(living) < 0.28
    assert 0.04 < sum(age >= 65 for age in living) / len(living) < 0.12
    assert 0 <= min(living) <= max(living) < 104


def test_families_hold_together(some):
    for batch in some:
        known = {row["id"]: row for row in batch.people}
        for row in batch.people:
            for parent in ("father_id", "mother_id"):
                if row[parent]:
                    assert years(known[row[parent]]) - years(row) > 17
            if row["spouse_id"]:
                spouse = known[row["spouse_id"]]
                assert spouse["spouse_id"] == row["id"]
                assert spouse["married_on"] == row["married_on"] > row["born_on"] + timedelta(days=18 * 365)


def test_children_mostly_have_their_fathers_family_name(some):
    pairs = []
    for batch in some:
        known = {row["id"]: row for row in batch.people}
        pairs += [(row, known[row["father_id"]]) for row in batch.people if row["father_id"]]
    same = [child["full_name"].split()[0] == father["full_name"].split()[0] for child, father in pairs]
    assert 0.9 < sum(same) / len(same) < 1


def test_about_half_of_the_adults_drive_and_their_licences_end_in_every_way(some, everybody):
    adults = {row["id"] for row in everybody if years(row) >= 18 and row["died_on"] is None}
    licences = [row for batch in some for row in batch.licences]
    holders = {row["person_id"] for row in licences}
    assert holders <= adults
    assert 0.4 < len(holders) / len(adults) < 0.5
    ends = [row["valid_until"] for row in licences]
    soon = TODAY + timedelta(days=90)
    assert None in ends
    assert any(end and end < TODAY for end in ends)
    assert any(end and TODAY <= end < soon for end in ends)
    assert any(row["withheld_since"] for row in licences)
    assert any(batch.tests for batch in some)
    assert any(batch.health_checks for batch in some)


def test_phones_are_nobodys(everybody):
    held = [row["phone"] for row in everybody if row["phone"]]
    assert held
    assert all(len(phone) == 10 and phones.is_fictional(phones.read(phone) or "") for phone in held)


def test_the_provinces_are_those_of_before_the_mergers():
    assert {one.birth_code for one in places.provinces()} == numbers.PROVINCES
    assert {one.code for one in places.by_weight()} == {one.code for one in places.provinces()}


def test_a_day_that_is_only_in_leap_years_comes_again_a_day_early():
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 2, 28), 10) == date(2034, 2, 28)


def test_a_batch_has_room_for_only_so_many_of_one_place_sex_and_year():
    maker = Maker(1, 1, TODAY)
    made = {maker.number("001", 1, TODAY) for _ in range(64)}
    assert len(made) == 64
    with pytest.raises(OverflowError):
        maker.number("001", 1, TODAY)


def test_short_names_and_long_ones_are_made():
    chances = iter([0.0, 0.01, *[0.5, 0.92, 0.1, 0.1], *[0.5, 0.92, 0.1, 0.1]])
    made = [
        names.full_name(None, "Lê", sex=2, year=2010, roll=lambda: next(chances), mother=mother)
        for mother in ("", "Trần", "")
    ]
    assert [len(name.split()) for name in made] == [2, 5, 4]


def test_every_character_has_a_story_in_both_languages_and_a_number_that_fits(everybody):
    people = synthetic.demo_people()
    assert len(people) >= 12
    assert all(one.story.vi and one.story.en and int(one.number[6:]) < FIRST_SERIAL for one in people)
    batch = next(synthetic.people(1, today=TODAY))
    for row, one in zip(batch.people, people, strict=True):
        assert (row["number"], row["full_name"], row["phone"]) == (one.number, one.full_name, one.phone)
        numbers.require_agreement(row["number"], sex=row["sex"], born_on=row["born_on"])


def test_the_database_takes_batches_once_and_the_characters_are_as_their_stories_say(db, some):
    first = next(synthetic.people(1, today=TODAY))
    assert load(batch=first, by=None, now=at("08:00")) == len(synthetic.demo_people())
    assert load(batch=some[0], by=None, now=at("08:00")) == 2000
    with pytest.raises(LoadedAlready):
        load(batch=first, by=None, now=at("08:01"))
    assert Person.objects.filter(synthetic=True).count() == 2000 + len(first.people)

    def said(number: str, register: str) -> dict:
        person = Person.objects.select_related("father", "mother", "spouse").get(number=number)
        record = Record(person, declared.find(register).rows(person), TODAY)
        return {name: attribute.value(record) for name, attribute in declared.attributes(register).items()}

    minh_anh = said("001190000001", "giay_phep")
    assert minh_anh["licence_class"] == "b"
    assert date(2026, 11, 16) < date.fromisoformat(minh_anh["valid_until"]) < date(2027, 1, 16)
    assert said("001190000001", "kham_suc_khoe")["found"] is True
    assert said("079085000002", "giay_phep")["withheld"] is True
    assert said("048056000003", "giay_phep")["valid_until"] is None
    assert said("038196000004", "chung_sinh")["born_on"] == "2026-10-26"
    assert said("038094000005", "ho_tich")["birth_registered"] is False
    assert said("038094000005", "ho_tich")["spouse_name"] == "Phạm Thu Hà"
    assert said("092204000007", "sat_hach")["passed"] is True
    assert said("092204000007", "giay_phep")["on_record"] is False
    assert said("001157000010", "dan_cu")["marital_status"] == "widowed"
    assert said("001322000012", "dan_cu")["mother_name"] == "Nguyễn Thị Minh Anh"
    assert DrivingLicence.objects.exists()
    assert DrivingTest.objects.exists()
    assert BirthNotification.objects.filter(child=None).exists()

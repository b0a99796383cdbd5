"""What the registers answer from their rows, and that the procedure packages find in them what they ask for."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.utils import translation

import lienthong
from lienthong.records.registers import declared
from lienthong.records.registers.models import BirthNotification, DrivingTest, HealthCheck
from lienthong.records.registers.records import NoSuchRegister, Record
from lienthong.records.registers.tests.conftest import LONG_AGO, licence, person

TODAY = date(2026, 11, 16)
MINH_ANH = person()
PACKAGES = sorted((Path(lienthong.__file__).parent / "work/services/data/procedures").glob("*/registers.yaml"))


def said(register: str, *rows, of=MINH_ANH) -> dict:
    record = Record(of, rows, TODAY)
    return {name: attribute.value(record) for name, attribute in declared.attributes(register).items()}


def test_there_are_packages_that_ask():
    assert len(PACKAGES) >= 3


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_a_package_finds_every_attribute_it_asks_for_under_the_same_words(path):
    for asked in yaml.safe_load(path.read_text())["registers"]:
        if not asked["connected"]:
            continue
        register = declared.find(asked["name"])
        assert (register.title.vi, register.title.en) == (asked["title"]["vi"], asked["title"]["en"])
        assert (register.kept_by.vi, register.kept_by.en) == (asked["keeper"]["vi"], asked["keeper"]["en"])
        for given in asked["gives"]:
            attribute = register.attribute(given["name"])
            assert (attribute.about, attribute.kind.value) == (given["about"], given["type"])


def test_only_what_is_declared_is_connected():
    assert declared.has("dan_cu")
    assert not declared.has("dat_dai")
    with pytest.raises(NoSuchRegister):
        declared.attributes("dat_dai")


def test_titles_speak_the_readers_language():
    title = declared.find("dan_cu").title
    with translation.override("en"):
        assert str(title) == "National population database"
    with translation.override("vi"):
        assert str(title) == "Cơ sở dữ liệu quốc gia về dân cư"


def test_a_person_is_told_with_their_kin():
    child = person("001226000001", "Nguyễn Gia Bảo", mother=MINH_ANH, sex=1, born_on=date(2026, 10, 1))
    told = said("dan_cu", of=child)
    assert (told["mother_name"], told["father_name"], told["sex"]) == ("Nguyễn Thị Minh Anh", None, "male")
    assert (told["born_on"], told["alive"], told["identity_number"]) == ("2026-10-01", True, "001226000001")


@pytest.mark.parametrize(
    ("since", "until", "withheld"),
    [
        (None, None, False),
        (TODAY, None, True),
        (date(2026, 11, 1), TODAY, True),
        (date(2026, 11, 1), date(2026, 11, 15), False),
        (date(2026, 11, 17), None, False),
    ],
    ids=["never", "without-end", "last-day", "over", "not-yet"],
)
def test_a_licence_is_withheld_from_its_first_to_its_last_day(since, until, withheld):
    told = said("giay_phep", licence(MINH_ANH, withheld_since=since, withheld_until=until))
    assert told["withheld"] is withheld
    assert told["on_record"] is True


def test_without_a_licence_nothing_is_on_record():
    told = said("giay_phep")
    assert (told["on_record"], told["withheld"], told["licence_class"], told["valid_until"]) == (
        False,
        False,
        None,
        None,
    )


def test_the_licence_for_cars_counts_before_the_one_for_motorcycles(minh_anh):
    licence(minh_anh, "a1", valid_until=None, number="010170000002").save()
    assert [one.licence_class for one in declared.find("giay_phep").rows(minh_anh)] == ["b", "a1"]


@pytest.mark.parametrize(("until", "found"), [(TODAY, True), (date(2026, 11, 15), False)], ids=["last-day", "over"])
def test_a_health_check_counts_to_its_last_day(until, found):
    check = HealthCheck(checked_on=date(2026, 1, 1), valid_until=until, clinic="Phòng khám số 1", changed_at=LONG_AGO)
    assert said("kham_suc_khoe", check)["found"] is found


def test_a_test_may_be_trained_for_and_not_passed_yet():
    told = said("sat_hach", DrivingTest(licence_class="b", trained_on=TODAY, centre="Trung tâm số 1"))
    assert (told["training_found"], told["passed"], told["test_class"]) == (True, False, "b")
    assert said("sat_hach")["passed"] is False


def test_a_birth_a_hospital_told_of_is_not_registered_until_the_child_has_a_number():
    told_of = BirthNotification(mother=MINH_ANH, born_on=TODAY, sex=2, hospital="Bệnh viện số 1", changed_at=LONG_AGO)
    assert said("ho_tich", told_of)["birth_registered"] is False
    assert said("chung_sinh", told_of) == {
        "found": True,
        "born_on": "2026-11-16",
        "sex": "female",
        "hospital": "Bệnh viện số 1",
    }
    told_of.child = person("001326000002")
    assert said("ho_tich", told_of)["birth_registered"] is True
    assert said("ho_tich")["birth_registered"] is True
    assert said("chung_sinh")["sex"] is None


def test_births_are_found_by_either_parent_until_they_are_registered(minh_anh):
    born = {"sex": 2, "hospital": "Bệnh viện số 1", "changed_at": LONG_AGO}
    child = person("001322000001")
    child.save()
    BirthNotification.objects.create(mother=minh_anh, born_on=date(2022, 1, 1), child=child, **born)
    open_one = BirthNotification.objects.create(mother=minh_anh, born_on=TODAY, **born)
    assert next(iter(declared.find("ho_tich").rows(minh_anh))) == open_one
    assert declared.find("chung_sinh").rows(minh_anh) == [open_one]


def test_the_last_check_and_the_newest_test_come_first(minh_anh):
    HealthCheck.objects.create(
        person=minh_anh, group="car", checked_on=TODAY, valid_until=date(2027, 1, 1), clinic="A", changed_at=LONG_AGO
    )
    DrivingTest.objects.create(person=minh_anh, licence_class="c", passed_on=TODAY, centre="A", changed_at=LONG_AGO)
    DrivingTest.objects.create(person=minh_anh, licence_class="d", trained_on=TODAY, centre="A", changed_at=LONG_AGO)
    assert [one.licence_class for one in declared.find("sat_hach").rows(minh_anh)] == ["c", "d"]
    assert len(declared.find("kham_suc_khoe").rows(minh_anh)) == 1

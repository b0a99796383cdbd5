"""The well-known people of the demonstration, from `data/characters.yaml`: easy numbers, and a story each."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from lienthong.records.registers import numbers
from lienthong.records.registers.records import Words
from lienthong.records.registers.synthetic import driving, families, places
from lienthong.records.registers.synthetic.places import Province
from lienthong.records.registers.synthetic.rows import Batch, Maker, Row

_FEMALE = 2


@dataclass(frozen=True)
class Character:
    """Somebody invented whom everybody may play: number, name, and what is the matter with them."""

    number: str
    full_name: str
    phone: str
    story: Words


def demo_people() -> tuple[Character, ...]:
    """The characters of the demonstration, in the order of their numbers' ends."""
    return tuple(
        Character(one["number"], one["name"], one.get("phone", ""), Words(**one["story"])) for one in _written()
    )


@lru_cache(maxsize=1)
def _written() -> list[dict[str, Any]]:
    text = (files("lienthong.records.registers") / "data" / "characters.yaml").read_text("utf-8")
    written: list[dict[str, Any]] = yaml.safe_load(text)
    return written


def characters_of(today: date, seed: int) -> Batch:
    """Their rows, as batch 0."""
    maker = Maker(seed, 0, today)
    home = {province.code: province for province in places.provinces()}
    rows = {one["number"]: _person(maker, one, home[one["home"][0]]) for one in _written()}
    for one in _written():
        _bind(rows, one, today)
        _driving(maker, rows[one["number"]], one, home[one["home"][0]])
        if "birth" in one:
            day = today.toordinal() - one["birth"]["days_ago"]
            parents = rows.get(one.get("spouse", "")), rows[one["number"]]
            families.told(maker, parents, sex=_FEMALE, born=day, at=home[one["home"][0]], child=None)
    return maker.batch


def _person(maker: Maker, one: dict[str, Any], home: Province) -> Row:
    said = numbers.read(one["number"])
    known = {"number": one["number"], "phone": one.get("phone", ""), "residence": home.commune(one["home"][1])}
    return maker.person(one["name"], said.sex.value, one["born"].toordinal(), home, **known)


def _bind(rows: dict[str, Row], one: dict[str, Any], today: date) -> None:
    row = rows[one["number"]]
    if "mother" in one:
        row["mother_id"] = rows[one["mother"]]["id"]
    if "died" in one:
        row["died_on"] = today - timedelta(days=one["died"])
    if "spouse" in one:
        spouse = next(other for other in _written() if other["number"] == one["spouse"])
        row["spouse_id"] = rows[one["spouse"]]["id"]
        row["married_on"] = today - timedelta(days=one["married"])
        row["marital_status"] = "widowed" if "died" in spouse else "married"


def _driving(maker: Maker, row: Row, one: dict[str, Any], home: Province) -> None:
    for held in one.get("licences", ()):
        ends = maker.today + timedelta(days=held["ends_in"]) if "ends_in" in held else None
        issued = driving.anniversary(ends, -held["years"]) if ends else maker.today - timedelta(days=held["issued"])
        licence = driving.licence(maker, row, home, held["class"], issued_on=issued, valid_until=ends)
        if "withheld" in held:
            licence["withheld_since"] = maker.today - timedelta(days=held["withheld"])
    for check in one.get("health", ()):
        driving.health_check(maker, row, home, check["class"], check["days_ago"])
    for test in one.get("tests", ()):
        driving.test(maker, row, home, test["class"], passed=True)

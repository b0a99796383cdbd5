"""Families: a couple, often both pairs of their parents, brothers and sisters, and their children.

Ages follow from the wife's, which is drawn so that the whole looks like the country: about a fifth under fifteen, a
tenth over sixty-five. Who is old has perhaps died. Shares are plausible, not statistics.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lienthong.records.registers.synthetic import names, places
from lienthong.records.registers.synthetic.names import People
from lienthong.records.registers.synthetic.places import Province
from lienthong.records.registers.synthetic.rows import YEAR, Maker, Row

LARGEST: Final = 12
MALE, FEMALE = 1, 2
_CHILDREN: Final = (0, 1, 2, 2, 2, 3, 3, 3, 4, 5)
_PHONE: Final = "0000"
"""Phones are 0000 000 000 to 0000 999 999: nobody can hold one; simulated telephones take what is sent there."""
_TOLD_WITHIN: Final = 60
"""Days in which a birth is to be registered (Law on Civil Status art. 15)."""
_HOSPITAL: Final = "Bệnh viện đa khoa số {number}, {place} (giả lập)"


@dataclass(frozen=True)
class House:
    """What children take on: the family name that passes on, the other parent's, where they live, their people."""

    name: str
    other: str
    home: Province
    people: People | None


Parents = tuple[Row | None, Row]
"""Father, who may be unknown, and mother."""


def family(maker: Maker) -> None:
    """One more family, of one to twelve people."""
    roll = maker.roll
    home = _province(maker)
    people = names.people_of(home.code, roll)
    hers = _house(maker, _province(maker) if roll() < 0.3 else home, people if roll() < 0.9 else None)  # noqa: PLR2004
    born = maker.today_ordinal - maker.between(21, 36 + 36 * roll()) * YEAR
    wife = _with_parents(maker, hers, FEMALE, born)
    if roll() < 0.05 or maker.today_ordinal - born < 21 * YEAR:  # noqa: PLR2004
        _children(maker, (None, wife), replace(hers, other=""))
        return
    his = _house(maker, home, people)
    husband = _with_parents(maker, his, MALE, born - maker.between(-2, 6) * YEAR)
    _marry(maker, husband, wife, born + maker.between(20, 28) * YEAR)
    from_mother = people is not None and people.from_mother
    name, other = (hers.name, his.name) if from_mother else (his.name, hers.name)
    _children(maker, (husband, wife), House(name, other, home, people))


def single(maker: Maker) -> None:
    """One adult alone: the last places of a batch, where no family fits."""
    born = maker.today_ordinal - maker.between(18, 60) * YEAR
    _named(maker, _house(maker, _province(maker), None), _sex(maker), born)


def _house(maker: Maker, home: Province, people: People | None) -> House:
    return House(names.family_name(people, maker.roll), names.family_name(people, maker.roll), home, people)


def _province(maker: Maker) -> Province:
    weighted = places.by_weight()
    return weighted[int(maker.roll() * len(weighted))]


def _sex(maker: Maker) -> int:
    """Boys are a little more than half."""
    return MALE if maker.roll() < 0.527 else FEMALE  # noqa: PLR2004 - 111.5 boys to 100 girls


def _named(maker: Maker, house: House, sex: int, born: float, *, mother: str = "") -> Row:
    """A person with a name of their time; who is old enough has perhaps died, who is not has a phone."""
    year = date.fromordinal(int(born)).year
    name = names.full_name(house.people, house.name, sex=sex, year=year, roll=maker.roll, mother=mother)
    row = maker.person(name, sex, born, house.home)
    age = (maker.today_ordinal - born) / YEAR
    if age > 40 and maker.roll() < ((age - 38) / 62) ** 2:  # noqa: PLR2004 - all are dead at a hundred
        died = born + maker.between(40, age) * YEAR
        row["died_on"] = date.fromordinal(min(int(died) + 1, maker.today_ordinal))
    elif age > 14 and maker.roll() < 0.9:  # noqa: PLR2004
        row["phone"] = f"{_PHONE}{int(maker.roll() * 1_000_000):06d}"
    return row


def _with_parents(maker: Maker, house: House, sex: int, born: float) -> Row:
    """Somebody, with their parents (who may be dead) and a brother or sister as far as the registers know them."""
    mother_born = born - maker.between(20, 34) * YEAR
    father_born = mother_born - maker.between(-1, 6) * YEAR
    if maker.roll() < 0.5 or father_born < _earliest(maker):  # noqa: PLR2004 - half live with families made elsewhere
        return _named(maker, house, sex, born)
    from_mother = house.people is not None and house.people.from_mother
    other = replace(house, name=house.other)
    father = _named(maker, other if from_mother else house, MALE, father_born)
    mother = _named(maker, house if from_mother else other, FEMALE, mother_born)
    _marry(maker, father, mother, born - maker.between(1, 3) * YEAR)
    child = _child(maker, (father, mother), house, sex, born)
    later = min(born + maker.between(1.5, 6) * YEAR, maker.today_ordinal - 16 * YEAR)
    if maker.roll() < 0.4 and later > born + 300:  # noqa: PLR2004 - days
        _child(maker, (father, mother), house, _sex(maker), later)
    return child


def _earliest(maker: Maker) -> float:
    """Nobody is older than a hundred and three."""
    return maker.today_ordinal - 103 * YEAR


def _marry(maker: Maker, husband: Row, wife: Row, day: float) -> None:
    """Register a marriage; it may have ended by divorce, or by a death."""
    grown = max(husband["born_on"], wife["born_on"]).toordinal() + 18 * YEAR
    married_on = date.fromordinal(min(int(max(day, grown)), maker.today_ordinal))
    divorced = maker.roll() < 0.06 and not husband["died_on"] and not wife["died_on"]  # noqa: PLR2004
    for one, other in ((husband, wife), (wife, husband)):
        one["married_on"] = married_on
        one["spouse_id"] = None if divorced else other["id"]
        one["marital_status"] = "divorced" if divorced else "widowed" if _left(one, other) else "married"


def _left(one: Row, other: Row) -> bool:
    """Did the other die first?"""
    return other["died_on"] is not None and (one["died_on"] is None or one["died_on"] > other["died_on"])


def _children(maker: Maker, parents: Parents, house: House) -> None:
    """Up to four children of the mother's twenties and thirties, as far as they are born by today."""
    mother = parents[1]
    born = mother["born_on"].toordinal() + maker.between(20, 29) * YEAR
    last = min(maker.today_ordinal, (mother["died_on"] or maker.today).toordinal())
    for _ in range(_CHILDREN[int(maker.roll() * len(_CHILDREN))]):
        if born > last:
            return
        sex = _sex(maker)
        if born > maker.today_ordinal - _TOLD_WITHIN and maker.roll() < 0.5:  # noqa: PLR2004
            told(maker, parents, sex=sex, born=int(born), at=house.home, child=None)
            return
        child = _child(maker, parents, house, sex, born)
        if born > maker.today_ordinal - 3 * YEAR:
            told(maker, parents, sex=sex, born=int(born), at=house.home, child=child)
        born += maker.between(1.5, 6) * YEAR


def _child(maker: Maker, parents: Parents, house: House, sex: int, born: float) -> Row:
    father, mother = parents
    child = _named(maker, house, sex, born, mother=house.other)
    child["father_id"], child["mother_id"] = father["id"] if father else None, mother["id"]
    return child


def told(maker: Maker, parents: Parents, *, sex: int, born: int, at: Province, child: Row | None) -> None:
    """A hospital tells of a birth; without a child it is not registered yet."""
    father, mother = parents
    maker.batch.births.append(
        {
            "id": maker.new_id(),
            "mother_id": mother["id"],
            "father_id": father["id"] if father else None,
            "born_on": date.fromordinal(born),
            "sex": sex,
            "hospital": _HOSPITAL.format(number=1 + born % 9, place=at.name),
            "child_id": child["id"] if child else None,
            "changed_at": maker.changed_at(),
        }
    )

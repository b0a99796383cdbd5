"""Who of the invented people drives: licences for about 45 of 100 adults, health checks, tests without a licence yet.

Classes and dates are laid so that some licences end soon, some have ended, some are withheld and many have no end.
"""

from datetime import date, timedelta
from typing import Final

from lienthong.records.registers.states import TEN_YEARS, UNLIMITED
from lienthong.records.registers.synthetic.places import Province
from lienthong.records.registers.synthetic.rows import YEAR, Maker, Row

_POLICE_SINCE: Final = date(2025, 3, 1)
_CLASSES: Final = (
    *(("a1",),) * 50, *(("a1", "b"),) * 24, *(("b",),) * 12, *(("a1", "c"),) * 5, *(("a",),) * 3, ("b1",), ("c1",),
    ("d1",), ("d2",), ("d",), ("ce",),
)  # fmt: skip
_HEAVY: Final = frozenset({"c", "d1", "d2", "d", "be", "c1e", "ce", "d1e", "d2e", "de"})
_OLDEST: Final = 85
_CLINIC: Final = "Phòng khám đa khoa số {number}, {place} (giả lập)"
_CENTRE: Final = "Trung tâm sát hạch lái xe số {number}, {place} (giả lập)"


def drive(maker: Maker, person: Row, home: Province) -> None:
    """What an adult has: a licence or two, or a test after which a licence is to come, or nothing."""
    age = (maker.today_ordinal - person["born_on"].toordinal()) / YEAR
    if person["died_on"] or not 18 <= age < _OLDEST:  # noqa: PLR2004
        return
    chance = maker.roll()
    if chance < 0.47:  # noqa: PLR2004 - the oldest have none
        for licence_class in _CLASSES[int(maker.roll() * len(_CLASSES))]:
            _licence(maker, person, home, licence_class, age)
    elif chance < 0.48 and age < 50:  # noqa: PLR2004
        test(maker, person, home, "b" if maker.roll() < 0.6 else "a1", passed=maker.roll() < 0.8)  # noqa: PLR2004


def _licence(maker: Maker, person: Row, home: Province, licence_class: str, age: float) -> None:
    years = 0 if licence_class in UNLIMITED else 10 if licence_class in TEN_YEARS else 5
    ago = min(maker.between(0, years + 0.8 if years else 30), age - 18) * YEAR
    issued_on = date.fromordinal(maker.today_ordinal - int(ago))
    ends = None if not years else anniversary(issued_on, years)
    row = licence(maker, person, home, licence_class, issued_on=issued_on, valid_until=ends)
    if maker.roll() < 0.015:  # noqa: PLR2004
        since = max(issued_on, maker.today - timedelta(days=int(maker.between(0, 200))))
        row["withheld_since"] = since
        row["withheld_until"] = since + timedelta(days=int(maker.between(30, 365))) if maker.roll() < 0.8 else None  # noqa: PLR2004
    if years and maker.roll() < 0.2:  # noqa: PLR2004
        health_check(maker, person, home, licence_class, int(maker.between(0, 500)))


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def licence(
    maker: Maker, person: Row, home: Province, licence_class: str, *, issued_on: date, valid_until: date | None
) -> Row:
    """One licence, not withheld."""
    number = maker.licence_number(home, issued_on, person["sex"])
    row: Row = {
        "id": maker.new_id(),
        "number": number,
        "person_id": person["id"],
        "licence_class": licence_class,
        "issued_on": issued_on,
        "valid_until": valid_until,
        "withheld_since": None,
        "withheld_until": None,
        "issuer": home.police if issued_on >= _POLICE_SINCE else home.transport,
        "card_serial": f"{chr(65 + int(number[5:7]) % 26)}{chr(65 + int(number[6:8]) % 26)}{number[6:]}",
        "changed_at": maker.changed_at(),
    }
    maker.batch.licences.append(row)
    return row


def health_check(maker: Maker, person: Row, home: Province, licence_class: str, days_ago: int) -> None:
    """A check so many days ago; it counts for twelve months."""
    checked_on = maker.today - timedelta(days=days_ago)
    group = "motorcycle" if licence_class in UNLIMITED else "heavy" if licence_class in _HEAVY else "car"
    maker.batch.health_checks.append(
        {
            "id": maker.new_id(),
            "person_id": person["id"],
            "group": group,
            "checked_on": checked_on,
            "valid_until": anniversary(checked_on, 1),
            "clinic": _CLINIC.format(number=1 + days_ago % 9, place=home.name),
            "changed_at": maker.changed_at(),
        }
    )


def test(maker: Maker, person: Row, home: Province, licence_class: str, *, passed: bool) -> None:
    """Training of late, and the test after it if it was passed."""
    trained_on = maker.today - timedelta(days=int(maker.between(20, 150)))
    maker.batch.tests.append(
        {
            "id": maker.new_id(),
            "person_id": person["id"],
            "licence_class": licence_class,
            "trained_on": trained_on,
            "passed_on": trained_on + timedelta(days=10) if passed else None,
            "centre": _CENTRE.format(number=1 + trained_on.day % 9, place=home.name),
            "changed_at": maker.changed_at(),
        }
    )

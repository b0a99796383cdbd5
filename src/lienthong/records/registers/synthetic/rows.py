"""One part of the invented country: rows by model, made from its own seed, so that any part can be made alone."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from lienthong.records.registers import numbers
from lienthong.records.registers.synthetic import names
from lienthong.records.registers.synthetic.places import Province

Row = dict[str, Any]
YEAR: Final = 365.25
FIRST_SERIAL: Final = 100_000
"""Numbers below are for the characters of the demonstration."""
_SLOTS: Final = 64
_SPACE: Final = 900_000
_STEP: Final = 387_421  # coprime to the space: every place is used once, and neighbours do not look alike
_CHANGES: Final = 512
_VERSION_AND_VARIANT: Final = (0x8 << 76) | (0b10 << 62)


@dataclass
class Batch:
    """Rows by the names of their columns; families are whole in it. `number` 0 holds the characters."""

    number: int
    people: list[Row] = field(default_factory=list)
    births: list[Row] = field(default_factory=list)
    licences: list[Row] = field(default_factory=list)
    health_checks: list[Row] = field(default_factory=list)
    tests: list[Row] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        """Its first person: whether it was loaded shows by this one."""
        first: UUID = self.people[0]["id"]
        return first


def first_id(seed: int, number: int) -> UUID:
    """The id of the first person of a batch, without making it."""
    return UUID(int=_ids(seed, number) + 1)


def _ids(seed: int, number: int) -> int:
    """Where the ids of a batch begin: 48 bits of the seed, the batch's number, then a count."""
    return (seed & 0xFFFFFFFFFFFF) << 80 | _VERSION_AND_VARIANT | number << 32


class Maker:
    """Makes the rows of one batch: chance, ids and numbers that no other batch makes."""

    def __init__(self, seed: int, number: int, today: date) -> None:
        self.batch = Batch(number)
        self.today, self.today_ordinal = today, today.toordinal()
        self.roll = random.Random(f"{seed}/{number}").random
        self._number = number
        self._id = _ids(seed, number)
        self._used: dict[str, int] = {}
        self._licences = 0
        midnight = datetime.combine(today, time(), UTC)
        self._changes = [midnight - timedelta(days=3 * self.roll() * 365) for _ in range(_CHANGES)]

    def new_id(self) -> UUID:
        """Ids of RFC 9562's free version, ascending in the batch, the same for the same seed."""
        self._id += 1
        return UUID(int=self._id)

    def changed_at(self) -> datetime:
        """When a record was last changed, within three years."""
        return self._changes[int(self.roll() * _CHANGES)]

    def between(self, first: float, last: float) -> float:
        """A number by chance from `first` up to `last`."""
        return first + (last - first) * self.roll()

    def number(self, place: str, sex: int, born_on: date) -> str:
        """A personal identity number that nobody else has: each batch has 64 of each place, sex and year."""
        free = numbers.compose(place=place, sex=sex, born_on=born_on, serial=0)[:6]
        used = self._used.get(free, 0)
        if used >= _SLOTS:
            raise OverflowError("too many people of one place, sex and year in a batch")
        self._used[free] = used + 1
        return f"{free}{FIRST_SERIAL + (self._number * _SLOTS + used + int(free) * 7) * _STEP % _SPACE}"

    def licence_number(self, place: Province, issued_on: date, sex: int) -> str:
        """Twelve digits: two of place, century and sex, two of the year, seven of sequence."""
        self._licences += 1
        sequence = 1_000_000 + (self._number * 10_000 + self._licences) % 9_000_000
        return f"{place.code}{2 + (sex == 2)}{issued_on.year % 100:02d}{sequence}"  # noqa: PLR2004 - 2 is female

    def person(self, name: str, sex: int, born: float, home: Province, **known: Any) -> Row:
        """One more person of the batch; `born` is the ordinal of a day."""
        born_on = date.fromordinal(int(born))
        folded, key = names.search_words(name)
        commune = int(self.roll() * 30) + 1
        row: Row = {
            "id": self.new_id(),
            "number": self.number(home.birth_code, sex, born_on),
            "full_name": name,
            "folded": folded,
            "sort_key": key,
            "sex": sex,
            "born_on": born_on,
            "birth_place_code": home.birth_code,
            "birth_registered_on": date.fromordinal(min(int(born) + 5 + int(self.roll() * 40), self.today_ordinal)),
            "residence": home.commune(commune),
            "residence_code": home.code,
            "phone": "",
            "father_id": None,
            "mother_id": None,
            "spouse_id": None,
            "marital_status": "single",
            "married_on": None,
            "died_on": None,
            "synthetic": True,
            "changed_at": self.changed_at(),
            **known,
        }
        self.batch.people.append(row)
        return row

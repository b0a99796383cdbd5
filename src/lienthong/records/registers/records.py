"""What a register is made of: who keeps it, which attributes it has, and how each is answered from the rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.kit.errors import Invalid, NotFound
from lienthong.records.registers.models import Person
from lienthong.records.registers.states import HealthGroup, Kind, LicenceClass, MaritalStatus, Sex

Answer = str | bool | int | date | None
YES, NO = "yes", "no"
"""How a claim says what is true or not."""
_CODES = {
    **{each.value: each.label for kind in (LicenceClass, MaritalStatus, HealthGroup) for each in kind},
    **{each.name.lower(): each.label for each in Sex},
}


class NoSuchRegister(NotFound):
    """No register of this name is connected. Choose one of those that are."""


class NoSuchAttribute(NotFound):
    """This register does not hold that. Ask only for attributes it has."""


class NothingAsked(Invalid):
    """Nothing was asked for. Name at least one attribute of the register."""


@dataclass(frozen=True)
class Words:
    """The same in both languages; as text, in the reader's."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi


@dataclass(frozen=True)
class Record:
    """What one register has on one person on a day: the rows, the one that counts first."""

    person: Person
    rows: Sequence[Model]
    on: date

    @property
    def row(self) -> Any:
        """The row that counts, or none."""
        return self.rows[0] if self.rows else None

    @property
    def as_of(self) -> datetime:
        """When the record was last changed; of a person on whom there is nothing, when the person was."""
        return max((row.changed_at for row in self.rows if hasattr(row, "changed_at")), default=self.person.changed_at)


@dataclass(frozen=True)
class Attribute:
    """One thing a register says. `about` names it across registers and procedures.

    `field` is the column of the row (`of_person`: of the person) in which a correction is written; empty where the
    value follows from other entries. `absent` is what the register says of whoever it does not have: that it holds no
    such thing; None where it then says nothing.
    """

    name: str
    about: str
    kind: Kind
    title: Words
    answer: Callable[[Record], Answer]
    field: str = ""
    of_person: bool = False
    absent: bool | None = None

    def value(self, record: Record) -> str | bool | int | None:
        """The answer as JSON knows it: days as ISO text, nothing as null."""
        answered = self.answer(record)
        return answered.isoformat() if isinstance(answered, date) else answered

    def words(self, value: str | bool | int | None) -> str:
        """A value, or what somebody claims it is, as people read it; a claim that is no day stays as it was written."""
        if value in (None, ""):
            return "–"
        if self.kind == Kind.YES_NO:
            return _("Có") if value in (True, YES) else _("Không")
        if self.kind == Kind.DATE:
            return _day_in_words(str(value))
        return str(_CODES.get(str(value), value)) if self.kind == Kind.CHOICE else str(value)

    def row_in(self, record: Record) -> Any:
        """The row in which a correction is written; none where there is none."""
        if not self.field:
            return None
        return record.person if self.of_person else record.row


def _day_in_words(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def as_claim(value: Any) -> str:
    """A value as a claim writes it: yes or no, a day in ISO form, a code, or the words themselves; nothing is empty."""
    if value is None:
        return ""
    return (YES if value else NO) if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Register:
    """One register: its code in the procedure packages, the body that keeps and seals, how its rows are found.

    `keeper` is the body's Vietnamese name in the directory, `kept_by` how procedures name who keeps it.
    """

    code: str
    title: Words
    keeper: str
    kept_by: Words
    attributes: tuple[Attribute, ...]
    rows: Callable[[Person], Sequence[Model]]
    beside: tuple[str, ...] = ()
    """Relations of the person that its attributes need."""

    def attribute(self, name: str) -> Attribute:
        """The attribute of this name. Refuses: NoSuchAttribute."""
        for attribute in self.attributes:
            if attribute.name == name:
                return attribute
        raise NoSuchAttribute(register=self.code, attribute=name, known=[one.name for one in self.attributes])

    def chosen(self, names: Sequence[str]) -> tuple[Attribute, ...]:
        """These attributes, each once, in the order asked. Refuses: NoSuchAttribute, NothingAsked."""
        if not names:
            raise NothingAsked(register=self.code)
        return tuple(self.attribute(name) for name in dict.fromkeys(names))

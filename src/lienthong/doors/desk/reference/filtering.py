"""What part of a book is asked for: the year, words, days, kind, other party, unit, state — all from the address."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from lienthong.doors.desk.reference.wording import holding
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.models.institutions import wanted
from lienthong.kit import search
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.kit.web.days import day_in
from lienthong.records.documents import kinds
from lienthong.records.documents.models import Document, IncomingEntry, Recipient
from lienthong.records.documents.models.books import IncomingEntryQuerySet
from lienthong.records.documents.models.document import DocumentQuerySet
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import ENDED_BY_SENDER, REGISTERED, DeliveryState

OUTGOING_STATES = (DocumentState.NUMBERED, DocumentState.SEALED, DocumentState.ISSUED)
INCOMING_STATES = tuple(state for state in DeliveryState if state in REGISTERED | ENDED_BY_SENDER)
_FIRST_YEAR, _LAST_YEAR = 1945, 2999


@dataclass(frozen=True)
class Asked:
    """One question to a book. Empty fields ask nothing."""

    year: int
    words: str = ""
    first: date | None = None
    last: date | None = None
    kind: str = ""
    party: str = ""
    unit: UUID | None = None
    state: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Is anything asked besides the year and the kind? Then a gap in the numbers explains nothing."""
        return any([self.words, self.first, self.last, self.party, self.unit, self.state])

    def outgoing(self, body: Body) -> DocumentQuerySet:
        """Documents of the body that carry a number of this year, in these days."""
        return Document.objects.of_body(body).filter(number__isnull=False, **_within("issued_on", self))

    def of_outgoing(self) -> Q | None:
        """What is asked of each of them besides; None when nothing is."""
        called = Recipient.objects.filter(wanted(self.party, name="body__"), document=OuterRef("pk"))
        return self._all(party=Q(Exists(called)), state=Q(state=self.state))

    def incoming(self, body: Body) -> IncomingEntryQuerySet:
        """Entries of the body's incoming book of this year, in these days."""
        return IncomingEntry.objects.of_body(body).filter(year=self.year, **_days("arrived_at__date", self))

    def of_incoming(self) -> Q | None:
        """What is asked of each of them besides; None when nothing is."""
        issuer = Q(words__hold=search.question(search.asked(self.party, marked=True)))
        stands = Delivery.objects.filter(entry=OuterRef("pk"), state=self.state)
        return self._all(party=issuer, state=Q(Exists(stands)))

    def _all(self, **conditions: Q) -> Q | None:
        conditions |= {"words": holding(self.words), "kind": Q(kind=self.kind), "unit": Q(unit=self.unit)}
        asked = [condition for name, condition in conditions.items() if getattr(self, name)]
        return reduce(Q.__and__, asked) if asked else None


def read(given: QueryDict, *, now: datetime, states: tuple[str, ...]) -> Asked:
    """The question in an address; what is not understood asks nothing. Refuses: DayNotReadable."""
    return Asked(
        year=_year(given.get("year", ""), now),
        words=given.get("q", "").lstrip(),
        first=day_in(given, "from"),
        last=day_in(given, "to"),
        kind=given.get("kind", "") if given.get("kind") in {kind.code for kind in kinds.KINDS} else "",
        party=given.get("party", "").lstrip() if fold(given.get("party", "")) else "",
        unit=_uuid(given.get("unit", "")),
        state=given.get("state", "") if given.get("state") in states else "",
    )


def _year(text: str, now: datetime) -> int:
    year = int(text) if text.isascii() and text.isdigit() else 0
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else local(now).year


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _within(field: str, asked: Asked) -> dict[str, date]:
    """The days of the year, cut to those asked for."""
    first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
    return {
        f"{field}__gte": max(first, asked.first or first),
        f"{field}__lte": min(last, asked.last or last),
    }


def _days(field: str, asked: Asked) -> dict[str, date]:
    bounds = {f"{field}__gte": asked.first, f"{field}__lte": asked.last}
    return {name: day for name, day in bounds.items() if day}

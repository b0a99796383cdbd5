"""Looking for bursts of answers once a day is over, marking them, and forgetting what only this look needed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from lienthong.ground.journal import actions as journal
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.text import fold
from lienthong.work.feedback import bursts, rules
from lienthong.work.feedback.bursts import Found, Vote
from lienthong.work.feedback.models import Answer, Burst, Invitation

LOOKED_BACK_DAYS = 30
PAST_DAYS = 56
CATCH_UP_DAYS = 7
FORGOTTEN_AFTER_DAYS = 60
_SATURDAY = 5


@dataclass(frozen=True)
class _Group:
    """Whose answers are looked at together: a procedure at a body, or an officer."""

    body: UUID
    procedure: str = ""
    officer: UUID | None = None

    @property
    def invitations(self) -> QuerySet[Invitation]:
        if self.officer:
            return Invitation.objects.filter(officer=self.officer)
        return Invitation.objects.filter(body=self.body, procedure=self.procedure)


def flag_bursts(*, on: date, now: datetime) -> list[Burst]:
    """Bursts of a day that is over, in the answers as they stood when it ended; what was found before is not new.

    Counted stays what was counted: the answers are marked, and leaders and the open figures show by how many.
    """
    since, until = _midnight(on), _midnight(on + timedelta(days=1))
    made = (_flag(group, found, on, now) for group in _groups(since, until) for found in _found(group, since, until))
    return [burst for burst in made if burst is not None]


def flag_days(*, now: datetime) -> int:
    """Every day of the last week that is over; returns how many bursts are new."""
    today = local(now).date()
    days = (today - timedelta(days=back) for back in range(CATCH_UP_DAYS, 0, -1))
    return sum(len(flag_bursts(on=on, now=now)) for on in days)


def forget_origins(*, now: datetime) -> int:
    """After sixty days nobody can tell any more which answers came from one network or browser; of how many."""
    old = Answer.objects.filter(at__lt=now - timedelta(days=FORGOTTEN_AFTER_DAYS))
    return old.exclude(network="", device="").update(network="", device="")


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), VIETNAM)


def _groups(since: datetime, until: datetime) -> Iterator[_Group]:
    """Of which an answer came in the time."""
    given = Invitation.objects.filter(answered_at__gte=since, answered_at__lt=until).order_by()
    for fields in (("body", "procedure"), ("body", "officer")):
        some = given.filter(officer__isnull=False) if "officer" in fields else given
        for row in some.values(*fields).distinct():
            yield _Group(**row)


def _found(group: _Group, since: datetime, until: datetime) -> Iterator[Found]:
    votes = _votes(group.invitations, since - timedelta(days=LOOKED_BACK_DAYS), until)
    today = [vote for vote in votes if vote.at >= since]
    before = [vote for vote in votes if vote.at < since]
    return bursts.found(today, before, _past_days(group.invitations, since))


def _votes(invitations: QuerySet[Invitation], since: datetime, until: datetime) -> list[Vote]:
    """First answers by their moment and origin, with the words as they stood at the end."""
    said = Answer.objects.filter(invitation=OuterRef("pk"), at__lt=until)
    first, last = said.order_by("seq"), said.order_by("-seq")
    told = invitations.filter(answered_at__gte=since, answered_at__lt=until).annotate(
        network=Subquery(first.values("network")[:1]),
        device=Subquery(first.values("device")[:1]),
        said=Subquery(last.values("words")[:1]),
    )
    rows = told.order_by("answered_at", "pk").values_list("pk", "answered_at", "network", "device", "phone", "said")
    return [
        Vote(pk, at, network or "", device or "", rules.marked("phone", phone), " ".join(fold(said or "").split()))
        for pk, at, network, device, phone, said in rows
        if at
    ]


def _past_days(invitations: QuerySet[Invitation], since: datetime) -> list[int]:
    """How many answers came on each earlier working day (or day off) since this group was first asked about."""
    on, earliest = local(since).date(), local(since).date() - timedelta(days=PAST_DAYS)
    first = invitations.order_by("asked_at").values_list("asked_at", flat=True).first()
    begun = max(earliest, local(first).date()) if first else on
    days = [begun + timedelta(days=each) for each in range((on - begun).days)]
    given = invitations.filter(answered_at__gte=_midnight(begun), answered_at__lt=since)
    counted: Counter[Any] = Counter(given.values_list(TruncDate("answered_at", tzinfo=VIETNAM), flat=True))
    return [counted[day] for day in days if _is_off(day) == _is_off(on)]


def _is_off(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _flag(group: _Group, found: Found, on: date, now: datetime) -> Burst | None:
    """Keep a burst and mark its answers; None when it was found before."""
    asked = list(Invitation.objects.filter(pk__in=[vote.invitation for vote in found.votes]))
    latest, units = max(asked, key=lambda each: (each.answered_at, each.pk)), {each.unit_id for each in asked}
    key = sha256(found.key.encode()).hexdigest() if found.key else ""
    same = {"on": on, "kind": found.kind.value, "body_id": group.body, "procedure": group.procedure,
            "officer_id": group.officer, "key": key}  # fmt: skip
    told = {
        "unit_id": units.pop() if len(units) == 1 else None, "latest": latest, "at": latest.answered_at,
        "answer_count": len(asked), "of_count": found.of, "chance": found.chance, "found_at": now,
    }  # fmt: skip
    burst, is_new = Burst.objects.get_or_create(**same, defaults=told)
    if not is_new:
        return None
    for each in asked:
        each.flags = sorted({*each.flags, found.kind.value})
    Invitation.objects.bulk_update(asked, ["flags"])
    body = {"kind": found.kind.value, "on": on.isoformat(), "answers": len(asked), "of": found.of}
    journal.record("feedback.burst.found", burst, by=None, for_whom=latest.body, at=now, body=body)
    return burst

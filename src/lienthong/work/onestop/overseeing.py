"""What a leader sees of a period: the board, the dossiers behind each number, and what is to be asked about.

The row of a dossier keeps the latest of what its events say, so whatever has not moved since the period's end is
counted by the database, however much it is. The few that moved on later are counted from their events up to then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.text import sort_key
from lienthong.kit.web.words import called
from lienthong.work.feedback.models import Burst
from lienthong.work.onestop import oversight
from lienthong.work.onestop.models import Dossier, DossierQuerySet, Event, Question
from lienthong.work.onestop.oversight import Finding, Row
from lienthong.work.onestop.states import PAUSED, Anomaly, Number
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Version

By = Literal["field", "unit", "officer"]
EACH_BY: tuple[By, ...] = ("field", "unit", "officer")
_MOST = 200


@dataclass(frozen=True)
class Group:
    """So many dossiers of one version, deciding unit and officer (who had them last), and what they count."""

    version: UUID
    unit: UUID
    officer: UUID | None
    dossiers: int
    events: int
    counts: Mapping[Number, int]


@dataclass(frozen=True)
class Names:
    """What the lines of the board are called."""

    versions: Mapping[UUID, Version]
    units: Mapping[UUID, Unit]
    officers: Mapping[UUID, Mandate]

    def of(self, group: Group, by: By) -> tuple[str, str]:
        """Whose line of the board it is: a key, and a name."""
        if by == "officer":
            found = self.officers[group.officer].account.full_name if group.officer else _("Chưa ai giữ")
            return str(group.officer or ""), found
        if by == "unit":
            return str(group.unit), called(self.units[group.unit])
        field = self.versions[group.version].package.plain["procedure"]["field"]
        return field["vi"], in_language(field)


@dataclass(frozen=True)
class Seen:
    """A period as one mandate oversees it; `moved` = the groups, of one each, that moved on after its end."""

    since: datetime
    until: datetime
    scope: DossierQuerySet
    bursts: QuerySet[Burst]
    settled: Sequence[Group]
    moved: Mapping[UUID, Group]
    names: Names

    @property
    def groups(self) -> list[Group]:
        """Everything that is counted."""
        return [*self.settled, *self.moved.values()]

    @property
    def dossier_count(self) -> int:
        """Of so many dossiers: what happened to in the period, or was not over when it began."""
        return sum(each.dossiers for each in self.groups)

    @property
    def event_count(self) -> int:
        """From so many events everything is counted."""
        return sum(each.events for each in self.groups)

    @property
    def total(self) -> Row:
        """The whole office in one line."""
        return _row("", "", self.groups)

    def rows(self, by: By) -> list[Row]:
        """One line a field, unit or officer of whom anything is counted, in the order of the alphabet."""
        lines: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in self.groups:
            lines[self.names.of(group, by)].append(group)
        rows = [_row(name, key, groups) for (key, name), groups in lines.items()]
        return sorted((row for row in rows if row.is_counted), key=lambda row: (sort_key(row.name), row.key))

    def behind(self, number: Number, by: By | None = None, key: str = "") -> DossierQuerySet:
        """The dossiers that make a number: of the whole office, or of one line of the board."""
        moved = [pk for pk, group in self.moved.items() if group.counts[number] and self._is_of(group, by, key)]
        held = _settled(self.until) & _counted(number, self.since, self.until)
        if by is not None:
            held &= _in_line(by, [group for group in self.settled if self._is_of(group, by, key)])
        return self.scope.filter(held | Q(pk__in=moved))

    def _is_of(self, group: Group, by: By | None, key: str) -> bool:
        return by is None or self.names.of(group, by)[0] == key

    def findings(self, most: int = _MOST) -> list[Finding]:
        """What is to be asked about, the latest first: of dossiers, and of how answers about them came in."""
        questions = self._questions.select_related("dossier").order_by("-at", "-id")[:most]
        told = [
            Finding(Anomaly(each.kind), each.dossier_id, each.dossier.code, each.who, each.at, each.facts)
            for each in questions
        ]
        bursts = self._bursts.select_related("latest", "officer__account").order_by("-at", "-id")[:most]
        return sorted([*told, *map(_of_votes, bursts)], key=lambda each: each.when, reverse=True)[:most]

    @property
    def finding_count(self) -> int:
        """How many there are in all."""
        return self._questions.count() + self._bursts.count()

    @property
    def _questions(self) -> QuerySet[Question]:
        inside = Question.objects.filter(at__gte=self.since, at__lt=self.until)
        return inside.filter(dossier__in=self.scope.values("pk"))

    @property
    def _bursts(self) -> QuerySet[Burst]:
        return self.bursts.filter(at__gte=self.since, at__lt=self.until)


def seen_by(mandate: Mandate, since: datetime, until: datetime) -> Seen:
    """What this mandate oversees: all of the body, or what its unit decides; nothing for everybody else."""
    mine, votes = Dossier.objects.filter(body=mandate.post.body_id), Burst.objects.filter(body=mandate.post.body_id)
    reach, unit = reach_of(mandate.role, Verb.OVERSEE_DOSSIERS), mandate.post.unit_id
    if reach is Reach.BODY:
        return _seen(mine, votes, since, until)
    if reach is Reach.UNIT and unit is not None:
        return _seen(mine.filter(deciding_unit=unit), votes.filter(unit=unit), since, until)
    return _seen(mine.none(), votes.none(), since, until)


def seen_of(body: Body, since: datetime, until: datetime) -> Seen:
    """All of a body; seven queries at most, with what is to be asked about."""
    return _seen(Dossier.objects.filter(body=body), Burst.objects.filter(body=body), since, until)


def _of_votes(burst: Burst) -> Finding:
    who = burst.officer.account.full_name if burst.officer else ""
    asked = burst.latest
    return Finding(Anomaly.VOTES, asked.subject_id, asked.code, who, burst.at, {"said": burst.words})


def _seen(scope: DossierQuerySet, bursts: QuerySet[Burst], since: datetime, until: datetime) -> Seen:
    settled = list(_groups(scope, since, until))
    moved = dict(_moved(scope, since, until))
    groups = [*settled, *moved.values()]
    officers = Mandate.objects.select_related("account").in_bulk({each.officer for each in groups} - {None})
    units = Unit.objects.in_bulk({each.unit for each in groups})
    versions = Version.objects.only("address").in_bulk({each.version for each in groups})
    return Seen(since, until, scope, bursts, settled, moved, Names(versions, units, officers))


def _row(name: str, key: str, groups: Sequence[Group]) -> Row:
    return Row(name, key=key, **{each.value: sum(group.counts[each] for group in groups) for each in Number})


# -- by the database --------------------------------------------------------------------------------------------------
def _settled(until: datetime) -> Q:
    return Q(last_at__lt=until)


def _groups(scope: DossierQuerySet, since: datetime, until: datetime) -> Iterator[Group]:
    in_play = scope.filter(_settled(until), Q(last_at__gte=since) | Q(ended_at__isnull=True))
    counts = {each.value: Count("pk", filter=_counted(each, since, until)) for each in Number}
    found = in_play.order_by().values_list("version_id", "deciding_unit_id", "officer_id")
    told = found.annotate(dossiers=Count("pk"), happened=Sum("last_seq"), **counts)
    for version, unit, officer, dossiers, events, *numbers in told:
        yield Group(version, unit, officer, dossiers, events, dict(zip(Number, numbers, strict=True)))


def _counted(number: Number, since: datetime, until: datetime) -> Q:
    """As `oversight.is_counted`, over rows that have not moved since `until`."""
    decided, in_time = Q(decided_at__gte=since, decided_at__lt=until), Q(law_due_at__gte=F("decided_at"))
    open_then = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    return {
        Number.RECEIVED: Q(received_at__gte=since, received_at__lt=until),
        Number.CARRIED_OVER: Q(received_at__lt=since) & open_then,
        Number.ON_TIME: decided & in_time,
        Number.LATE: decided & (Q(law_due_at__isnull=True) | ~in_time),
        Number.OVERDUE: Q(law_due_at__lt=until, ended_at__isnull=True) & ~Q(status__in=PAUSED),
        Number.RETURNED: Q(returned_at__gte=since, returned_at__lt=until),
    }[number]


def _in_line(by: By, groups: Sequence[Group]) -> Q:
    """In the line of the board that these groups make; in none, if there are none."""
    if by == "field":
        return Q(version__in={each.version for each in groups})
    if by == "unit":
        return Q(deciding_unit__in={each.unit for each in groups})
    officers = {each.officer for each in groups}
    return Q(officer__in=officers - {None}) | (Q(officer__isnull=True) if None in officers else Q(pk__in=[]))


# -- by their events --------------------------------------------------------------------------------------------------
def _moved(scope: DossierQuerySet, since: datetime, until: datetime) -> Iterator[tuple[UUID, Group]]:
    later = scope.filter(submitted_at__lt=until, last_at__gte=until)
    dossiers = list(later.only("version", "deciding_unit"))
    trails: dict[UUID, list[Event]] = defaultdict(list)
    if dossiers:
        for event in Event.objects.filter(dossier__in=later.values("pk"), at__lt=until).defer("hash").in_order():
            trails[event.dossier_id].append(event)
    for dossier in dossiers:
        trail = trails[dossier.pk]
        course = oversight.course(trail)
        if course.ended_at is None or trail[-1].at >= since:
            counts = {each: int(oversight.is_counted(course, each, since=since, until=until)) for each in Number}
            officer = UUID(course.officer) if course.officer else None
            yield (
                dossier.pk,
                Group(dossier.version_id, dossier.deciding_unit_id, officer, 1, len(trail), counts),
            )

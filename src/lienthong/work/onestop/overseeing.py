"""What a leader sees of a period: the board, the dossiers behind each number, and what is to be asked about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.organisations.models import Body
from lienthong.kit.text import sort_key
from lienthong.work.onestop import oversight
from lienthong.work.onestop.models import Dossier, DossierQuerySet, Event
from lienthong.work.onestop.oversight import Course, Finding, Row, Trail
from lienthong.work.onestop.states import Kind, Number
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Version

By = Literal["field", "unit", "officer"]
EACH_BY: tuple[By, ...] = ("field", "unit", "officer")


@dataclass(frozen=True)
class Seen:
    """Every dossier in play from `since` to before `until` with its course, read once; all numbers come from here."""

    since: datetime
    until: datetime
    dossiers: Sequence[Dossier]
    courses: Sequence[Course]

    @property
    def event_count(self) -> int:
        """From so many events everything is counted."""
        return sum(len(_trail(each)) for each in self.dossiers)

    @property
    def total(self) -> Row:
        """The whole office in one line."""
        return oversight.row("", self.courses, since=self.since, until=self.until)

    def rows(self, by: By) -> list[Row]:
        """One line a field, unit or officer of whom anything is counted, in the order of the alphabet."""
        groups: dict[tuple[str, str], list[Course]] = defaultdict(list)
        for dossier, course in zip(self.dossiers, self.courses, strict=True):
            groups[_group(dossier, course, by)].append(course)
        rows = [
            oversight.row(name, courses, since=self.since, until=self.until, key=key)
            for (key, name), courses in groups.items()
        ]
        return sorted((row for row in rows if row.is_counted), key=lambda row: (sort_key(row.name), row.key))

    def behind(self, number: Number, by: By | None = None, key: str = "") -> list[Dossier]:
        """The dossiers that make a number: of the whole office, or of one line of the board."""
        return [
            dossier
            for dossier, course in zip(self.dossiers, self.courses, strict=True)
            if oversight.is_counted(course, number, since=self.since, until=self.until)
            and (by is None or _group(dossier, course, by)[0] == key)
        ]

    def findings(self) -> list[Finding]:
        """What is to be asked about, the latest first."""
        trails = [
            Trail(each.pk, each.code, (each.procedure_id, each.subject_number), _trail(each)) for each in self.dossiers
        ]
        return oversight.findings(trails, since=self.since, until=self.until)


def seen_by(mandate: Mandate, since: datetime, until: datetime) -> Seen:
    """What this mandate oversees: all of the body, or what its unit decides; nothing for everybody else."""
    mine = Dossier.objects.filter(body=mandate.post.body_id)
    reach = reach_of(mandate.role, Verb.OVERSEE_DOSSIERS)
    if reach is Reach.BODY:
        return _seen(mine, since, until)
    within = reach is Reach.UNIT and mandate.post.unit_id is not None
    return _seen(mine.filter(deciding_unit=mandate.post.unit_id) if within else mine.none(), since, until)


def seen_of(body: Body, since: datetime, until: datetime) -> Seen:
    """All of a body; at most three queries."""
    return _seen(Dossier.objects.filter(body=body), since, until)


def _seen(dossiers: DossierQuerySet, since: datetime, until: datetime) -> Seen:
    """Further back than the period, so that who filed again is known too; what was over before it counts nowhere."""
    found = list(_in_play(dossiers, since - oversight.REFILED_WITHIN, until))
    versions = Version.objects.only("address").in_bulk({each.version_id for each in found})
    for each in found:
        each.version = versions[each.version_id]
    return Seen(since, until, found, [oversight.course(_trail(each)) for each in found])


def _in_play(dossiers: DossierQuerySet, since: datetime, until: datetime) -> DossierQuerySet:
    """To which something happened in this time, or that had not ended when it began; with all their events."""
    happened = Event.objects.filter(dossier=OuterRef("pk"))
    inside = happened.filter(at__gte=since, at__lt=until)
    ended = happened.filter(kind__in=oversight.ENDINGS, at__lt=since)
    open_then = ~Exists(ended) | Exists(happened.filter(kind=Kind.UNDONE))
    events = Prefetch("events", Event.objects.filter(at__lt=until).defer("hash").in_order(), to_attr="trail")
    found = dossiers.filter(Exists(inside) | open_then, submitted_at__lt=until)
    return found.select_related("deciding_unit").prefetch_related(events)


def _group(dossier: Dossier, course: Course, by: By) -> tuple[str, str]:
    """Whose line of the board it is: a key, and a name."""
    if by == "officer":
        return course.officer, course.officer_name or _("Chưa ai giữ")
    if by == "unit":
        return str(dossier.deciding_unit_id), dossier.deciding_unit.name_vi
    field = dossier.version.package.plain["procedure"]["field"]
    return field["vi"], in_language(field)


def _trail(dossier: Dossier) -> list[Event]:
    trail: list[Event] = vars(dossier)["trail"]
    return trail

"""What a leader should ask about, kept as soon as it happens: the board reads it and need not go through events."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from lienthong.work.onestop import oversight
from lienthong.work.onestop.models import Dossier, Event, Question
from lienthong.work.onestop.oversight import Ended, Finding, Told, Trail
from lienthong.work.onestop.states import ENDINGS, NOTHING_CAME, Anomaly, Kind

_READ = ("kind", "at", "by", "by_name", "details")
_MOST_AT_ONCE = 1000


def look(dossier: Dossier, latest: Event) -> None:
    """After an event of a locked dossier: its questions are found from all its events, and kept in place of the old.

    A citizen's first event alone can only say that the same was filed before. Who takes an end back takes back also
    that the next dossier was filed again after it.
    """
    _keep(dossier, [latest] if latest.seq == 1 else _events(dossier), first=latest.seq == 1)
    if latest.kind == Kind.UNDONE:
        Question.objects.filter(kind=Anomaly.REFILED, facts__before=str(dossier.pk)).delete()


def look_at_missed(*, now: datetime, most: int = _MOST_AT_ONCE) -> int:
    """Dossiers that events came to in another way than by acting, as from an older version; of how many."""
    missed = Dossier.objects.filter(looked_seq__lt=F("last_seq"), last_at__lt=now).order_by("pk")
    found = list(missed.select_for_update(of=("self",), skip_locked=True)[:most])
    for dossier in found:
        _keep(dossier, _events(dossier), first=False)
        dossier.looked_seq = dossier.last_seq
        dossier.save(update_fields=["looked_seq"])
    return len(found)


def _events(dossier: Dossier) -> list[Event]:
    return list(dossier.events.only(*_READ).in_order())


def _keep(dossier: Dossier, events: list[Event], *, first: bool) -> None:
    trail = Trail(dossier.pk, dossier.code, (dossier.procedure_id, dossier.subject_number), _told(events))
    found = [*oversight.found_in(trail), *oversight.refiled(trail, _ended_before(dossier))]
    if not first:
        Question.objects.filter(dossier=dossier).delete()
    Question.objects.bulk_create(_question(dossier, each) for each in found)


def _told(events: list[Event]) -> list[Told]:
    return [*events]


def _question(dossier: Dossier, found: Finding) -> Question:
    return Question(
        dossier=dossier, body_id=dossier.body_id, kind=found.kind, at=found.when, who=found.who, facts=dict(found.facts)
    )


def _ended_before(dossier: Dossier) -> Iterable[Ended]:
    """What of the same person and procedure had ended with nothing, not long before this was handed in."""
    if not dossier.subject_number:
        return []
    same = Dossier.objects.filter(subject_number=dossier.subject_number, procedure=dossier.procedure_id)
    since = dossier.submitted_at - oversight.REFILED_WITHIN
    before = same.filter(status__in=NOTHING_CAME, ended_at__gte=since, ended_at__lte=dossier.submitted_at)
    ended = [_end_of(each) for each in before.exclude(pk=dossier.pk).order_by("ended_at").only("code")]
    return [each for each in ended if each.what != Kind.LEAD_ENDED]


def _end_of(dossier: Dossier) -> Ended:
    last = dossier.events.filter(kind__in=ENDINGS).order_by("seq").last()
    assert last is not None, "an end is an event"
    return Ended(dossier.pk, dossier.code, last.kind, last.at, last.by_name)

"""Reads for pages: one dossier with everything said of it, lists, how fast the office is, how the country does."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import Invalid, NotFound
from lienthong.kit.ids import typed_code
from lienthong.kit.rows import columns, only, written
from lienthong.work.onestop import families, histories, rules, standing, standstills
from lienthong.work.onestop.models import Consultation, Dossier, DossierQuerySet, Event, Link, Result
from lienthong.work.onestop.states import (
    NOTHING_CAME,
    OF_THE_FEE,
    PAUSED,
    UNDO_MINUTES,
    Alarm,
    Kind,
    ResultKind,
    Status,
)
from lienthong.work.services import matters
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application, Procedure
from lienthong.work.services.packages import Package
from lienthong.work.services.rehearsing import Case, Rehearsal, rehearse

_LATEST = 5
MOST_IN_BOOK = 5_000
MOST_REHEARSED = 1_000
_MONTH = timedelta(days=30)
_MOST_AMISS = 500
_SHORTEST_HAND_OVER = timedelta(hours=1)
FEWEST_TO_TELL = 10
"""Fewer dossiers than this say something about people, not about the office."""


class NoSuchDossier(NotFound):
    """There is no dossier with these two codes. Both are on the receipt; check every letter."""


class NotAmongYours(NoSuchDossier):
    """There is no dossier of yours at this address. Open it from your own list, or look it up with its two codes."""


class BookTooLong(Invalid):
    """These are more dossiers than one book holds. Choose fewer days."""


def latest_of(account: Account, *, now: datetime, most: int = _LATEST) -> list[Dossier]:
    """The person's own dossiers, the open ones first."""
    mine = Dossier.objects.filter(application__applicant=account).whole()
    return sorted(mine.order_by("-last_at")[: most * 4], key=lambda each: not each.is_open)[:most]


def all_of(account: Account) -> list[Dossier]:
    """All dossiers of a person, the latest first."""
    return list(Dossier.objects.filter(application__applicant=account).whole().order_by("-submitted_at"))


def about(account: Account, *, now: datetime) -> list[Dossier]:
    """Dossiers about this person that a counter or somebody else handed in, the latest first."""
    return list(_about(account, now).order_by("-submitted_at", "-id"))


def dossier_about(account: Account, dossier_id: Any, *, now: datetime) -> Dossier:
    """One of them; of all others nothing is said. Refuses: NotAmongYours."""
    found = only(_about(account, now).select_related("result__file").filter(pk=dossier_id))
    if found is None:
        raise NotAmongYours
    return found


def _about(account: Account, now: datetime) -> DossierQuerySet:
    held = identification_of(account, now)
    if held is None:
        return Dossier.objects.none()
    others = Dossier.objects.whole().select_related("application__entered_by__account")
    return others.filter(subject_number=held.number).exclude(application__applicant=account)


def dossier_of(account: Account, dossier_id: Any) -> Dossier:
    """One of the person's own; of all others nothing is said, not even whether there are. Refuses: NotAmongYours."""
    found = only(whole().filter(application__applicant=account, pk=dossier_id))
    if found is None:
        raise NotAmongYours
    return found


def by_code(code: str, second: str) -> Dossier:
    """The dossier with this code in either style, for who also knows the second code or the end of the phone number.

    Refuses: NoSuchDossier; it never says which of the two was wrong.
    """
    plain, factor = typed_code(code), re.sub(r"[\W_]", "", second).upper()
    found = next(iter(written(Dossier, _FOUND, _BY_CODE, [plain, plain])), None)
    if found is None or not factor or factor not in _second_factors(found):
        raise NoSuchDossier
    return found


def code_in(text: str) -> str:
    """The code of a dossier that this text is, as it is kept; empty when it is none."""
    plain = typed_code(text)
    return plain if _CODE.fullmatch(plain) else ""


_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*-[0-9]{6}-[0-9]{4,6}")
_FOUND = (
    "id", "code", "lookup_code", "version_id", "submitted_at", "status", "step", "step_due_at", "promised_at", "due_at",
    "law_due_at", "stands_since", "alarms", "awaits_since", "fee", "paid_at", "revoked_at", "phone", "is_linked",
)  # fmt: skip
"""What the page of the look-up shows, and no more; it is asked more often than any other."""
_BY_CODE = f"""
select {", ".join(f"dossier.{name}" for name in _FOUND[:-2])}, application.phone,
    exists (select from onestop_link where lead_id = dossier.id or dossier_id = dossier.id)
from onestop_dossier as dossier join services_application as application on application.id = dossier.application_id
where dossier.code = %s or dossier.legacy_code = %s
order by dossier.id limit 1"""  # noqa: S608 - names of columns, ours
_DIGITS_OF_PHONE = 4
LOOKUPS_A_MINUTE = 10
"""So often one caller may ask, by whichever door: four digits are guessed in ten thousand tries."""


def _second_factors(dossier: Dossier) -> set[str]:
    phone: str = dossier.phone  # type: ignore[attr-defined]  # a column of the words above
    return {dossier.lookup_code} | ({phone[-_DIGITS_OF_PHONE:]} if len(phone) >= _DIGITS_OF_PHONE else set())


def open_of_same(application: Application) -> list[Dossier]:
    """Dossiers of the same person for the same procedure that are not decided, the latest first, at most a few.

    Also of somebody else, where they speak of one matter.
    """
    matter, number = matters.matter_of(application), application.subject_number
    same = Q(matter=matter) if matter else Q()
    same |= Q(procedure=application.procedure_id, subject_number=number) if number else Q()
    if not same:
        return []
    undecided = Dossier.objects.open().exclude(status=Status.DONE).filter(same)
    return list(undecided.select_related("body").order_by("-submitted_at", "-id")[:_LATEST])


def of_same_matter(matter: str, *, but: Any = None) -> list[Dossier]:
    """Other dossiers of this matter, at whichever body, that are open or were granted; a few, the latest first."""
    if not matter:
        return []
    found = Dossier.objects.filter(matter=matter).exclude(pk=but).exclude(result__kind=ResultKind.REFUSED)
    found = found.exclude(status__in=NOTHING_CAME).select_related("body")
    return list(found.order_by("-submitted_at", "-id")[:_LATEST])


def events_of(dossier: Dossier) -> list[Event]:
    """What happened to it, in order; the words are written out for the same reason."""
    return written(Event, _OF_EVENTS, _EVENTS, [dossier.pk])


def former_results(dossier: Dossier, events: list[Event]) -> list[Result]:
    """Refusals that were revoked and decided anew, the latest first; no query where there are none."""
    if not any(histories.is_taken_up_again(each) for each in events):
        return []
    before = dossier.results.filter(revoked_at__isnull=False).select_related("signed_by__account")
    return list(before.order_by("-signed_at"))


_OF_EVENTS = columns(Event)
_EVENTS = f"select {', '.join(_OF_EVENTS)} from onestop_event where dossier_id = %s order by seq"  # noqa: S608 - as above


def public_events_of(dossier: Dossier) -> list[Event]:
    """The same, each with the unit of the official who did it, or the body where they belong to none: `by_unit`.

    `unit_en` = what the unit it names is called in English, where it is read so.
    """
    english = (get_language() or "vi").startswith("en")
    return written(Event, (*_OF_EVENTS, "by_unit", "unit_en"), _PUBLIC_EVENTS, [english, english, english, dossier.pk])


_PUBLIC_EVENTS = f"""
select {", ".join(f"event.{name}" for name in _OF_EVENTS)}, coalesce(
        case when %s and unit.name_en <> '' then unit.name_en else unit.name_vi end,
        case when %s and body.name_en <> '' then body.name_en else body.name_vi end),
    case when %s then (
        select named.name_en from organisations_unit as named where named.id = (event.details->>'unit')::uuid) end
from onestop_event as event left join mandates_mandate as mandate on mandate.id = event.by_id
    left join organisations_post as post on post.id = mandate.post_id
    left join organisations_unit as unit on unit.id = post.unit_id
    left join organisations_body as body on body.id = post.body_id
where event.dossier_id = %s order by event.seq"""  # noqa: S608 - names of columns, ours


def readable(mandate: Mandate, dossier_id: Any) -> Dossier | None:
    """One dossier, if this mandate may read it."""
    return only(whole().filter(pk__in=Dossier.objects.readable_by(mandate), pk=dossier_id))


def of_body(body: Body, dossier_id: Any) -> Dossier:
    """One dossier of a body, for who handles its money; what it says inside is not shown. Refuses: NotAmongYours."""
    found = only(whole().filter(body=body, pk=dossier_id))
    if found is None:
        raise NotAmongYours
    return found


def whole() -> DossierQuerySet:
    """With all that its page shows, in one query."""
    return Dossier.objects.whole().select_related(
        "application__procedure", "application__offering", "application__applicant", "receiving_unit",
        "deciding_unit", "result__file",
    )  # fmt: skip


@dataclass(frozen=True)
class Ahead:
    """One step of the way: what, who, until when.

    `state` = `done`, `now`, `next` (to come), `skipped` (nobody did it: it was decided before), `ended` (it ended here
    without a result).
    """

    title: str
    unit: str
    due_at: datetime | None
    state: str


def has_next_step(dossier: Dossier) -> bool:
    """Is there a step to pass it on to? After the last but one comes the result itself."""
    names = [each["name"] for each in dossier.version.package.plain["steps"]["steps"]]
    return dossier.step in names[:-2]


def ahead(dossier: Dossier, events: list[Event]) -> list[Ahead]:
    """The whole way with what is done, what is now and what is to come, each with its unit and date."""
    steps = dossier.version.package.plain["steps"]["steps"]
    names = [each["name"] for each in steps]
    here = names.index(dossier.step) if dossier.step in names else 0
    units = {event.details["step"]: event.details for event in events if "step" in event.details}
    called = _names_of(units.values()) | histories.units_called(events)
    return list(_ahead(dossier, steps, here, units, called))


def _names_of(handed: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Id of a unit -> its name: as it was when the dossier came to it, or as it is now where no event says it."""
    said = {details["unit"]: details.get("unit_name") for details in handed}
    unsaid = [unit for unit, name in said.items() if not name]
    now = Unit.objects.filter(pk__in=unsaid).values_list("id", "name_vi") if unsaid else ()
    return {unit: name for unit, name in said.items() if name} | {str(pk): name for pk, name in now}


def _ahead(
    dossier: Dossier, steps: list[dict[str, Any]], here: int, units: dict[str, Any], names: dict[str, str]
) -> Iterator[Ahead]:
    for place, plain in enumerate(steps):
        details = units.get(plain["name"], {})
        state = _state(dossier, place - here, came=bool(details))
        due = _latest_due(dossier, details, state)
        yield Ahead(
            title=in_language(plain["title"]),
            unit=names.get(details.get("unit", ""), ""),
            due_at=due,
            state=state,
        )


def _state(dossier: Dossier, ahead_of_here: int, *, came: bool) -> str:
    """How a step stands, so many places ahead of the one at hand; `came` = the dossier was handed to it.

    A result that was revoked before anybody had it is not handed over any more.
    """
    if ahead_of_here > 0:
        return "next" if dossier.is_open else "skipped"
    if ahead_of_here < 0:
        return "done" if came else "skipped"
    if dossier.is_open:
        return "now"
    if dossier.status == Status.DONE:
        return "skipped"
    return "ended" if dossier.status in NOTHING_CAME else "done"


def _latest_due(dossier: Dossier, details: dict[str, Any], state: str) -> datetime | None:
    """Of the step at hand the date as it is now; of the others what was said when they were handed over."""
    if state == "now":
        return None if rules.waits_for_fee(dossier) else dossier.step_due_at
    due = details.get("step_due_at")
    return datetime.fromisoformat(due) if due else None


def why(dossier: Dossier, events: list[Event]) -> list[str]:
    """The derivation of the legal date as it is now, sentence by sentence."""
    traced = [event for event in events if "trace" in event.details]
    if not traced:
        return []
    language = get_language() or "vi"
    said = Deadline.restored(traced[-1].details["trace"]).explain(language)
    sorry = [_sorry(event) for event in events if event.kind == Kind.APOLOGISED and event.seq > traced[-1].seq]
    called = histories.bodies_called(events)
    stood = [_stood(event, called) for event in events if event.details.get("stands") or event.details.get("goes_on")]
    begun = [families.begun(event) for event in events if event.kind == Kind.BEGUN]
    return [*begun, *said, *standstills.told(events), *stood, *sorry]


def _stood(event: Event, called: Mapping[str, str]) -> str:
    words = _("Đồng hồ dừng từ %(at)s: chờ ý kiến của %(body)s, theo quy định của thủ tục.")
    if event.details.get("goes_on"):
        words = _("Đồng hồ chạy tiếp từ %(at)s: đã xong việc lấy ý kiến %(body)s.")
    return words % {"at": f"{local(event.at):%H:%M %d/%m/%Y}", "body": histories.asked_of(event.details, called)}


def _sorry(event: Event) -> str:
    due = local(datetime.fromisoformat(event.details["due_at"]))
    return _("Cơ quan đã xin lỗi và hẹn lại đến %(at)s.") % {"at": f"{due:%H:%M %d/%m/%Y}"}


def clock_words(dossier: Dossier) -> str:
    """Is the office's clock running, and if not, why?"""
    if dossier.awaits_since is not None:
        return _("Đồng hồ của cơ quan chưa chạy: chờ kết quả của thủ tục chủ trì.")
    if rules.waits_for_fee(dossier):
        return _("Đồng hồ của cơ quan chưa chạy: chờ nộp phí, lệ phí.")
    if dossier.status == Status.SUBMITTED:
        return _("Chờ Bộ phận Một cửa kiểm tra và tiếp nhận.")
    if dossier.revoked_at is not None:
        return _("Hồ sơ đã kết thúc: kết quả đã bị thu hồi, không trả cho ai nữa.")
    if dossier.status == Status.DONE:
        return _("Đồng hồ của cơ quan đã dừng: đã có kết quả, chờ trả cho bạn.")
    return _stands(dossier) or (_("Đồng hồ của cơ quan đang chạy.") if dossier.is_open else _("Hồ sơ đã kết thúc."))


def _stands(dossier: Dossier) -> str:
    """For whom the office's clock stands, in a sentence; empty where it does not."""
    if dossier.status == Status.SUPPLEMENT:
        return _("Đồng hồ của cơ quan đang dừng: chờ bạn bổ sung.")
    if dossier.status == Status.PAYMENT:
        return _("Đồng hồ của cơ quan đang dừng: chờ nộp phí, lệ phí.")
    if dossier.is_open and dossier.stands_since:
        return _("Đồng hồ của cơ quan đang dừng: chờ ý kiến của cơ quan khác, theo quy định của thủ tục.")
    return ""


def alarms_of(dossier: Dossier) -> list[str]:
    """What is amiss, while the office has something to do; that a date comes near, only while its clock runs."""
    if not dossier.is_open or dossier.status == Status.DONE:
        return []
    stands = dossier.status in PAUSED or dossier.stands_since is not None
    told = [Alarm(each) for each in dossier.alarms.split()]
    return [str(each.label) for each in told if not (stands and each is Alarm.DUE_SOON)]


def ended_because(dossier: Dossier, events: list[Event]) -> dict[str, Any]:
    """What the last event says of an end, words and provision; nothing while it is open, or of what was revoked."""
    goes_on = dossier.is_open or dossier.revoked_at is not None
    said = [] if goes_on else [event for event in events if event.kind not in OF_THE_FEE]
    if not said:
        return {}
    details = said[-1].details
    return {**details, "words": families.because(details)} if said[-1].kind == Kind.LEAD_ENDED else details


def request_of(events: list[Event]) -> Event | None:
    """The request for a supplement that is open, if the last word was one."""
    asked = [event for event in events if event.kind in {Kind.SUPPLEMENT_ASKED, Kind.SUPPLIED, Kind.UNDONE}]
    return asked[-1] if asked and asked[-1].kind == Kind.SUPPLEMENT_ASKED else None


_LONGEST_FIRST = {
    Alarm.NOT_RECEIVED: ("step_due_at", "id"), Alarm.UNANSWERED: ("waiting_since", "id"),
    Alarm.OVERDUE: ("due_at", "id"), Alarm.DUE_SOON: ("due_at", "id"),
}  # fmt: skip
"""Where there are more than one look takes, those that are not amiss yet must not stand before those that are."""


def verify_chain(dossier: Dossier) -> int | None:
    """Where the chain of events breaks: the number of the first that was changed, left out or moved; None = nowhere."""
    head, seq = standing.GENESIS, 0
    for seq, event in enumerate(dossier.events.in_order(), start=1):
        said_by = event.by_id or event.by_citizen
        head = standing.link(
            head, dossier=dossier.pk, seq=event.seq, kind=event.kind, at=event.at,
            by=str(said_by) if said_by else "", name=event.by_name, details=event.details,
        )  # fmt: skip
        if event.seq != seq or head != bytes(event.hash):
            return seq
    kept = Dossier.objects.only("last_seq", "last_hash").get(pk=dossier.pk)
    if kept.last_seq != seq:
        return min(kept.last_seq, seq) + 1
    return None if bytes(kept.last_hash) == head else seq


_NOTHING_OWED = Q(fee=0) | Q(paid_at__isnull=False)


def amiss(*, now: datetime, most: int = _MOST_AMISS) -> Iterator[tuple[Dossier, Alarm]]:
    """Dossiers of which something must be said now and was not; one indexed query for each sort of alarm.

    A hand-over is unanswered once its own deadline is over (Decree 61/2018 art. 18: same day, or next morning).
    """
    working, running = Dossier.objects.at(Status.RECEIVED, Status.PROCESSING), Dossier.objects.running()
    found = {
        Alarm.NOT_RECEIVED: Dossier.objects.at(Status.SUBMITTED).filter(_NOTHING_OWED, step_due_at__lt=now),
        Alarm.UNANSWERED: working.filter(waiting_since__lt=now - _SHORTEST_HAND_OVER),
        Alarm.OVERDUE: running.filter(due_at__lt=now),
        Alarm.DUE_SOON: running.filter(due_at__gte=now, due_at__lt=now + timedelta(days=1)),
    }
    for about, dossiers in found.items():
        for dossier in dossiers.exclude(alarms__contains=about.value).order_by(*_LONGEST_FIRST[about])[:most]:
            if rules.is_amiss(dossier, about, now=now):
                yield dossier, about


def silent(*, now: datetime, most: int = _MOST_AMISS) -> list[Consultation]:
    """Opinions that are due and did not come, of which nothing was said yet; the longest due first. One query."""
    return list(Consultation.objects.silent(now).select_related("dossier").order_by("answer_by", "id")[:most])


def leads_over(*, now: datetime, most: int = _MOST_AMISS) -> list[Dossier]:
    """Dossiers that ended without a result ten minutes ago or more, while others still wait for one; one query."""
    over = Dossier.objects.at(*NOTHING_CAME).filter(ended_at__lt=now - timedelta(minutes=UNDO_MINUTES))
    return list(over.filter(pk__in=Link.objects.waiting().values("lead")).order_by("ended_at", "id")[:most])


def silent_steps(*, now: datetime) -> Iterator[Dossier]:
    """Dossiers whose step is past its date while the clock runs, the longest silent first."""
    return Dossier.objects.running().filter(step_due_at__lt=now).order_by("step_due_at", "id").iterator()


@dataclass(frozen=True)
class Speed:
    """How long the office really takes, counted on decided dossiers of thirty days; None when there are too few."""

    count: int
    slow_days: float | None


def speed_of(procedure: Procedure, *, now: datetime) -> Speed:
    """The 90th percentile of calendar days from the complete dossier to the decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), percentile_cont(0.9) within group (order by extract(epoch from decided_at - begins_at))"
            " from onestop_dossier where procedure_id = %s and decided_at > %s and begins_at is not null",
            [procedure.pk, now - _MONTH],
        )
        count, slow = cursor.fetchone()
    return Speed(count, float(slow) / 86_400 if slow is not None and count >= FEWEST_TO_TELL else None)


@dataclass(frozen=True)
class Country:
    """How all one-stop shops did in thirty days; what is fewer than `fewest` is not told."""

    received: int
    decided: int
    on_time: float | None
    fewest: int = FEWEST_TO_TELL


def country_today(*, now: datetime) -> Country:
    """Received, decided, and the share decided by the promised day: counted, never typed."""
    since = now - _MONTH
    found = Dossier.objects.filter(Q(received_at__gt=since) | Q(decided_at__gt=since)).aggregate(
        received=Count("id", filter=Q(received_at__gt=since)),
        decided=Count("id", filter=Q(decided_at__gt=since)),
        on_time=Count("id", filter=Q(decided_at__gt=since, decided_at__lte=F("promised_at"))),
    )
    share = found["on_time"] / found["decided"] if found["decided"] >= FEWEST_TO_TELL else None
    return Country(found["received"], found["decided"], share)


def rehearsed(procedure: Procedure | None, package: Package) -> Rehearsal:
    """The latest dossiers under the version in force, judged again under this package; two queries.

    Only answers are read, and only counts come out. A first version changes nothing for anybody.
    """
    if procedure is None or procedure.current is None:
        return Rehearsal(0, 0, ())
    latest = Dossier.objects.filter(version=procedure.current).order_by("-submitted_at", "-id")[:MOST_REHEARSED]
    found = latest.select_related("application").only(
        "begins_at", "submitted_at", "application__answers", "application__facts"
    )
    cases = [Case(each.application.given, each.begins_at or each.submitted_at) for each in found]
    return rehearse(procedure.current.package, package, cases)


def of_the_book(mandate: Mandate, *, first: date, last: date) -> list[Dossier]:
    """What this mandate may read of what came in between two days, both counted, in order of coming.

    Refuses: BookTooLong.
    """
    since, until = (datetime.combine(day, time.min, VIETNAM) for day in (first, last + timedelta(days=1)))
    mine = Dossier.objects.readable_by(mandate).filter(submitted_at__gte=since, submitted_at__lt=until)
    found = list(mine.select_related("application", "deciding_unit").order_by("submitted_at", "id")[: MOST_IN_BOOK + 1])
    if len(found) > MOST_IN_BOOK:
        raise BookTooLong(most=MOST_IN_BOOK)
    return found

"""Reads for pages: one petition with what happened to it, who receives, what is published, how fast bodies are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import NotFound
from lienthong.work.petitions.models import Desk, Enclosure, Petition, PetitionEvent, PetitionQuerySet, Publication
from lienthong.work.petitions.states import OTHER_WAYS, WITH_ANSWERER, WITH_RECEIVER, Alarm, Ground, Kind, Status


class NoSuchPetition(NotFound):
    """There is no petition with this code and second code. Both stand on the receipt; check every letter."""


class NotPublished(NotFound):
    """There is no such published answer; it may have been taken down. Go back to the list."""


def desks() -> list[Desk]:
    """Bodies that receive petitions, in Vietnamese order."""
    held = Desk.objects.filter(ended_at__isnull=True).select_related("body", "unit")
    return list(held.order_by("body__sort_key", "body_id"))


def desk_of(body: Body) -> Desk | None:
    """The unit that receives for this body."""
    return Desk.objects.filter(body=body, ended_at__isnull=True).select_related("unit").first()


def by_code(code: str, second: str) -> Petition:
    """For who also knows the second code. Refuses: NoSuchPetition; it never says which of the two was wrong.

    The end of a telephone number is not enough here, as it is for a dossier: whoever is named may know the number.
    """
    plain, factor = "".join(code.split()).upper(), "".join(second.split()).upper()
    found = Petition.objects.whole().filter(code=plain, lookup_code=factor).first()
    if found is None:
        raise NoSuchPetition
    return found


def of_person(account: Account, *, most: int = 50) -> list[Petition]:
    """The person's own, the latest first."""
    return list(Petition.objects.filter(account=account).whole().order_by("-submitted_at", "-id")[:most])


def one(petition_id: Any) -> Petition:
    """A petition that a session may have opened by its code; the door asks whose it is. Refuses: NoSuchPetition."""
    found = Petition.objects.whole().filter(pk=petition_id).first()
    if found is None:
        raise NoSuchPetition
    return found


def readable(mandate: Mandate, petition_id: Any) -> Petition | None:
    """One petition, if this mandate may read it."""
    return Petition.objects.readable_by(mandate).whole().filter(pk=petition_id).first()


def enclosed(petition: Petition) -> list[StoredFile]:
    """The files that came with it, in the order they came."""
    found = Enclosure.objects.filter(petition=petition).select_related("file").order_by("event__seq", "id")
    return [each.file for each in found]


def answer_of(petition: Petition) -> PetitionEvent:
    """The answer that stands; only for an answered petition."""
    return petition.events.filter(kind=Kind.ANSWERED).order_by("-seq")[0]


@dataclass(frozen=True)
class Happened:
    """One line of a history, in the words of `kit/timeline.html`."""

    words: str
    at: datetime
    by: str
    about: str
    tone: str


_TONES = {
    Kind.REFUSED: "clay", Kind.ALARMED: "clay", Kind.CLARITY_ASKED: "amber", Kind.SENT_BACK: "amber",
    Kind.WITHHELD: "amber", Kind.CONSENT_ENDED: "amber", Kind.ACCEPTED: "leaf", Kind.ANSWERED: "leaf",
    Kind.PUBLISHED: "leaf",
}  # fmt: skip


def history(events: list[PetitionEvent], *, for_officials: bool) -> list[Happened]:
    """What happened, oldest first; the person sees the bodies and never the names of officials.

    What officials write to each other when they hand it over stays between them; an answer or refusal stands above.
    """
    return [_line(each, for_officials=for_officials) for each in events]


def _line(event: PetitionEvent, *, for_officials: bool) -> Happened:
    kind = Kind(event.kind)
    words = str(Alarm(event.details["about"]).label if kind is Kind.ALARMED else kind.label)
    between = kind in {Kind.FORWARDED, Kind.SENT_BACK} and not for_officials
    unsaid = between or kind in {Kind.ANSWERED, Kind.REFUSED} or not event.words
    about = [str(event.details.get("body_name", "")), "" if unsaid else f"“{event.words}”"]
    by = event.by_name if for_officials or event.by_id is None else _("cơ quan")
    return Happened(words, event.at, by, ": ".join(each for each in about if each), _TONES.get(kind, ""))


def why(events: list[PetitionEvent], petition: Petition) -> list[Deadline]:
    """The derivation of the date that runs now; nothing when no clock runs."""
    if petition.due_at is None:
        return []
    with_why = [each for each in events if "why" in each.details]
    return [Deadline.restored(with_why[-1].details["why"])]


def last(events: list[PetitionEvent], kind: Kind) -> PetitionEvent | None:
    """The latest of a kind."""
    return next((each for each in reversed(events) if each.kind == kind), None)


def other_way(event: PetitionEvent) -> str:
    """Where the person goes instead, for what is not taken in because another law is meant for it."""
    return str(OTHER_WAYS.get(Ground(event.details["ground"]), ""))


def published() -> QuerySet[Publication]:
    """Everything published, with the body that answered."""
    return Publication.objects.select_related("body")


def publication(publication_id: Any) -> Publication:
    """One published answer. Refuses: NotPublished."""
    found = published().filter(pk=publication_id).first()
    if found is None:
        raise NotPublished
    return found


@dataclass(frozen=True)
class Figures:
    """How a body does, since a moment: what came, what it forwarded and answered, and how much of it in time.

    What is overdue and still lies there counts as not in time.
    """

    body: Body
    received: int = 0
    refused: int = 0
    to_forward: int = 0
    forwarded_in_time: int = 0
    to_answer: int = 0
    answered_in_time: int = 0


def figures(*, since: datetime, now: datetime, bodies: list[Body] | None = None) -> list[Figures]:
    """Per body that received or had to answer since then (of these bodies, if named): two queries."""
    found = Petition.objects.filter(submitted_at__gte=since)
    received, answering = _received(found, now), _answering(found, now)
    if bodies is None:
        bodies = list(Body.objects.filter(pk__in={*received, *answering}).order_by("sort_key", "id"))
    return [Figures(each, **received.get(each.pk, {}), **answering.get(each.pk, {})) for each in bodies]


_OF_THE_RECEIVER = ("received", "refused", "to_forward", "forwarded_in_time")


def _received(found: PetitionQuerySet, now: datetime) -> dict[UUID, Mapping[str, int]]:
    done = Q(forwarded_in_time__isnull=False)
    counted: Any = found.values(key=F("body")).annotate(
        received=Count("pk"),
        refused=Count("pk", filter=Q(status=Status.REFUSED)),
        to_forward=Count("pk", filter=done | Q(status__in=WITH_RECEIVER, due_at__lt=now)),
        forwarded_in_time=Count("pk", filter=Q(forwarded_in_time=True)),
    )
    return {row["key"]: {name: row[name] for name in _OF_THE_RECEIVER} for row in counted}


def _answering(found: PetitionQuerySet, now: datetime) -> dict[UUID, Mapping[str, int]]:
    done = Q(answered_at__isnull=False)
    counted = (
        found.filter(answering_body__isnull=False)
        .values(key=F("answering_body"))
        .annotate(
            to_answer=Count("pk", filter=done | Q(status__in=WITH_ANSWERER, due_at__lt=now)),
            in_time=Count("pk", filter=Q(answered_in_time=True)),
        )
    )
    return {row["key"]: {"to_answer": row["to_answer"], "answered_in_time": row["in_time"]} for row in counted}

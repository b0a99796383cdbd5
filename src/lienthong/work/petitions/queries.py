"""Reads for pages: one petition with what happened to it, what may say the same, who receives, what is published."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import NotFound
from lienthong.kit.ids import typed_code
from lienthong.kit.text import fold
from lienthong.work.petitions.models import Desk, Enclosure, Petition, PetitionEvent, Publication
from lienthong.work.petitions.standing import clock_of
from lienthong.work.petitions.states import (
    BASES,
    JOINABLE,
    MARK,
    OTHER_WAYS,
    WITH_RECEIVER,
    Alarm,
    Ground,
    Kind,
)


class NoSuchPetition(NotFound):
    """There is no petition with these two codes. Both are on the receipt; check every letter."""


class NoSuchCode(NotFound):
    """Your body has no petition with this code. Copy it from the list, every letter."""


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
    plain, factor = typed_code(code, MARK), re.sub(r"[\W_]", "", second).upper()
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


def readable_by_code(mandate: Mandate, code: str) -> Petition:
    """One petition by its code, if this mandate may read it. Refuses: NoSuchCode."""
    plain = typed_code(code, MARK)
    found = Petition.objects.readable_by(mandate).whole().filter(code=plain).first()
    if found is None:
        raise NoSuchCode
    return found


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
    Kind.WITHHELD: "amber", Kind.CONSENT_ENDED: "amber", Kind.MERGED: "sea", Kind.PARTED: "amber",
    Kind.ACCEPTED: "leaf", Kind.ANSWERED: "leaf", Kind.PUBLISHED: "leaf",
}  # fmt: skip


def history(events: list[PetitionEvent], *, for_officials: bool) -> list[Happened]:
    """What happened, oldest first; the person sees the bodies and never the names of officials.

    What officials write to each other when they hand it over stays between them; an answer or refusal stands above.
    """
    lines = (_line(each, for_officials=for_officials) for each in events)
    return [each for each in lines if each is not None]


_OF_OTHERS = {Kind.JOINED, Kind.LEFT}
"""What other people did is not for the person to read; nor is the code of the petition that goes ahead."""


def _line(event: PetitionEvent, *, for_officials: bool) -> Happened | None:
    kind = Kind(event.kind)
    if kind in _OF_OTHERS and not for_officials:
        return None
    words = str(Alarm(event.details["about"]).label if kind is Kind.ALARMED else kind.label)
    between = kind in {Kind.FORWARDED, Kind.SENT_BACK} and not for_officials
    unsaid = between or kind in {Kind.ANSWERED, Kind.REFUSED} or not event.words
    named = _body_in(event) or (str(event.details.get("code", "")) if for_officials else "")
    about = [named, "" if unsaid else f"“{event.words}”"]
    by = event.by_name if for_officials or event.by_id is None else _("cơ quan")
    return Happened(words, event.at, by, ": ".join(each for each in about if each), _TONES.get(kind, ""))


def _body_in(event: PetitionEvent) -> str:
    """The body an event names, in the reader's language; empty for none."""
    english = event.details.get("body_name_en") if get_language() == "en" else ""
    return str(english or event.details.get("body_name", ""))


def why(events: list[PetitionEvent], petition: Petition, *, language: str) -> list[str]:
    """Where the number of days comes from, and the derivation of the date that runs now; nothing when no clock runs."""
    clock = clock_of(petition)
    if clock is None:
        return []
    name = {Alarm.REFUSE: "refuse_why", Alarm.PUBLISH: "publish_why"}.get(clock, "why")
    traced = [each.details[name] for each in events if name in each.details]
    return [str(BASES[clock]), *Deadline.restored(traced[-1]).explain(language)]


@dataclass(frozen=True)
class Alike:
    """Another petition that may say the same; `score` from 0 to 1, how many groups of three letters they share."""

    petition: Petition
    score: float


MOST_ALIKE = 5
ALIKE_FROM = 0.4
"""Below this two petitions share what all petitions share. The clerk reads both and decides; nothing is automatic."""
_ALIKE_WITHIN = timedelta(days=90)


def alike(petition: Petition, mandate: Mandate, *, now: datetime) -> list[Alike]:
    """What was taken in by the same body lately and may say the same, the likest first; two queries."""
    if petition.main_id is not None or petition.status not in WITH_RECEIVER:
        return []
    subject = fold(petition.subject)
    score = Greatest(TrigramWordSimilarity(subject, "folded"), TrigramSimilarity("folded", petition.folded))
    near = Petition.objects.readable_by(mandate).filter(
        body=petition.body_id, status__in=JOINABLE, main__isnull=True, submitted_at__gte=now - _ALIKE_WITHIN
    )
    found = near.exclude(pk=petition.pk).annotate(score=score).filter(score__gte=ALIKE_FROM)
    likest = found.order_by("-score", "submitted_at")[:MOST_ALIKE]
    scores: dict[UUID, float] = dict(likest.values_list("pk", "score"))
    known = Petition.objects.in_bulk(scores)
    return [Alike(known[key], score) for key, score in scores.items()]


def along(petition: Petition) -> list[Petition]:
    """Those that say the same and go along with it, who came first at the head."""
    return list(Petition.objects.filter(main=petition).order_by("submitted_at", "id"))


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

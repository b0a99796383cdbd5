"""What happened to a dossier, in words: for the office, for whom it is about, for who knows two codes; and why not.

The events are read by `queries`; nothing here asks the database but for the English names of bodies that were asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import local
from lienthong.work.onestop import families, wording
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.states import OF_THE_FEE, Alarm, Kind, RefusalReason
from lienthong.work.services.expressions.saying import in_language


@dataclass(frozen=True)
class Happened:
    """One line of a history."""

    words: str
    at: datetime
    by: str
    about: str
    tone: str


def inside(dossier: Dossier, events: list[Event]) -> list[Happened]:
    """What happened, oldest first, in words anybody understands, with the names of who did it."""
    called = bodies_called(events) | units_called(events)
    return [_refused(event) if is_refusal(dossier, event) else _happened(event, called) for event in events]


def outside(dossier: Dossier, events: list[Event]) -> list[Happened]:
    """The same for everybody outside the office: what officials propose to each other is no word of the body yet."""
    return [
        replace(told, about="") if event.kind == Kind.PROPOSED else told
        for told, event in zip(inside(dossier, events), events, strict=True)
    ]


def public(dossier: Dossier, events: list[Event]) -> list[Happened]:
    """The same for whoever knows two codes: whose act it was by the unit, and no person by name.

    So the words of a result, which name the person and their number, are left to the person, and so are the number of
    the letter it was posted in and what an official or the person wrote in words of their own. The events are those of
    `queries.public_events_of`.
    """
    return [
        replace(told, by=_who(event), about="" if _is_named(event) or event.kind in OWN_WORDS else told.about)
        for told, event in zip(outside(dossier, events), events, strict=True)
    ]


OWN_WORDS = frozenset(
    {Kind.REFUSED, Kind.SUPPLEMENT_ASKED, Kind.APOLOGISED, Kind.STOPPED, Kind.WITHDRAWN, Kind.LEAD_REVOKED}
)
"""What is told in somebody's own words: they may speak of a person's health, or of whatever else is in the papers."""


def _is_named(event: Event) -> bool:
    """Does the event speak of a person by name, or of another dossier of theirs?"""
    return event.kind in {Kind.TAKEN_OVER, Kind.DECIDED, Kind.RETURNED, Kind.REVOKED} or "again" in event.details


def _who(event: Event) -> str:
    if event.by_citizen is not None:
        return _("Người nộp hồ sơ")
    return event.by_unit or ""  # type: ignore[attr-defined]  # a column of the words above


def bodies_called(events: list[Event]) -> dict[str, str]:
    """Opinion -> what its body is called in English, where it is read so and has such a name; one query at most."""
    asked = {each["id"]: each["body"] for event in events for each in event.details.get("opinions", [])}
    if not asked or not (get_language() or "vi").startswith("en"):
        return {}
    names = dict(Body.objects.filter(pk__in=asked.values()).exclude(name_en="").values_list("pk", "name_en"))
    return {opinion: names[UUID(body)] for opinion, body in asked.items() if UUID(body) in names}


def units_called(events: list[Event]) -> dict[str, str]:
    """The same for the units that events name: id -> English name; one query at most, and none where they tell it."""
    named = [event for event in events if "unit" in event.details]
    if not named or not (get_language() or "vi").startswith("en"):
        return {}
    if hasattr(named[0], "unit_en"):
        return {event.details["unit"]: event.unit_en for event in named if event.unit_en}  # type: ignore[attr-defined]
    ids = {event.details["unit"] for event in named}
    found = Unit.objects.filter(pk__in=ids).exclude(name_en="").values_list("pk", "name_en")
    return {str(unit): name for unit, name in found}


_TONES = {
    Kind.REFUSED: "clay", Kind.STOPPED: "clay", Kind.SUPPLEMENT_ASKED: "amber", Kind.PAYMENT_ASKED: "amber",
    Kind.CONSULT_SILENT: "amber", Kind.CONSULT_RETURNED: "amber", Kind.CONSULT_ANSWERED: "leaf",
    Kind.LEAD_ENDED: "clay", Kind.LEAD_REVOKED: "amber", Kind.LEAD_CORRECTED: "amber", Kind.BEGUN: "leaf",
    Kind.ALARMED: "amber", Kind.ESCALATED: "amber", Kind.APOLOGISED: "amber", Kind.DECIDED: "leaf",
    Kind.RETURNED: "leaf", Kind.REVOKED: "clay", Kind.FEE_RETURNED: "leaf",
}  # fmt: skip


def _happened(event: Event, called: Mapping[str, str]) -> Happened:
    details = event.details
    if event.kind == Kind.LEAD_ENDED:
        details = {"words": families.because(details)}
    unit = called.get(details.get("unit", "")) or details.get("unit_name")
    named = details.get("words") or details.get("reason") or unit
    about = named or details.get("from") or details.get("lead_code") or asked_of(details, called)
    if event.kind in {Kind.ESCALATED, Kind.SILENCE_AGREED}:
        about = _silence(details)
    if "again" in details:
        about = _("đang có hồ sơ %(codes)s; nộp thêm vì: %(why)s") % {
            "codes": ", ".join(details["again"]["codes"]), "why": details["again"]["why"],
        }  # fmt: skip
    if event.kind == Kind.ALARMED:
        about = str(Alarm(details["about"]).label)
    if event.kind in OF_THE_FEE:
        about = wording.of_the_fee(details)
    if event.kind == Kind.RETURNED:
        about = wording.posted(details)
    label = _("Thu hồi việc từ chối, giải quyết lại") if is_taken_up_again(event) else str(Kind(event.kind).label)
    return Happened(label, event.at, event.by_name, about, _TONES.get(Kind(event.kind), ""))


def _refused(event: Event) -> Happened:
    """A decision that grants nothing: it is called so, with the words the person was told."""
    return Happened(_("Từ chối giải quyết"), event.at, event.by_name, refusing_words(event), "clay")


def is_taken_up_again(event: Event) -> bool:
    """Was a refusal revoked, so that the office decides anew?"""
    return event.kind == Kind.REVOKED and "anew" in event.details


def why_revoked(dossier: Dossier, events: list[Event]) -> str:
    """In which words what was granted was revoked; empty where it holds."""
    said = [each.details["words"] for each in events if each.kind == Kind.REVOKED]
    return said[-1] if dossier.revoked_at is not None else ""


def asked_of(details: dict[str, Any], called: Mapping[str, str]) -> str:
    """Of an opinion: who was asked, or who answered; of linked procedures, their codes."""
    if "body_name" in details:
        return called.get(details["opinion"], details["body_name"])
    others = [each["code"] for each in details.get("linked", [])]
    return ", ".join(others or [called.get(each["id"], each["name"]) for each in details.get("opinions", [])])


def _silence(details: Mapping[str, Any]) -> str:
    """Why a step counts as silent, in a sentence."""
    given, due = (
        f"{local(datetime.fromisoformat(details[name])):%H:%M %d/%m/%Y}" for name in ("given_at", "was_due_at")
    )
    said = _("“%(step)s”: giao lúc %(given)s, hạn %(due)s, chưa có trả lời. Căn cứ: %(law)s.")
    return said % {"step": in_language(details["title_of_step"]), "given": given, "due": due, "law": details["basis"]}


@dataclass(frozen=True)
class Refusal:
    """Why a decision granted nothing: the reason of the list in the reader's language, words to the person, the law."""

    reason: str
    words: str
    law: str


def refusal_of(dossier: Dossier, events: list[Event]) -> Refusal | None:
    """Why what was asked for was not granted, where the dossier was decided so."""
    last = next((each for each in reversed(events) if each.kind in {Kind.DECIDED, Kind.REVOKED}), None)
    if last is None or not is_refusal(dossier, last):
        return None
    reason = last.details.get("reason", "")
    label = str(RefusalReason(reason).label) if reason else ""
    return Refusal(label, refusing_words(last), last.details.get("law", ""))


def refusing_words(decided: Event) -> str:
    """What the person is told of a decision that grants nothing; of one of before, the words of its paper."""
    plain: str = decided.details.get("plain") or decided.details["words"]
    return plain


def is_refusal(dossier: Dossier, event: Event) -> bool:
    """Is this a decision that grants nothing? One of before says so only by its outcome."""
    if event.kind != Kind.DECIDED:
        return False
    if "granted" in event.details:
        return not event.details["granted"]
    results = dossier.version.package.plain["procedure"]["results"]
    return not any(each["code"] == event.details["outcome"] and each.get("granted") for each in results)

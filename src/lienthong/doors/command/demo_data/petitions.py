"""Petitions of the last weeks: in every province and ministry a unit receives them, and a few are on each way.

They go through the same actions as everybody's, at moments of the past; the same ones at every start.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from lienthong.doors.command.demo_data import moments
from lienthong.doors.command.demo_data.people import invented
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.states import BodyKind
from lienthong.kit import outbox
from lienthong.work.petitions import actions
from lienthong.work.petitions.models import Desk, Petition
from lienthong.work.petitions.rules import Said

DOMAIN = "phan-anh.lienthong.example"
_STORIES = Path(__file__).parent / "data" / "petitions.json"
_RECEIVING = (BodyKind.MINISTRY, BodyKind.PROVINCE, BodyKind.PROVINCE_CITY)
_OFFICE = "VP"
_SEED = 2008
_DAYS = 24
"""The oldest came so long ago."""


@dataclass(frozen=True)
class Sides:
    """Who receives and who answers."""

    here: Mandate
    there: Mandate


def name_desks(*, now: datetime) -> None:
    """In each of those bodies its office receives, or the first unit where there is none; harmless twice."""
    units = Unit.objects.filter(body__kind__in=_RECEIVING, dissolved_on__isnull=True).order_by("code", "id")
    chosen: dict[Body, Unit] = {}
    for unit in units.select_related("body"):
        if unit.body not in chosen or (unit.abbreviation == _OFFICE and chosen[unit.body].abbreviation != _OFFICE):
            chosen[unit.body] = unit
    for unit in chosen.values():
        actions.name_desk(unit=unit, by=None, now=now)


def fill(*, until: datetime) -> None:
    """Make what is missing of the petitions that came in before `until`; each stands or falls on its own."""
    stories: list[dict[str, Any]] = json.loads(_STORIES.read_text("utf-8"))
    people, leaders = invented(len(stories), seed=_SEED), _leaders()
    made = set(Account.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    for number, (story, person) in enumerate(zip(stories, people, strict=True)):
        if _email(number) not in made and story["from"] in leaders and story["to"] in leaders:
            chance = random.Random(_SEED + number)
            sent = until - timedelta(days=_DAYS * (len(stories) - number) / len(stories))
            sides = Sides(leaders[story["from"]], leaders[story["to"]])
            with transaction.atomic(), outbox.quiet():
                account = _account(person.full_name, number)
                _one(story, account, sides, moments.office_hour(chance, sent, until=until), chance, until)


def _leaders() -> dict[str, Mandate]:
    """A leader of each body that receives, by the body's name."""
    bodies = Desk.objects.filter(ended_at__isnull=True).values("body")
    held = Mandate.objects.filter(post__body__in=bodies, role=Role.LEADER, account__synthetic=True).with_people()
    return {each.post.body.name_vi: each for each in held.order_by("-valid_from", "-id")}


def _one(
    story: Mapping[str, Any], person: Account, sides: Sides, sent: datetime, chance: random.Random, until: datetime
) -> None:
    """One petition, as far as its story takes it before `until`."""
    said = Said(
        matter=story["matter"], subject=story["subject"], content=story["content"], about=story["about"],
        petitioner=story.get("petitioner", "person"), name=story.get("name", person.full_name),
        address=story["address"],
        phone=f"0000 {chance.randrange(10**6):06d}", procedure_key=story.get("procedure", ""), may_publish=True,
    )  # fmt: skip
    petition = _begun(said, story, sides, person, sent)
    at = sent
    for act in _steps(story, petition, sides):
        at = moments.soon(chance, at + timedelta(hours=3), 900, until=at + timedelta(days=4))
        if at > until:
            return
        act(at)


def _begun(said: Said, story: Mapping[str, Any], sides: Sides, person: Account, sent: datetime) -> Petition:
    """Sent in by the person; or said at the counter or by telephone, and written down by the clerk of the body."""
    if "channel" not in story:
        return actions.submit_petition(body=sides.here.post.body, said=said, by=person, now=sent)
    held = Mandate.objects.in_force_at(sent).filter(post__body=sides.here.post.body, role=Role.CLERK)
    clerk = held.with_people().order_by("id")[0]
    by_letter = replace(said, phone="", way="letter")
    return actions.enter_petition(said=by_letter, channel=story["channel"], by=clerk, now=sent)


def _merged(story: Mapping[str, Any], petition: Petition, by: Mandate, at: datetime) -> Petition:
    """With the one that says the same, not before what happened to that one last."""
    main = Petition.objects.get(subject=story["same_as"])
    now = max(at, *(each.last_at for each in (main, petition) if each.last_at))
    return actions.merge_petition(petition=petition, main=main, by=by, now=now)


def _account(name: str, number: int) -> Account:
    """The person's account; nobody can sign in with it, and no text leaves to an invented number."""
    account = Account(email=_email(number), full_name=name, synthetic=True)
    account.set_unusable_password()
    account.save()
    return account


def _email(number: int) -> str:
    return f"{number}@{DOMAIN}"


def _steps(story: Mapping[str, Any], petition: Petition, sides: Sides) -> list[Callable[[datetime], object]]:
    """What the story says happened, in its order."""
    here: dict[str, Any] = {"petition": petition, "by": sides.here}
    there: dict[str, Any] = {"petition": petition, "by": sides.there}
    shown = {"subject": story["subject"], "content": story["content"], "answer": story.get("answer", "")}
    known: dict[str, Callable[[datetime], object]] = {
        "merge": lambda at: _merged(story, petition, sides.here, at),
        "clarity": lambda at: actions.ask_clarity(**here, words=story["asked"], now=at),
        "refuse": lambda at: actions.refuse_petition(**here, ground=story["ground"], words=story["why"], now=at),
        "accept": lambda at: actions.accept_petition(**here, now=at),
        "forward": lambda at: actions.forward_petition(**here, to=sides.there.post.body, now=at),
        "acknowledge": lambda at: actions.acknowledge_petition(**there, now=at),
        "answer": lambda at: actions.answer_petition(**there, words=story["answer"], law=story.get("law", ""), now=at),
        "publish": lambda at: actions.publish_answer(**there, **shown, now=at),
    }
    return [known[step] for step in story["steps"]]

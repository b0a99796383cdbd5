"""Dossiers of the last weeks: taken in, passed on, supplemented, refused, apologised for, decided in time or late.

They go through the same actions as everybody's, at moments of the past; the same ones at every start.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction

from lienthong.doors.command.demo_data import moments
from lienthong.doors.command.demo_data.wanted import WANTED, Wanted
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PNG
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.text import fold, sort_key
from lienthong.records.registers.models import DrivingLicence, Person
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.rules import Visit
from lienthong.work.onestop import actions, asking, deciding, timing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import UNDO_MINUTES, RefusalReason
from lienthong.work.services import actions as services
from lienthong.work.services.actions.applying import NotComplete, NotEligible, Whom
from lienthong.work.services.models import Application, Offering
from lienthong.work.services.queries import filled
from lienthong.work.services.states import Channel

WEEKS = 8
"""So that early in a month, whose few are hidden with another month beside them, there is a third to show."""
KEY = "doi_giay_phep_lai_xe"
DOMAIN = "nguoi-dan.lienthong.example"
LAW = "Nghị định 118/2025/NĐ-CP"

_SCAN = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
"""A picture of one point stands for each paper that no register holds, as the other parent's signed consent."""


@dataclass(frozen=True)
class Staff:
    """Who handles dossiers in one province."""

    receiver: Mandate
    officer: Mandate
    chief: Mandate
    leader: Mandate


def fill(*, count: int, until: datetime) -> None:
    """Make what is missing of `count` dossiers that came in before `until`; each stands or falls on its own.

    Body after body, each with all that is asked for in it, so that early on there are figures of the first ones.
    """
    made = set(Account.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    people = (each for each in _people(count, until) if _address(each) not in made)
    for number, (offering, wanted, share) in list(enumerate(_plan(count)))[len(made) :]:
        person = next(people, None)
        if person is None:
            return
        with transaction.atomic(), outbox.quiet():
            _one(offering, wanted, person, random.Random(number), share, until=until)


_PROVINCES = 6
"""The first provinces by name have the dossiers, so that each has enough to look at."""


def _plan(count: int) -> Iterator[tuple[Offering, Wanted, float]]:
    """Where each is handed in, for what, and when: from 0 (eight weeks ago) to 1. In a body, one after the other."""
    offered = {
        (each.body_id, each.procedure.key): each
        for each in Offering.objects.filter(procedure__key__in=[one.key for one in WANTED]).whole()
    }
    bodies = list(dict.fromkeys(each.body_id for each in sorted(offered.values(), key=lambda one: one.body.sort_key)))
    bodies = bodies[:_PROVINCES]
    for place, body in enumerate(bodies):
        here = [one for one in WANTED if (body, one.key) in offered]
        many = count * (place + 1) // len(bodies) - count * place // len(bodies)
        for number in range(many):
            wanted = here[number % len(here)]
            yield offered[body, wanted.key], wanted, number / many


def _people(count: int, until: datetime) -> Iterator[Person]:
    """Married, with a licence that is not withheld and among the next to end: one that has ended is not exchanged."""
    living = DrivingLicence.objects.filter(person__died_on__isnull=True, valid_until__gte=local(until).date())
    held = living.filter(withheld_since__isnull=True, person__spouse__isnull=False)
    some = held.select_related("person").order_by("valid_until", "id")[: 3 * count]
    return iter({each.person_id: each.person for each in some}.values())


def _one(
    offering: Offering, wanted: Wanted, person: Person, chance: random.Random, share: float, *, until: datetime
) -> None:
    """One dossier, from the citizen's door on, as far as its lot takes it before `until`; and how it was."""
    sent = moments.soon(chance, until - timedelta(weeks=WEEKS) * (1 - share), 240, until=until)
    account = account_of(person)
    whom = Whom(person.number, person.full_name, phone=person.phone or "")
    draft = services.begin(offering=offering, whom=whom, by=account, now=sent, channel=Channel.ONLINE)
    draft = services.read_registers(application=draft, by=account, now=sent)
    for page, given in wanted.answers(chance).items():
        services.answer(application=draft, page=page, given=given, by=account, now=sent)
    attach_what_is_missing(draft, by=account, now=sent)
    try:
        dossier = actions.submit_dossier(application=draft, by=account, now=sent)
    except (NotComplete, NotEligible):
        return
    reference = f"DEMO{chance.randrange(10**6):06d}"
    for step in _lot(dossier, wanted, staff_of(offering), chance, sent, reference):
        if not step(until):
            break
    _how_it_was(dossier, account, chance, until=until)


_ANSWER = 0.85
_LEVELS = (5, 5, 5, 4, 4, 4, 4, 3, 3, 2)


def _how_it_was(dossier: Dossier, account: Account, chance: random.Random, *, until: datetime) -> None:
    """Whoever's dossier ended is asked, and most of them say it within days; by text nobody is told."""
    ended = dossier.events.filter(kind__in=asking.ENDS).order_by("seq").last()
    if ended is None:
        return
    point = replace(asking.end_point(ended), phone="")
    invitation = feedback.ask(point=point, by=None, now=ended.at)
    said = moments.soon(chance, ended.at, 900, until=ended.at + timedelta(days=6))
    if invitation is None or said > until or chance.random() > _ANSWER:
        return
    visit = Visit(f"2001:db8:{chance.randrange(1, 0xFFFF):x}::1", account, device=str(account.pk))
    feedback.answer(invitation=invitation, level=chance.choice(_LEVELS), visit=visit, by=account, now=said)


Step = Callable[[datetime], bool]


def _lot(
    dossier: Dossier, wanted: Wanted, staff: Staff, chance: random.Random, sent: datetime, reference: str
) -> Iterator[Step]:
    """The steps that follow, each at its moment; one that would lie after `until` is not made and ends the way.

    What comes to the wrong place is refused before its fee was paid: no bank of the demonstration could send it back.
    """
    at = moments.soon(chance, sent, 180, until=sent + timedelta(days=3))
    fate = chance.random()

    def step(act: Callable[[], object], when: datetime) -> Step:
        def run(until: datetime) -> bool:
            if when > until:
                return False
            act()
            return True

        return run

    if fate < 0.06:  # noqa: PLR2004 - a few come to the wrong place
        words = wanted.elsewhere
        yield step(
            lambda: actions.refuse(
                dossier=dossier, reason=RefusalReason.NOT_COMPETENT, words=words, law=LAW, by=staff.receiver, now=at
            ),
            at,
        )
        over = at + timedelta(minutes=UNDO_MINUTES + 1)
        yield step(lambda: actions.settle_fee(dossier=dossier, now=over), over)
        return
    if dossier.fee:
        yield step(lambda: actions.pay(dossier=dossier, reference=reference, by=None, now=sent), sent)
    yield step(lambda: actions.receive(dossier=dossier, by=staff.receiver, now=at), at)
    taken = moments.soon(chance, at, 240, until=at + timedelta(days=2))
    yield step(lambda: actions.acknowledge(dossier=dossier, by=staff.officer, now=taken), taken)
    if fate < 0.16:  # noqa: PLR2004 - some lack something
        asked = moments.soon(chance, taken, 300, until=taken + timedelta(days=2))
        items = [{"kind": "question", "name": wanted.doubted, "words": "Ghi lại cho khớp với dữ liệu của cơ quan."}]
        words = "Điều bạn ghi ở mục này không khớp với dữ liệu cơ quan đang giữ; chọn lại cho đúng."
        yield step(
            lambda: actions.ask_supplement(
                dossier=dossier, items=items, words=words, law=LAW, by=staff.officer, now=asked
            ),
            asked,
        )
        if fate < 0.11:  # noqa: PLR2004 - half of them wait for the citizen
            yield step(lambda: None, asked + timedelta(days=400))
        taken = moments.soon(chance, asked, 900, until=asked + timedelta(days=3))
        account = dossier.application.applicant
        assert account is not None
        yield step(
            lambda: actions.supply(
                dossier=dossier, answers={wanted.doubted: wanted.mended}, files=[], by=account, now=taken
            ),
            taken,
        )
    days = chance.choice(wanted.days)
    decided = moments.soon(chance, taken + timedelta(days=days), 200, until=taken + timedelta(days=days + 2))
    yield step(lambda: _decide(dossier, wanted, staff, decided), decided)
    handed = moments.soon(chance, decided, 600, until=decided + timedelta(days=2))
    to = dossier.subject_name
    yield step(lambda: actions.return_result(dossier=dossier, to=to, by=staff.receiver, now=handed), handed)


def _decide(dossier: Dossier, wanted: Wanted, staff: Staff, now: datetime) -> None:
    held = Dossier.objects.whole().get(pk=dossier.pk)
    assert held.begins_at is not None
    way = timing.plan(held, received_at=held.begins_at)
    outcome = deciding.suggested(way) or wanted.outcome
    granted = deciding.outcome(held.version.package, outcome).granted
    words = deciding.text(held, way)
    plain, law = deciding.why_refused(held, way)
    actions.decide(
        dossier=held, outcome=outcome, words=words, law=law or LAW, reason=RefusalReason.NOT_ELIGIBLE, plain=plain,
        by=staff.chief, now=now, data=wanted.data(local(now).date()) if granted else {},
    )  # fmt: skip


def staff_of(offering: Offering) -> Staff:
    """Who handles dossiers of this offering."""
    held = list(Mandate.objects.filter(post__body=offering.body, account__synthetic=True).with_people())
    division = set(offering.units.values())

    def one(role: Role, units: set[str] | None = None) -> Mandate:
        return next(m for m in held if m.role == role and (units is None or str(m.post.unit_id) in units))

    desk = {str(offering.receiving_unit_id)}
    return Staff(
        receiver=one(Role.ONE_STOP, desk),
        officer=one(Role.SPECIALIST, division),
        chief=one(Role.HEAD_OF_UNIT, division),
        leader=one(Role.LEADER),
    )


def _address(person: Person, domain: str = DOMAIN) -> str:
    return f"{person.number}@{domain}"


def attach_what_is_missing(draft: Application, *, by: Account, now: datetime) -> None:
    """A picture for each paper that no register holds."""
    draft.refresh_from_db()
    missing = filled(draft, at=now).missing_papers
    if not missing:
        return
    scan = files.keep(BytesIO(_SCAN), name="ban-chup.png", by=by, now=now, allowed=frozenset({PNG}))
    for paper in missing:
        services.attach(application=draft, paper=paper, file=scan, by=by, now=now)


def account_of(person: Person, domain: str = DOMAIN) -> Account:
    """A new account of the person, named in this domain; nobody can sign in with it."""
    account = Account(
        email=_address(person, domain),
        full_name=person.full_name,
        folded=fold(person.full_name),
        sort_key=sort_key(given_name_first(person.full_name)),
        synthetic=True,
    )
    account.set_unusable_password()
    account.save()
    return account

"""Dossiers of the last weeks: taken in, passed on, supplemented, refused, apologised for, decided in time or late.

They go through the same actions as everybody's, at moments of the past; the same ones at every start.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lienthong.doors.command.demo_data import moments
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.naming import given_name_first
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.text import fold, sort_key
from lienthong.records.registers.models import DrivingLicence, Person
from lienthong.work.onestop import actions, deciding, timing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import UNDO_MINUTES, RefusalReason
from lienthong.work.services import actions as services
from lienthong.work.services.actions.applying import NotComplete, NotEligible, Whom
from lienthong.work.services.models import Offering
from lienthong.work.services.states import Channel

WEEKS = 4
KEY = "doi_giay_phep_lai_xe"
DOMAIN = "nguoi-dan.lienthong.example"
LAW = "Nghị định 118/2025/NĐ-CP"


@dataclass(frozen=True)
class Staff:
    """Who handles dossiers in one province."""

    receiver: Mandate
    officer: Mandate
    chief: Mandate
    leader: Mandate


def fill(*, count: int, until: datetime) -> None:
    """Make what is missing of `count` dossiers that came in before `until`; each stands or falls on its own."""
    made = Account.objects.filter(email__endswith=f"@{DOMAIN}").count()
    offerings = list(Offering.objects.filter(procedure__key=KEY).whole().order_by("body__sort_key"))
    if not offerings:
        return
    licences = _licences(count, until)
    for number, licence in enumerate(licences):
        if number >= made:
            chance = random.Random(number)
            offering = chance.choice(offerings[:_PROVINCES])
            with transaction.atomic(), outbox.quiet():
                _one(offering, licence.person, chance, number / max(len(licences), 1), until=until)


_PROVINCES = 6
"""The first provinces by name have the dossiers, so that each has enough to look at."""


def _licences(count: int, until: datetime) -> list[DrivingLicence]:
    """Of the living, not withheld, and the next to end: one that has ended needs a new test and is not exchanged."""
    living = DrivingLicence.objects.filter(person__died_on__isnull=True, valid_until__gte=local(until).date())
    held = living.filter(withheld_since__isnull=True)
    return list(held.select_related("person").order_by("valid_until", "id")[count : 3 * count : 2])


def _one(offering: Offering, person: Person, chance: random.Random, share: float, *, until: datetime) -> None:
    """One dossier, from the citizen's door on, as far as its lot takes it before `until`."""
    sent = moments.soon(chance, until - timedelta(weeks=WEEKS) * (1 - share), 240, until=until)
    account = account_of(person)
    whom = Whom(person.number, person.full_name, phone=person.phone or "")
    draft = services.begin(offering=offering, whom=whom, by=account, now=sent, channel=Channel.ONLINE)
    draft = services.read_registers(application=draft, by=account, now=sent)
    reason = chance.choice(["ending", "damaged", "old_card"])
    answers: dict[str, dict[str, Any]] = {
        "reason": {"reason": reason},
        "health": {"health_on_record": True},
        "filing": {"delivery": "counter"},
    }
    for page, given in answers.items():
        services.answer(application=draft, page=page, given=given, by=account, now=sent)
    try:
        dossier = actions.submit_dossier(application=draft, by=account, now=sent)
    except (NotComplete, NotEligible):
        return
    reference = f"DEMO{chance.randrange(10**6):06d}"
    for step in _lot(dossier, staff_of(offering), chance, sent, reference):
        if not step(until):
            return


Step = Callable[[datetime], bool]


def _lot(dossier: Dossier, staff: Staff, chance: random.Random, sent: datetime, reference: str) -> Iterator[Step]:
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
        words = "Giấy phép này do Sở Giao thông vận tải tỉnh khác quản lý hồ sơ gốc; nộp tại cổng của tỉnh đó."
        yield step(
            lambda: actions.refuse(
                dossier=dossier, reason=RefusalReason.NOT_COMPETENT, words=words, law=LAW, by=staff.receiver, now=at
            ),
            at,
        )
        over = at + timedelta(minutes=UNDO_MINUTES + 1)
        yield step(lambda: actions.settle_fee(dossier=dossier, now=over), over)
        return
    yield step(lambda: actions.pay(dossier=dossier, reference=reference, by=None, now=sent), sent)
    yield step(lambda: actions.receive(dossier=dossier, by=staff.receiver, now=at), at)
    taken = moments.soon(chance, at, 240, until=at + timedelta(days=2))
    yield step(lambda: actions.acknowledge(dossier=dossier, by=staff.officer, now=taken), taken)
    if fate < 0.16:  # noqa: PLR2004 - some lack something
        asked = moments.soon(chance, taken, 300, until=taken + timedelta(days=2))
        items = [{"kind": "question", "name": "reason", "words": "Ảnh thẻ cho thấy thẻ còn nguyên; ghi lại lý do đổi."}]
        words = "Lý do đổi bạn ghi không khớp với tình trạng thẻ trong dữ liệu; chọn lại lý do đúng."
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
            lambda: actions.supply(dossier=dossier, answers={"reason": "ending"}, files=[], by=account, now=taken),
            taken,
        )
    days = chance.choice([1, 2, 2, 3, 3, 4, 4, 5, 6, 8])
    decided = moments.soon(chance, taken + timedelta(days=days), 200, until=taken + timedelta(days=days + 2))
    yield step(lambda: _decide(dossier, staff, decided), decided)
    handed = moments.soon(chance, decided, 600, until=decided + timedelta(days=2))
    to = dossier.subject_name
    yield step(lambda: actions.return_result(dossier=dossier, to=to, by=staff.receiver, now=handed), handed)


def _decide(dossier: Dossier, staff: Staff, now: datetime) -> None:
    held = Dossier.objects.whole().get(pk=dossier.pk)
    assert held.begins_at is not None
    way = timing.plan(held, received_at=held.begins_at)
    outcome = deciding.suggested(way) or "cap_moi"
    words = deciding.text(held, way)
    plain, law = deciding.why_refused(held, way)
    actions.decide(
        dossier=held, outcome=outcome, words=words, law=law or LAW, reason=RefusalReason.NOT_ELIGIBLE, plain=plain,
        by=staff.chief, now=now,
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


def account_of(person: Person, domain: str = DOMAIN) -> Account:
    """A new account of the person, named in this domain; nobody can sign in with it."""
    account = Account(
        email=f"{person.number}@{domain}",
        full_name=person.full_name,
        folded=fold(person.full_name),
        sort_key=sort_key(given_name_first(person.full_name)),
        synthetic=True,
    )
    account.set_unusable_password()
    account.save()
    return account

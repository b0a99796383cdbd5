"""One body's share of the work, in a process of the pool. Imports nothing of Django before it is set up."""

import os
import signal
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from lienthong.doors.command.processes import end_with_parent

if TYPE_CHECKING:
    from lienthong.doors.command.demo_data.plan import Circle, Planned


@dataclass(frozen=True)
class Work:
    """The whole of which this is a part: all processes reckon the same plan from it."""

    until: datetime
    documents: int
    opening: int


def begin() -> None:
    """First words of each process of the pool: who started it ends it, also by dying.

    A signal to the whole group must not reach it: dying with a lock of the pool in hand, it leaves the others waiting.
    """
    end_with_parent()
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from lienthong.doors.command.main import start_django

    start_django()


@cache
def circles(work: Work) -> "list[Circle]":
    """The circles of this demonstration."""
    from lienthong.doors.command.demo_data import plan
    from lienthong.ground.mandates.models import Mandate

    people = Mandate.objects.in_force_at(work.until).with_people().order_by("post_id")
    return plan.circles(plan.staff_of(list(people)), documents=work.documents, opening=work.opening)


@cache
def planned(work: Work, circle: int) -> "dict[UUID, list[Planned]]":
    """What each body of the circle is to write."""
    return circles(work)[circle].plan()


def write(work: Work, circle: int, place: int) -> None:
    """All documents that one body of the circle sends."""
    from lienthong.doors.command.demo_data.documents import Writer
    from lienthong.kit import outbox

    chosen = circles(work)[circle]
    sender = chosen.bodies[place]
    with outbox.quiet():
        Writer(chosen, sender, until=work.until).write(planned(work, circle).get(sender.body.pk, []))


def recall(work: Work, circle: int, place: int) -> None:
    """All that one body of the circle asks back."""
    from lienthong.doors.command.demo_data.changes import SecondThoughts
    from lienthong.kit import outbox

    with outbox.quiet():
        SecondThoughts(circles(work)[circle].bodies[place], until=work.until).recall()


def answer(work: Work, circle: int, place: int) -> None:
    """All that one body of the circle says to what others ask back, update or replace."""
    from lienthong.doors.command.demo_data.changes import SecondThoughts
    from lienthong.kit import outbox

    with outbox.quiet():
        SecondThoughts(circles(work)[circle].bodies[place], until=work.until).answer()


def receive(work: Work, circle: int, place: int) -> None:
    """All that one body of the circle takes in."""
    from lienthong.doors.command.demo_data.arrivals import Receiver
    from lienthong.kit import outbox

    with outbox.quiet():
        Receiver(circles(work)[circle].bodies[place], until=work.until).receive()

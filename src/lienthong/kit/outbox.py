"""Announcing what happened, after commit: an event is a job row written in the caller's transaction.

A lower room calls `announce(event)`; a higher room subscribes in its `apps.py`. The row commits or vanishes with the
act itself; a worker delivers it to every subscriber at least once, so subscribers are idempotent by event id.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from lienthong.kit import jobs
from lienthong.kit.ids import new_id

Subscriber = Callable[["Event"], None]
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


@dataclasses.dataclass(frozen=True)
class Event:
    """Something happened: a past-tense name, the id of its subject and the moment; nothing else."""

    name: str
    subject: UUID
    at: datetime
    id: UUID = dataclasses.field(default_factory=new_id)


def subscribe(name: str, subscriber: Subscriber) -> None:
    """Call `subscriber` for each event of this name. Called once, at start, from a room's `apps.py`."""
    if subscriber not in _subscribers[name]:
        _subscribers[name].append(subscriber)


@contextmanager
def quiet() -> Iterator[None]:
    """Inside, nothing is announced: for history that is written afterwards, about which nobody is to be told."""
    before = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(before)


def announce(event: Event) -> None:
    """Write the event beside the caller's rows; it leaves after the commit, or never if the transaction fails."""
    if _subscribers[event.name] and not _quiet.get():
        jobs.defer("kit.outbox.deliver", queue="events", event=_to_plain(event))


@jobs.job("kit.outbox.deliver", queue="events")
def deliver(event: dict[str, Any]) -> None:
    """Hand one event to all its subscribers."""
    happened = Event(event["name"], UUID(event["subject"]), datetime.fromisoformat(event["at"]), UUID(event["id"]))
    for subscriber in _subscribers[happened.name]:
        subscriber(happened)


def _to_plain(event: Event) -> dict[str, str]:
    return {"name": event.name, "subject": str(event.subject), "at": event.at.isoformat(), "id": str(event.id)}

"""What other bodies were asked about a dossier and what came of it, derived from the events alone. Pure.

Whether the request was signed and has left says its document, in `records`; from its arrival on, the events say all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lienthong.ground.calendar.deadlines import Deadline
from lienthong.work.onestop.standing import Happened
from lienthong.work.onestop.states import Kind, Opinion


@dataclass(frozen=True)
class Answer:
    """One document in which the body says what it thinks; `late` = it came after the date."""

    delivery_id: UUID
    number: str
    at: datetime
    late: bool


@dataclass(frozen=True)
class Asked:
    """One body that was asked. `derivation` = why it has to answer by that date; `law` = why silence counts as yes."""

    id: UUID
    document_id: UUID
    body_id: UUID
    body_name: str
    question: str
    basis: str
    days: int
    papers: tuple[str, ...]
    asked_at: datetime
    asked_by: str
    state: Opinion = Opinion.PREPARED
    reached_at: datetime | None = None
    answer_by: datetime | None = None
    derivation: Mapping[str, Any] | None = None
    silent_at: datetime | None = None
    returned_at: datetime | None = None
    law: str = ""
    answers: tuple[Answer, ...] = ()

    def explain(self, language: str) -> list[str]:
        """The derivation of the date, sentence by sentence; nothing before the body has the request."""
        return Deadline.restored(self.derivation).explain(language) if self.derivation else []

    @property
    def is_awaited(self) -> bool:
        """Has the body the request, and has it not answered?"""
        return self.state in {Opinion.REACHED, Opinion.SILENT}


def fold(events: Iterable[Happened]) -> tuple[Asked, ...]:
    """Every body that was asked, in the order of asking, as it stands after all events."""
    found: dict[str, Asked] = {}
    for event in events:
        if event.kind == Kind.CONSULTED:
            found |= {each.id.hex: each for each in _asked(event)}
        elif event.kind in _AFTER:
            key = UUID(event.details["opinion"]).hex
            found[key] = _AFTER[Kind(event.kind)](found[key], event)
    return tuple(found.values())


def _asked(event: Happened) -> Sequence[Asked]:
    said = event.details
    return [
        Asked(
            id=UUID(each["id"]),
            document_id=UUID(said["document"]),
            body_id=UUID(each["body"]),
            body_name=each["name"],
            question=said["question"],
            basis=said["law"],
            days=said["days"],
            papers=tuple(paper["title"] for paper in said["papers"]),
            asked_at=event.at,
            asked_by=getattr(event, "by_name", ""),
        )
        for each in said["opinions"]
    ]


def _reached(one: Asked, event: Happened) -> Asked:
    said = event.details
    due = datetime.fromisoformat(said["answer_by"])
    return replace(one, state=Opinion.REACHED, reached_at=event.at, answer_by=due, derivation=said["derivation"])


def _answered(one: Asked, event: Happened) -> Asked:
    said = event.details
    answer = Answer(UUID(said["delivery"]), said["number"], event.at, said["late"])
    return replace(one, state=after_an_answer(one.state, late=answer.late), answers=(*one.answers, answer))


def after_an_answer(state: str, *, late: bool) -> Opinion:
    """What counts as agreed by law stays agreed, whatever comes after the date."""
    return Opinion.AGREED if state == Opinion.AGREED and late else Opinion.ANSWERED


def _silent(one: Asked, event: Happened) -> Asked:
    said = event.details
    state = Opinion.AGREED if said["agreed"] else Opinion.SILENT
    return replace(one, state=state, silent_at=event.at, law=said.get("law", ""))


def _returned(one: Asked, event: Happened) -> Asked:
    return replace(one, state=Opinion.RETURNED, returned_at=event.at)


_AFTER: dict[Kind, Callable[[Asked, Happened], Asked]] = {
    Kind.CONSULT_REACHED: _reached,
    Kind.CONSULT_ANSWERED: _answered,
    Kind.CONSULT_SILENT: _silent,
    Kind.CONSULT_RETURNED: _returned,
}

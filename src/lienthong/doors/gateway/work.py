"""What a thread of the gateway does with the messages that wait: verify each, store all at once, answer each.

A message that cannot be taken never reaches the transaction of the others. When the transaction fails as a whole, each
message is stored alone, so that one that poisons it sinks only itself.
"""

import hashlib
import io
import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from lienthong.doors.gateway import access
from lienthong.doors.gateway.answers import Answer, accepted, failed, refused, reported
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.states import Scope
from lienthong.kit.errors import Refused
from lienthong.records.exchange.actions import importing, storing
from lienthong.records.exchange.actions.reported import take_status
from lienthong.records.exchange.actions.storing import Outcome
from lienthong.records.exchange.intake.enclosed import Spools
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.rows import Rows
from lienthong.records.exchange.intake.taking import taking

log = logging.getLogger("lienthong.gateway")


@dataclass(frozen=True, slots=True)
class Asked:
    """One message as it came: whose token, which bytes, under which trace."""

    secret: str
    content: bytes
    trace_id: str


class Worker:
    """Takes whole handfuls of small messages; one for each process, used by several threads."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def serve(self, asked: Sequence[Asked], now: datetime) -> list[Answer]:
        """An answer for each message, in their order; what is accepted is durable when this returns."""
        answers: list[Answer | None] = [None] * len(asked)
        taken: dict[int, Rows] = {}
        waiting = {place: self._guarded(each, now) for place, each in enumerate(asked)}
        while waiting:
            for place, steps in list(waiting.items()):
                found = next(steps)
                if found is None:
                    continue
                del waiting[place]
                if isinstance(found, Rows):
                    taken[place] = found
                else:
                    answers[place] = found
        for place, outcome in zip(taken, self._stored(list(taken.values()), now), strict=True):
            answers[place] = self._said(outcome, taken[place], asked[place], now)
        return [answer or failed(each.trace_id) for answer, each in zip(answers, asked, strict=True)]

    # -- one message, up to its rows ------------------------------------------------------------------------------
    def _guarded(self, asked: Asked, now: datetime) -> Iterator[Rows | Answer | None]:
        """Nothing after each step but the last; then rows to be stored, or the answer already."""
        token: MachineToken | None = None
        try:
            token = access.token_for(asked.secret, known=self._known, now=now)
            yield (yield from self._taken(asked, token, now))
        except Refused as why:
            if token is not None:
                self._record(why, asked, token.mandate, now)
            yield refused(why, asked.trace_id)
        except Exception:
            log.exception("a message could not be read", extra={"trace_id": asked.trace_id})
            connection.close()
            yield failed(asked.trace_id)

    def _taken(self, asked: Asked, token: MachineToken, now: datetime) -> Generator[None, None, Rows | Answer]:
        by = importing.bringer(token.mandate)
        with closing(Spools(of_small=True)) as spools:
            source = io.BytesIO(asked.content)
            taken = yield from taking(source, by=by, known=self._known, now=now, spools=spools, small=asked.content)
        if isinstance(taken, Origin):
            access.require_scope(token, Scope.RECEIVE)
            with transaction.atomic():
                return reported(take_status(origin=taken, by=token.mandate, now=now))
        access.require_scope(token, Scope.SEND)
        return taken

    # -- all of them, into the database ---------------------------------------------------------------------------
    def _stored(self, rows: list[Rows], now: datetime) -> list[Outcome | None]:
        """What became of each; None where storing failed for good."""
        if not rows:
            return []
        try:
            return list(_store(rows, now))
        except Exception:
            log.exception("a batch could not be stored as a whole", extra={"messages": len(rows)})
            return [_store_alone(each, now) for each in rows]

    def _said(self, outcome: Outcome | None, rows: Rows, asked: Asked, now: datetime) -> Answer:
        if outcome is None:
            return failed(asked.trace_id)
        if isinstance(outcome, Refused):
            token = access.token_for(asked.secret, known=self._known, now=now)
            self._record(outcome, asked, token.mandate, now)
            return refused(outcome, asked.trace_id)
        return accepted(outcome, [note["sentence"] for note in rows.intake["warnings"]])

    def _record(self, why: Refused, asked: Asked, by: Mandate, now: datetime) -> None:
        """A refusal is kept as a row; if that fails, the sender is still told."""
        try:
            with transaction.atomic():
                importing.record_refusal(
                    refused=why,
                    sha256=hashlib.sha256(asked.content).hexdigest(),
                    size_bytes=len(asked.content),
                    file_name="",
                    by=by,
                    now=now,
                )
        except Exception:
            log.exception("a refusal could not be recorded", extra={"trace_id": asked.trace_id})


def _store(rows: list[Rows], now: datetime) -> list[Outcome]:
    with transaction.atomic():
        return storing.store(rows=rows, now=now)


def _store_alone(rows: Rows, now: datetime) -> Outcome | None:
    """One message in a transaction of its own; a second try for one that another process stored meanwhile."""
    for _try in range(2):
        try:
            return _store([rows], now)[0]
        except (OperationalError, InterfaceError):
            connection.close()
        except Exception:
            log.exception("a message could not be stored", extra={"message_id": rows.key[1]})
    return None

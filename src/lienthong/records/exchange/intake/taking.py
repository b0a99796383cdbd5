"""Reading one message and judging it, up to the rows that wait to be stored. Reads the database, writes nothing."""

from collections.abc import Generator
from datetime import datetime
from typing import Any, BinaryIO

from lienthong.records.exchange.adapters.edxml import reader
from lienthong.records.exchange.adapters.edxml.message import StatusMessage
from lienthong.records.exchange.adapters.edxml.reader import Received
from lienthong.records.exchange.intake import changes, judging, replying
from lienthong.records.exchange.intake.describing import describe
from lienthong.records.exchange.intake.enclosed import Spools, look_into
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.rows import Bringer, Came, Rows, Taken, rows_of

INLINE_BYTES = 100_000
"""Messages up to this size are kept as a row, larger ones in the file store: a small row is durable far cheaper than
a small file, a large file far cheaper than a large row."""


Steps = Generator[None, None, Rows | Origin]
"""One message on its way to its rows, stopping after each step, so that a handful of them can go step by step together:
the processor then does the same many times over and stays fast."""


def take(
    source: BinaryIO, *, by: Bringer, known: Known, now: datetime, spools: Spools, small: bytes | None
) -> Rows | Origin:
    """Read, verify and resolve a message; a document becomes rows, a status comes back with its proven origin.

    `small` are the bytes themselves when they go into a row; `spools` hold the attachments afterwards.
    Refuses: what the reader refuses, and the classes of `intake.refusals`.
    """
    steps = taking(source, by=by, known=known, now=now, spools=spools, small=small)
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            taken: Rows | Origin = finished.value
            return taken


def taking(source: BinaryIO, *, by: Bringer, known: Known, now: datetime, spools: Spools, small: bytes | None) -> Steps:
    """`take`, step by step."""
    received = reader.read(source, open_attachment=spools.open)
    yield
    origin = judging.origin_of(received, known=known, now=now, source=source)
    if isinstance(origin.message, StatusMessage):
        judging.require_status_signed(origin, origin.message, by.body_id)
        return origin
    yield
    change = changes.change_of(origin, known=known, by_id=by.mandate_id, body_id=by.body_id, now=now, source=source)
    message = changes.with_receivers(origin.message)
    recipients = judging.recipients_of(message, sender=origin.sender, known=known, now=now, source=source)
    judging.require_may_bring(by.body_id, origin, recipients)
    brings = not changes.takes_back_only(message)
    described = describe(message, now=now)
    taken = Taken(
        origin=origin,
        recipients=recipients,
        described=described,
        message_id=changes.message_id_of(message, change, received.sha256, brings=brings),
        change=change,
        enclosed=look_into(received.attachments, spools) if brings else [],
        came=Came(received.sha256, received.size_bytes, small),
        warnings=_warnings(received, (*origin.remarks, *(described.remarks if brings else ()), *change.remarks)),
        brings=brings,
        answers=replying.answered(origin, body_id=by.body_id) if brings else None,
    )
    yield
    return rows_of(taken, by=by, seal=known.seal(now), now=now)


def _warnings(received: Received, remarks: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every deviation with its place, then what this room had to say, as JSON."""
    noted = [
        {"code": note.deviation.value, "line": note.line, "element": note.element, "sentence": note.sentence()}
        for note in received.warnings
    ]
    return [*noted, *({"code": "remark", "line": 0, "element": "", "sentence": sentence} for sentence in remarks)]

"""Reading one message and judging it, up to the rows that wait to be stored. Reads the database, writes nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO

from lienthong.records.exchange.adapters.edxml import reader
from lienthong.records.exchange.adapters.edxml.message import DocumentMessage, StatusMessage
from lienthong.records.exchange.adapters.edxml.reader import Received
from lienthong.records.exchange.intake import changes, judging
from lienthong.records.exchange.intake.changes import Change
from lienthong.records.exchange.intake.describing import describe
from lienthong.records.exchange.intake.enclosed import Spools, look_into
from lienthong.records.exchange.intake.judging import Origin
from lienthong.records.exchange.intake.known import Addressed, Known
from lienthong.records.exchange.intake.rows import Bringer, Came, Rows, Taken, rows_of

INLINE_BYTES = 100_000
"""Messages up to this size are kept as a row, larger ones in the file store: a small row is durable far cheaper than
a small file, a large file far cheaper than a large row."""


def take(
    source: BinaryIO, *, by: Bringer, known: Known, now: datetime, spools: Spools, small: bytes | None
) -> Rows | Origin:
    """Read, verify and resolve a message; a document becomes rows, a status comes back with its proven origin.

    `small` are the bytes themselves when they go into a row; `spools` hold the attachments afterwards.
    Refuses: what the reader refuses, and the classes of `intake.refusals`.
    """
    received = reader.read(source, open_attachment=spools.open)
    origin = judging.origin_of(received, known=known, now=now, source=source)
    if isinstance(origin.message, StatusMessage):
        judging.require_status_signed(origin, origin.message, by.body_id)
        return origin
    change = changes.change_of(origin, known=known, by_id=by.mandate_id, body_id=by.body_id, now=now, source=source)
    message = changes.with_receivers(origin.message)
    recipients = judging.recipients_of(message, sender=origin.sender, known=known, now=now, source=source)
    judging.require_may_bring(by.body_id, origin, recipients)
    bring = _taken_back if changes.takes_back_only(message) else _taken
    taken = bring(origin, message, received, recipients, change, now=now, spools=spools, small=small)
    return rows_of(taken, by=by, seal=known.seal(now), now=now)


def _taken(
    origin: Origin,
    message: DocumentMessage,
    received: Received,
    recipients: list[Addressed],
    change: Change,
    *,
    now: datetime,
    spools: Spools,
    small: bytes | None,
) -> Taken:
    described = describe(message, now=now)
    return Taken(
        origin=origin,
        recipients=recipients,
        described=described,
        message_id=changes.message_id_of(message, change, received.sha256),
        change=change,
        enclosed=look_into(received.attachments, spools),
        came=Came(received.sha256, received.size_bytes, small),
        warnings=_warnings(received, (*origin.remarks, *described.remarks, *change.remarks)),
    )


def _taken_back(
    origin: Origin,
    message: DocumentMessage,
    received: Received,
    recipients: list[Addressed],
    change: Change,
    *,
    now: datetime,
    spools: Spools,
    small: bytes | None,
) -> Taken:
    """What brings no document: whatever is attached to a recall is kept in the original only."""
    described = describe(message, now=now)
    key = changes.message_id_of(replace(message, document_id=change.originals[0].identifier), change, received.sha256)
    return Taken(
        origin=origin,
        recipients=recipients,
        described=described,
        message_id=key,
        change=change,
        enclosed=[],
        came=Came(received.sha256, received.size_bytes, small),
        warnings=_warnings(received, (*origin.remarks, *change.remarks)),
        brings=False,
    )


def _warnings(received: Received, remarks: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every deviation with its place, then what this room had to say, as JSON."""
    noted = [
        {"code": note.deviation.value, "line": note.line, "element": note.element, "sentence": note.sentence()}
        for note in received.warnings
    ]
    return [*noted, *({"code": "remark", "line": 0, "element": "", "sentence": sentence} for sentence in remarks)]

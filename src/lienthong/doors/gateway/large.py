"""Large messages: spooled to a file while they come in, then taken by the very action that pages use, one at a time."""

from datetime import datetime
from typing import IO, BinaryIO, cast

from django.db import close_old_connections

from lienthong.doors.gateway import access
from lienthong.doors.gateway.answers import Answer, accepted, failed, refused, reported
from lienthong.ground.mandates.states import Scope
from lienthong.kit.errors import Refused
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.intake.known import Known


def serve(spool: IO[bytes], *, secret: str, trace_id: str, known: Known, now: datetime) -> Answer:
    """Take in one message from a file; what is accepted is durable when this returns."""
    source = cast("BinaryIO", spool)
    try:
        token = access.token_for(secret, known=known, now=now)
        access.require_scope(token, Scope.SEND)
        with importing.refusals_recorded(source=source, file_name="", by=token.mandate, now=now):
            imported = importing.import_message(source=source, by=token.mandate, now=now, known=known)
    except Refused as why:
        return refused(why, trace_id)
    finally:
        spool.close()
        close_old_connections()
    if imported.accepted is not None:
        return accepted(imported.accepted, imported.warnings)
    return reported(imported.delivery) if imported.delivery is not None else failed(trace_id)

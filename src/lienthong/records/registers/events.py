"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event


def correction_asked(request_id: UUID, *, at: datetime) -> Event:
    """Somebody says that a value of a register is wrong; its keeper answers."""
    return Event("registers.correction.asked", request_id, at)


def correction_proposed(request_id: UUID, *, at: datetime) -> Event:
    """An official of the keeper proposed to correct; a second one confirms."""
    return Event("registers.correction.proposed", request_id, at)


def correction_answered(request_id: UUID, *, at: datetime) -> Event:
    """The keeper agreed or refused; who asked is told."""
    return Event("registers.correction.answered", request_id, at)

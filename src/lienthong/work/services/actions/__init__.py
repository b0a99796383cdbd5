"""Everything that changes a procedure or an application."""

from lienthong.work.services.actions.applying import (
    answer,
    attach,
    begin,
    detach,
    dispute,
    drop,
    entrust,
    submit,
    supplement,
    take_over,
    take_readings,
)
from lienthong.work.services.actions.keeping import keep_typed
from lienthong.work.services.actions.prefilling import read_registers
from lienthong.work.services.actions.publishing import close_offering, offer, publish

__all__ = [
    "answer",
    "attach",
    "begin",
    "close_offering",
    "detach",
    "dispute",
    "drop",
    "entrust",
    "keep_typed",
    "offer",
    "publish",
    "read_registers",
    "submit",
    "supplement",
    "take_over",
    "take_readings",
]

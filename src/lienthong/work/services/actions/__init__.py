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
from lienthong.work.services.actions.contesting import contest
from lienthong.work.services.actions.drafting import begin_draft, drop_draft, publish_draft, remove_file, save_file
from lienthong.work.services.actions.joining import correct, learn, submit_linked
from lienthong.work.services.actions.keeping import keep_typed
from lienthong.work.services.actions.offering import change_units, close_offering, offer
from lienthong.work.services.actions.prefilling import read_registers
from lienthong.work.services.actions.publishing import publish
from lienthong.work.services.actions.resuming import ask_to_resume, open_by_code

__all__ = [
    "answer",
    "ask_to_resume",
    "attach",
    "begin",
    "begin_draft",
    "change_units",
    "close_offering",
    "contest",
    "correct",
    "detach",
    "dispute",
    "drop",
    "drop_draft",
    "entrust",
    "keep_typed",
    "learn",
    "offer",
    "open_by_code",
    "publish",
    "publish_draft",
    "read_registers",
    "remove_file",
    "save_file",
    "submit",
    "submit_linked",
    "supplement",
    "take_over",
    "take_readings",
]

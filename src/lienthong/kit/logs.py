"""Logs as JSON lines on standard error, each with the trace id the person also sees on the error page.

The edge (one request, one job) says under which trace id everything below is logged. Lines carry no personal data: no
query strings, no addresses of people, and of the database's errors not the line that quotes the row.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from lienthong.kit.clock import now

_trace_id: ContextVar[str] = ContextVar("trace_id", default="")
_QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT): .*$", re.MULTILINE)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "server_time"}


@contextmanager
def tracing(trace_id: str) -> Iterator[None]:
    """Everything logged inside the block carries this trace id."""
    before = _trace_id.set(trace_id)
    try:
        yield
    finally:
        _trace_id.reset(before)


class JsonLines(logging.Formatter):
    """One record, one line; what was passed as `extra` becomes fields. Line breaks cannot forge a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "at": now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _QUOTED_ROW.sub(r"\1: (left out)", record.getMessage()),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _OWN}
        trace_id = getattr(getattr(record, "request", None), "trace_id", None) or _trace_id.get()
        if trace_id:
            line.setdefault("trace_id", trace_id)
        if record.exc_info and record.exc_info[0] is not None:
            whole = "".join(traceback.format_exception(*record.exc_info))
            line["exception"] = _QUOTED_ROW.sub(r"\1: (left out)", whole)
        return json.dumps(line, ensure_ascii=False, default=str)


def settings(level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING value."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "lienthong.kit.logs.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "procrastinate": {"level": "WARNING"},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR"},
            "pikepdf": {"level": "WARNING"},
            "pyhanko": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }

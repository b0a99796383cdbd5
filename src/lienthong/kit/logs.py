"""Logs as JSON lines on standard error, each with the trace id the person also sees on the error page."""

import json
import logging
import traceback
from typing import Any

from lienthong.kit.clock import now

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "server_time"}


class JsonLines(logging.Formatter):
    """One record, one line; what was passed as `extra` becomes fields. Line breaks cannot forge a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "at": now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _OWN}
        trace_id = getattr(getattr(record, "request", None), "trace_id", None)
        if trace_id is not None:
            line.setdefault("trace_id", trace_id)
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
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
            "pyhanko": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }

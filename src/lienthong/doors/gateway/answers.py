"""Answers as bytes: status, headers and body, made where the work is done and sent by the event loop as they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lienthong.doors.gateway.refusals import MethodUnknown, ServerFailed, TokenMissing
from lienthong.kit.errors import Refused
from lienthong.records.exchange import answering
from lienthong.records.exchange.actions.storing import Accepted
from lienthong.records.exchange.models import Delivery

Headers = tuple[tuple[bytes, bytes], ...]
_JSON: Headers = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_PROBLEM: Headers = ((b"content-type", b"application/problem+json"), (b"cache-control", b"no-store"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes
    headers: Headers = _JSON


def accepted(outcome: Accepted, warnings: Sequence[str] = ()) -> Answer:
    """201 for a message that is now kept, 200 for one that was kept before."""
    return Answer(200 if outcome.repeated else 201, answering.as_json(outcome, warnings))


def reported(delivery: Delivery) -> Answer:
    """200 for a status that was entered."""
    return _json(200, {"delivery": str(delivery.pk), "status": delivery.state})


def refused(why: Refused, trace_id: str) -> Answer:
    """An RFC 9457 answer."""
    body = json.dumps({**why.problem(), "trace_id": trace_id}, ensure_ascii=False, default=str).encode()
    extra: list[tuple[bytes, bytes]] = []
    if "retry_after" in why.facts:
        extra.append((b"retry-after", str(why.facts["retry_after"]).encode()))
    if why.status == TokenMissing.status:
        extra.append((b"www-authenticate", b'Bearer realm="lienthong"'))
    if isinstance(why, MethodUnknown):
        extra.append((b"allow", b"POST"))
    return Answer(why.status, body, (*_PROBLEM, *extra))


def failed(trace_id: str) -> Answer:
    """500: something broke here, and what was sent was not taken."""
    return refused(ServerFailed(), trace_id)


def alive() -> Answer:
    """200: the process answers."""
    return _json(200, {"alive": True})


def _json(status: int, value: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())

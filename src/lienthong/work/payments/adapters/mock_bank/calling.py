"""Making the bank's calls: each is signed anew when it is made, and made again for a while when nobody answers."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import httpx

from lienthong.kit.clock import local
from lienthong.work.payments.adapters import signing
from lienthong.work.payments.adapters.mock_bank.ledger import DueCall, Entry, Ledger

_LOOK_EVERY_SECONDS: Final = 0.2
_TIMEOUT_SECONDS: Final = 10.0
_SERVER_BROKEN: Final = 500
log = logging.getLogger("lienthong.mock_bank")


def content_of(entry: Entry) -> dict[str, Any]:
    """What a call tells of a movement."""
    return {
        "transaction": entry.number,
        "account": entry.account,
        "amount": str(entry.amount),
        "currency": "VND",
        "direction": entry.direction,
        "booked_at": local(entry.booked_at).isoformat(),
        "words": entry.words,
        "payer": {"name": entry.payer_name, "bank": entry.payer_bank, "account": entry.payer_account},
    }


async def make_calls(ledger: Ledger, *, to: str, key: str, now: Callable[[], datetime]) -> None:
    """Make calls as they fall due, until cancelled."""
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
        while True:
            await make_due_calls(ledger, client, to=to, key=key, now=now)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)


async def make_due_calls(
    ledger: Ledger, client: httpx.AsyncClient, *, to: str, key: str, now: Callable[[], datetime]
) -> None:
    """Make each call that is due once. An answer ends it, also a refusal; silence and 5xx do not."""
    for call in ledger.due_calls(now()):
        answer = await _made(client, call, to=to, key=key, at=now())
        if answer is None:
            ledger.unanswered(call, now())
        else:
            ledger.answered(call, answer)


async def _made(client: httpx.AsyncClient, call: DueCall, *, to: str, key: str, at: datetime) -> str | None:
    raw = json.dumps(content_of(call.entry), ensure_ascii=False).encode()
    headers = {**signing.sign(key=key, message_id=call.id, raw=raw, at=at), "Content-Type": "application/json"}
    try:
        answer = await client.post(to, content=raw, headers=headers)
    except httpx.HTTPError as broken:
        log.info("nobody took the call", extra={"problem": type(broken).__name__})
        return None
    return None if answer.status_code >= _SERVER_BROKEN else str(answer.status_code)

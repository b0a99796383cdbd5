"""A bank calls: the signature is checked, the bytes are kept, the money is counted."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from lienthong.work.payments.actions import counting
from lienthong.work.payments.actions.counting import Teller
from lienthong.work.payments.adapters.base import Bank
from lienthong.work.payments.models import Call
from lienthong.work.payments.movements import Unreadable
from lienthong.work.payments.states import Outcome


def take_call(*, bank: Bank, headers: Mapping[str, str], raw: bytes, now: datetime) -> Call:
    """Take a call-back of a bank: only what it signed, not too long ago, and each call once.

    Whatever it says is kept: words we cannot read, money nobody is due. Told the same money twice, we count it once.
    Refuses: CallNotSigned, CallTooOld, and nothing that is signed and fresh.
    """
    message_id = bank.verify(headers, raw, now=now)
    call, new = Call.objects.get_or_create(
        bank=bank.name,
        message_id=message_id,
        sha256=hashlib.sha256(raw).hexdigest(),
        defaults={"raw": raw, "received_at": now, "outcome": Outcome.REPEATED},
    )
    if new:
        call.outcome, call.problem = _told(bank, call, raw, now=now)
        call.save(update_fields=["outcome", "problem"])
    return call


def _told(bank: Bank, call: Call, raw: bytes, *, now: datetime) -> tuple[Outcome, str]:
    try:
        movement = bank.read_call(raw)
    except Unreadable as wrong:
        return Outcome.UNREADABLE, str(wrong)[:300]
    counting.lock_intents([movement])
    told = Teller(bank.name, bank.bin, call=call)
    return counting.count(movement, told=told, now=now), ""

"""Getting a message to somebody, without knowing how: the room that carries messages says so at start.

Identity is below the notices and must not call them; it hands over what is to be said, in the caller's transaction.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from lienthong.ground.identity.states import Means
from lienthong.kit.errors import Conflict

Carrier = Callable[..., object]
_carriers: dict[Means, Carrier] = {}


class NobodyCarries(Conflict):
    """Messages cannot be sent at this moment. Use another way to sign in, or come back later."""


def carry_with(*, sms: Carrier, email: Carrier) -> None:
    """Called once, at start. The carriers take `phone` or `email`, `kind`, `facts`, `language` and `now`."""
    _carriers.update({Means.SMS: sms, Means.EMAIL: email})


def carry(means: Means, address: str, *, kind: str, facts: dict[str, Any], language: str, now: datetime) -> None:
    """Hand one message over. Refuses: NobodyCarries."""
    if means not in _carriers:
        raise NobodyCarries
    name = "phone" if means == Means.SMS else "email"
    _carriers[means](**{name: address}, kind=kind, facts=facts, language=language, now=now)

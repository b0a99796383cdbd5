"""What the intake knows by heart for a few seconds: who holds a code, whose certificate signed, its own seal.

Each answer lives for `LIFE_SECONDS`; what the administrators change is therefore believed at the latest after that.
One `Known` belongs to one process and may be shared by its threads.
"""

import hashlib
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.trust import Trust
from lienthong.records.exchange.manifest import Party

LIFE_SECONDS = 5.0
EXCHANGE_ID = UUID("6c69656e-7468-7f6e-8765-786368616e67")
"""Holder of the exchange's own seal: the installation itself, which is no body of the directory."""

_MOST = 50_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who stands for a code: the body (and unit) that receives today, and the dissolved one that was asked for."""

    party: Party
    former_id: UUID | None = None

    @property
    def key(self) -> tuple[UUID, UUID | None]:
        """Body and unit: nobody receives the same message twice."""
        return self.party.id, self.party.unit_id


class Known:
    """Answers from memory while they are fresh, from the database otherwise."""

    def __init__(self, *, life_seconds: float = LIFE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._life = life_seconds
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def sender(self, code: str, on: date) -> Party:
        """The body behind a code on a day; a unit sends for its body. Refuses: UnknownCode, CodeMalformed."""
        return self._remembered(("sender", code, on), lambda: _holder(code, on))

    def addressee(self, code: str, on: date) -> Addressed:
        """Who receives on a day what is addressed to a code. Refuses: UnknownCode, NoSuccessor, CodeMalformed."""
        return self._remembered(("addressee", code, on), lambda: _addressee(code, on))

    def is_seal_of(self, body_id: UUID, certificate: bytes) -> bool:
        """Was this certificate (DER) issued to this body?"""
        fingerprint = hashlib.sha256(certificate).digest()
        return self._remembered(
            ("seal", body_id, fingerprint),
            lambda: Certificate.objects.of(body_id).filter(der=certificate).exists(),
        )

    def seal(self, now: datetime) -> Signer:
        """The exchange's own seal. Refuses: NoCertificate, before `install_seal` has run."""
        return self._remembered("own seal", lambda: signatures.signer_of(EXCHANGE_ID, now=now))

    def trust(self, now: datetime) -> Trust:
        """Whom this installation trusts (kept by `signatures` itself)."""
        return signatures.trust(now)

    def remembered(self, key: Hashable, ask: Callable[[], T]) -> T:
        """Anything else an edge wants to know again within seconds."""
        return self._remembered(("edge", key), ask)

    def _remembered(self, key: Hashable, ask: Callable[[], T]) -> T:
        now = self._clock()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]  # type: ignore[no-any-return]
        answer = ask()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = (now + self._life, answer)
        return answer


def _holder(code: str, on: date) -> Party:
    asked = organisations.addressee(code, on).asked if _ended(code, on) else organisations.resolve_code(code, on)
    body = asked if isinstance(asked, Body) else asked.body
    return Party(body.pk, body.code, body.name_vi)


def _ended(code: str, on: date) -> bool:
    """Does nobody hold the code on this day, so that its last holder must have sent?"""
    try:
        organisations.resolve_code(code, on)
    except organisations.UnknownCode:
        return True
    return False


def _addressee(code: str, on: date) -> Addressed:
    found = organisations.addressee(code, on)
    receives = found.receives
    if isinstance(receives, Unit):
        body, unit = receives.body, receives
        party = Party(body.pk, body.code, body.name_vi, unit.pk, unit.name_vi)
    else:
        party = Party(receives.pk, receives.code, receives.name_vi)
    former = found.asked if isinstance(found.asked, Body) else found.asked.body
    return Addressed(party, former.pk if found.is_successor and former.pk != party.id else None)

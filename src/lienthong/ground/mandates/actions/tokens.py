"""Keys for a body's own software: made on the desk, shown once, scoped, expiring, revocable."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates import rules
from lienthong.ground.mandates.models import MachineToken, Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid, NotAllowed
from lienthong.kit.ids import new_token

LONGEST_DAYS = 366
PREFIX = "lt"
_SHOWN = 10


class TokenWithoutScope(Invalid):
    """A token that may do nothing is of no use. Choose at least one right."""


class ScopeBeyondRole(NotAllowed):
    """You cannot give software a right that you do not have. Leave it out, or let a role that has it make the token."""


class TokenLivesTooLong(Invalid):
    """A token may live for a year at the most. Choose an earlier end; make a new one before it ends."""


def digest_of(secret: str) -> bytes:
    """SHA-256 of a token: it has 256 random bits, so no salt or slow hash is needed to keep it safe."""
    return hashlib.sha256(secret.encode()).digest()


def make_token(
    *, name: str, scopes: Sequence[Scope], days: int, by: Mandate, now: datetime
) -> tuple[MachineToken, str]:
    """Make a token that acts under `by` for so many days; the second value is the secret, never seen again.

    Refuses: NotInThisRole, MandateEnded, TokenWithoutScope, ScopeBeyondRole, TokenLivesTooLong.
    """
    rules.require(by, Verb.MANAGE_TOKENS, now=now)
    if not scopes:
        raise TokenWithoutScope
    if beyond := sorted(set(scopes) - set(rules.scopes_of(by.role))):
        raise ScopeBeyondRole(scopes=[scope.value for scope in beyond])
    if not 0 < days <= LONGEST_DAYS:
        raise TokenLivesTooLong
    secret = new_token(PREFIX)
    token = MachineToken.objects.create(
        mandate=by,
        name=name.strip(),
        prefix=secret[:_SHOWN],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    journal.record(
        "mandates.token.made", token, by=by, for_whom=by.post.body, at=now, body={"scopes": list(token.scopes)}
    )
    return token, secret


def revoke_token(*, token: MachineToken, by: Mandate, now: datetime) -> None:
    """End a token at once. Refuses: NotInThisRole, NotYours (another body's), MandateEnded."""
    rules.require(by, Verb.MANAGE_TOKENS, now=now)
    if token.mandate.post.body_id != by.post.body_id:
        raise rules.NotYours
    if MachineToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        journal.record("mandates.token.revoked", token, by=by, for_whom=by.post.body, at=now)


def note_use(*, token: MachineToken, now: datetime) -> None:
    """Remember the day a token was last used: one write a day at the most."""
    today = local(now).date()
    if token.last_used_on != today:
        MachineToken.objects.filter(pk=token.pk).update(last_used_on=today)

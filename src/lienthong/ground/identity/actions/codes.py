"""One-time codes: six digits, five minutes, five tries, kept as a keyed digest, never logged."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from lienthong.ground.identity import carrying, queries, rules
from lienthong.ground.identity.models import Account, OneTimeCode
from lienthong.ground.identity.states import Means, Purpose
from lienthong.kit.ids import new_id


def send_code(
    *, means: Means, address: str, purpose: Purpose, account: Account | None, now: datetime, language: str = "vi"
) -> OneTimeCode:
    """Make a code and hand it to whoever carries messages; codes for the same purpose made before stop working.

    Refuses: TooManyCodes, NobodyCarries.
    """
    rules.require_may_send_code(address, now)
    _close_older(address, purpose, now)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    made = _make(means, address, purpose, account, now, digits)
    facts = {"code": digits}
    carrying.carry(means, address, kind=f"identity.code.{purpose}", facts=facts, language=language, now=now)
    return made


def begin_opening(*, means: Means, address: str, now: datetime, language: str = "vi") -> OneTimeCode:
    """A code for whoever wants to open an account; whoever has one already is told that somebody tried.

    On the page both look the same, so that nobody learns who has an account. Refuses: TooManyCodes, NobodyCarries.
    """
    if queries.reached_by(address) is None:
        purpose = Purpose.SIGN_UP
        return send_code(means=means, address=address, purpose=purpose, account=None, now=now, language=language)
    pretended = pretend_code(means=means, address=address, purpose=Purpose.SIGN_UP, now=now)
    carrying.carry(means, address, kind="identity.account.exists", facts={}, language=language, now=now)
    return pretended


def send_or_pretend(
    *, means: Means, address: str, purpose: Purpose, now: datetime, language: str = "vi"
) -> OneTimeCode:
    """A code for the account that is reached there; where there is none, one that nobody has, and the page looks alike.

    Refuses: TooManyCodes, NobodyCarries.
    """
    account = queries.reached_by(address)
    if account is None or not account.is_active:
        return pretend_code(means=means, address=address, purpose=purpose, now=now)
    return send_code(means=means, address=address, purpose=purpose, account=account, now=now, language=language)


def check_code(*, code: OneTimeCode, given: str, now: datetime) -> bool:
    """Is it the code? Each try is counted, the right one spends it; of two who try at once one is right."""
    held = OneTimeCode.objects.select_for_update().get(pk=code.pk)
    if held.used_at is not None or now >= held.expires_at or held.tries >= rules.MOST_TRIES:
        return False
    held.tries += 1
    right = hmac.compare_digest(bytes(held.digest), _digest(held, "".join(given.split())))
    held.used_at = now if right else None
    held.save(update_fields=["tries", "used_at"])
    return right


def pretend_code(*, means: Means, address: str, purpose: Purpose, now: datetime) -> OneTimeCode:
    """A code that nobody has and nobody gets, counted like a real one, so that a page looks alike.

    Refuses: TooManyCodes.
    """
    rules.require_may_send_code(address, now)
    _close_older(address, purpose, now)
    return _make(means, address, purpose, None, now, secrets.token_hex(16))


def _make(  # noqa: PLR0917 - private, and called with all of them twice above
    means: Means, address: str, purpose: Purpose, account: Account | None, now: datetime, digits: str
) -> OneTimeCode:
    made = OneTimeCode(
        id=new_id(),
        account=account,
        purpose=purpose,
        means=means,
        address=address,
        made_at=now,
        expires_at=now + rules.CODE_HOLDS,
    )
    made.digest = _digest(made, digits)
    made.save(force_insert=True)
    return made


def _close_older(address: str, purpose: Purpose, now: datetime) -> None:
    older = OneTimeCode.objects.filter(address=address, purpose=purpose, used_at=None, expires_at__gt=now)
    older.update(expires_at=now)


def _digest(code: OneTimeCode, digits: str) -> bytes:
    """Six digits are tried out in a moment by whoever holds a plain digest; without the key they are not."""
    said = f"{code.pk}:{code.purpose}:{code.address}:{digits}".encode()
    return hmac.digest(f"identity.code:{settings.SECRET_KEY}".encode(), said, hashlib.sha256)

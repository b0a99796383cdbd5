"""Who sends: the token of a body's own software, known by heart for a few seconds, and the mandate it acts under."""

from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.doors.gateway.refusals import ScopeMissing, TokenMissing, TokenRefused
from lienthong.ground.mandates import queries, rules
from lienthong.ground.mandates.actions import note_use
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.records.exchange.intake.known import Known

_SCHEME = b"bearer "
_LONGEST = 200


def secret_of(authorization: bytes | None) -> str:
    """The secret in an Authorization header. Refuses: TokenMissing, TokenRefused."""
    given = (authorization or b"").strip()
    if given[: len(_SCHEME)].lower() != _SCHEME:
        raise TokenMissing
    secret = given[len(_SCHEME) :].strip()
    if not secret:
        raise TokenMissing
    if len(secret) > _LONGEST or not secret.isascii():
        raise TokenRefused
    return secret.decode("ascii")


def token_for(secret: str, *, known: Known, now: datetime) -> MachineToken:
    """The token, if it may import documents now; a revoked one is let in for `LIFE_SECONDS` at the longest.

    Refuses: TokenRefused, MandateEnded, NotInThisRole.
    """
    token: MachineToken = known.remembered(("token", secret), lambda: _asked(secret, now))
    if token.expires_at <= now:
        raise TokenRefused
    rules.require(token.mandate, Verb.IMPORT_DOCUMENT, now=now)
    return token


def require_scope(token: MachineToken, scope: Scope) -> None:
    """Refuses: ScopeMissing."""
    if scope not in token.scopes:
        words = _("Mã truy cập này không có quyền “%(scope)s”. Xin mã có quyền ấy ở: %(who)s.")
        named = {"scope": scope.value, "who": rules.who_gives(scope)}
        raise ScopeMissing(words % named, needed=scope.value, granted=list(token.scopes))


def _asked(secret: str, now: datetime) -> MachineToken:
    found = queries.token_by_secret(secret, now)
    if found is None:
        raise TokenRefused
    note_use(token=found, now=now)
    return found

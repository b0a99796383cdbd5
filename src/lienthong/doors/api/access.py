"""Who calls: a bearer token of a body's own software, and the mandate it acts under."""

from django.http import HttpRequest

from lienthong.doors.api.problems import ScopeMissing, TokenMissing, TokenRefused
from lienthong.ground.mandates import actions, queries
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.states import Scope
from lienthong.kit.web.middleware import Request

_SCHEME = "bearer"
_LONGEST = 200


def token_of(request: Request) -> MachineToken:
    """The usable token in the Authorization header; a session's cookie is never looked at.

    Refuses: TokenMissing, TokenRefused.
    """
    found = queries.token_by_secret(_secret(request), request.now)
    if found is None:
        raise TokenRefused
    actions.note_use(token=found, now=request.now)
    return found


def require_scope(token: MachineToken, scope: Scope) -> None:
    """Refuses: ScopeMissing."""
    if scope not in token.scopes:
        raise ScopeMissing(needed=scope.value, granted=list(token.scopes))


def _secret(request: HttpRequest) -> str:
    scheme, _space, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != _SCHEME or not secret.strip():
        raise TokenMissing
    if len(secret) > _LONGEST or not secret.isascii():
        raise TokenRefused
    return secret.strip()

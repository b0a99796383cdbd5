"""Who calls: a bearer token of a body's own software, and the mandate it acts under."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lienthong.doors.api.problems import ScopeMissing, TokenMissing, TokenRefused
from lienthong.ground.mandates import actions, queries
from lienthong.ground.mandates.models import MachineToken
from lienthong.ground.mandates.rules import who_gives
from lienthong.ground.mandates.states import Scope
from lienthong.kit.web.middleware import Request

_SCHEME = "bearer"
_LONGEST = 200


def token_of(request: Request, scope: Scope) -> MachineToken:
    """The usable token in the Authorization header; a session's cookie is never looked at.

    `scope` = the right it will need, so that who has none hears who gives one with it.

    Refuses: TokenMissing, TokenRefused.
    """
    found = queries.token_by_secret(_secret(request, scope), request.now)
    if found is None:
        raise TokenRefused
    actions.note_use(token=found, now=request.now)
    return found


def require_scope(token: MachineToken, scope: Scope) -> None:
    """Refuses: ScopeMissing."""
    if scope not in token.scopes:
        words = _("Mã truy cập này không có quyền “%(scope)s”. Xin mã có quyền ấy ở: %(who)s.")
        raise ScopeMissing(words % _named(scope), needed=scope.value, granted=list(token.scopes))


def _named(scope: Scope) -> dict[str, str]:
    return {"scope": scope.value, "who": who_gives(scope)}


def _secret(request: HttpRequest, scope: Scope) -> str:
    scheme, _space, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != _SCHEME or not secret.strip():
        words = _(
            "Địa chỉ này cần mã truy cập có quyền “%(scope)s”. Hãy gửi trong `Authorization: Bearer lt_…`; "
            "trong cơ quan, người tạo mã ấy trên bàn làm việc là: %(who)s."
        )
        raise TokenMissing(words % _named(scope))
    if len(secret) > _LONGEST or not secret.isascii():
        raise TokenRefused
    return secret.strip()

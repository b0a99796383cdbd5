"""The public look-up of a dossier: for anybody who knows both codes, as often as on its page."""

from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import service_presenting as presenting
from lienthong.doors.api import service_shapes as shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.kit.web import limits
from lienthong.work.onestop import queries


@endpoint(
    "POST",
    "/lookup",
    summary=_("Tra cứu hồ sơ bằng mã hồ sơ và mã tra cứu, hoặc 4 số cuối điện thoại"),
    scope=None,
    takes=Takes.JSON,
    body=shapes.LookupAsked,
    gives=shapes.LookedUp,
    curl=(
        'curl -sS -H "Content-Type: application/json" \\\n'
        '  -d "{\\"code\\": \\"$DOSSIER\\", \\"second\\": \\"$SECOND\\"}" "$LIENTHONG_URL/api/v1/lookup"'
    ),
    refuses=(400, 404, 413, 415, 422),
)
def look_up(call: Call) -> shapes.LookedUp:
    """Who has it, until when and why. A wrong code and a wrong second code get the same answer."""
    asked: shapes.LookupAsked = call.body
    limits.count(
        "lookup",
        limits.caller_of(call.request),
        most=queries.LOOKUPS_A_MINUTE,
        seconds=60,
        at=call.now.timestamp(),
    )
    return presenting.looked_up(queries.by_code(asked.code, asked.second))

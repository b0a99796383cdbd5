"""The directory: whom one can write to, as of any day."""

import base64
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import presenting, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import endpoint
from lienthong.doors.api.problems import CursorMalformed, NoSuchAddress
from lienthong.ground.mandates.states import Scope
from lienthong.ground.organisations import queries
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import local
from lienthong.kit.web.pagination import CursorBroken, page

_ORDER = ("sort_key_then", "id")


@endpoint(
    "GET",
    "/bodies",
    summary=_("Danh bạ cơ quan, tìm theo tên hoặc mã, tính đến một ngày"),
    scope=Scope.READ,
    query=shapes.BodiesAsked,
    gives=shapes.Bodies,
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" "$LIENTHONG_URL/api/v1/bodies?search=tu+phap"',
    refuses=(422,),
)
def list_bodies(call: Call) -> shapes.Bodies:
    """The bodies that existed on a day, under the names of that day."""
    asked: shapes.BodiesAsked = call.query
    rows = queries.directory(asked.on or _today(call), asked.search)
    try:
        _require_clean(asked.cursor)
        found = page(rows, {"after": asked.cursor}, order=_ORDER, size=asked.limit)
    except (CursorBroken, ValueError) as broken:
        raise CursorMalformed from broken
    return shapes.Bodies(items=[presenting.body_then(row) for row in found.rows], next=found.older or None)


@endpoint(
    "GET",
    "/bodies/{body}",
    summary=_("Một cơ quan theo mã hoặc số định danh, với các đơn vị và cơ quan kế thừa"),
    scope=Scope.READ,
    query=shapes.BodyAsked,
    gives=shapes.BodyFound,
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" "$LIENTHONG_URL/api/v1/bodies/G15"',
    refuses=(404, 422),
)
def show_body(call: Call, body: str) -> shapes.BodyFound:
    """One body, by id or by a code that somebody held on that day or last before it."""
    asked: shapes.BodyAsked = call.query
    day = asked.on or _today(call)
    holder, heir = _holder_and_heir(body, day)
    owner = holder if isinstance(holder, Body) else holder.body
    then = Body.objects.filter(pk=owner.pk).with_names_on(day).first() or owner
    return shapes.BodyFound(
        body=presenting.body_then(then),
        units=[presenting.unit_then(unit) for unit in queries.units_of(owner, day)],
        receives=None if heir == holder and isinstance(holder, Body) else presenting.institution(heir),
    )


def _holder_and_heir(wanted: str, day: date) -> tuple[Body | Unit, Body | Unit]:
    try:
        identity = UUID(wanted)
    except ValueError:
        found = queries.addressee(wanted, day)
        return found.asked, found.receives
    holder = Body.objects.filter(pk=identity).first()
    if holder is None:
        raise NoSuchAddress
    heir, _chain = queries.heir_of(holder, day)
    return holder, heir


def _require_clean(cursor: str) -> None:
    """Refuse what no cursor of ours holds and the database cannot take: a NUL, half a character."""
    inside = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    if any(mark in inside.lower() for mark in (b"\\u0000", b"\\ud", b"\x00")):
        raise CursorMalformed


def _today(call: Call) -> date:
    return local(call.now).date()

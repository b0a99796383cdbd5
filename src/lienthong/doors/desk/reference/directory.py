"""The directory: all bodies as of any day, and one body with its units, posts, holders, codes and history."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations import queries
from lienthong.ground.organisations.models import Body, Post
from lienthong.ground.organisations.states import BodyKind, CodeScheme
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.errors import NotFound
from lienthong.kit.web.days import asked_day


class UnknownBody(NotFound):
    """There is no such body. Look for it in the directory by its name or code."""


@official
@require_GET
def directory(request: OfficialRequest) -> HttpResponse:
    """All bodies of a day, in Vietnamese order; by words, by kind."""
    on = asked_day(request.GET, now=request.now)
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    bodies = queries.directory(on, words)
    if kind in BodyKind.values:
        bodies = bodies.filter(kind=kind)
    return page(
        request,
        "desk/reference/directory.html",
        {
            "bodies": list(bodies),
            "on": on,
            "is_today": on == local(request.now).date(),
            "words": words,
            "kind": kind,
            "kinds": BodyKind.choices,
        },
    )


@official
@require_GET
def body(request: OfficialRequest, body_id: UUID) -> HttpResponse:
    """One body as of a day. Refuses: UnknownBody."""
    found = Body.objects.filter(pk=body_id).first()
    if found is None:
        raise UnknownBody
    on = asked_day(request.GET, now=request.now)
    return page(
        request,
        "desk/reference/body.html",
        {
            "body": found,
            "on": on,
            "is_today": on == local(request.now).date(),
            "history": told(queries.history(found, on)),
            "offices": offices(found, on, now=request.now),
        },
    )


def told(history: dict[str, Any]) -> dict[str, Any]:
    """The history with the name of each code's scheme, for people."""
    codes = [{**code, "label": CodeScheme(code["scheme"]).label} for code in history["codes"]]
    return {**history, "codes": codes}


def offices(body: Body, on: date, *, now: datetime) -> list[dict[str, Any]]:
    """Posts of the body on the day by unit, each with who held it then: two queries."""
    moment = now if on == local(now).date() else datetime.combine(on, time(12), tzinfo=VIETNAM)
    holders: dict[UUID, list[Mandate]] = defaultdict(list)
    held = Mandate.objects.in_force_at(moment).filter(post__body=body)
    for mandate in held.select_related("account").order_by("account__sort_key", "id"):
        holders[mandate.post_id].append(mandate)
    groups: dict[str, list[tuple[Post, list[Mandate]]]] = defaultdict(list)
    for post in queries.posts_of(body, on).order_by("unit__sort_key", "sort_key", "id"):
        groups[post.unit.name_vi if post.unit else ""].append((post, holders[post.pk]))
    return [{"unit": unit, "posts": posts} for unit, posts in sorted(groups.items(), key=lambda group: group[0] != "")]

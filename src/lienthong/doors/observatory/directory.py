"""The public directory: bodies, units and codes as of any day, without persons."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lienthong.doors.observatory.frame import page
from lienthong.ground.organisations import queries
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.states import BodyKind, CodeScheme
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.web.days import asked_day
from lienthong.kit.web.limits import limited
from lienthong.kit.web.middleware import Request


class UnknownBody(NotFound):
    """There is no such body. Look for it in the directory by its name or code."""


@require_safe
@limited("directory", most=120)
def directory(request: Request) -> HttpResponse:
    """All bodies of a day, in Vietnamese order. Refuses: DayNotReadable, TooMany."""
    on = asked_day(request.GET, now=request.now)
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    bodies = queries.directory(on, words)
    if kind in BodyKind.values:
        bodies = bodies.filter(kind=kind)
    return page(
        request,
        "observatory/directory.html",
        {
            "bodies": list(bodies),
            "on": on,
            "is_today": on == local(request.now).date(),
            "words": words,
            "kind": kind,
            "kinds": BodyKind.choices,
        },
    )


@require_safe
@limited("directory", most=120)
def issuer(request: Request, code: str) -> HttpResponse:
    """The address that credentials name their issuer by: leads to the body that has this code today.

    Refuses: UnknownBody, and what `resolve_code` refuses.
    """
    found = queries.resolve_code(code, local(request.now).date())
    if not isinstance(found, Body):
        raise UnknownBody
    return redirect("observatory:body", body_id=found.pk)


@require_safe
@limited("directory", most=120)
def body(request: Request, body_id: UUID) -> HttpResponse:
    """One body as of a day. Refuses: UnknownBody, DayNotReadable, TooMany."""
    found = Body.objects.filter(pk=body_id).first()
    if found is None:
        raise UnknownBody
    on = asked_day(request.GET, now=request.now)
    history = queries.history(found, on)
    codes = [{**code, "label": CodeScheme(code["scheme"]).label} for code in history["codes"]]
    return page(
        request,
        "observatory/body.html",
        {"body": found, "on": on, "is_today": on == local(request.now).date(), "history": {**history, "codes": codes}},
    )

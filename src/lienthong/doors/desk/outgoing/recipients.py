"""Choosing who receives: search, quick sets and ticks, all drawn by the server and working without a script."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.states import BodyKind
from lienthong.kit.clock import local
from lienthong.records.documents import actions, rules
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import Manner

MOST_UNITS = 60
"""Units shown for one search: whoever needs more says more of the name."""

PROVINCES = (BodyKind.PROVINCE_CITY, BodyKind.PROVINCE)
MINISTRIES = (BodyKind.MINISTRY, BodyKind.MINISTERIAL_AGENCY)


@require_http_methods(["GET", "HEAD", "POST"])
@official
def recipients(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """Who receives the document, and in which manner."""
    document = document_of(request, document_id)
    rules.require_may_edit(request.mandate, document, now=request.now)
    if request.method != "POST":
        return page(request, "desk/outgoing/recipients.html", _context(request, document))
    with transaction.atomic():
        messages.success(request, _do(request, document))
    return redirect(f"{reverse('desk:recipients', args=[document.pk])}?{request.GET.urlencode()}".rstrip("?"))


def _do(request: OfficialRequest, document: Document) -> str:
    """The one thing the pressed button asks for; says what was done."""
    given = request.POST
    by_whom: dict[str, Any] = {"document": document, "by": request.mandate, "now": request.now}
    chosen = _uuids(given.getlist("recipient"))
    if "remove" in given:
        return _removed(actions.remove_recipients(recipients=chosen, **by_whom))
    if given.get("address_as") in Manner.values:
        actions.address_as(recipients=chosen, manner=Manner(given["address_as"]), **by_whom)
        return _("Đã đổi cách gửi.")
    added = actions.add_recipients(addresses=list(_addresses(request, document)), **by_whom)
    return _("Đã thêm %(count)d nơi nhận.") % {"count": added}


def _removed(count: int) -> str:
    return _("Đã bỏ %(count)d nơi nhận.") % {"count": count}


def _addresses(request: OfficialRequest, document: Document) -> Iterable[Address]:
    """What was ticked, or the quick set that was pressed; the sender itself never stands in a set."""
    copy = request.POST.get("manner") == Manner.COPY
    today = local(request.now).date()
    bodies = _living(today)
    if wanted := _SETS.get(request.POST.get("set", "")):
        bodies = bodies.filter(kind__in=wanted).exclude(pk=document.body_id)
    else:
        ticked = _uuids(request.POST.getlist("body"))
        bodies = bodies.filter(pk__in=ticked).exclude(pk=document.body_id)
    yield from (Address(body, copy=copy) for body in bodies)
    units = Unit.objects.existing_on(today).filter(pk__in=_uuids(request.POST.getlist("unit")))
    yield from (Address(unit.body, unit, copy=copy) for unit in units.select_related("body").in_vietnamese_order())


_SETS = {"provinces": PROVINCES, "ministries": MINISTRIES}


def _living(on: date) -> Any:
    return Body.objects.existing_on(on).in_vietnamese_order()


def _context(request: OfficialRequest, document: Document) -> dict[str, Any]:
    today = local(request.now).date()
    words = request.GET.get("q", "").strip()
    bodies, units, within = _found(request, words, today)
    held = list(Recipient.objects.filter(document=document).select_related("body", "unit"))
    there = {one.unit_id or one.body_id for one in held}
    return {
        "document": document,
        "recipients": held,
        "there": there,
        "groups": _grouped([body for body in bodies if body.pk != document.body_id]),
        "units": units[:MOST_UNITS],
        "more_units": len(units) > MOST_UNITS,
        "within": within,
        "words": words,
        "sets": _sets(document, today),
        "manners": Manner.choices,
    }


def _found(request: OfficialRequest, words: str, today: date) -> tuple[list[Body], list[Unit], Body | None]:
    """Bodies and units to choose from: those found by name or code, the units of one body, or all bodies."""
    within = next(iter(Body.objects.filter(pk__in=_uuids([request.GET.get("of", "")]))), None)
    if within is not None:
        units = organisations.units_of(within, today).select_related("body")
        return [], list((units.called(words) if words else units)[: MOST_UNITS + 1]), within
    if words:
        bodies, found = organisations.search(words, today)
        return list(bodies), list(found[: MOST_UNITS + 1]), None
    return list(_living(today)), [], None


def _grouped(bodies: list[Body]) -> list[tuple[str, list[Body]]]:
    """Bodies under the name of their kind, in the order of the State; each group in Vietnamese order."""
    order = list(BodyKind)
    ranked = sorted(bodies, key=lambda body: order.index(BodyKind(body.kind)))
    return [(str(BodyKind(kind).label), list(some)) for kind, some in groupby(ranked, key=lambda body: body.kind)]


def _sets(document: Document, today: date) -> list[dict[str, Any]]:
    """The quick sets with the number of bodies each adds up to today."""
    kinds = list(Body.objects.existing_on(today).exclude(pk=document.body_id).values_list("kind", flat=True))
    words = {"provinces": _("Tất cả tỉnh, thành phố"), "ministries": _("Tất cả bộ, cơ quan ngang bộ")}
    return [
        {"name": name, "words": words[name], "count": sum(kind in wanted for kind in kinds)}
        for name, wanted in _SETS.items()
    ]


def _uuids(given: Iterable[str]) -> list[UUID]:
    """The well-formed ones; anything else was not made by our page."""
    found = []
    for text in given:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

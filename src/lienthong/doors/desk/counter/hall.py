"""In the hall, for everybody and without signing in: take a ticket, see how long it takes, see who is called."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.kit.web import limits
from lienthong.kit.web.middleware import Request
from lienthong.work.onestop import actions, queues
from lienthong.work.onestop.models import Ticket

_TICKETS_A_MINUTE = 30
_RENEWED_SECONDS = 5
_RENEWED_PLAIN_SECONDS = 10
"""How often the display renews itself with JavaScript, and without."""


@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("tickets", most=_TICKETS_A_MINUTE, methods=("POST",))
def kiosk(request: Request, unit_id: UUID) -> HttpResponse:
    """Press for a ticket, for a service or for anything else; a closed counter says so, and who still waits.

    Refuses: NoSuchCounter, NoQueueHere, TooMany.
    """
    unit = queues.counter_of(unit_id)
    services = queues.services_at(unit)
    if request.method == "POST":
        wanted = next((each for each in services if each.key == request.POST.get("service")), None)
        with transaction.atomic():
            ticket = actions.take_ticket(unit=unit, service=wanted, now=request.now)
        return redirect("counter-ticket", unit.pk, ticket.pk)
    queue = queues.queue_of(unit, now=request.now)
    return _page(request, "kiosk", {"unit": unit, "services": services, "queue": queue, "waiting": queue.waiting})


@require_safe
def ticket(request: Request, unit_id: UUID, ticket_id: UUID) -> HttpResponse:
    """The ticket itself, to be printed or kept open: its number, how many are before it, where to go.

    Refuses: NoSuchCounter.
    """
    unit = queues.counter_of(unit_id)
    found = Ticket.objects.filter(unit=unit, pk=ticket_id).select_related("service__current").first()
    if found is None:
        raise queues.NoSuchCounter
    return _page(request, "ticket", {"unit": unit, "ticket": found, "ahead": queues.ahead_of(found)})


@require_safe
def display(request: Request, unit_id: UUID) -> HttpResponse:
    """The display of the hall: who is called to which window, large. Refuses: NoSuchCounter."""
    unit = queues.counter_of(unit_id)
    return _page(request, "display", {"unit": unit, "queue": queues.queue_of(unit, now=request.now)})


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    renewed = {"seconds": _RENEWED_SECONDS, "plain_seconds": _RENEWED_PLAIN_SECONDS}
    answer = render(request, f"desk/counter/{name}.html", {**context, **renewed})
    answer.headers["Cache-Control"] = "no-store"
    return answer

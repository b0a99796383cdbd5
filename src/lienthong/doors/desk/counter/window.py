"""At the window: call the next person, call again, let go, and begin an application with them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.kit.text import fold
from lienthong.work.onestop import actions, queues, rules
from lienthong.work.onestop.models import Ticket

_WINDOW = "window"
"""Where the session keeps the number of the window one sits at."""

MOST_LETTERS = 100


@official
@require_safe
def window(request: OfficialRequest) -> HttpResponse:
    """Who is at the window, who waits, and what can be handed in here. Refuses: NotInThisRole, NoQueueHere."""
    unit = rules.require_counter(request.mandate, now=request.now)
    words = request.GET.get("q", "")[:MOST_LETTERS].strip()
    context = {
        "unit": unit,
        "window": request.session.get(_WINDOW, ""),
        "ticket": queues.in_hand(request.mandate, now=request.now),
        "queue": queues.queue_of(unit, now=request.now),
        "services": [each for each in queues.services_at(unit) if each.current and has_words(each.current.name, words)],
        "q": words,
    }
    return page(request, "desk/counter/window.html", context)


def has_words(name: str, words: str) -> bool:
    """Does a name hold every one of these words, tones ignored?"""
    plain = fold(name)
    return all(each in plain for each in fold(words).split())


@official
@require_POST
def call(request: OfficialRequest) -> HttpResponse:
    """Call the next; the number of the window is kept for the next time. Refuses: as `actions.call_next`."""
    given = request.POST.get("window", "")
    with transaction.atomic():
        called = actions.call_next(by=request.mandate, window=given, now=request.now)
    request.session[_WINDOW] = called.window
    return redirect("desk:counter")


@official
@require_POST
def recall(request: OfficialRequest, ticket_id: UUID) -> HttpResponse:
    """Call the same person again. Refuses: as `actions.recall`."""
    return _done(request, ticket_id, lambda held: actions.recall(ticket=held, by=request.mandate, now=request.now))


@official
@require_POST
def end(request: OfficialRequest, ticket_id: UUID) -> HttpResponse:
    """Let go, or nobody came. Refuses: as `actions.end_ticket`."""
    missed = "missed" in request.POST
    return _done(
        request,
        ticket_id,
        lambda held: actions.end_ticket(ticket=held, by=request.mandate, now=request.now, missed=missed),
    )


def _done(request: OfficialRequest, ticket_id: UUID, act: Callable[[Ticket], Ticket]) -> HttpResponse:
    held = Ticket.objects.filter(body=request.mandate.post.body_id, pk=ticket_id).first()
    if held is None:
        raise queues.NoSuchCounter
    with transaction.atomic():
        done = act(held)
    said = _("Đã gọi lại số %(number)s.") if done.ended_at is None else _("Đã kết thúc số %(number)s.")
    messages.success(request, said % {"number": done.label})
    return redirect("desk:counter")

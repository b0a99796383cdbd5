"""The queue at the counter: a ticket is taken, called to a window, called again, and ended."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict
from lienthong.work.onestop import queues, rules
from lienthong.work.onestop.actions import numbering
from lienthong.work.onestop.models import Ticket
from lienthong.work.services.models import Procedure


class NobodyWaits(Conflict):
    """Nobody is waiting now. The list renews itself; call again when somebody has taken a ticket."""


def take_ticket(*, unit: Unit, now: datetime, by: None = None, service: Procedure | None = None) -> Ticket:
    """The next number of the day for whoever stands before the desk; nobody has to say who they are.

    Refuses: NoQueueHere when nothing is handed in at this unit.
    """
    if not queues.has_counter(unit):
        raise rules.NoQueueHere
    number = numbering.ticket_number(unit.body, unit, now)
    ticket = Ticket.objects.create(
        body=unit.body, unit=unit, day=local(now).date(), number=number, service=service, issued_at=now
    )
    journal.record("onestop.ticket.taken", ticket, by=by, for_whom=unit.body, at=now, body={"number": ticket.label})
    return ticket


def call_next(*, by: Mandate, window: str, now: datetime) -> Ticket:
    """Call whoever has waited longest to this window; whom this person served before is done with that.

    Two windows never call the same ticket. Refuses: MandateEnded, NotInThisRole, NoQueueHere, WindowMissing,
    NobodyWaits.
    """
    unit, place = rules.require_counter(by, now=now), rules.require_window(window)
    queue = Ticket.objects.of(unit, local(now).date())
    ticket = queue.waiting().select_for_update(skip_locked=True).first()
    if ticket is None:
        raise NobodyWaits
    for served in queue.called().filter(called_by=by).select_for_update():
        _end(served, by=by, now=now, missed=False)
    ticket.window, ticket.called_by = place, by
    return _called(ticket, by=by, now=now)


def recall(*, ticket: Ticket, by: Mandate, now: datetime) -> Ticket:
    """Call the same person again. Refuses: MandateEnded, NotInThisRole, NoQueueHere, NotAtYourWindow."""
    return _called(_held(ticket, by=by, now=now), by=by, now=now)


def end_ticket(*, ticket: Ticket, by: Mandate, now: datetime, missed: bool = False) -> Ticket:
    """Done with this person; `missed` = called, and nobody came.

    Refuses: MandateEnded, NotInThisRole, NoQueueHere, NotAtYourWindow.
    """
    return _end(_held(ticket, by=by, now=now), by=by, now=now, missed=missed)


def _held(ticket: Ticket, *, by: Mandate, now: datetime) -> Ticket:
    rules.require_counter(by, now=now)
    held = Ticket.objects.select_for_update().get(pk=ticket.pk)
    rules.require_at_window(held, by)
    return held


def _called(ticket: Ticket, *, by: Mandate, now: datetime) -> Ticket:
    ticket.called_at, ticket.call_count = now, ticket.call_count + 1
    ticket.save()
    said = {"number": ticket.label, "window": ticket.window, "times": ticket.call_count}
    journal.record("onestop.ticket.called", ticket, by=by, for_whom=by.post.body, at=now, body=said)
    return ticket


def _end(ticket: Ticket, *, by: Mandate, now: datetime, missed: bool) -> Ticket:
    ticket.ended_at, ticket.missed = now, missed
    ticket.save()
    said = {"number": ticket.label, "missed": missed}
    journal.record("onestop.ticket.ended", ticket, by=by, for_whom=by.post.body, at=now, body=said)
    return ticket

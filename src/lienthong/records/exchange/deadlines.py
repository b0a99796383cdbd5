"""Until when a delivery must be accepted, assigned and handled: the law's rules on the receiver's calendar."""

from datetime import datetime, timedelta

from lienthong.ground.calendar import deadlines
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.calendar.queries import calendar_for
from lienthong.kit.clock import local
from lienthong.records.documents.states import Urgency
from lienthong.records.exchange.models import Delivery


def accept_by(delivery: Delivery, arrived_at: datetime) -> Deadline:
    """Acknowledge within the day of receipt (Decree 30/2020 art. 21); what is urgent, within its own time."""
    calendar = _calendar(delivery, arrived_at)
    if delivery.urgency == Urgency.NORMAL:
        return deadlines.acknowledge_by(calendar, arrived_at)
    return deadlines.send_by(calendar, arrived_at, delivery.urgency)


def assign_by(delivery: Delivery, accepted_at: datetime) -> Deadline:
    """Submit and assign the same day, at the latest the next working day (Decree 30/2020 art. 23)."""
    calendar = _calendar(delivery, accepted_at)
    if delivery.urgency == Urgency.NORMAL:
        return deadlines.submit_by(calendar, accepted_at)
    return deadlines.send_by(calendar, accepted_at, delivery.urgency)


def handle_by(delivery: Delivery, assigned_at: datetime) -> Deadline:
    """Handle within the time of the urgency, or by the hour a timed express names."""
    by_hour = delivery.message.document.express_due_at
    return deadlines.handle_by(_calendar(delivery, assigned_at), assigned_at, delivery.urgency, by_hour=by_hour)


def soon_before(urgency: str) -> timedelta:
    """How long before a deadline people are reminded: a day in the ordinary case, less for what is urgent.

    The law gives no number; these are the product's.
    """
    return _SOON[Urgency(urgency)]


_SOON = {
    Urgency.NORMAL: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=4),
    Urgency.VERY_URGENT: timedelta(hours=2),
    Urgency.EXPRESS: timedelta(minutes=30),
    Urgency.EXPRESS_TIMED: timedelta(minutes=30),
}


def _calendar(delivery: Delivery, at: datetime) -> WorkingCalendar:
    return calendar_for(delivery.recipient_id, local(at).date())

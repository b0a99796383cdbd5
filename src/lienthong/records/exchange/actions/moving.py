"""Moving a delivery from status to status: the one place that changes the column, always with a row for the sender."""

from datetime import datetime

from django.db.models import Max

from lienthong.ground.mandates.models import Mandate
from lienthong.records.exchange import states
from lienthong.records.exchange.models import Delivery, StatusChange
from lienthong.records.exchange.states import DeliveryState


def locked(delivery: Delivery) -> Delivery:
    """The delivery as it stands now, held until the transaction ends."""
    return Delivery.objects.select_for_update(of=("self",)).whole().get(pk=delivery.pk)


def move(
    delivery: Delivery,
    target: DeliveryState,
    *,
    by: Mandate | None,
    at: datetime,
    note: str = "",
    unit_name: str = "",
    person: str = "",
    code: str = "",
) -> None:
    """Enter a status and tell the sender who and when; the caller saves the row. Refuses: DeliveryMovedOn.

    `person` = whom the body's own software names, when it reports for somebody who does not work here; `code` = what
    the sender is told, where the state is one of ours.
    """
    states.require(delivery.state, target)
    StatusChange.objects.create(
        delivery=delivery,
        code=code or target,
        at=at,
        by=by,
        person=person or (by.account.full_name if by else ""),
        note=note,
        unit_name=unit_name,
    )
    delivery.state = target
    delivery.state_at = at


def tell(
    delivery: Delivery, code: str, *, by: Mandate | None, at: datetime, note: str = "", person: str = "", unit: str = ""
) -> None:
    """Leave a status that stands beside the state: 13, 15 or 16."""
    said_by = person or (by.account.full_name if by else "")
    StatusChange.objects.create(delivery=delivery, code=code, at=at, by=by, person=said_by, unit_name=unit, note=note)


def next_position(delivery: Delivery) -> int:
    """The next place in the recipient's inbox. The caller holds `locks.hold_inbox` of the recipient."""
    last = Delivery.objects.filter(recipient=delivery.recipient).aggregate(last=Max("inbox_position"))["last"]
    return int(last or 0) + 1

"""Moving a delivery from status to status: the one place that changes the column, always with a row for the sender."""

from datetime import datetime

from lienthong.ground.mandates.models import Mandate
from lienthong.records.exchange import states
from lienthong.records.exchange.models import Delivery, StatusChange
from lienthong.records.exchange.states import DeliveryState


def locked(delivery: Delivery) -> Delivery:
    """The delivery as it stands now, held until the transaction ends."""
    return Delivery.objects.select_for_update(of=("self",)).for_lists().get(pk=delivery.pk)


def move(
    delivery: Delivery, target: DeliveryState, *, by: Mandate | None, at: datetime, note: str = "", unit_name: str = ""
) -> None:
    """Enter a status and tell the sender who and when; the caller saves the row. Refuses: DeliveryMovedOn."""
    states.require(delivery.state, target)
    StatusChange.objects.create(
        delivery=delivery,
        code=target,
        at=at,
        by=by,
        person=by.account.full_name if by else "",
        note=note,
        unit_name=unit_name,
    )
    delivery.state = target
    delivery.state_at = at

"""The inbox: read by cursor, never emptied by reading, confirmed item by item."""

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import finding, presenting, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.records.exchange.actions import reporting
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop.machines import NoSuchPlace


@endpoint(
    "GET",
    "/inbox",
    summary=_("Hộp đến: những gì đã tới cơ quan, theo thứ tự; đọc không làm mất"),
    scope=Scope.RECEIVE,
    query=shapes.InboxAsked,
    gives=shapes.Inbox,
    curl='curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" "$LIENTHONG_URL/api/v1/inbox?cursor=0"',
    refuses=(422,),
)
def list_inbox(call: Call) -> shapes.Inbox:
    """What came after the cursor, in the order of arrival.

    Refuses: NoSuchPlace for one beyond everything that came, which was never given.
    """
    asked: shapes.InboxAsked = call.query
    mandates.require(call.mandate, Verb.READ_BOOKS, now=call.now)
    came, after = Delivery.objects.addressed_to(call.mandate.body), asked.cursor
    last_given = came.aggregate(last=Max("inbox_position"))["last"] or 0
    if after > last_given:
        raise NoSuchPlace
    rows = came.filter(inbox_position__gt=after)
    if asked.unconfirmed:
        rows = rows.filter(confirmed_at__isnull=True)
    found = list(rows.for_lists().order_by("inbox_position")[: asked.limit + 1])
    shown = found[: asked.limit]
    last = shown[-1].inbox_position if shown else after
    assert last is not None
    return shapes.Inbox(items=[presenting.inbox_item(row) for row in shown], next=last, more=len(found) > asked.limit)


@endpoint(
    "POST",
    "/inbox/{delivery}/confirm",
    summary=_("Xác nhận phần mềm của cơ quan đã lấy văn bản về"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.NothingAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=(
        'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" -X POST \\\n'
        '  "$LIENTHONG_URL/api/v1/inbox/$DELIVERY/confirm"'
    ),
    refuses=(400, 404, 415, 422),
)
def confirm(call: Call, delivery: UUID) -> shapes.Delivery:
    """Say that your software holds the document; said again, nothing changes."""
    found = finding.received(call, delivery)
    confirmed = reporting.confirm_delivery(delivery=found, by=call.mandate, now=call.now)
    return presenting.deliveries([confirmed])[0]

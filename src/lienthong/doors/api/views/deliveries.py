"""What becomes of a delivery at the receiver, and how the sender follows it."""

from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from msgspec import UNSET

from lienthong.doors.api import finding, presenting, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.doors.api.problems import NoSuchAddress, ShapeWrong
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit import text
from lienthong.kit.clock import local
from lienthong.records.exchange import actions
from lienthong.records.exchange.actions import reporting
from lienthong.records.exchange.models import Delivery

_AUTH = 'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" '
_STEPS = (400, 404, 409, 415, 422)


def step_line(verb: str, body: str) -> str:
    """The example of one step, as curl sends it."""
    return (
        f'{_AUTH}-H "Content-Type: application/json" \\\n'
        f"  -d '{body}' \"$LIENTHONG_URL/api/v1/deliveries/$DELIVERY/{verb}\""
    )


def shown(delivery: Delivery) -> shapes.Delivery:
    """The delivery as it stands now."""
    return presenting.deliveries([Delivery.objects.whole().get(pk=delivery.pk)])[0]


@endpoint(
    "GET",
    "/messages/{message}/status",
    summary=_("Tình trạng của một lần gửi ở từng nơi nhận, mã 01–06, 13, 15, 16"),
    scope=Scope.READ,
    gives=shapes.MessageStatus,
    curl=f'{_AUTH}"$LIENTHONG_URL/api/v1/messages/$MESSAGE/status"',
    refuses=(404,),
)
def show_status(call: Call, message: UUID) -> shapes.MessageStatus:
    """Every recipient with its statuses, times and persons."""
    found = finding.sent(call, message)
    rows = Delivery.objects.whole().filter(message=found).order_by("recipient__sort_key", "id")
    return shapes.MessageStatus(
        message=found.pk,
        document=found.document_id,
        number_and_symbol=found.document.number_and_symbol,
        sent_at=found.sent_at,
        deliveries=presenting.deliveries(rows),
    )


@endpoint(
    "GET",
    "/deliveries/{delivery}",
    summary=_("Một lần chuyển tới một nơi nhận, với mọi bước đã qua"),
    scope=Scope.READ,
    gives=shapes.Delivery,
    curl=f'{_AUTH}"$LIENTHONG_URL/api/v1/deliveries/$DELIVERY"',
    refuses=(404,),
)
def show_delivery(call: Call, delivery: UUID) -> shapes.Delivery:
    """For the sender and the receiver alike."""
    return shown(finding.concerned(call, delivery))


@endpoint(
    "POST",
    "/deliveries/{delivery}/accept",
    summary=_("Tiếp nhận: vào sổ văn bản đến dưới số đến tiếp theo (mã 03)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.NothingAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=f'{_AUTH}-X POST "$LIENTHONG_URL/api/v1/deliveries/$DELIVERY/accept"',
    refuses=_STEPS,
)
def accept(call: Call, delivery: UUID) -> shapes.Delivery:
    """Take it into the incoming book."""
    found = finding.received(call, delivery)
    actions.accept_document(delivery=found, by=call.mandate, now=call.now)
    return shown(found)


@endpoint(
    "POST",
    "/deliveries/{delivery}/refuse",
    summary=_("Trả lại nơi gửi kèm lý do (mã 02)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.RefusalAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=step_line("refuse", '{"reason": "not_for_us", "text": "Văn bản này gửi nhầm nơi nhận."}'),
    refuses=_STEPS,
)
def refuse(call: Call, delivery: UUID) -> shapes.Delivery:
    """Send it back."""
    asked: shapes.RefusalAsked = call.body
    found = finding.received(call, delivery)
    actions.refuse_document(
        delivery=found, by=call.mandate, now=call.now, reason=asked.reason, text=text.normalise(asked.text)
    )
    return shown(found)


@endpoint(
    "POST",
    "/deliveries/{delivery}/assign",
    summary=_("Phân công một đơn vị của cơ quan xử lý (mã 04)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.AssignmentAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=step_line("assign", '{"unit_code": "G15.01"}'),
    refuses=_STEPS,
)
def assign(call: Call, delivery: UUID) -> shapes.Delivery:
    """Give it to a unit, until a date."""
    asked: shapes.AssignmentAsked = call.body
    found = finding.received(call, delivery)
    actions.assign_document(
        delivery=found,
        unit=_unit(call, asked),
        by=call.mandate,
        now=call.now,
        due_at=asked.due_at,
        instruction=asked.instruction.strip(),
    )
    return shown(found)


def _unit(call: Call, asked: shapes.AssignmentAsked) -> Unit:
    if (asked.unit is UNSET) == (asked.unit_code is UNSET):
        raise ShapeWrong(_now("Cần đúng một trong hai: unit hoặc unit_code."))
    unit: Body | Unit | None
    if isinstance(asked.unit, UUID):
        unit = Unit.objects.filter(pk=asked.unit, body=call.mandate.body).first()
    else:
        unit = organisations.addressee(str(asked.unit_code), local(call.now).date()).receives
    if not isinstance(unit, Unit):
        raise NoSuchAddress(_now("Cơ quan này không có đơn vị như vậy."))
    return unit


@endpoint(
    "POST",
    "/deliveries/{delivery}/start",
    summary=_("Báo đã bắt đầu xử lý (mã 05)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.StartAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=step_line("start", '{"person": "Người Thử"}'),
    refuses=_STEPS,
)
def start(call: Call, delivery: UUID) -> shapes.Delivery:
    """Your software names who began; the sender sees it."""
    asked: shapes.StartAsked = call.body
    found = finding.received(call, delivery, Verb.ASSIGN_DOCUMENT)
    reporting.report_started(delivery=found, by=call.mandate, now=call.now, person=text.normalise(asked.person))
    return shown(found)


@endpoint(
    "POST",
    "/deliveries/{delivery}/complete",
    summary=_("Báo đã xử lý xong (mã 06)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.CompletionAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=step_line("complete", '{"person": "Người Thử", "outcome": "Đã có văn bản trả lời"}'),
    refuses=_STEPS,
)
def complete(call: Call, delivery: UUID) -> shapes.Delivery:
    """Your software names who finished and what came of it."""
    asked: shapes.CompletionAsked = call.body
    found = finding.received(call, delivery, Verb.ASSIGN_DOCUMENT)
    reporting.report_completed(
        delivery=found,
        by=call.mandate,
        now=call.now,
        person=text.normalise(asked.person),
        outcome=asked.outcome.strip(),
    )
    return shown(found)

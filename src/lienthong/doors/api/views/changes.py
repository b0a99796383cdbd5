"""Taking back what was sent, and answering what a sender asks: recall (status 13), agree (15), decline (16)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lienthong.doors.api import finding, presenting, shapes
from lienthong.doors.api.calls import Call
from lienthong.doors.api.endpoints import Takes, endpoint
from lienthong.doors.api.views.deliveries import shown, step_line
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.mandates.states import Scope
from lienthong.kit import text
from lienthong.records.exchange import actions
from lienthong.records.exchange.models import ChangeRequest
from lienthong.records.exchange.rules import NothingAsked
from lienthong.records.exchange.states import ChangeState, Channel

_AUTH = 'curl -sS -H "Authorization: Bearer $LIENTHONG_TOKEN" '
MOST = 200


@endpoint(
    "POST",
    "/messages/{message}/recall",
    summary=_("Đề nghị các nơi nhận, hoặc một số nơi, trả lại văn bản (mã 13)"),
    scope=Scope.SEND,
    takes=Takes.JSON,
    body=shapes.RecallAsked,
    gives=shapes.Changes,
    has_effect=True,
    curl=(
        f'{_AUTH}-H "Content-Type: application/json" \\\n'
        '  -d \'{"reason": "Ban hành nhầm phụ lục."}\' "$LIENTHONG_URL/api/v1/messages/$MESSAGE/recall"'
    ),
    refuses=(400, 404, 409, 415, 422),
)
def recall(call: Call, message: UUID) -> shapes.Changes:
    """Asked again while the answer is out, the open requests come back."""
    asked: shapes.RecallAsked = call.body
    found = finding.sent(call, message)
    requests = actions.recall_document(
        message=found,
        by=call.mandate,
        now=call.now,
        reason=text.normalise(asked.reason),
        deliveries=asked.deliveries,
        channel=Channel.API,
    )
    return shapes.Changes(items=[presenting.change(one) for one in requests])


@endpoint(
    "GET",
    "/changes",
    summary=_("Những đề nghị thu hồi, cập nhật, thay thế đang chờ cơ quan trả lời"),
    scope=Scope.RECEIVE,
    gives=shapes.Changes,
    curl=f'{_AUTH}"$LIENTHONG_URL/api/v1/changes"',
)
def list_changes(call: Call) -> shapes.Changes:
    """The oldest first, at most two hundred."""
    rows = ChangeRequest.objects.filter(
        delivery__recipient=call.mandate.body, delivery__arrived_at__isnull=False, state=ChangeState.ASKED
    )
    return shapes.Changes(items=[presenting.change(one) for one in rows.order_by("asked_at", "id")[:MOST]])


@endpoint(
    "POST",
    "/deliveries/{delivery}/answer",
    summary=_("Trả lời đề nghị của nơi gửi: đồng ý (mã 15) hoặc không đồng ý kèm lý do (mã 16)"),
    scope=Scope.RECEIVE,
    takes=Takes.JSON,
    body=shapes.AnswerAsked,
    gives=shapes.Delivery,
    has_effect=True,
    curl=step_line("answer", '{"agrees": false, "words": "Văn bản đã được giải quyết xong."}'),
    refuses=(400, 404, 409, 415, 422),
)
def answer(call: Call, delivery: UUID) -> shapes.Delivery:
    """The same answer again changes nothing."""
    asked: shapes.AnswerAsked = call.body
    found = finding.received(call, delivery, Verb.ANSWER_CHANGE)
    requests = ChangeRequest.objects.filter(delivery=found).exclude(state=ChangeState.OVERTAKEN)
    request = requests.order_by("-asked_at", "-id").select_related("delivery").first()
    if request is None:
        raise NothingAsked
    actions.answer_change(
        request=request,
        by=call.mandate,
        now=call.now,
        agrees=asked.agrees,
        words=asked.words,
        person=text.normalise(asked.person),
    )
    return shown(found)

"""What a person says of a refund: ordered by hand, not possible, or left the account."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lienthong.doors.desk.frame import OfficialRequest, official
from lienthong.doors.desk.payments import showing
from lienthong.doors.desk.payments.forms import DoneForm, FailedForm
from lienthong.kit.errors import Conflict
from lienthong.work.payments import actions, queries
from lienthong.work.payments.models import Refund
from lienthong.work.payments.states import RefundState


@official
@require_POST
def sent(request: OfficialRequest, refund_id: UUID) -> HttpResponse:
    """It was ordered from the bank by hand. Refuses: NoSuchCredit, and as `actions.refund_sent`."""
    return _said(request, refund_id, RefundState.SENT, forms.Form(request.POST))


@official
@require_POST
def failed(request: OfficialRequest, refund_id: UUID) -> HttpResponse:
    """The bank could not do it. Refuses: NoSuchCredit, and as `actions.refund_failed`."""
    return _said(request, refund_id, RefundState.FAILED, FailedForm(request.POST))


@official
@require_POST
def done(request: OfficialRequest, refund_id: UUID) -> HttpResponse:
    """The money has left. Refuses: NoSuchCredit, and as `actions.refund_done`."""
    return _said(request, refund_id, RefundState.DONE, DoneForm(request.POST))


_ACTIONS: dict[RefundState, Callable[..., Refund]] = {
    RefundState.SENT: actions.refund_sent,
    RefundState.FAILED: actions.refund_failed,
    RefundState.DONE: actions.refund_done,
}
_WORDS = {
    RefundState.SENT: gettext_lazy("Đã ghi: lệnh chuyển trả đã gửi ngân hàng."),
    RefundState.FAILED: gettext_lazy("Đã ghi: chuyển trả không thành. Tiền này lại chờ quyết định."),
    RefundState.DONE: gettext_lazy("Đã ghi: tiền đã chuyển trả."),
}


def _said(request: OfficialRequest, refund_id: UUID, state: RefundState, form: forms.Form) -> HttpResponse:
    body = queries.require_may_open(request.mandate, now=request.now)
    refund = queries.refund_at(body, refund_id)
    if not form.is_valid():
        return showing.credit(request, queries.credit_at(body, refund.credit_id), said=(refund.pk, state, form))
    try:
        with transaction.atomic():
            _ACTIONS[state](refund=refund, by=request.mandate, now=request.now, **form.cleaned_data)
    except Conflict as refused:
        return showing.credit(request, queries.credit_at(body, refund.credit_id), problem=refused)
    messages.success(request, _WORDS[state])
    return redirect("desk:payment", refund.credit_id)

"""What is done with a dossier: each step loads it, asks for words where it needs any, and calls one action."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.dossiers.case import about, dossier_of, pressed, words_of
from lienthong.doors.desk.dossiers.forms import (
    ApologyForm,
    AssignForm,
    CashForm,
    HandOverForm,
    ReasonForm,
    ResultForm,
    RevokeForm,
    SupplementForm,
)
from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.work.onestop import actions, fees, refunding, rules
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import DossierMovedOn, Kind, RefusalReason
from lienthong.work.services import delivering

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@official
@pressed
def receive(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Take it in. Refuses: as `actions.receive`."""
    return _pressed(
        request, dossier_id, actions.receive, _("Đã tiếp nhận; người nộp thấy ngày hẹn và hồ sơ đã chuyển bước sau.")
    )


@official
@pressed
def acknowledge(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Say that the unit has it. Refuses: as `actions.acknowledge`."""
    return _pressed(request, dossier_id, actions.acknowledge, _("Đã nhận bàn giao; hồ sơ ở trong tay bạn."))


@official
@pressed
def pass_on(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """This step is done. Refuses: as `actions.pass_on`."""
    return _pressed(request, dossier_id, actions.pass_on, _("Đã chuyển bước sau."))


@official
@pressed
def heed(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """A leader has seen that a step is past its date. Refuses: as `actions.heed_escalation`."""
    return _pressed(request, dossier_id, actions.heed_escalation, _("Đã ghi: bạn biết bước này quá hạn."))


@official
@pressed
def remind(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Say that the fee is open. Refuses: as `actions.ask_payment`."""
    return _pressed(request, dossier_id, actions.ask_payment, _("Đã nhắc người nộp; đồng hồ dừng đến khi nộp."))


@official
@get_or_post
def cash(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """The fee was paid at the counter. Refuses: as `actions.take_cash`."""

    def act(found: Dossier, form: Any) -> str:
        actions.take_cash(dossier=found, slip=form.cleaned_data["slip"], by=request.mandate, now=request.now)
        return _("Đã ghi nộp phí, lệ phí tại quầy.")

    return _asked(request, dossier_id, "cash", lambda _found, data: CashForm(data), act)


@official
@pressed
def undo(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Take the last act back. Refuses: TooLateToUndo."""
    return _pressed(request, dossier_id, actions.undo, _("Đã rút lại."))


@official
@get_or_post
def refuse(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Do not take it in. Refuses: as `actions.refuse`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        reason = RefusalReason(said["reason"])
        actions.refuse(
            dossier=found, reason=reason, words=said["words"], law=said["law"], by=request.mandate, now=request.now
        )
        return _("Đã từ chối. Bạn rút lại được trong mười phút.")

    return _asked(request, dossier_id, "refuse", lambda _found, data: ReasonForm(data), act)


@official
@get_or_post
def stop(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """End it without a result. Refuses: as `actions.stop`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        reason = RefusalReason(said["reason"])
        actions.stop(
            dossier=found, reason=reason, words=said["words"], law=said["law"], by=request.mandate, now=request.now
        )
        return _("Đã dừng xử lý. Bạn rút lại được trong mười phút.")

    return _asked(request, dossier_id, "stop", lambda _found, data: ReasonForm(data), act)


@official
@get_or_post
def supplement(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Ask for everything at once. Refuses: as `actions.ask_supplement`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        actions.ask_supplement(
            dossier=found, items=form.items, words=said["words"], law=said["law"], by=request.mandate, now=request.now
        )
        return _("Đã yêu cầu bổ sung; đồng hồ dừng. Bạn rút lại được trong mười phút.")

    return _asked(request, dossier_id, "supplement", lambda found, data: SupplementForm(data, dossier=found), act)


@official
@get_or_post
def propose(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Put a result before who decides. Refuses: as `actions.propose`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        actions.propose(
            dossier=found, outcome=said["outcome"], words=said["words"], law=said["law"],
            reason=said["reason"] or None, plain=said["plain"], by=request.mandate, now=request.now,
        )  # fmt: skip
        return _("Đã trình kết quả.")

    return _asked(request, dossier_id, "propose", lambda found, data: ResultForm(data, dossier=found), act)


@official
@stepped_up
@get_or_post
def decide(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Sign the result. Refuses: as `actions.decide`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        actions.decide(
            dossier=found, outcome=said["outcome"], words=said["words"], law=said["law"], reason=said["reason"] or None,
            plain=said["plain"], data=form.result_data, by=request.mandate, now=request.now,
        )  # fmt: skip
        return _("Đã ký và đóng dấu kết quả; hồ sơ về Bộ phận Một cửa để trả.")

    on = local(request.now).date()
    return _asked(request, dossier_id, "decide", lambda found, data: _result_form(found, data, on), act)


_PROPOSED = ("outcome", "words", "reason", "plain", "law")
"""What who decides begins with, of what was put before them."""


def _result_form(found: Dossier, data: Any, on: date) -> ResultForm:
    last = found.events.filter(kind=Kind.PROPOSED).order_by("seq").last()
    proposed = {name: last.details[name] for name in _PROPOSED if name in last.details} if last else None
    return ResultForm(data, dossier=found, proposed=proposed, on=on)


@official
@get_or_post
def apologise(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Say sorry and give the one new date. Refuses: as `actions.apologise`."""

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        actions.apologise(
            dossier=found, reason=said["reason"], new_due_at=said["due_on"], by=request.mandate, now=request.now
        )
        return _("Đã xin lỗi và hẹn lại; người nộp được báo.")

    return _asked(request, dossier_id, "apologise", lambda found, data: ApologyForm(data, dossier=found), act)


@official
@get_or_post
def assign(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Give it to somebody of the unit. Refuses: as `actions.assign`."""

    def make(found: Dossier, data: Any) -> AssignForm:
        people = Mandate.objects.in_force_at(request.now).filter(post__unit=found.unit_id).with_people()
        return AssignForm(data, people=list(people.order_by("account__sort_key")))

    def act(found: Dossier, form: Any) -> str:
        said = form.cleaned_data
        actions.assign(
            dossier=found, holder=form.people[said["holder"]], note=said["note"], by=request.mandate, now=request.now
        )
        return _("Đã phân công.")

    return _asked(request, dossier_id, "assign", make, act)


@official
@stepped_up
@get_or_post
def revoke(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """The result no longer holds. Refuses: as `actions.revoke_result`."""

    def act(found: Dossier, form: Any) -> str:
        reason = form.cleaned_data["words"]
        found = actions.revoke_result(dossier=found, reason=reason, by=request.mandate, now=request.now)
        if found.decided_at is None:
            return _("Đã thu hồi việc từ chối; hồ sơ về lại đơn vị giải quyết, và người nộp được báo.")
        return _("Đã thu hồi kết quả; ai kiểm tra cũng thấy, và người nộp được báo.")

    return _asked(request, dossier_id, "revoke", lambda found, data: RevokeForm(data, dossier=found), act)


@official
@get_or_post
def return_result(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """The result was handed over. Refuses: as `actions.return_result`."""

    def act(found: Dossier, form: Any) -> str:
        to = form.cleaned_data["to"]
        actions.return_result(dossier=found, to=to, posted=form.posted, by=request.mandate, now=request.now)
        return _("Đã trả kết quả.")

    today = local(request.now).date()
    return _asked(
        request, dossier_id, "return", lambda found, data: HandOverForm(data, dossier=found, today=today), act
    )


def _pressed(request: OfficialRequest, dossier_id: UUID, act: Callable[..., Any], said: str) -> HttpResponse:
    """Act in one transaction, say what was done, and go back to the dossier."""
    found = dossier_of(request, dossier_id)
    with _saying_what_moved(request, found), transaction.atomic():
        act(dossier=found, by=request.mandate, now=request.now)
    messages.success(request, said)
    return redirect("desk:dossier", dossier_id)


@contextmanager
def _saying_what_moved(request: OfficialRequest, found: Dossier) -> Iterator[None]:
    """What was handled further meanwhile is refused with what was done, by whom and when.

    Pressed twice, a step may have led to another unit: that is no matter of the wrong post.
    """
    try:
        yield
    except DossierMovedOn as refused:
        raise rules.moved_on(found) from refused
    except mandates.NotYours as refused:
        if rules.is_own_doing(found, request.mandate):
            raise rules.moved_on(found) from refused
        raise


def _asked(
    request: OfficialRequest,
    dossier_id: UUID,
    name: str,
    make: Callable[[Dossier, Any], forms.Form],
    act: Callable[[Dossier, Any], str],
) -> HttpResponse:
    """Show the form, if the step can be done at all; when it is right, act in one transaction and go back to the
    dossier. What the rules of the room refuse about the words stands at the head of the form, with what was typed.
    """
    found = dossier_of(request, dossier_id)
    with _saying_what_moved(request, found):
        rules.require_step(request.mandate, name, found, now=request.now)
    form = make(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with _saying_what_moved(request, found), transaction.atomic():
                said = act(found, form)
        except Invalid as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, said)
            return redirect("desk:dossier", dossier_id)
    template = f"desk/dossiers/{name}.html" if name == "supplement" else "desk/dossiers/step.html"
    context = {**about(found), "form": form, "heading": words_of(name), "danger": name in {"refuse", "stop"}}
    context["decides"] = name == "decide"
    context["delivery"] = delivering.chosen(found.application.given) if name == "return" else None
    context["fee"] = _fee_at(name, found)
    return page(request, template, context, status=422 if form.errors else 200)


def _fee_at(step: str, found: Dossier) -> str:
    """What of the fee must be known before this step; empty where nothing."""
    if step == "refuse":
        return fees.of_a_refusal(found)
    anew = step == "decide" or (step == "revoke" and refunding.is_refused(found))
    return fees.of_a_decision(found) if anew else ""

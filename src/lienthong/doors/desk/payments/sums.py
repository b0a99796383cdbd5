"""Money nobody is due: the list with what is on its way back or to be handed back, one sum, matching it, and giving it
back.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.payments import showing
from lienthong.doors.desk.payments.forms import GivingBackForm, SoughtForm
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Conflict, Invalid, NotFound
from lienthong.kit.web import pagination
from lienthong.work.onestop import fees, paying
from lienthong.work.onestop.models import Dossier
from lienthong.work.payments import actions, queries
from lienthong.work.payments.models import BankAccount, Intent, Refund

_SIZE = 50


class NoSuchIntent(NotFound):
    """Your body asked for no payment under this code. Check every letter, on the dossier or in the transfer."""


@official
@require_safe
def payments(request: OfficialRequest) -> HttpResponse:
    """What waits to be decided on, refunds under way and settled, cash to hand back, fees of refused dossiers.

    Refuses: NotInThisRole.
    """
    body = queries.require_may_see(request.mandate, now=request.now)
    tab = request.GET.get("tab", "")
    refunds = Refund.objects.at(body).select_related("credit__account")
    lists: dict[str, QuerySet[Any]] = {
        "": queries.for_a_person(body),
        "returning": refunds.under_way(),
        "settled": refunds.settled(),
        "cash": Dossier.objects.owed_in_cash(body).select_related("application"),
        "refused": Dossier.objects.fee_owed(body),
        "gone": Dossier.objects.fee_gone(body),
    }
    tab = tab if tab in lists else ""
    order = {"": ("booked_at", "id"), "returning": ("asked_at", "id"), "settled": ("-settled_at", "-id"),
             "cash": ("cash_due_since", "id"),
             "refused": ("fee_owed_since", "id"), "gone": ("-fee_gone_since", "-id")}[tab]  # fmt: skip
    listed: pagination.Page[Any] = pagination.page(lists[tab], request.GET, order=order, size=_SIZE)
    context = {
        "page": listed,
        "tab": tab,
        "tabs": _tabs(tab, {name: lists[name].count() for name in ("", "refused", "returning", "cash")}),
        "lines": [showing.Line(each) for each in listed.rows] if not tab else [],
        "owed": fees.cash_owed(listed.rows) if tab == "cash" else [],
        "may_act": mandates.may(request.mandate, Verb.MANAGE_PAYMENTS, now=request.now),
        "reads": reach_of(request.mandate.role, Verb.READ_DOSSIER) is Reach.BODY,
        "takes_money": BankAccount.objects.filter(body=body).exists(),
    }
    return page(request, "desk/payments/list.html", context)


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    names = {
        "": _("Chờ quyết định"),
        "refused": _("Hoàn sau từ chối"),
        "returning": _("Đang hoàn"),
        "settled": _("Đã hoàn"),
        "cash": _("Trả tiền mặt"),
        "gone": _("Không thu lại"),
    }
    base = reverse("desk:payments")
    return [
        {"label": label, "url": f"{base}?tab={name}" if name else base, "current": name == current,
         "count": counts.get(name)}
        for name, label in names.items()
    ]  # fmt: skip


@official
@require_safe
def payment(request: OfficialRequest, credit_id: UUID) -> HttpResponse:
    """One sum with what can be done now; `code` = what it was meant for. Refuses: NotInThisRole, NoSuchCredit."""
    body = queries.require_may_see(request.mandate, now=request.now)
    found = queries.credit_at(body, credit_id)
    if "code" not in request.GET:
        return showing.credit(request, found)
    form = SoughtForm(request.GET)
    if not form.is_valid():
        return showing.credit(request, found, sought=form)
    try:
        return showing.credit(request, found, sought=form, meant=_intent(body, form.cleaned_data["code"]))
    except NoSuchIntent as refused:
        form.add_error("code", refused.detail)
        return showing.credit(request, found, sought=form)


@official
@require_POST
def match(request: OfficialRequest, credit_id: UUID) -> HttpResponse:
    """Count it for what was found. Refuses: NoSuchCredit, NoSuchIntent, and as `actions.match_credit`."""
    body = queries.require_may_open(request.mandate, now=request.now)
    found, meant = queries.credit_at(body, credit_id), _intent(body, request.POST.get("code", ""))
    try:
        with transaction.atomic():
            actions.match_credit(credit=found, intent=meant, by=request.mandate, now=request.now)
    except Conflict as refused:
        return showing.credit(request, queries.credit_at(body, credit_id), problem=refused)
    messages.success(request, _("Đã ghép; tiền này tính cho %(purpose)s.") % {"purpose": meant.purpose})
    return redirect("desk:payment", credit_id)


@official
@require_POST
def give_back(request: OfficialRequest, credit_id: UUID) -> HttpResponse:
    """Ask for its way back. Refuses: NoSuchCredit, and as `actions.ask_refund`."""
    body = queries.require_may_open(request.mandate, now=request.now)
    found, form = queries.credit_at(body, credit_id), GivingBackForm(request.POST)
    if not form.is_valid():
        return showing.credit(request, found, giving_back=form)
    try:
        with transaction.atomic():
            actions.ask_refund(of=found, reason=form.cleaned_data["reason"], by=request.mandate, now=request.now)
    except Invalid as refused:
        form.add_error("reason", refused.detail)
        return showing.credit(request, found, giving_back=form)
    except Conflict as refused:
        return showing.credit(request, queries.credit_at(body, credit_id), problem=refused)
    messages.success(request, _("Đã lập lệnh hoàn tiền."))
    return redirect("desk:payment", credit_id)


def _intent(body: Body, code: str) -> Intent:
    found = queries.intent_at(body, code) or paying.intent_by_code(body, code)
    if found is None:
        raise NoSuchIntent
    return found

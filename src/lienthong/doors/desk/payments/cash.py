"""A fee that was paid in cash and goes back: handed over at the counter, against a signed slip."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.payments.forms import HandBackForm
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit.errors import Invalid
from lienthong.work.onestop import actions, fees, queries, rules


@official
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Say who took the money. Refuses: NotAmongYours, and as `actions.return_cash`."""
    found = queries.of_body(request.mandate.post.body, dossier_id)
    rules.require_may_hand_back(request.mandate, found, now=request.now)
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.return_cash(dossier=found, by=request.mandate, now=request.now, **form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("Đã ghi trả tiền mặt; người nộp thấy trên trang hồ sơ."))
            return _back(request.mandate, found.pk)
    (owed,) = fees.cash_owed([found])
    context = {"dossier": found, "owed": owed, "form": form, "may_see_money": _sees_money(request.mandate)}
    return page(request, "desk/payments/cash.html", context, status=422 if form.errors else 200)


def _sees_money(mandate: Mandate) -> bool:
    return reach_of(mandate.role, Verb.MANAGE_PAYMENTS) is not None


def _back(mandate: Mandate, dossier_id: UUID) -> HttpResponse:
    """To the list, for whom there is one; else to the dossier."""
    return redirect("desk:payments") if _sees_money(mandate) else redirect("desk:dossier", dossier_id)

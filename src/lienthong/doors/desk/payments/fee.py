"""The fee of a dossier that was decided and not granted goes back, where its package says so."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.payments.forms import RefusedFeeForm
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Invalid
from lienthong.work.onestop import actions, queries, refunding, rules


@official
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Say why it goes back. Refuses: NotAmongYours, and as `actions.give_back_refused`."""
    found = queries.of_body(request.mandate.post.body, dossier_id)
    rule = refunding.require_may_give_back(request.mandate, found, now=request.now)
    reads = rules.may(request.mandate, Verb.READ_DOSSIER, found, now=request.now)
    form = RefusedFeeForm(request.POST if request.method == "POST" else None, initial={"law": rule.provision})
    if form.is_valid():
        try:
            with transaction.atomic():
                actions.give_back_refused(dossier=found, by=request.mandate, now=request.now, **form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("Đã ghi hoàn lại; người nộp được báo và theo dõi trên trang hồ sơ."))
            return redirect("desk:dossier", found.pk) if reads else redirect("desk:payments")
    context = {"dossier": found, "rule": rule, "form": form, "reads": reads}
    return page(request, "desk/payments/fee.html", context, status=422 if form.errors else 200)

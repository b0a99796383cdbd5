"""What another person handed in for somebody becomes that person's own: by code, second code and who they are."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.portal.dossiers import LookupForm
from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.kit.errors import Refused
from lienthong.kit.web import limits
from lienthong.work.onestop import actions, queries


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: CitizenRequest) -> HttpResponse:
    """Code and second code from the receipt, and an account proven to be the person it is about. Refuses: TooMany."""
    form = LookupForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        most = queries.LOOKUPS_A_MINUTE
        limits.count("lookup", limits.caller_of(request), most=most, seconds=60, at=request.now.timestamp())
        try:
            with transaction.atomic():
                found = queries.by_code(form.cleaned_data["code"], form.cleaned_data["second"])
                actions.take_over(dossier=found, by=request.user, now=request.now)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("Hồ sơ đã ở «Việc của tôi» của bạn; từ nay tin báo đến bạn."))
            return redirect("portal:dossier", found.pk)
    return page(request, "portal/take_over.html", {"form": form}, status=422 if form.errors else 200)

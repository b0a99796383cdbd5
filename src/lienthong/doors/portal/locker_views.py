"""The document locker: what is in it, looking at it, and taking a paper over into an application by one press."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.doors.portal.opened import handed_in
from lienthong.ground.files import delivery as giving
from lienthong.work.onestop import actions, locker
from lienthong.work.services import queries


@citizen
@require_safe
def kept(request: CitizenRequest) -> HttpResponse:
    """Everything that may be used again, the latest first."""
    return page(request, "portal/locker.html", {"kept": locker.kept_by(request.user, now=request.now)})


@citizen
@require_safe
def kept_file(request: CitizenRequest, kept_id: UUID) -> HttpResponseBase:
    """One of the files, to look at it. Refuses: NoSuchKept."""
    return giving.download(request, locker.find(request.user, kept_id, now=request.now).file)


@citizen
@require_POST
def again(request: CitizenRequest, application_id: UUID) -> HttpResponseBase:
    """Use it for a paper of a draft. Refuses: NoSuchApplication, NoSuchKept, DoesNotSuit, and as `services.attach`."""
    application = queries.application_of(request.user, application_id)
    if (over := handed_in(request, application)) is not None:
        return over
    paper, kept_id = request.POST.get("paper", ""), request.POST.get("kept", "")
    with transaction.atomic():
        actions.reuse_paper(application=application, paper=paper, kept_id=kept_id, by=request.user, now=request.now)
    messages.success(request, _("Đã dùng lại giấy tờ từ kho của bạn."))
    return redirect("portal:papers", application_id)

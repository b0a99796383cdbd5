"""One's own notices: what happened that one should know, newest first."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.notices import actions
from lienthong.ground.notices.models import Notice
from lienthong.kit.web import pagination


@official
@require_GET
def notices(request: OfficialRequest) -> HttpResponse:
    """The list; seen notices are paler."""
    shown = pagination.page(Notice.objects.of(request.user), request.GET, order=("-made_at", "-id"), size=30)
    return page(request, "desk/notices.html", {"notices": shown.rows, "shown": shown})


@official
@require_POST
def read_all(request: OfficialRequest) -> HttpResponse:
    """All of them are seen."""
    with transaction.atomic():
        actions.mark_all_read(account=request.user, now=request.now)
    return redirect("desk:notices")

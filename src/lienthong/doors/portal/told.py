"""One's own notices: everything the portal has told this person, newest first, each leading to what it is about."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.identity.models import Account
from lienthong.ground.notices import actions
from lienthong.ground.notices.models import Notice, NoticeQuerySet
from lienthong.kit.web import pagination

_OFFICE = "/desk/"
"""What an official is told of their work stands on the desk, not among what concerns them as a citizen."""


def told(account: Account) -> NoticeQuerySet:
    """What this person was told as a citizen."""
    return Notice.objects.of(account).outside(_OFFICE)


@citizen
@require_safe
def notices(request: CitizenRequest) -> HttpResponse:
    """The list; what was not read yet stands out."""
    shown = pagination.page(told(request.user), request.GET, order=("-made_at", "-id"), size=30)
    unread = told(request.user).unread().exists()
    return page(request, "portal/notices.html", {"notices": shown.rows, "shown": shown, "unread": unread})


@citizen
@require_POST
def read_all(request: CitizenRequest) -> HttpResponse:
    """All of them are seen."""
    with transaction.atomic():
        actions.mark_all_read(account=request.user, now=request.now, outside=_OFFICE)
    return redirect("portal:notices")

"""The demonstration's citizens: sign in as one of the people of the story. Exists only in the demonstration."""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from lienthong.doors.portal.frame import page
from lienthong.ground.identity import actions as identity
from lienthong.ground.identity import standing
from lienthong.ground.identity.states import Way
from lienthong.kit.web.middleware import Request
from lienthong.records.registers import synthetic


@require_http_methods(["GET", "HEAD", "POST"])
def citizens(request: Request) -> HttpResponse:
    """Who can be played, each with their story; signing in leads back to where one came from."""
    if not settings.DEMO:
        raise Http404
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    back = wanted if url_has_allowed_host_and_scheme(wanted, None) else ""
    people = synthetic.demo_people()
    if request.method == "POST":
        chosen = next((each for each in people if each.number == request.POST.get("number")), None)
        if chosen is None:
            raise Http404
        with transaction.atomic():
            account = identity.enter_as_demonstration_citizen(
                number=chosen.number, full_name=chosen.full_name, now=request.now
            )
        standing.enter(request, account, way=Way.DEMONSTRATION, method="demonstration")
        return redirect(back or "portal:home")
    return page(request, "portal/citizens.html", {"people": people, "next": back})

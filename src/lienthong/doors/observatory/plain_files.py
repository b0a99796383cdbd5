"""Small files that programs look for: robots.txt, security.txt (RFC 9116); and the page about the log."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from lienthong.doors.observatory.frame import page
from lienthong.ground.journal import installation
from lienthong.kit.web.middleware import Request

_TEXT = "text/plain; charset=utf-8"
_SECURITY_DAYS = 180
"""RFC 9116 wants an end less than a year away; the file is made anew at each request."""


@require_safe
def log(request: Request) -> HttpResponse:
    """What the public log is, where its head stands, and how anybody checks it."""
    store = installation.store()
    note = store.checkpoint()
    return page(
        request,
        "observatory/log.html",
        {
            "checkpoint": note,
            "size": int(note.splitlines()[1]) if note else 0,
            "vkey": store.verifier_key(),
            "address": settings.PUBLIC_URL,
        },
    )


@require_safe
def robots(request: Request) -> HttpResponse:
    """Search engines may read the public pages; not the desk, not the API, not the tiles of the log."""
    closed = ["/desk/", "/api/", "/sign-in/", "/log/tile/", "/pki/"]
    return HttpResponse("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), content_type=_TEXT)


@require_safe
def security(request: Request) -> HttpResponse:
    """Where to report a weakness."""
    contact = settings.SECURITY_CONTACT or f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    lines = [
        f"Contact: {contact}",
        f"Expires: {request.now + timedelta(days=_SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.PUBLIC_URL}{reverse('observatory:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_TEXT)

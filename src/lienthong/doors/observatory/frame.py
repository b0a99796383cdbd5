"""What every public page stands in: the few places of the observatory, and the way to the desk for officials."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.kit.web.middleware import Request

_PARTS = {
    "home": ("home", "figure"),
    "services": ("services", "services-figure"),
    "log": ("log",),
    "verify": ("verify",),
    "directory": ("directory", "body"),
}
"""Places of the header, and the pages that belong to each."""


def page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a public page in its frame."""
    return render(request, template, {"public_nav": places(request), **context}, status=status)


def places(request: Request) -> list[dict[str, Any]]:
    """The header: figures, log, verification, directory, and signing in or one's own desk."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    labels = {
        "home": _("Số liệu"),
        "services": _("Dịch vụ công"),
        "log": _("Nhật ký"),
        "verify": _("Kiểm tra văn bản"),
        "directory": _("Danh bạ"),
    }
    own = [
        {"label": label, "url": reverse(f"observatory:{name}"), "current": here in _PARTS[name]}
        for name, label in labels.items()
    ]
    return [*own, _entrance(request)]


def _entrance(request: Request) -> dict[str, Any]:
    """Back to one's own: the desk for whoever holds a post, the portal for citizens; signing in for everybody else."""
    if not request.user.is_authenticated:
        return {"label": _("Đăng nhập"), "url": settings.LOGIN_URL, "current": False}
    if request.mandates:  # type: ignore[attr-defined]
        return {"label": _("Bàn làm việc"), "url": settings.LOGIN_REDIRECT_URL, "current": False}
    return {"label": _("Việc của tôi"), "url": reverse("portal:mine"), "current": False}

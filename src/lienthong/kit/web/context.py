"""What every page may read besides its own context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """`demo` (say loudly that this is one), `trace_id` and `now`."""
    return {
        "demo": settings.DEMO,
        "trace_id": getattr(request, "trace_id", ""),
        "now": getattr(request, "now", None),
    }

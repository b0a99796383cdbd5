"""The page of last resort, with the trace id that a person reads out to the help desk."""

from django.http import HttpRequest, HttpResponseServerError
from django.template.loader import get_template


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Both languages at once and no context but the request: whatever broke may have broken those too."""
    page = get_template("500.html")
    return HttpResponseServerError(page.render({"trace_id": getattr(request, "trace_id", "")}))

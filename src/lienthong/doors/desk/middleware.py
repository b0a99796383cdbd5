"""Which of a person's mandates the desk acts under: `request.mandate`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lienthong.ground.mandates import queries
from lienthong.ground.mandates.models import Mandate

CHOSEN = "mandate"


class ActingAs:
    """Sets `request.mandates` (all in force now) and `request.mandate` (the chosen one, else the first, else None)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Both are read only when a page asks."""
        request.mandates = SimpleLazyObject(lambda: _held(request))  # type: ignore[attr-defined]
        request.mandate = SimpleLazyObject(lambda: _chosen(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _held(request: HttpRequest) -> list[Mandate]:
    if not request.user.is_authenticated:
        return []
    return queries.mandates_of(request.user, request.now)  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Mandate | None:
    held: list[Mandate] = request.mandates  # type: ignore[attr-defined]
    wanted = request.session.get(CHOSEN)
    return next((mandate for mandate in held if str(mandate.pk) == wanted), held[0] if held else None)

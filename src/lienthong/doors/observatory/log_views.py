"""The public log over HTTP: C2SP tlog-tiles as static, cacheable files; no sign-in, no cookie, no personal data.

A web server may serve the folder `log/` of the installation instead; the addresses are the same.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from lienthong.ground.journal import installation
from lienthong.ground.journal.store import TileMissing
from lienthong.ground.journal.tiles import Tile

_FOR_A_MOMENT = "public, max-age=1"
_FOR_AN_HOUR = "public, max-age=3600"
_FOR_EVER = "public, max-age=31536000, immutable"
_TEXT = "text/plain; charset=utf-8"
_BYTES = "application/octet-stream"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last signed checkpoint."""
    return _text(installation.store().checkpoint())


@require_safe
def verifier_key(request: HttpRequest) -> HttpResponse:
    """The key by which everybody checks the log."""
    key = installation.store().verifier_key()
    return _text(key and f"{key}\n")


@require_safe
def tile(request: HttpRequest, address: str) -> HttpResponse:
    """A hash tile or an entry bundle; only an exact address of the format is ever looked up."""
    wanted = Tile.parse(f"tile/{address}")
    if wanted is None:
        return _nothing_here()
    try:
        data = installation.store().read(wanted)
    except TileMissing:
        return _nothing_here()
    return _open_to_all(HttpResponse(data, content_type=_BYTES), _FOR_EVER if wanted.is_full else _FOR_AN_HOUR)


def _text(text: str | None) -> HttpResponse:
    return _open_to_all(HttpResponse(text, content_type=_TEXT), _FOR_A_MOMENT) if text else _nothing_here()


def _nothing_here() -> HttpResponse:
    return _open_to_all(HttpResponse("not found\n", status=404, content_type=_TEXT), _FOR_A_MOMENT)


def _open_to_all(response: HttpResponse, cache: str) -> HttpResponse:
    """Let caches keep it for so long, and let pages of any site read it: checking is everybody's right."""
    response.headers["Cache-Control"] = cache
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


urlpatterns = [
    path("log/checkpoint", checkpoint, name="log-checkpoint"),
    path("log/vkey", verifier_key, name="log-vkey"),
    path("log/tile/<path:address>", tile, name="log-tile"),
]

"""Steps that cost much, under a burst: so many at once in a process, the others get a page that keeps their place.

The place is a signed cookie with the moment of arrival; the page tries again by itself, without JavaScript, the sooner
the fewer came before. Nobody new passes those who wait. The count is this process's own: requests fall on all of them
alike.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from lienthong.kit.clock import local
from lienthong.kit.ids import new_id

View = Callable[..., HttpResponseBase]
COOKIE = "place"
PLACE_HOLDS = 15 * 60
"""Seconds for which a place is kept by whoever comes back."""
SOONEST, LATEST = 2, 20
"""Seconds until the page tries again."""
GRACE = 5
"""Seconds after which somebody who did not come back in time is no longer waited for."""
CALLED = 60
"""Seconds for which somebody whose turn it is may look at the page before pressing the button."""
_SERVED_A_SECOND = 4
"""So many a second each slot is taken to serve when it is said when to come back; no promise, the page tries again."""


@dataclass(frozen=True)
class Place:
    """Somebody's place in the line: a random name, and since when (Unix time)."""

    name: str
    since: float


@dataclass(frozen=True)
class Waits:
    """Not now: the place that is kept, how many came before, and in how many seconds to try again."""

    place: Place
    ahead: int
    back_in: int


class Gate:
    """So many inside at once; who has to wait is remembered until they should have come back."""

    def __init__(self) -> None:
        """Nobody inside, nobody waiting."""
        self._lock = threading.Lock()
        self._inside = 0
        self._expected: dict[Place, float] = {}

    def enter(self, place: Place | None, *, most: int, at: float, stays: bool = True) -> Waits | None:
        """Go in, or wait. Whoever has no place yet goes in only when nobody waits. `stays` = for the step itself.

        Whoever only looks (and presses the button afterwards) keeps the place a little while longer.
        """
        with self._lock:
            self._expected = {each: until for each, until in self._expected.items() if until > at}
            if self._inside < most and (place is not None or not self._expected):
                self._inside += 1
                self._let_in(place, at=at, stays=stays)
                return None
            return self._put_off(place or Place(new_id().hex, at), most=most, at=at)

    def leave(self) -> None:
        """The step is done, however it ended."""
        with self._lock:
            self._inside -= 1

    def _let_in(self, place: Place | None, *, at: float, stays: bool) -> None:
        if place is None:
            return
        self._expected.pop(place, None)
        if not stays:
            self._expected[place] = at + CALLED

    def _put_off(self, place: Place, *, most: int, at: float) -> Waits:
        ahead = sum(each.since < place.since for each in self._expected)
        back_in = min(LATEST, SOONEST + ahead // (max(1, most) * _SERVED_A_SECOND))
        self._expected[place] = at + back_in + GRACE
        return Waits(place, ahead, back_in)


GATE = Gate()
"""The gate of this process."""


def gated(*, keeps: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let so many at once (`HEAVY_AT_ONCE`) through to what the view does by POST; the others wait on a page of ours.

    `keeps` = fields without secrets that the page's own button sends again. Nothing of a request that waits was done.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            place, is_step = _place_of(request), request.method == "POST"
            if not is_step and place is None:
                return view(request, *args, **kwargs)
            waits = GATE.enter(place, most=settings.HEAVY_AT_ONCE, at=request.now.timestamp(), stays=is_step)
            if waits is not None:
                return _waiting(request, waits, keeps)
            try:
                return _in_turn(request, view, place, args, kwargs)
            finally:
                GATE.leave()

        return guarded

    return guard


def _in_turn(request: Any, view: View, place: Place | None, args: Any, kwargs: Any) -> HttpResponseBase:
    """The view itself; after the step the place is given up, before it the person is told to go on."""
    is_step = request.method == "POST"
    if not is_step:
        messages.info(request, _("Đến lượt bạn. Không có gì mất; hãy bấm nút lần nữa."))
    answer = view(request, *args, **kwargs)
    if is_step and place is not None:
        answer.delete_cookie(COOKIE)
    return answer


def _waiting(request: HttpRequest, waits: Waits, keeps: tuple[str, ...]) -> HttpResponse:
    """The page that keeps the place. It is an ordinary answer: nothing failed, nothing was done, nothing is lost."""
    context = {
        "waits": waits,
        "since": f"{local(datetime.fromtimestamp(waits.place.since, UTC)):%H:%M}",
        "url": request.get_full_path(),
        "kept": [(name, request.POST[name]) for name in keeps if name in request.POST],
        "by_post": request.method == "POST" and bool(keeps),
    }
    answer = render(request, "kit/waiting.html", context)
    answer["Retry-After"], answer["Cache-Control"] = str(waits.back_in), "no-store"
    value = _signer().sign_object({"name": waits.place.name, "since": waits.place.since})
    answer.set_cookie(
        COOKIE, value, max_age=PLACE_HOLDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


def _place_of(request: HttpRequest) -> Place | None:
    """The place of whoever comes back in time with a cookie that is ours."""
    try:
        return Place(**_signer().unsign_object(request.COOKIES.get(COOKIE, ""), max_age=PLACE_HOLDS))
    except BadSignature:
        return None


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="kit.web.waiting")

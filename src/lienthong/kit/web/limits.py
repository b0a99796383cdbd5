"""How often one caller may do a thing: a count for each window of time, kept beside Django's cache for all processes.

The answer to one call too many is 429 with `Retry-After`.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lienthong.kit.errors import TooMany
from lienthong.kit.web.words import lasted

View = Callable[..., HttpResponseBase]
_HOUSEHOLD_BITS = 64
"""IPv6 gives a household 2^64 addresses: they count as one caller."""


def caller_of(request: HttpRequest) -> str:
    """Who asks, as far as the network says: the address behind our own proxy, never one a stranger can choose.

    Only a proxy on this very machine is believed, and of its list only what it wrote itself, the last address.
    """
    return _household(address_of(request))


def address_of(request: HttpRequest) -> str:
    """The address a request came from, as it was written; believed under the same conditions."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    return forwarded if forwarded and _is_ours(direct) else direct


def _is_ours(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == ""


def _household(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped.exploded if found.ipv4_mapped else str(int(found) >> _HOUSEHOLD_BITS)
    return str(found)


def count(name: str, caller: str, *, most: int, seconds: int, at: float) -> None:
    """Count one use of `name` by `caller` in the window of `seconds` that holds the instant `at` (Unix time).

    Refuses: TooMany, with `retry_after` in seconds, from the use after the first `most` on.
    """
    window, passed = divmod(int(at), seconds)
    key = f"limit:{name}:{caller}:{window}"
    counting: Any = caches[DEFAULT_CACHE_ALIAS]  # a `CountingCache`, as the settings say
    if counting.count(key, timeout=seconds + 1) > most:
        left = seconds - passed
        raise TooMany(_("Quá nhiều lần. Chờ %(left)s rồi thử lại.") % {"left": lasted(left)}, retry_after=left)


def limited(name: str, *, most: int, seconds: int = 60, methods: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let each caller use the view `most` times in `seconds`; only requests by one of `methods` count, if any is named.

    Refuses: TooMany.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not methods or request.method in methods:
                count(name, caller_of(request), most=most, seconds=seconds, at=request.now.timestamp())
            return view(request, *args, **kwargs)

        return guarded

    return guard

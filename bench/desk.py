"""The desk's pages over full books, asked as a browser asks: the clerk's list and the search box.

Django's test client runs the whole request in this process: middleware, session, queries, template. Times are what a
server would need, without the network and without waiting for a free worker.
"""

import gc
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import books
from figures import Figure, NotRun, Result, percentile
from installation import open_installation
from scratch import CannotRun, Scratch

if TYPE_CHECKING:
    from django.test import Client

LIST_DOCUMENTS = 100_000
SEARCH_ENTRIES = 1_000_000
_WARM, _TIMES = 5, 60
_WITHOUT_TONES = ("khai sinh", "giay phep lai xe an giang", "ho tich can tho", "nghe an dat dai", "khongcogi", "999998")
_WITH_TONES = ("khai sinh", "giấy phép lái xe An Giang", "hộ tịch Cần Thơ", "Nghệ An đất đai", "báo động", "thống kê")


def measure(scratch: Scratch, *, list_documents: int, search_entries: int) -> list[Result]:
    """Both pages; the books are filled for the list first, then filled up for the search."""
    try:
        open_installation(scratch)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  what others break must not hide other figures
        return [NotRun("desk", f"no installation: {problem!r}"[:200])]
    from django.urls import NoReverseMatch, reverse

    sample = books.samples()
    found: list[Result] = []
    books.fill(sample, first=1, upto=list_documents)
    try:
        found += _list(clerk_of(sample), reverse("desk:mine"), list_documents)
        books.fill(sample, first=list_documents + 1, upto=search_entries)
        for name, words in (("without tones", _WITHOUT_TONES), ("with tones", _WITH_TONES)):
            found += _search(clerk_of(sample), f"{reverse('desk:search')}?q=", name, words, search_entries)
    except (NoReverseMatch, CannotRun) as problem:
        found.append(NotRun("desk pages", f"the page is not there: {problem}"[:200]))
    return found


def clerk_of(sample: books.Samples) -> "Client":
    """A browser in which a clerk of this body is signed in."""
    from django.test import Client

    from lienthong.ground.mandates.models import Mandate
    from lienthong.ground.mandates.states import Role

    mandate = Mandate.objects.filter(post__body=sample.body, role=Role.CLERK).select_related("account").first()
    if mandate is None:
        raise CannotRun("the measured body has no clerk")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(mandate.account)
    return browser


def _list(browser: "Client", address: str, documents: int) -> list[Result]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = _times(browser, [address])
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    name = f"my list over {documents:,} documents"
    return [
        Figure(f"{name}, p95", percentile(taken, 0.95), "ms", at_most=100, note=f"p50 {percentile(taken, 0.5):.0f} ms"),
        Figure(f"{name}, queries", len(asked), "", at_most=12),
    ]


def _search(browser: "Client", address: str, name: str, words: Sequence[str], entries: int) -> list[Result]:
    each = {one: percentile(_times(browser, [address + one]), 0.5) for one in words}
    taken = _times(browser, [address + one for one in words])
    slowest = max(each, key=lambda one: each[one])
    note = f"p50 {percentile(taken, 0.5):.0f} ms; slowest words “{slowest}” {each[slowest]:.0f} ms"
    return [Figure(f"search {name} in {entries:,} entries, p95", percentile(taken, 0.95), "ms", at_most=150, note=note)]


def _times(browser: "Client", addresses: Sequence[str]) -> list[float]:
    """Milliseconds of each request, in order of size; the addresses in turn, after a few that are not counted."""
    taken = []
    gc.collect()
    for number in range(_WARM + _TIMES):
        address = addresses[number % len(addresses)]
        since = time.perf_counter()
        answer = browser.get(address)
        answered = (time.perf_counter() - since) * 1000
        if answer.status_code != 200:
            raise CannotRun(f"{address} answers {answer.status_code}")
        if number >= _WARM:
            taken.append(answered)
    return sorted(taken)

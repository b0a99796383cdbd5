"""The desk's pages over full books, asked as a browser asks: the clerk's list and the search box.

Django's test client runs the whole request in this process: middleware, session, queries, template. Times are what a
server would need, without the network and without waiting for a free worker.
"""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import books
import machine
from figures import Figure, NotRun, Result, percentile
from installation import open_installation
from scratch import CannotRun, Scratch

if TYPE_CHECKING:
    from django.test import Client

LIST_DOCUMENTS = 100_000
SEARCH_ENTRIES = 1_000_000
_WARM = 5
_WORDS = {
    "without tones": ("khai sinh", "giay phep lai xe an giang", "ho tich can tho", "nghe an dat dai", "99998"),
    "with tones": ("khai sinh", "giấy phép lái xe An Giang", "hộ tịch Cần Thơ", "Nghệ An đất đai", "thống kê"),
    "for what is not there": ("khongcogi", "báo động"),
    "for words that many hold": ("bao cao", "thông báo", "bao cao an giang", "thu tuc hanh chinh"),
    "for words not finished yet": (
        "khai si",
        "giấy phé",
        "bao cao an gi",
        "nghe an da",
        "thu tuc th",
        "khongcogi th",
        "th",
    ),
    "for a number": ("99998/ĐL", "5561", "123/đ", "99998 khai sinh"),
}
_DONE = (
    "khai sinh",
    "thống kê",
    "báo động",
    "khongcogi",
    "bo tu phap",
    "bo cong an",
    "tinh an giang bao cao",
    "bo y te th",
)
"""Over the inbox: words of documents, words of senders' names, and both."""
_OF_A_BOOK = ("khai sinh", "thống kê", "báo động", "khongcogi", "bao cao an giang")


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
        found += _list(clerk_of(sample), reverse("desk:mine"), list_documents, scratch)
        if search_entries > list_documents:
            books.fill(sample, first=list_documents + 1, upto=search_entries)
        browser, over = clerk_of(sample), f"in {search_entries:,} entries"
        for name, words in _WORDS.items():
            found.append(_search(browser, f"search {name} {over}", reverse("desk:search") + "?", words, scratch))
        done = reverse("desk:incoming") + "?tab=done&"
        found.append(_search(browser, f"inbox of what is done searched {over}", done, _DONE, scratch))
        for book in ("incoming", "outgoing"):
            asked = f"{book} book of a year searched {over}"
            found.append(_search(browser, asked, reverse(f"desk:book-{book}") + "?", _OF_A_BOOK, scratch))
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


@dataclass(frozen=True)
class Asked:
    """What a number of requests took: each by the clock, and on average of processor here and in the database."""

    milliseconds: list[float]
    here_ms: float
    database_ms: float

    def p(self, share: float) -> float:
        """A percentile by the clock."""
        return percentile(self.milliseconds, share)

    @property
    def note(self) -> str:
        """What stands beside the percentile, so that a busy neighbour can be told from a slow page."""
        used = f"processor {self.here_ms:.0f} ms here, {self.database_ms:.0f} ms in the database"
        return f"p50 {self.p(0.5):.0f} ms; {used}"


def _list(browser: "Client", address: str, documents: int, scratch: Scratch) -> list[Result]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = _ask(browser, [address], scratch)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    name = f"my list over {documents:,} documents"
    return [
        Figure(f"{name}, p95", taken.p(0.95), "ms", at_most=100, note=taken.note),
        Figure(f"{name}, queries", len(queries), "", at_most=12),
    ]


def _search(browser: "Client", name: str, page: str, words: Sequence[str], scratch: Scratch) -> Result:
    addresses = [f"{page}q={one}" for one in words]
    each = {
        one: _ask(browser, [address], scratch, times=9).p(0.5) for one, address in zip(words, addresses, strict=True)
    }
    slowest = max(each, key=lambda one: each[one])
    taken = _ask(browser, addresses, scratch)
    note = f"{taken.note}; slowest “{slowest}” {each[slowest]:.0f} ms"
    return Figure(f"{name}, p95", taken.p(0.95), "ms", at_most=150, note=note)


def _ask(browser: "Client", addresses: Sequence[str], scratch: Scratch, *, times: int = 60) -> Asked:
    """Each address in turn, after a few requests that are not counted. Refuses: CannotRun when a page is not served."""
    for number in range(_WARM):
        _milliseconds(browser, addresses[number % len(addresses)])
    gc.collect()
    pid = scratch.cluster.pid
    assert pid is not None
    here, database = time.process_time(), machine.cpu_seconds(pid)
    taken = [_milliseconds(browser, addresses[number % len(addresses)]) for number in range(times)]
    here, database = time.process_time() - here, machine.cpu_seconds(pid) - database
    return Asked(sorted(taken), here * 1000 / times, database * 1000 / times)


def _milliseconds(browser: "Client", address: str) -> float:
    since = time.perf_counter()
    answer = browser.get(address)
    taken = (time.perf_counter() - since) * 1000
    if answer.status_code != 200:
        raise CannotRun(f"{address} answers {answer.status_code}")
    return taken

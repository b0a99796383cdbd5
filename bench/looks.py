"""How soon a page stands on a five-year-old phone with a weak signal, and what crosses the wire on the first visit.

Chromium against a demonstration of its own: 1.6 Mbit/s, 150 ms there and back, a processor four times slower, nothing
cached. The goals are those of the look: the largest thing within 2.5 s, nothing jumps, 90 kB and 70 kB of letters.
"""

import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from figures import Figure, NotRun, Result, median
from scratch import CannotRun, Scratch, free_port
from starting import Demonstration

from lienthong.kit.testing.browser import FLAGS, vitals, weaken

_PAGES = {"portal": "/", "observatory": "/figures/", "sign-in": "/sign-in/", "my list": "/desk/"}
QUESTION = "question"
_PHONE = {"width": 360, "height": 740}


def measure(scratch: Scratch, *, rounds: int) -> list[Result]:
    """The pages on which people begin."""
    folder = scratch.home / "looks"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "lienthong.doors.command",
        "demo",
        "--documents",
        "120",
        "--at-once",
        "120",
        "--people",
        "1000",
    ]
    demonstration = Demonstration(words, folder, port, folder / "log")
    try:
        demonstration.seconds_to_page(time.perf_counter())
        with _browser() as browser:
            return list(_pages(browser, f"http://127.0.0.1:{port}", rounds))
    except (CannotRun, ImportError) as problem:
        return [NotRun("looks", str(problem)[:200])]
    finally:
        demonstration.remove()


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def _pages(browser: Any, address: str, rounds: int) -> Iterator[Result]:
    signed_in = _clerk(browser, address)
    for name, path in _PAGES.items():
        state = signed_in if path == "/desk/" else None
        visits = [_visit(browser, address + path, state) for _round in range(rounds + 1)][1:]
        largest = [visit["largest_ms"] for visit in visits]
        yield median(f"{name}: largest thing stands after", largest, "ms", at_most=2500)
        yield Figure(f"{name}: jumps", max(visit["shift"] for visit in visits), "", at_most=0.1)
        yield Figure(f"{name}: first visit", visits[-1]["page_kb"], "kB", at_most=90)
        yield Figure(f"{name}: letters", visits[-1]["fonts_kb"], "kB", at_most=70)


def first_visits(address: str, paths: Mapping[str, str], session: str) -> Iterator[Result]:
    """What a first visit of each of these pages weighs, compressed, and the page alone as it is read."""
    kept = {"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/", "expires": -1}
    state = {"cookies": [kept | {"httpOnly": True, "secure": False, "sameSite": "Lax"}], "origins": []}
    with _browser() as browser:
        for name, path in paths.items():
            visit = _visit(browser, address + path, state)
            yield Figure(f"{name}: first visit", visit["page_kb"], "kB", at_most=90)
            yield Figure(f"{name}: letters", visit["fonts_kb"], "kB", at_most=70)
            goal = 15 if name == QUESTION else None
            yield Figure(f"{name}: HTML", visit["html_kb"], "kB", note="not compressed", at_most=goal)


def _clerk(browser: Any, address: str) -> Any:
    """The cookies of somebody who is signed in, by the demonstration's own way."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in/as/")
    page.locator("main a[href*='/sign-in/as/']").first.click()
    page.locator("main button.person").first.click()
    page.wait_for_url("**/desk/")
    state = context.storage_state()
    context.close()
    return state


def _visit(browser: Any, address: str, state: Any) -> dict[str, float]:
    """One visit with nothing cached."""
    context = browser.new_context(viewport=_PHONE, storage_state=state)
    page, sizes = context.new_page(), {"page_kb": 0.0, "fonts_kb": 0.0}
    page.on("requestfinished", lambda asked: _weigh(asked, sizes))
    weaken(page)
    answer = page.goto(address, wait_until="networkidle")
    if answer.status != 200 or page.url != address:
        raise CannotRun(f"{address} answers {answer.status} and leads to {page.url}")
    sizes["html_kb"] = len(answer.body()) / 1000
    found = vitals(page) | {name: round(kilobytes, 1) for name, kilobytes in sizes.items()}
    context.close()
    return found


def _weigh(asked: Any, sizes: dict[str, float]) -> None:
    where = "fonts_kb" if asked.url.endswith(".woff2") else "page_kb"
    sizes[where] += asked.sizes()["responseBodySize"] / 1000

"""Chromium for tests: one browser a run, pages of any width, language and light, pictures to look at, axe to ask.

Mark the test `@pytest.mark.browser @pytest.mark.foreign("chromium")` and ask for `page_at`.
Pictures are kept when `LIENTHONG_PICTURES` names a folder for them, as `make story` does.
"""

import json
import os
import re
import threading
from asyncio import events
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]
PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]
"""The first that is installed: Debian's Chromium without a window costs a third less than one that hides its own."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PageAt = Callable[..., Any]


def pytest_configure() -> None:
    """One connection a thread, whether a browser's loop counts as running in it or not.

    Django keeps connections in an asgiref `Local`, which gives code under a running loop a place of its own: one
    thread would hold two connections, and the second would wait for the transaction of the first.
    """
    connections._connections = threading.local()  # type: ignore[attr-defined]  # noqa: SLF001


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; Django may be called from the same thread meanwhile."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as player:
        program = next(each for each in PROGRAMS if Path(each).exists())
        browser = player.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(autouse=True)
def no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """While a browser is open its loop counts as running in this thread; a test without one begins with none."""
    running = events._get_running_loop()  # noqa: SLF001
    if running is None or "chromium" in request.fixturenames:
        yield
        return
    events._set_running_loop(None)  # noqa: SLF001
    yield
    events._set_running_loop(running)  # noqa: SLF001


@pytest.fixture
def page_at(chromium: Any, live_server: Any) -> Iterator[PageAt]:
    """`page_at(width=1280, language="vi", dark=False)` gives a page; complaints of the browser fail the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def make(width: int = 1280, language: str = "vi", *, dark: bool = False, height: int = 900, **more: Any) -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale={"vi": "vi-VN", "en": "en-GB"}[language],
            reduced_motion="reduce",
            **more,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: complaints.append(asked.url) if _outside(asked.url) else None)
        page.complaints = complaints
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _outside(url: str) -> bool:
    return not re.match(r"^(https?://(localhost|127\.0\.0\.1)[:/]|data:|blob:|about:)", url)


def settled(page: Any) -> None:
    """Wait until the page and all it asked for are there and drawn; no longer, as waiting for silence would."""
    page.wait_for_load_state("load")
    page.evaluate(_DRAWN)


_DRAWN = """async () => {
  await document.fonts.ready;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


def look(page: Any, name: str, *, whole: bool = True) -> None:
    """Save a picture of the page, to be looked at by a person, when `LIENTHONG_PICTURES` says where."""
    folder = os.environ.get("LIENTHONG_PICTURES")
    if folder:
        picture(page, Path(folder) / f"{name}.png", whole=whole)


def picture(page: Any, place: Path, *, whole: bool = True) -> Path:
    """A picture of the page, whole or as much as the window shows."""
    place.parent.mkdir(parents=True, exist_ok=True)
    settled(page)
    page.screenshot(path=str(place), full_page=whole, animations="disabled")
    return place


def axe(page: Any) -> None:
    """WCAG 2.2 A and AA: nothing may be found; what is found is said with rule, element and reason."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_script())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = json.loads(page.evaluate(_AXE, options))
    assert found["passed"], "axe judged nothing"
    lines = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not lines, "\n".join(lines)


_AXE = """(options) => axe.run(options).then(
  ({ violations, passes }) => JSON.stringify({ violations, passed: passes.length }))"""
"""As one text: to hand over every element that passed costs more than to judge it."""


@cache
def _axe_script() -> str:
    from axe_playwright_python.sync_playwright import Axe

    script: str = Axe().axe_script
    return script


def fits(page: Any) -> None:
    """Nothing sticks out to the side: the page itself never scrolls sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"the page is {wide - room} px wider than its window"


def weaken(page: Any, *, megabits: float = 1.6, delay_ms: int = 150, cpu: int = 4) -> None:
    """A weak signal and a slow machine: so many megabits a second, so long a way, a processor so many times slower."""
    line = page.context.new_cdp_session(page)
    bytes_a_second = megabits * 1_000_000 / 8
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": delay_ms,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": cpu})


def vitals(page: Any) -> dict[str, float]:
    """Of the loaded page: when the largest thing stood there (`largest_ms`, LCP), how much jumped (`shift`, CLS)."""
    found: dict[str, float] = page.evaluate(_VITALS)
    return found


_VITALS = """() => new Promise((resolve) => {
  const found = { largest_ms: 0, shift: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { found.largest_ms = one.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  const add = (one) => { if (!one.hadRecentInput) found.shift += one.value; };
  new PerformanceObserver((list) => list.getEntries().forEach(add))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(found), 300);
})"""

"""A citizen signs in with the national e-ID: the pages, the stand-in behind a port of its own, and a real browser."""

import threading
import time

import pytest
import uvicorn

from lienthong.doors.national_id.app import StandIn
from lienthong.doors.national_id.granting import Client
from lienthong.ground.identity import queries
from lienthong.ground.identity.adapters.national_id import provider
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look

pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.django_db(transaction=True),
]
SECRET = "a-secret-of-the-tests"
BACK = "/citizen/national-id/back/"


@pytest.fixture
def stand_in(live_server, settings):
    """The stand-in, and the pages told about it; `stop()` is its outage."""
    served = StandIn("", {"lienthong": Client("lienthong", SECRET, frozenset({live_server.url + BACK}))})
    server = uvicorn.Server(uvicorn.Config(served.application(), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    served.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    settings.NATIONAL_ID = {"issuer": served.issuer, "client_id": "lienthong", "client_secret": SECRET}
    provider.forget()

    def stop() -> None:
        server.should_exit = True
        thread.join()

    served.stop = stop
    yield served
    stop()
    provider.forget()


@pytest.mark.parametrize(("width", "language", "script"), [(360, "vi", False), (1280, "en", True)])
def test_with_the_e_id_one_is_in_at_level_two_and_when_it_is_out_one_reads_what_still_works(
    page_at, stand_in, width, language, script
):
    page = page_at(width, language, dark=script, java_script_enabled=script)
    page.goto("/citizen/sign-in/?next=/citizen/level/")
    page.locator("a[href^='/citizen/national-id/']").click()
    page.wait_for_url(f"{stand_in.issuer}/authorize**")
    if script:
        fits(page)
        axe(page)
        look(page, f"stand-in-{width}-{language}")
    page.get_by_label("Nguyễn Thị Mai").check()
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/citizen/level/")
    said = page.locator("main").inner_text()
    assert {"vi": "Định danh mức độ 2", "en": "Identified at level 2"}[language] in said
    assert {"vi": "Hai yếu tố", "en": "Two factors"}[language] in said
    assert queries.account_of("001190000101", clock.now()).full_name == "Nguyễn Thị Mai"
    page.goto("/sign-out/")
    page.locator("main button[type=submit]").first.click()
    page.goto("/citizen/national-id/")
    page.locator("button[value=no]").click()
    page.wait_for_url(f"**{BACK}**")
    assert {"vi": "Bạn đã dừng", "en": "You stopped"}[language] in page.locator("main").inner_text()
    stand_in.stop()
    provider.provider().described_at -= 31
    page.goto("/citizen/national-id/")
    page.get_by_text({"vi": "Viết tiếp hồ sơ nháp", "en": "Go on with a draft"}[language]).wait_for()
    assert all("40" in complaint or "50" in complaint for complaint in page.complaints), page.complaints
    del page.complaints[:]

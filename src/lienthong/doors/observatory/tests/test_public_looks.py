"""The public pages in a real Chromium, narrow and wide, light and dark: axe finds nothing, nothing sticks out."""

import pytest

from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit.testing.browser import axe, fits, look

pytestmark = [pytest.mark.browser, pytest.mark.foreign("chromium"), pytest.mark.django_db(transaction=True)]
PLACES = {
    "front": "/",
    "figure": "/figures/savings/",
    "services": "/figures/services/",
    "services-figure": "/figures/services/satisfaction/",
    "log": "/log/",
    "verify": "/verify/",
    "directory": "/directory/",
}


@pytest.mark.parametrize(("width", "dark", "language"), [(360, True, "en"), (1280, False, "vi")])
def test_public_pages_hold_at_every_width(country, page_at, width, dark, language):
    sequence_now()
    page = page_at(width, language, dark=dark)
    for name, place in PLACES.items():
        page.goto(place)
        axe(page)
        fits(page)
        look(page, f"public-{name}-{width}-{language}")


def test_a_file_is_judged_in_the_browser_without_script(country, page_at, tmp_path):
    file = tmp_path / "thu.xml"
    file.write_text("<a/>")
    page = page_at(360, java_script_enabled=False)
    page.goto("/verify/")
    page.set_input_files("#file", str(file))
    page.locator("form[enctype] button").click()
    assert page.locator(".verdict h2").inner_text()
    fits(page)

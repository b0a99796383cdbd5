"""Pictures of the manual: each that a page shows is there, is light and says what it shows; none lies about unused."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PICTURE = re.compile(r"!\[([^]]*)\]\(([^)\s]+\.png)\)")
MOST_BYTES = 150_000


def shown() -> list[tuple[Path, str, Path]]:
    """Page, words and place of every picture."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [
        (page, words, (page.parent / place).resolve())
        for page in pages
        for words, place in PICTURE.findall(page.read_text())
    ]


@pytest.mark.parametrize("page", ["README.md", *(f"docs/how-to/{name}.md" for name in (
    "send-a-document", "receive-a-document", "verify-a-document", "connect-your-software", "apply-for-a-service",
    "one-stop-desk",
))])  # fmt: skip
def test_a_page_for_people_shows_what_they_will_see(page):
    assert ROOT / page in {where for where, _words, _place in shown()}


def test_every_picture_is_there_light_and_described():
    for page, words, place in shown():
        assert place.is_file(), f"{page.name}: {place.name}"
        assert place.stat().st_size <= MOST_BYTES, place.name
        assert words.strip(), f"{page.name}: {place.name} says nothing to those who cannot see it"


def test_no_picture_lies_about_unused():
    assert set((ROOT / "docs" / "pictures").glob("*.png")) == {place for _page, _words, place in shown()}

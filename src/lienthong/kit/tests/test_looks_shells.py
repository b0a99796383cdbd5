"""The shells as text: what stands where, and what a release packs of our static files."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.core.management import call_command
from django.template.loader import get_template
from django.test import RequestFactory, override_settings

NAV = [{"label": "Chờ tôi", "url": "/desk/", "icon": "inbox", "count": 1204, "current": True}]


def shell(name, **context):
    said = SimpleNamespace(level_tag="success", __str__=lambda self: "x")
    return get_template(name).render({"messages": [said], "nav": NAV, **context}, RequestFactory().get("/a/?b=1"))


def test_a_message_is_seen_even_where_a_phone_hides_the_case():
    html = shell("desk/shell.html")
    assert html.index("note-leaf") < html.index('class="panes')


def test_what_waits_is_counted_beside_the_place_and_the_place_is_marked():
    html = shell("desk/shell.html")
    assert html.count('aria-current="page"') == 2
    assert "1.204" in html


def test_empty_panes_are_truly_empty_so_that_they_vanish():
    html = shell("desk/shell.html")
    assert re.search(r'<section class="pane-list"[^>]*></section>', html)
    assert re.search(r'<section class="pane-actions"[^>]*></section>', html)


def test_the_language_is_switched_by_a_form_that_comes_back_here():
    html = shell("observatory/shell.html")
    assert 'action="/i18n/setlang/"' in html
    assert 'name="next" value="/a/?b=1"' in html
    assert 'name="language" value="en" lang="en"' in html


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_says_so_on_every_page_and_nothing_else_does(demo):
    with override_settings(DEMO=demo):
        assert ("demo-bar" in shell("desk/shell.html")) is demo
        assert ("demo-bar" in shell("observatory/shell.html")) is demo


@pytest.mark.parametrize(
    ("level", "tone"),
    [("error", "clay"), ("warning", "amber"), ("success", "leaf"), ("info", "sea"), ("debug", "sea")],
)
def test_each_level_of_message_has_its_tone(level, tone):
    assert level in constants.DEFAULT_TAGS.values()
    html = get_template("kit/messages.html").render({"messages": [SimpleNamespace(level_tag=level)]})
    assert f"note-{tone}" in html


def test_a_release_packs_the_static_files_with_names_that_change_with_their_content(tmp_path, settings):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={**settings.STORAGES, "staticfiles": storage}):
        call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next(tmp_path.glob("kit/style.*.css")).read_text()
    for address in re.findall(r'url\("([^"]+)"\)', sheet):
        assert (tmp_path / "kit" / address).exists()
        assert re.search(r"\.[0-9a-f]{12}\.", address)
    assert next(tmp_path.glob("kit/style.*.css.gz")).stat().st_size < 12_000

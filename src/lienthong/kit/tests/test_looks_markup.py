"""Our components are built like the best-tested ones: same elements in the same order, same roles and ARIA attributes.

The facts stand in tests/vectors/components/markup.json, with what we do otherwise and why.
"""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import RequestContext, Template
from django.template.loader import get_template
from django.test import RequestFactory

from lienthong.kit.web.gallery import SampleForm, components, sample

VECTOR = json.loads((Path(__file__).parents[4] / "tests/vectors/components/markup.json").read_text())
OURS = {
    "button": '{% button "Gửi" %}',
    "link that looks like a button": '{% button "Gửi" url="/a/" %}',
    "disabled button": '{% button "Gửi" disabled=True %}',
    "text input": '{% field form.subject hint=" " %}',
    "text input with hint": "{% field form.subject %}",
    "text input with error": "{% field wrong.subject %}",
    "day input with hint": "{% field form.due_on %}",
    "textarea": "{% field form.body %}",
    "select": "{% field form.kind %}",
    "radios with hint": "{% field form.urgency %}",
    "radios with error": "{% field wrong.urgency %}",
    "checkboxes": "{% field form.places %}",
    "file upload with hint": "{% field form.paper %}",
    "error summary": "{% error_summary wrong %}",
    "details": '{% include "kit/chart_tools.html" with title="x" %}',
    "pagination": "{% pages page %}",
    "breadcrumbs": '{% breadcrumbs "Trang đầu" "/" "Ở đây" %}',
}
"""The rest is looked for on the gallery, which shows every component."""


class Elements(HTMLParser):
    """The elements of some HTML in order: name and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def drawn(name: str) -> str:
    context = {"request": RequestFactory().get("/"), **sample()}
    context["wrong"] = SampleForm({"urgency": "9", "subject": ""}, auto_id="wrong_%s")
    if name not in OURS:
        return get_template("kit/gallery.html").render(context, context["request"])
    return Template(OURS[name]).render(RequestContext(context["request"], context))


def fits(element: tuple[str, dict[str, str]], wanted: str, ids: dict[str, str]) -> bool:
    """Is it this element? Ids it brings are remembered and must be the same wherever they are referred to."""
    tag, *attributes = wanted.split()
    if tag not in {"*", element[0]}:
        return False
    named: dict[str, str] = {}
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        given = element[1].get(name)
        if given is None or not _is(given, value, name, ids, named):
            return False
    ids.update(named)
    return True


def _is(given: str, value: str, name: str, ids: dict[str, str], named: dict[str, str]) -> bool:
    if value.startswith("#") and name != "href":
        named[value] = given
        return ids.get(value, given) in given.split()
    return value in {"*", "", given}


def missing(html: str, lines: list[str]) -> str:
    """The first line that has no element after those before it; empty when all stand there in order."""
    ids: dict[str, str] = {}
    elements = iter(Elements(html).found)
    for line in lines:
        if not any(fits(element, line, ids) for element in elements):
            return line
    return ""


@pytest.mark.parametrize("name", VECTOR["components"])
def test_a_component_is_built_as_the_best_tested_one_is(name):
    html = drawn(name)
    assert not missing(html, VECTOR["components"][name]), html[:3000]


def test_the_comparison_sees_a_lost_relation():
    lines = VECTOR["components"]["text input with hint"]
    html = drawn("text input with hint")
    assert not missing(html, lines)
    assert missing(html.replace("aria-describedby", "data-x"), lines)
    assert missing(html.replace('id="id_subject-hint"', 'id="else"'), lines)


def test_what_refers_to_another_element_finds_it():
    elements = Elements(drawn("gallery")).found
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    names = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
    referred = {word for _, attributes in elements for name in names for word in attributes.get(name, "").split()}
    assert referred <= ids, referred - ids


def test_the_gallery_answers_with_every_component():
    page = components(RequestFactory().get("/gallery/")).content.decode()
    assert page.count("<form") == drawn("gallery").count("<form") > 0

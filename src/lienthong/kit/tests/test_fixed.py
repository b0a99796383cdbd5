"""What is fixed is put together once a language, and may not hold what changes."""

import pytest
from django.template import Context, Template
from django.template.exceptions import TemplateSyntaxError
from django.utils import translation

SKIP = (
    '{% load i18n %}{% fixed %}<a href="#main">{% translate "Tới nội dung chính" %}</a>{% icon "info" %}{% endfixed %}'
)


def test_what_is_fixed_is_put_together_once_for_each_language():
    template = Template(SKIP)
    (fixed,) = [node for node in template.nodelist if type(node).__name__ == "Fixed"]
    said = {}
    for language in ("vi", "en", "vi", "en"):
        with translation.override(language):
            said.setdefault(language, []).append(template.render(Context({"now": len(said)})))
    assert "Tới nội dung chính" in said["vi"][0]
    assert "Skip to the main content" in said["en"][0]
    assert said["vi"][0] == said["vi"][1]
    fixed.nodelist.clear()
    with translation.override("en"):
        assert template.render(Context()) == said["en"][0]


@pytest.mark.parametrize(
    "inside",
    ["{{ name }}", "{% if True %}<b>{{ name }}</b>{% endif %}", "{% block a %}{% endblock %}", "{% csrf_token %}"],
)
def test_what_changes_is_refused_when_the_template_is_read(inside):
    with pytest.raises(TemplateSyntaxError, match="what changes"):
        Template("{% fixed %}<p>" + inside + "</p>{% endfixed %}")


def test_what_is_fixed_does_not_see_the_page():
    page = Template("{% fixed %}{% if secret %}seen{% else %}blind{% endif %}{% endfixed %}")
    assert page.render(Context({"secret": "for one reader"})) == "blind"

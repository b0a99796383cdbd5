"""The form of a result: what the chosen result needs is not called optional."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from conftest import MONDAY
from lienthong.doors.desk.dossiers import forms
from lienthong.kit.templatetags.kit import field_context
from lienthong.work.services import packages


@pytest.fixture
def made(monkeypatch):
    """Makes the form, in the language that is active."""
    package = packages.read_shipped("dang_ky_khai_sinh")
    way = SimpleNamespace(simulation=SimpleNamespace(walk=SimpleNamespace(facts={})))
    monkeypatch.setattr(forms.timing, "plan", lambda *_dossier, **_at: way)
    monkeypatch.setattr(forms.deciding, "suggested", lambda _way: "giay_khai_sinh")
    monkeypatch.setattr(forms.deciding, "text", lambda _dossier, _way: "")
    version = SimpleNamespace(package=package)
    application = SimpleNamespace(version=version, facts={}, given={}, answers={}, on_record={})
    dossier = SimpleNamespace(begins_at=MONDAY, version=version, application=application)
    return lambda: forms.ResultForm(None, dossier=dossier, on=MONDAY.date())


@pytest.fixture
def form(made):
    return made()


def test_results_are_called_in_the_language_of_the_page(made):
    for language, word in (("vi", "khai sinh"), ("en", "irth")):
        with translation.override(language):
            names = dict(made().fields["outcome"].choices)
        assert word in names["giay_khai_sinh"]


def test_what_a_birth_certificate_must_say_is_needed_when_it_is_granted_and_the_rest_is_optional(form):
    said = {name: field_context(form[name]) for name in form.fields if name.startswith("data-giay_khai_sinh-")} | {
        "law": field_context(form["law"])
    }
    needed = {name.removeprefix("data-giay_khai_sinh-") for name, context in said.items() if not context["is_optional"]}
    assert {"registered_name", "personal_number", "registered_on", "law"} <= needed
    assert "father" not in needed
    for name, context in said.items():
        word = "Có thì ghi" if context["is_optional"] else "Cần khi"
        assert f"{word}" in context["hint"] or name == "law", name


def test_a_datum_takes_as_many_letters_as_its_package_says(form):
    assert form.fields["data-giay_khai_sinh-birth_place"].max_length == 500
    assert form.fields["data-giay_khai_sinh-sex"].max_length == 200

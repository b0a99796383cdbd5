"""The form of a result: what the chosen result needs is not called optional."""

from types import SimpleNamespace

import pytest

from conftest import MONDAY
from lienthong.doors.desk.dossiers import forms
from lienthong.kit.templatetags.kit import field_context
from lienthong.work.services import packages


@pytest.fixture
def form(monkeypatch):
    package = packages.read_shipped("dang_ky_khai_sinh")
    monkeypatch.setattr(forms.timing, "plan", lambda *_dossier, **_at: None)
    monkeypatch.setattr(forms.deciding, "suggested", lambda _way: "giay_khai_sinh")
    monkeypatch.setattr(forms.deciding, "text", lambda _dossier, _way: "")
    dossier = SimpleNamespace(begins_at=MONDAY, version=SimpleNamespace(package=package))
    return forms.ResultForm(None, dossier=dossier, on=MONDAY.date())


def test_name_number_and_day_of_a_birth_certificate_are_needed_when_it_is_granted(form):
    data = [name for name in form.fields if name.startswith("data-giay_khai_sinh-")]
    assert len(data) == 3
    for name in [*data, "law"]:
        context = field_context(form[name])
        assert not context["is_optional"], name
        assert "Cần khi kết quả là “Giấy khai sinh" in context["hint"] or name == "law"

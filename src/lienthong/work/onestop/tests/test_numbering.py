"""Codes: the unit, the day in Viet Nam, the number of the day; the same number in both styles of identifiers."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest

from conftest import at
from lienthong.work.onestop.actions import numbering
from lienthong.work.onestop.models import Counter

CODES = [
    ("H41", "000.00.00.H41"),
    ("H41.6", "000.00.06.H41"),
    ("H41.06", "000.00.06.H41"),
    ("G12.18.05", "000.05.18.G12"),
    ("G12.18.05.7", "007.05.18.G12"),
]


def the_next(monkeypatch, number):
    """Give this number without a database; says for which series."""
    asked = []
    monkeypatch.setattr(numbering, "_next", lambda body, series: (asked.append(series), number)[1])
    return asked


@pytest.mark.parametrize(("code", "legacy"), CODES)
def test_the_same_dossier_in_both_styles(code, legacy, monkeypatch):
    the_next(monkeypatch, 7)
    unit, body = SimpleNamespace(code=code), SimpleNamespace(code="H41")
    assert numbering.codes(body, unit, at("09:00")) == (f"{code}-261116-0007", f"{legacy}-261116-0007")


def test_a_unit_without_a_code_takes_that_of_its_body(monkeypatch):
    the_next(monkeypatch, 1)
    found = numbering.codes(SimpleNamespace(code="H41"), SimpleNamespace(code=""), at("09:00"))
    assert found == ("H41-261116-0001", "000.00.00.H41-261116-0001")


def test_bodies_without_any_code_do_not_share_one(monkeypatch):
    the_next(monkeypatch, 1)
    bodies = [SimpleNamespace(code="", pk=UUID(int=number)) for number in (1, 2)]
    codes = [numbering.codes(body, SimpleNamespace(code=""), at("09:00")) for body in bodies]
    assert codes == [("LT.000000000001-261116-0001", ""), ("LT.000000000002-261116-0001", "")]


def test_the_day_changes_at_midnight_in_viet_nam(monkeypatch):
    asked = the_next(monkeypatch, 1)
    body = SimpleNamespace(code="H41")
    late, early = at("23:59"), at("00:00", day=date(2026, 11, 17))
    assert [numbering.codes(body, body, when)[0] for when in (late, early)] == ["H41-261116-0001", "H41-261117-0001"]
    assert asked == ["dossiers 2026-11-16", "dossiers 2026-11-17"]


def test_more_than_9999_dossiers_of_a_day_go_on_with_five_digits(monkeypatch):
    the_next(monkeypatch, 10_000)
    body = SimpleNamespace(code="H41.06")
    assert numbering.codes(body, body, at("09:00")) == ("H41.06-261116-10000", "000.00.06.H41-261116-10000")


def test_results_are_numbered_through_the_year_of_viet_nam(hall):
    body = hall.office.body
    last, first = at("23:59", day=date(2026, 12, 31)), at("00:00", day=date(2027, 1, 1))
    assert [numbering.result_number(body, when) for when in (last, last, first)] == ["01", "02", "01"]
    Counter.objects.filter(body=body, series="results 2027").update(last=9)
    assert numbering.result_number(body, first) == "10"

"""Codes: their shapes, that one names one holder a day, and that both styles are read."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError

from lienthong.ground.organisations import queries, rules
from lienthong.ground.organisations.models import Body, Code
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import CodeScheme

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def body(name: str = "Bộ Tài chính") -> Body:
    return Body.objects.create(kind="ministry", established_on=date(2019, 3, 12), **Naming(name).cached())


def give(holder: Body, value: str, scheme: str, first: date, end: date | None = None) -> Code:
    return Code.objects.create(body=holder, scheme=scheme, value=value, valid_from=first, valid_until=end)


def test_a_code_names_one_holder_a_day():
    give(body(), "15", "gso", date(2019, 3, 12), date(2025, 7, 1))
    give(body(), "15", "gso", date(2025, 7, 1))
    with pytest.raises(IntegrityError, match="one_holder_of_a_code"):
        give(body(), "15", "gso", date(2024, 1, 1), date(2024, 1, 2))


def test_a_body_has_one_code_of_a_scheme_a_day():
    holder = body()
    give(holder, "G12", "decision20", date(2020, 9, 15))
    with pytest.raises(IntegrityError, match="one_code_of_a_body"):
        give(holder, "G13", "decision20", date(2021, 1, 1))


@pytest.mark.parametrize("value", ["g12", "G1", "Z12", "G12.", "G12.18-1", "G12\n", "G12" + ".1" * 17])
def test_a_malformed_code_is_refused_by_the_rule_and_by_the_database(value):
    assert not rules.is_code(CodeScheme.DECISION20, value)
    with pytest.raises(DatabaseError, match=r"code_shape|value too long"):
        give(body(), value, "decision20", date(2019, 3, 12))


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("G12", CodeScheme.DECISION20),
        ("H56.14.2A", CodeScheme.DECISION20),
        ("Z010101234567", CodeScheme.DECISION20),
        ("G12" + ".1" * 16, CodeScheme.DECISION20),
        ("000.00.18.G12", CodeScheme.QCVN102),
        ("15", CodeScheme.GSO),
        ("015", CodeScheme.PIN),
        ("Bộ Tài chính", None),
        ("", None),
        ("١٥", None),
    ],
)
def test_a_code_names_its_scheme_by_its_shape(value, scheme):
    assert rules.scheme_of(value) == scheme
    assert sum(rules.is_code(each, value) for each in CodeScheme) == (scheme is not None)
    if scheme:
        assert str(give(body(), value, scheme, DAY)) == value


def test_at_level_one_either_style_stands_for_the_other():
    holder = body()
    give(holder, "G12", "decision20", date(2020, 9, 15))
    assert queries.resolve_code("000.00.00.G12", DAY) == holder
    other = body("Bộ Y tế")
    give(other, "000.00.00.G18", "qcvn102", date(2019, 3, 12))
    assert queries.resolve_code("G18", date(2020, 1, 1)) == other


def test_below_level_one_nothing_is_guessed():
    give(body(), "G12.18", "decision20", date(2020, 9, 15))
    with pytest.raises(queries.UnknownCode, match=r"000\.00\.18\.G12"):
        queries.resolve_code("000.00.18.G12", DAY)


def test_a_row_of_the_very_style_wins_over_the_other_style():
    give(body(), "G12", "decision20", date(2020, 9, 15))
    legacy = body("Bộ khác")
    give(legacy, "000.00.00.G12", "qcvn102", date(2019, 3, 12))
    assert queries.resolve_code("000.00.00.G12", DAY) == legacy


def test_what_is_no_code_is_refused_as_such():
    with pytest.raises(rules.CodeMalformed):
        queries.resolve_code("Bộ Tài chính", DAY)
    with pytest.raises(rules.CodeMalformed):
        queries.addressee("G1", DAY)

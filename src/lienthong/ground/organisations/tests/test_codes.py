"""Codes: their shapes, and that one names one holder a day."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError

from lienthong.ground.organisations import rules
from lienthong.ground.organisations.models import Body, Code
from lienthong.ground.organisations.states import CodeScheme

pytestmark = pytest.mark.django_db


def body(name: str = "Bộ Tài chính") -> Body:
    return Body.objects.create(
        kind="ministry", established_on=date(2019, 3, 12), name_vi=name, sort_key=name, folded=name, lowered=name
    )


def give(holder: Body, value: str, scheme: str, first: date, end: date | None = None) -> Code:
    return Code.objects.create(body=holder, scheme=scheme, value=value, valid_from=first, valid_until=end)


def test_a_code_names_one_holder_a_day():
    give(body(), "15", "gso", date(2019, 3, 12), date(2025, 7, 1))
    give(body(), "15", "gso", date(2025, 7, 1))
    with pytest.raises(IntegrityError, match="one_holder_of_a_code"):
        give(body(), "15", "gso", date(2024, 1, 1), date(2024, 1, 2))


@pytest.mark.parametrize("value", ["g12", "G1", "Z12", "G12.", "G12.18-1", "G12" + ".1" * 17])
def test_a_malformed_code_is_refused_by_the_rule_and_by_the_database(value):
    assert not rules.is_code(CodeScheme.DECISION20, value)
    with pytest.raises(DatabaseError, match=r"code_shape|value too long"):
        give(body(), value, "decision20", date(2019, 3, 12))

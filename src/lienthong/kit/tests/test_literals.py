"""Constants stand in the statement; what could be anything does not."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

pytestmark = pytest.mark.django_db


def written(condition):
    statement, values = ContentType.objects.filter(condition).query.sql_with_params()
    return statement.partition(" WHERE ")[2], values


def test_numbers_and_names_stand_in_the_statement():
    table = f'"{ContentType._meta.db_table}"'
    assert written(Q(id__among=[2, 4])) == (f'{table}."id" in (2, 4)', ())
    assert written(Q(model__mentions="sess")) == (f"position('sess' in {table}.\"model\") > 0", ())


def test_they_find_what_they_say():
    known = dict(ContentType.objects.values_list("id", "model"))
    chosen = sorted(known)[:2]
    assert sorted(ContentType.objects.filter(id__among=chosen).values_list("id", flat=True)) == chosen
    found = ContentType.objects.filter(model__mentions="sess").values_list("model", flat=True)
    assert sorted(found) == sorted(name for name in known.values() if "sess" in name)


@pytest.mark.parametrize("typed", ["x' or true --", "50%", "a b", "2"])
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        written(Q(model__mentions=typed))


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="invalid literal"):
        written(Q(id__among=["1) or (true"]))

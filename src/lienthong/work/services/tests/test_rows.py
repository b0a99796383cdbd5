"""Rows by a statement written out, and the one row of a key (`kit.rows`), on tables of this floor and below."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import at
from lienthong.ground.organisations.models import Body
from lienthong.kit.rows import columns, only, written
from lienthong.work.services.models import Draft

pytestmark = pytest.mark.django_db


def test_columns_come_in_any_order_and_what_is_no_field_becomes_an_attribute(country):
    names = ("name_vi", "letters", "id")
    words = "select name_vi, length(name_vi), id from organisations_body where id = %s"
    [found] = written(Body, names, words, [country.ministry.body.pk])
    assert (found, found.name_vi) == (country.ministry.body, country.ministry.body.name_vi)
    assert found.letters == len(found.name_vi)


def test_a_column_left_out_is_read_when_it_is_asked_for(country):
    [found] = written(Body, ("id",), "select id from organisations_body where id = %s", [country.ministry.body.pk])
    with CaptureQueriesContext(connection) as asked:
        assert found.name_vi == country.ministry.body.name_vi
    assert len(asked) == 1


def test_json_is_read_as_the_model_reads_it(country):
    made = Draft.objects.create(
        owner=country.ministry.body, key="thu", files={"a": ["b", 1]}, changed_at=at("09:00") - timedelta(days=1),
        changed_by=country.ministry.leader,
    )  # fmt: skip
    names = columns(Draft)
    [found] = written(Draft, names, f"select {', '.join(names)} from services_draft", [])
    assert found.files == {"a": ["b", 1]}
    assert {name: getattr(found, name) for name in names} == {name: getattr(made, name) for name in names}


def test_the_only_row_is_not_put_in_order_for(country):
    with CaptureQueriesContext(connection) as asked:
        assert only(Body.objects.filter(pk=country.ministry.body.pk)) == country.ministry.body
        assert only(Body.objects.filter(name_vi="không có")) is None
    assert not [one for one in asked.captured_queries if "ORDER BY" in one["sql"]]

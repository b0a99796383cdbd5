"""Reading acts back for a page."""

from datetime import UTC, datetime, timedelta

import pytest

from lienthong.ground.journal import actions, queries
from lienthong.kit.ids import new_id

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def recorded(subject, verb, minutes):
    return actions.record(verb, subject, by=None, at=AT + timedelta(minutes=minutes))


def test_a_timeline_holds_the_acts_of_one_subject_oldest_first():
    document, other = ("documents.document", new_id()), ("documents.document", new_id())
    signed = recorded(document, "documents.document.signed", 5)
    recorded(other, "documents.document.drafted", 1)
    drafted = recorded(document, "documents.document.drafted", 0)
    assert list(queries.timeline(document)) == [drafted, signed]


def test_a_subject_of_another_kind_with_the_same_id_is_another_subject():
    identity = new_id()
    recorded(("exchange.delivery", identity), "exchange.delivery.sent", 0)
    assert not queries.timeline(("documents.document", identity))


@pytest.mark.parametrize("count", [1, 3])
def test_acts_of_several_subjects_cost_one_query(count, django_assert_num_queries):
    ids = [new_id() for _ in range(count)]
    acts = [
        recorded(("exchange.delivery", identity), "exchange.delivery.sent", minute)
        for minute, identity in enumerate(ids)
    ]
    with django_assert_num_queries(1):
        assert list(queries.acts_of("exchange.delivery", ids)) == acts

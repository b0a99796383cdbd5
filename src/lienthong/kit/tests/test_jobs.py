from uuid import UUID

import pytest
from django.db import connection, transaction

from lienthong.kit import outbox
from lienthong.kit.clock import now
from lienthong.kit.ids import new_id


@pytest.fixture
def heard():
    events: list[outbox.Event] = []
    outbox.subscribe("kit.test.happened", events.append)
    yield events
    outbox._subscribers.pop("kit.test.happened")


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return cursor.fetchone()[0]


def test_an_announced_event_reaches_its_subscribers_with_ids_and_time_only(heard, run_jobs):
    subject, at = new_id(), now()
    outbox.announce(outbox.Event("kit.test.happened", subject, at))
    assert heard == []
    assert run_jobs() == ["kit.outbox.deliver"]
    assert [(event.subject, event.at) for event in heard] == [(subject, at)]
    assert isinstance(heard[0].id, UUID)


def test_an_event_vanishes_with_the_transaction_that_announced_it(heard, db):
    with transaction.atomic():
        outbox.announce(outbox.Event("kit.test.happened", new_id(), now()))
        transaction.set_rollback(True)
    assert _waiting() == 0


def test_an_event_nobody_listens_to_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.announce(outbox.Event("kit.test.ignored", new_id(), now()))


def test_subscribing_twice_is_subscribing_once(heard):
    def listener(event):
        heard.append(event)

    outbox.subscribe("kit.test.happened", listener)
    outbox.subscribe("kit.test.happened", listener)
    assert outbox._subscribers["kit.test.happened"].count(listener) == 1

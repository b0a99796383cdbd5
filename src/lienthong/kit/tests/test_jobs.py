from uuid import UUID

import pytest
from django.db import connection, transaction

from lienthong.kit import jobs, outbox
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


def test_history_written_afterwards_is_told_to_nobody(heard, run_jobs):
    with outbox.quiet():
        outbox.announce(outbox.Event("kit.test.happened", new_id(), now()))
    assert run_jobs() == []


def test_subscribing_twice_is_subscribing_once(heard):
    def listener(event):
        heard.append(event)

    outbox.subscribe("kit.test.happened", listener)
    outbox.subscribe("kit.test.happened", listener)
    assert outbox._subscribers["kit.test.happened"].count(listener) == 1


@pytest.mark.parametrize(("silent_for", "state"), [(31, "todo"), (5, "doing")])
def test_what_a_dead_worker_had_in_hand_goes_back_into_the_line(db, silent_for, state):
    jobs.defer("kit.outbox.deliver", queue="events", event={})
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [silent_for],
        )
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", cursor.fetchone())
        jobs.resume()
        cursor.execute("select status from procrastinate_jobs")
        assert cursor.fetchone() == (state,)


def test_a_job_whose_worker_is_forgotten_goes_back_into_the_line(db):
    jobs.defer("kit.outbox.deliver", queue="events", event={})
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
        jobs.resume()
    assert _waiting() == 1

"""Background jobs on procrastinate: declared with `@job`, deferred in the caller's transaction, run by the worker.

Each job runs in one database transaction of its own (the edge opens it), unless it says otherwise. A failed job is
tried again with growing pauses, twelve times over about a day, then stays as `failed` where the operator sees it. What
a worker had in hand when it was killed goes back into the line half a minute after its last sign of life: every job
runs at least once.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar, cast

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lienthong.kit import logs
from lienthong.kit.ids import new_id

F = TypeVar("F", bound=Callable[..., None])

DEAD_AFTER_SECONDS = 30
"""A worker gives a sign of life every ten seconds."""

_RETRY = RetryStrategy(max_attempts=12, exponential_wait=3)


def job(name: str, *, queue: str = "default", cron: str | None = None, atomic: bool = True) -> Callable[[F], F]:
    """Declare a job under a stable name; `cron` makes it periodic as well (its argument is then the Unix time).

    The function takes plain JSON values by name, fetches by id and calls one action. One that speaks with another
    system says `atomic=False` and opens its transactions before and after it speaks.
    """

    def declare(function: F) -> F:
        def run(**values: Any) -> None:
            with logs.tracing(new_id().hex), transaction.atomic() if atomic else nullcontext():
                function(**values)

        run.__name__ = function.__name__
        run.__doc__ = function.__doc__
        task = app.task(name=name, queue=queue, retry=_RETRY)(run)
        if cron:
            app.periodic(cron=cron)(cast("Any", task))
        return function

    return declare


def defer(name: str, *, queue: str = "default", **values: Any) -> None:
    """Put a job in line; the row is written by the caller's own connection, so it stands or falls with it."""
    app.configure_task(name, queue=queue).defer(**values)


@job("kit.jobs.resume", queue="jobs", cron="* * * * *")
def resume(**_when: Any) -> None:
    """Put jobs of dead workers back into the line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select procrastinate_retry_job_v2(held.id, now(), null, null, null) from procrastinate_jobs held"
            " left join procrastinate_workers worker on worker.id = held.worker_id where held.status = 'doing'"
            " and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %s))",
            [DEAD_AFTER_SECONDS],
        )

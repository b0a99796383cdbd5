"""pytest plugin: one PostgreSQL for the run, no network but loopback, foreign verifiers never skipped quietly.

PostgreSQL is the wheel's, or what `LIENTHONG_POSTGRES` says (`system`, or a bin folder), or the server of
`LIENTHONG_TEST_DATABASE_URL`. `LIENTHONG_NO_SKIP=1` (as in `make check`) turns a missing verifier into a failure.
"""

import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from lienthong.kit.testing import migrating

_cluster: Any = None
_counter: Any = None
_migrates: int | None = None


def _start_database() -> None:
    global _cluster  # noqa: PLW0603 - pytest hooks have no other place
    if os.environ.get("LIENTHONG_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["LIENTHONG_TEST_DATABASE_URL"]
        return
    from lienthong.kit.postgres import Cluster

    home = Path(tempfile.mkdtemp(prefix="lienthong-pg-"))
    home.chmod(0o755)
    _cluster = Cluster(home, settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    _cluster.start()
    os.environ["DATABASE_URL"] = _cluster.url()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before pytest-django reads the settings: the settings read the address from the environment."""
    global _counter  # noqa: PLW0603 - pytest hooks have no other place
    if os.environ.get("LIENTHONG_COVERAGE"):
        from lienthong.kit.testing import counting

        _counter = counting.begin()
    if "PYTEST_XDIST_WORKER" not in os.environ and "LIENTHONG_TESTS_STARTED" not in os.environ:
        os.environ["LIENTHONG_TESTS_STARTED"] = "1"
        _start_database()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before workers are started: one migrated database for all of them."""
    global _migrates  # noqa: PLW0603
    if _cluster is not None and session.config.pluginmanager.hasplugin("dsession"):
        with session.config.stash[blocking_manager_key].unblock():
            _migrates = migrating.begin(_cluster.home / "migrating")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Where a worker finds that database."""
    if _cluster is not None:
        node.workerinput["migrating"] = str(_cluster.home / "migrating")


def pytest_collection_finish(session: pytest.Session) -> None:
    """A worker with tests to run waits for it."""
    place = getattr(session.config, "workerinput", {}).get("migrating")
    if place and any(map(_asks_for_database, session.items)):
        with session.config.stash[blocking_manager_key].unblock():
            migrating.copied(Path(place))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop and remove the database this process started."""
    global _cluster  # noqa: PLW0603
    if _migrates is not None:
        os.waitpid(_migrates, 0)
    if _cluster is not None:
        _cluster.destroy()
        _cluster = None


_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: Any) -> Any:
    host = address[0] if isinstance(address, tuple) else ""
    if isinstance(address, tuple) and not (host.startswith("127.") or host in {"localhost", "::1", ""}):
        raise AssertionError(f"tests may not reach {host}: only loopback is open")
    return _connect(self, address)


def pytest_configure(config: pytest.Config) -> None:
    """Close the network."""
    socket.socket.connect = _loopback_only  # type: ignore[method-assign,assignment]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `foreign("pdfsig")` needs that program: absent, it is skipped loudly, or fails in `make check`."""
    for mark in item.iter_markers("foreign"):
        missing = [command for command in mark.args if not (shutil.which(command) or Path(command).exists())]
        if missing and os.environ.get("LIENTHONG_NO_SKIP"):
            pytest.fail(f"foreign verifier not installed: {', '.join(missing)}")
        if missing:
            pytest.skip(f"FOREIGN VERIFIER NOT INSTALLED: {', '.join(missing)}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only what asks for a database, when that is wanted; long tests first; no line is counted for what a browser does.

    What decides has tests without a browser.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")
    if os.environ.get("LIENTHONG_ONLY_DATABASE"):
        left_out = {item for item in items if not _asks_for_database(item)}
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    items[:] = long_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a browser only looks at is not counted."""
    if _counter is None or item.get_closest_marker("no_cover") is None:
        return (yield)
    kept = _counter.kept()
    try:
        return (yield)
    finally:
        _counter.back_to(kept)


def pytest_sessionfinish() -> None:
    """What this process went through is written for `scripts/coverage`."""
    if _counter is not None:
        _counter.save()


def _asks_for_database(item: pytest.Item) -> bool:
    asking = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(asking & set(getattr(item, "fixturenames", ()))) or item.get_closest_marker("django_db") is not None


def long_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Stories and browsers at the beginning of each worker's share, by files: short ones are what is stolen at the end.

    `worksteal` gives every worker an equal run of the list to begin with.
    """
    if workers == 1:
        return items
    files: dict[Path, list[pytest.Item]] = {}
    short: list[pytest.Item] = []
    for item in items:
        is_long = any(item.get_closest_marker(name) for name in ("story", "browser"))
        (files.setdefault(item.path, []) if is_long else short).append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for file in sorted(files.values(), key=len, reverse=True):
        min(shares, key=len).extend(file)
    rest = iter(short)
    for number, share in enumerate(shares):
        size = (len(items) * (number + 1)) // workers - (len(items) * number) // workers
        share.extend(itertools.islice(rest, max(0, size - len(share))))
    return [*itertools.chain(*shares), *rest]


@pytest.fixture(scope="session", autouse=True)
def _emptied_where_it_is_full(django_test_environment: None) -> Iterator[None]:
    """After a test that commits, only tables with rows are emptied."""
    from django.test import TransactionTestCase

    from lienthong.kit.testing import snapshots

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: snapshots.empty())
        yield


@pytest.fixture
def run_jobs(db: None) -> Any:
    """Run every job that waits, in the test's own transaction, until none is left; returns the names run."""
    from django.db import connection
    from procrastinate.contrib.django import app

    def run(*, most: int = 1000) -> list[str]:
        ran: list[str] = []
        while len(ran) < most:
            with connection.cursor() as cursor:
                cursor.execute(
                    "update procrastinate_jobs set status = 'succeeded' where id = (select id from procrastinate_jobs"
                    " where status = 'todo' order by priority desc, id limit 1) returning task_name, args"
                )
                row = cursor.fetchone()
            if row is None:
                return ran
            name, values = row
            import json

            app.tasks[name].func(**(json.loads(values) if isinstance(values, str) else values))
            ran.append(name)
        raise AssertionError(f"more than {most} jobs: do they announce each other in a circle?")

    return run

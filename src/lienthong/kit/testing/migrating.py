"""The migrations of a run with several workers: done once, beside their collecting, and copied for each of them."""

import contextlib
import fcntl
import io
import os
from pathlib import Path

TEMPLATE = "lienthong_migrated"


def begin(lock: Path) -> int:
    """A process beside this one migrates a new database; it holds the lock until it ends, however it ends."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        number = os.fork()
        if number == 0:
            _migrate_and_leave()
    return number


def _migrate_and_leave() -> None:
    """What fails here is not told: there is no template then, and the workers migrate themselves and say why."""
    try:
        from django.db import connection

        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            with connection._nodb_cursor() as cursor:  # noqa: SLF001
                cursor.execute(f'alter database "{name}" rename to {TEMPLATE}')
    finally:
        os._exit(0)


def copied(lock: Path) -> None:
    """Waits for it; the database of this worker will then be its copy, where Django finds nothing left to migrate."""
    from django.db import connection

    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
    with connection._nodb_cursor() as cursor:  # noqa: SLF001
        cursor.execute("select 1 from pg_database where datname = %s", [TEMPLATE])
        if cursor.fetchone():
            connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE

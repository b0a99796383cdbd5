"""A run with several workers migrates one database: the workers wait for it and have its copies."""

import fcntl
import os

import pytest
from django.conf import settings
from django.db import connection

from lienthong.kit.testing import migrating


@pytest.mark.django_db
def test_the_database_of_a_worker_is_a_copy_and_alone_it_is_not(request):
    worker = getattr(request.config, "workerinput", {})
    template = settings.DATABASES["default"].get("TEST", {}).get("TEMPLATE")
    assert template == (migrating.TEMPLATE if "migrating" in worker else None)
    assert "onestop_dossier" in connection.introspection.table_names()


def test_workers_wait_until_the_migrating_process_ends_even_when_it_fails(tmp_path, monkeypatch):
    told, tell = os.pipe()

    def wait_and_fail():
        os.read(told, 1)
        os._exit(1)

    monkeypatch.setattr(migrating, "_migrate_and_leave", wait_and_fail)
    lock = tmp_path / "migrating"
    number = migrating.begin(lock)
    with lock.open("w") as asked:
        with pytest.raises(BlockingIOError):
            fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
        os.write(tell, b"x")
        assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == 1
        fcntl.flock(asked, fcntl.LOCK_SH | fcntl.LOCK_NB)
    os.close(told)
    os.close(tell)

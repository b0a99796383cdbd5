import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from lienthong.kit.postgres import Cluster, PostgresUnavailable, find_program


@pytest.fixture
def cluster(tmp_path_factory):
    home = tmp_path_factory.mktemp("pg") / "home"
    for folder in (home.parent, home.parent.parent):
        folder.chmod(0o755)
    cluster = Cluster(home, settings={"fsync": "off"})
    yield cluster
    cluster.destroy()


def test_a_cluster_starts_keeps_its_data_and_its_port_over_a_restart_and_goes_without_a_trace(cluster):
    cluster.start()
    cluster.create_database("land")
    cluster.create_database("land")
    first = cluster.url("land")
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept values (1)")
    cluster.stop()
    assert not cluster.running()
    cluster.start()
    assert cluster.url("land") == first
    with psycopg.connect(first) as connection:
        assert connection.execute("select n from kept").fetchone() == (1,)
    cluster.destroy()
    assert not cluster.home.exists()


def test_what_was_committed_survives_a_kill_of_every_process(cluster):
    cluster.settings["fsync"] = "on"
    cluster.start()
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create table kept as select 7 as n")
        cluster.kill()
    assert not cluster.running()
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)


def test_a_wrong_password_is_refused(cluster):
    cluster.start()
    wrong = cluster.url().replace((cluster.home / "password").read_text(), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_the_database_runs_under_an_existing_account_that_is_not_root(cluster):
    cluster.start()
    owner = Path(f"/proc/{cluster.pid}").stat().st_uid
    assert owner != 0
    if os.geteuid():
        assert owner == os.geteuid()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be where the database's account cannot")
def test_a_home_that_the_account_may_not_enter_is_served_from_elsewhere_and_says_so(tmp_path_factory):
    home = tmp_path_factory.mktemp("closed") / "home"
    home.parent.chmod(0o700)
    cluster = Cluster(home)
    try:
        cluster.start()
        assert (home / "elsewhere").is_symlink()
        assert "/var/lib/lienthong-" in cluster.describe()
        place = (home / "elsewhere").resolve()
    finally:
        cluster.destroy()
    assert not place.exists()


def test_a_program_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(PostgresUnavailable, match="no PostgreSQL of the system"):
        find_program("system")


def test_trouble_at_the_start_is_reported_with_the_end_of_the_log(tmp_path_factory):
    home = tmp_path_factory.mktemp("pg") / "home"
    for folder in (home.parent, home.parent.parent):
        folder.chmod(0o755)
    cluster = Cluster(home, settings={"shared_buffers": "nonsense"})
    try:
        with pytest.raises(PostgresUnavailable, match="shared_buffers"):
            cluster.start()
    finally:
        cluster.destroy()


def test_another_program_that_came_to_the_number_of_a_dead_server_is_left_alone(cluster):
    cluster.start()
    cluster.kill()
    pid_file = cluster.data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not cluster.running()
        cluster.stop()
        cluster.start()
        assert cluster.running()
        assert stranger.poll() is None
        stranger.terminate()


def test_a_start_waits_for_the_children_of_a_killed_server(cluster):
    cluster.start()
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("create table kept as select 7 as n")
        os.kill(cluster.pid, signal.SIGKILL)
        while cluster.running():
            time.sleep(0.01)
        cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)

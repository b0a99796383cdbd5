import os
import pwd
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from lienthong.kit.postgres import Cluster, PostgresUnavailable, Program, _words_of, find_program


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
        assert Cluster(home).running()
        assert "/var/lib/lienthong-" in cluster.describe()
        place = (home / "elsewhere").resolve()
    finally:
        cluster.destroy()
    assert not place.exists()


def test_a_database_whose_home_was_deleted_is_named_with_what_to_do(tmp_path):
    cluster = Cluster(tmp_path / "home")
    try:
        cluster.data.mkdir()
        (cluster.data / "PG_VERSION").write_text("17")
        with pytest.raises(PostgresUnavailable, match="--reset"):
            cluster.start()
    finally:
        cluster.destroy()


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
        while not any(_words_of(str(stranger.pid))):
            time.sleep(0.01)  # the program's words come a moment after its number
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


def test_the_program_is_the_given_folder_the_systems_newest_or_the_wheels(tmp_path, monkeypatch):
    assert find_program(str(tmp_path)).bin == tmp_path
    assert find_program("wheel") == find_program()
    folders = [Path(f"/usr/lib/postgresql/{version}/bin/initdb") for version in ("9", "15", "13")]
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(folders))
    newest = find_program("system")
    assert (newest.name, newest.root.name) == ("system 15", "15")


def test_a_wheel_without_programs_for_this_machine_is_named(monkeypatch):
    monkeypatch.setattr(Path, "rglob", lambda self, pattern: iter(()))
    with pytest.raises(PostgresUnavailable, match="no initdb for this machine"):
        find_program("wheel")


def test_without_an_account_to_hand_the_database_to_root_is_told_so(tmp_path, monkeypatch):
    def nobody(name):
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(PostgresUnavailable, match="run as an ordinary user"):
        Cluster(tmp_path / "home")


def test_an_ordinary_user_keeps_everything_in_the_home(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    cluster = Cluster(tmp_path / "home")
    assert cluster.data.is_relative_to(tmp_path / "home")
    assert not cluster.running()
    assert cluster.pid is None
    cluster.kill()
    cluster.stop()


def test_a_folder_that_cannot_be_set_up_leaves_nothing_half_made(tmp_path, monkeypatch):
    programs = _programs(tmp_path, initdb="echo not today >&2; exit 1")
    for user in (1000, 0):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        for _once_more in range(2):
            cluster = Cluster(tmp_path / f"home-{user}", program=Program(programs, "given"))
        with pytest.raises(PostgresUnavailable, match="not today"):
            cluster.start()
        assert not cluster.data.exists()
        cluster.destroy()


def test_a_server_that_does_not_come_up_is_reported_in_its_own_words(tmp_path, monkeypatch):
    programs = _programs(tmp_path, initdb='mkdir -p "$2"; touch "$2/PG_VERSION"', pg_ctl="echo too tired; exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    cluster = Cluster(tmp_path / "home", program=Program(programs, "given"))
    with pytest.raises(PostgresUnavailable, match="too tired"):
        cluster.start()


def _programs(place, **scripts):
    """A folder with programs of these names; each is a line of shell."""
    folder = place / "root" / "bin"
    folder.mkdir(parents=True)
    for name, line in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return folder


def test_a_server_that_holds_its_data_but_takes_no_connection_does_not_run(cluster):
    cluster.start()
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        pid_file.write_text("\n".join([*lines[:3], str(free.getsockname()[1]), *lines[4:]]) + "\n")
        assert not cluster.running()
    pid_file.write_text("\n".join(lines) + "\n")
    assert cluster.running()
    cluster.start()  # nothing is started beside it
    assert str(cluster.pid) == lines[0]


def test_killed_processes_that_stay_are_told(cluster, monkeypatch):
    cluster.start()
    monkeypatch.setattr(os, "kill", lambda pid, signal: None)
    monkeypatch.setattr(time, "monotonic", iter(range(0, 100, 20)).__next__)
    with pytest.raises(PostgresUnavailable, match="still there"):
        cluster.kill()
    monkeypatch.undo()


def test_a_port_that_was_taken_meanwhile_is_replaced(cluster):
    cluster.start()
    first = cluster.url()
    cluster.stop()
    with socket.socket() as taker:
        taker.bind(("127.0.0.1", int((cluster.home / "port").read_text())))
        taker.listen()
        cluster.start()
        assert cluster.url() != first
        assert cluster.running()

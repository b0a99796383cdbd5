"""`lienthong demo` says in a sentence what keeps it from opening, and touches nothing that is not its own."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from lienthong.doors.command import demo as demonstration


@pytest.fixture
def demo(tmp_path, monkeypatch):
    monkeypatch.setenv("LIENTHONG_LANGUAGE", "en")

    def run(*words: str, home=tmp_path / "var", port: int = 0):
        return CliRunner().invoke(demonstration.demo, ["--home", str(home), "--port", str(port or 61_000), *words])

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield run
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_port_that_is_taken_is_named_with_another_to_choose(demo):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = demo(port=port)
    assert said.exit_code == 1
    assert f"Port {port} is in use" in said.output
    assert "PORT=" in said.output


def test_a_second_one_on_the_same_home_is_told_where_the_first_is(demo, tmp_path):
    home = tmp_path / "var"
    home.mkdir()
    with (home / "running").open("w") as lock:
        lock.write("http://127.0.0.1:8123\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = demo()
    assert said.exit_code == 1
    assert "is already running, on http://127.0.0.1:8123" in said.output


def test_a_home_that_cannot_be_made_is_named(demo, tmp_path):
    (tmp_path / "a file").write_text("")
    said = demo(home=tmp_path / "a file" / "var")
    assert said.exit_code == 1
    assert str(tmp_path / "a file") in said.output
    assert "LIENTHONG_HOME" in said.output


def test_a_home_that_may_not_be_written_is_named(demo, tmp_path, monkeypatch):
    def refused(place, *_given, **_more):  # as an ordinary user is told; root may write everywhere
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr(Path, "mkdir", refused)
    said = demo()
    assert "cannot be written to" in said.output


def test_too_little_room_is_said_before_anything_is_made(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(demonstration, "_NEEDED_BYTES", 2**62)
    said = demo("--prepare-only")
    assert said.exit_code == 1
    assert "MB left" in said.output
    assert not (tmp_path / "var" / "postgres").exists()


def test_a_reset_removes_what_the_demonstration_wrote_and_nothing_else(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "files").mkdir()
    (tmp_path / "secret-key").write_text("old")
    demonstration._reset(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_was_started_ends_when_the_starter_is_killed():
    text = (
        "import sys, time; from lienthong.doors.command.processes import Process;"
        " one = Process('sleep', ['sleep', '300']); one.start(); print(one.running.pid, flush=True); time.sleep(300)"
    )
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True) as starter:
        started = int(starter.stdout.readline())
        while not Path(f"/proc/{started}/cmdline").read_bytes().startswith(b"sleep"):
            time.sleep(0.01)
        starter.kill()
    deadline = time.monotonic() + 10
    while _lives(started):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_process_may_ask_for_the_same_itself():
    text = "from lienthong.doors.command.processes import end_with_parent; end_with_parent(); print('asked')"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == "asked\n"


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_home_counts_as_prepared_until_program_or_wishes_change(tmp_path, monkeypatch):
    assert not demonstration._is_prepared(tmp_path, 2000, 240)
    (tmp_path / "prepared").write_text(demonstration._fingerprint(2000, 240))
    assert demonstration._is_prepared(tmp_path, 2000, 240)
    assert not demonstration._is_prepared(tmp_path, 2000, 12)
    other = tmp_path / "other" / "migrations"
    other.mkdir(parents=True)
    (other / "0001_new.py").write_text("")
    monkeypatch.setattr(demonstration.lienthong, "__file__", str(tmp_path / "other" / "__init__.py"))
    assert not demonstration._is_prepared(tmp_path, 2000, 240)


FILLING = """
import multiprocessing, sys, time
from lienthong.doors.command import demo
from lienthong.doors.command.demo_data import share

def fill(amounts, say):
    with multiprocessing.get_context("spawn").Pool(2, initializer=share.begin) as pool:
        started = [pool.apply_async(time.monotonic) for _ in range(4)]
        [one.get() for one in started]
        print("filling", flush=True)
        pool.starmap(time.sleep, [(300,)])

if __name__ == "__main__":
    demo._fill = fill
    demo._fill_until_told(demo.Amounts(1, 1, 1))
"""


def test_filling_that_is_told_to_end_ends_in_order_and_says_nothing(tmp_path):
    """One process of the pool waits with its lock in hand, the other works; the signal goes to the whole group."""
    (tmp_path / "filling.py").write_text(FILLING)
    words = [sys.executable, str(tmp_path / "filling.py")]
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True, "text": True}
    with subprocess.Popen(words, **told) as filling:
        assert filling.stdout.readline() == "filling\n"
        os.killpg(filling.pid, signal.SIGTERM)
        _out, said = filling.communicate(timeout=10)
    assert (filling.returncode, said) == (0, "")


def test_a_command_with_nothing_set_works_on_the_demonstration_that_runs_here(tmp_path, monkeypatch):
    """Its address and its secret are read from its home; where none runs, nothing is touched."""
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "LIENTHONG_PUBLIC_URL", "LIENTHONG_HOME"):
        monkeypatch.setenv(name, "before")
    runs = SimpleNamespace(running=lambda: True, url=lambda name: f"postgresql://127.0.0.1:1/{name}")
    monkeypatch.setattr(demonstration, "Cluster", lambda home: runs)
    assert not demonstration.join(tmp_path)
    (tmp_path / "prepared").write_text("x")
    (tmp_path / "running").write_text("http://127.0.0.1:8123\n")
    monkeypatch.setattr(runs, "running", lambda: False)
    assert not demonstration.join(tmp_path)
    assert os.environ["DATABASE_URL"] == "before"
    monkeypatch.setattr(runs, "running", lambda: True)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert demonstration.join(tmp_path)
    told = (os.environ["DATABASE_URL"], os.environ["LIENTHONG_HOME"], os.environ["LIENTHONG_PUBLIC_URL"])
    assert told == ("postgresql://127.0.0.1:1/lienthong", str(tmp_path), "http://127.0.0.1:8123")
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "lienthong.config.settings.demo"

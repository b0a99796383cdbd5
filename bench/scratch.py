"""Where measurements live: a scratch PostgreSQL, scratch virtual environments for the peers, and their processes."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import machine

from lienthong.kit.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "build" / "bench"
FOREIGN = Path(__file__).resolve().parent / "foreign"


class CannotRun(RuntimeError):
    """This part cannot be measured here; the message says why and stands in the table."""


class Scratch:
    """One PostgreSQL for the whole run, whose flush can be made slow, and a folder for everything else."""

    def __init__(self, home: Path = HERE) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)

    @cached_property
    def cluster(self) -> Cluster:
        """The database server, fresh, started when it is first asked for. As installed: every commit is flushed."""
        cluster = Cluster(self.home / "postgres", settings={"max_wal_size": "4GB"})
        cluster.destroy()
        cluster = Cluster(self.home / "postgres", settings={"max_wal_size": "4GB"})
        cluster.start()
        return cluster

    def database(self, name: str) -> str:
        """Address of a database of this name, made when missing."""
        self.cluster.create_database(name)
        return self.cluster.url(name)

    def slow_flush(self, milliseconds: float) -> None:
        """From now on every flush of the log takes this much longer; 0 is the disk as it is.

        `commit_delay` sleeps before the flush while it holds the place of the one who flushes for all who wait, which
        is what a slower disk does.
        """
        import psycopg

        with psycopg.connect(self.cluster.url(), autocommit=True) as connection:
            connection.execute(f"alter system set commit_delay = {int(milliseconds * 1000)}")
            connection.execute(f"alter system set commit_siblings = {0 if milliseconds else 5}")
            connection.execute("select pg_reload_conf()")
        time.sleep(0.3)

    def close(self) -> None:
        """Stop the database, if it was started, and remove what it wrote."""
        if "cluster" in self.__dict__:
            self.cluster.destroy()


def environment(peer: str) -> Path:
    """The scratch virtual environment of a peer, made from its locked requirements; its `bin` folder.

    Refuses: CannotRun where the packages cannot be had.
    """
    place = HERE / f"venv-{peer}"
    locked = ROOT / "requirements" / f"bench-{peer}.txt"
    finished = place / "locked.txt"
    if finished.exists() and finished.read_bytes() == locked.read_bytes():
        return place / "bin"
    shutil.rmtree(place, ignore_errors=True)
    python = str(place / "bin" / "python")
    for words in (
        [sys.executable, "-m", "venv", str(place)],
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", str(locked)],
    ):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun(f"packages of {peer} cannot be had: {done.stderr.strip().splitlines()[-1:]}")
    finished.write_bytes(locked.read_bytes())
    return place / "bin"


def free_port() -> int:
    """A port of the loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A program that serves a port of the loopback, with what it says in a file."""

    def __init__(self, name: str, words: Sequence[str], port: int, settings: dict[str, str], place: Path) -> None:
        self.port = port
        self._log = place / f"{name}.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                words, env={**os.environ, **settings}, stdout=log, stderr=log, cwd=place, start_new_session=True
            )
        self._wait(name)

    def _wait(self, name: str, patience: float = 40) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise CannotRun(f"{name} ended at once: {self.said()}")
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.05)
        self.stop()
        raise CannotRun(f"{name} did not open its port: {self.said()}")

    def said(self) -> str:
        """The last lines it wrote."""
        return " / ".join(self._log.read_text(errors="replace").strip().splitlines()[-3:])

    @property
    def cpu_seconds(self) -> float:
        """Processor time used so far by it and its workers."""
        return machine.cpu_seconds(self.process.pid)

    def stop(self) -> None:
        """End it, and its workers with it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


def run(words: Sequence[str], **settings: str) -> str:
    """Run a program of a peer to its end; what it said. Refuses: CannotRun when it fails."""
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **settings}, check=False)
    if done.returncode:
        raise CannotRun(f"{Path(words[1]).name} failed: {done.stderr.strip()[-300:]}")
    return done.stdout


@contextlib.contextmanager
def scratch(home: Path = HERE) -> Iterator[Scratch]:
    """A scratch for one run; nothing of it stays but virtual environments and results."""
    opened = Scratch(home)
    try:
        yield opened
    finally:
        opened.close()

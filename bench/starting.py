"""How soon the product serves a page, and how much memory it keeps when nobody asks anything.

Restart: `lienthong demo` over data that are there, until the sign-in page is served. First start, with `--first-start`
only: `git clone` into an empty folder, then `make demo`, until the line `Ready`; this fetches every dependency.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import machine
from figures import Figure, NotRun, Result, median
from scratch import ROOT, CannotRun, Scratch, free_port

from lienthong.kit.postgres import Cluster

_PATIENCE_SECONDS = 900
_SETTLE_SECONDS, _GLANCES, _IDLE_SHARE = 15, 4, 0.05


class Demonstration:
    """A `lienthong demo` of its own, with all its processes."""

    def __init__(self, words: Sequence[str], folder: Path, port: int, log: Path) -> None:
        self._address = f"http://127.0.0.1:{port}/sign-in/"
        self._log = log
        self._home = folder / "var"
        own = {name: value for name, value in os.environ.items() if not name.startswith(("LIENTHONG_", "DATABASE_"))}
        own |= {"PORT": str(port), "LIENTHONG_HOME": str(self._home)}
        own.pop("DJANGO_SETTINGS_MODULE", None)
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                words, cwd=folder, env=own, stdout=said, stderr=said, start_new_session=True
            )

    def seconds_to_page(self, since: float) -> float:
        """Until the sign-in page is served. Refuses: CannotRun."""
        while time.perf_counter() < since + _PATIENCE_SECONDS:
            if self.process.poll() is not None:
                raise CannotRun(f"the demonstration ended: {self._log.read_text(errors='replace')[-300:]}")
            try:
                with urllib.request.urlopen(self._address, timeout=2) as answer:
                    if answer.status == 200:
                        return time.perf_counter() - since
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise CannotRun("the demonstration did not serve a page")

    def rest(self) -> None:
        """Wait until its processes hardly work any more, or long enough."""
        before = 0.0
        for _glance in range(_GLANCES):
            time.sleep(_SETTLE_SECONDS)
            used = machine.cpu_seconds(self.process.pid)
            if used - before < _SETTLE_SECONDS * _IDLE_SHARE:
                return
            before = used

    def memory_bytes(self) -> int:
        """Of all its processes; the database detaches itself, so it is counted by its own process id."""
        database = Cluster(self._home / "postgres").pid
        return machine.memory_bytes(self.process.pid) + (machine.memory_bytes(database) if database else 0)

    def stop(self) -> None:
        """End it as Ctrl-C does: the signal goes to everything that the words started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def remove(self) -> None:
        """Stop it and everything it left, wherever its database keeps its data."""
        self.stop()
        Cluster(self._home / "postgres").destroy()


def measure(scratch: Scratch, *, rounds: int, first_start: bool) -> list[Result]:
    """Restart and idle memory, and the first start when it is asked for."""
    found: list[Result] = []
    try:
        found += _restart_and_memory(scratch.home / "demo", rounds)
    except CannotRun as problem:
        found.append(NotRun("restart, idle memory", str(problem)))
    if not first_start:
        return [*found, NotRun("first start from nothing", "only with --first-start: it fetches every dependency")]
    try:
        return [*found, _first_start()]
    except CannotRun as problem:
        return [*found, NotRun("first start from nothing", str(problem))]


def _restart_and_memory(folder: Path, rounds: int) -> list[Result]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = [
        sys.executable,
        "-m",
        "lienthong.doors.command",
        "demo",
        "--documents",
        "120",
        "--at-once",
        "120",
        "--people",
        "1000",
    ]
    taken, memory = [], 0
    try:
        for start in range(rounds + 1):
            demonstration = Demonstration(words, folder, free_port(), folder / "log")
            try:
                seconds = demonstration.seconds_to_page(time.perf_counter())
                if start:
                    taken.append(seconds)
                if start == rounds:
                    demonstration.rest()
                    memory = demonstration.memory_bytes()
            finally:
                demonstration.stop()
    finally:
        Cluster(folder / "var" / "postgres").destroy()
        shutil.rmtree(folder, ignore_errors=True)
    return [
        median("restart to a served page", taken, "s", at_most=5),
        Figure("demonstration idle: pages, gateway, worker, PostgreSQL", memory / 2**30, "GiB", at_most=1, note="PSS"),
    ]


def _first_start() -> Figure:
    with tempfile.TemporaryDirectory(prefix="lienthong-first-", ignore_cleanup_errors=True) as place:
        since = time.perf_counter()
        clone = Path(place) / "lienthong"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        demonstration = Demonstration(["make", "demo"], clone, free_port(), clone / "log")
        try:
            seconds = demonstration.seconds_to_page(since)
        finally:
            demonstration.remove()
    return Figure("first start from nothing: clone, make demo, page", seconds, "s", at_most=180)

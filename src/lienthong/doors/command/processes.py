"""Starting the product's own processes and keeping them alive: pages, gateway, worker."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

_TIE = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15);"
    " os.getppid() == int(sys.argv[1]) or sys.exit(1); os.execvp(sys.argv[2], sys.argv[2:])"
)
"""prctl(2), PR_SET_PDEATHSIG, SIGTERM; who has lost its starter already does not begin."""
_STANDARD_ERROR = 2
"""Where the programs' remarks go: our standard output is for answers."""


@dataclass
class Process:
    """One program that must be running; started again when it ends, with growing pauses up to ten seconds."""

    name: str
    words: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own, so that its workers end with it; a starter killed by SIGKILL ends it too."""
        self.running = subprocess.Popen(
            [*_tied_to_us(), *self.words],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=_STANDARD_ERROR,
            start_new_session=True,
        )
        self.starts += 1

    def ended(self) -> bool:
        """Has it gone?"""
        return self.running is None or self.running.poll() is not None

    def stop(self, *, patience: float = 8.0) -> None:
        """Ask it to end, then make it end."""
        if self.running is None:
            return
        for ask in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, ask)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.running.wait(timeout=patience)
                return


def _tied_to_us() -> list[str]:
    """Words before a program that make Linux end it when the thread that started it is gone.

    Not setpriv(1): it sets capabilities, which the filter of our systemd units refuses.
    """
    return [sys.executable, "-I", "-c", _TIE, str(os.getpid())]


def end_with_parent() -> None:
    """The same, asked by a process for itself (prctl(2), PR_SET_PDEATHSIG)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def pages(port: int, *, host: str = "127.0.0.1", workers: int = 2, threads: int = 4) -> Process:
    """Django as WSGI under granian."""
    return Process(
        "pages",
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",
            str(threads),
            "--no-ws",
            "--log-level",
            "warning",
            "--respawn-failed-workers",
            "lienthong.config.wsgi:application",
        ],
    )


def gateway(port: int, *, host: str = "127.0.0.1", workers: int = 1) -> Process:
    """The ASGI gateway under granian."""
    return Process(
        "gateway",
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--no-ws",
            "--log-level",
            "warning",
            "--respawn-failed-workers",
            "lienthong.config.asgi:application",
        ],
    )


def bank(port: int, environment: dict[str, str]) -> Process:
    """The mock bank under granian, on this machine only."""
    return _one_worker("bank", port, "lienthong.work.payments.adapters.mock_bank.service:application", environment)


def portal_emulator(port: int) -> Process:
    """The stand-in for the national portal; one worker, because what it was told is in its memory."""
    return _one_worker("portal", port, "lienthong.work.reporting.adapters.dvcqg.emulator:application", {})


def national_id(port: int, *, host: str = "127.0.0.1") -> Process:
    """The stand-in for the national e-ID; one worker, because what it has granted is in its memory."""
    return _one_worker("national-id", port, "lienthong.doors.national_id.app:from_environment", {}, host=host)


def _one_worker(name: str, port: int, factory: str, environment: dict[str, str], *, host: str = "127.0.0.1") -> Process:
    """A small service of the demonstration under granian; `factory` makes its application."""
    where = ["--host", host, "--port", str(port), "--workers", "1"]
    how = ["--interface", "asgi", "--factory", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    return Process(name, [sys.executable, "-m", "granian", *how, *where, factory], environment)


def worker() -> Process:
    """Jobs, delivery lanes and the log's sequencer."""
    return Process("worker", [sys.executable, "-m", "lienthong.doors.command", "worker"])


@contextlib.contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Inside: a function that says whether we were asked to stop (SIGINT, SIGTERM)."""
    asked: list[int] = []

    def remember(number: int, _frame: object) -> None:
        asked.append(number)

    before = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_running(
    processes: list[Process], *, asked_to_stop: Callable[[], bool], each_round: Callable[[], None]
) -> None:
    """Watch until asked to stop; what ends is started again. Stops them in reverse order."""
    try:
        while not asked_to_stop():
            each_round()
            for process in processes:
                if process.ended() and time.monotonic() >= process.not_before:
                    process.start()
                    process.not_before = time.monotonic() + min(10.0, 0.2 * 2 ** min(process.starts, 6))
            time.sleep(0.2)
    finally:
        for process in reversed(processes):
            process.stop()

"""What every candidate can do, and what one round of load gives."""

import json
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import machine
from scratch import CannotRun, Scratch

BENCH = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Round:
    """One round: what was accepted in how long, how long each waited, and what it cost server and database."""

    accepted: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int
    server_cpu_seconds: float
    database_cpu_seconds: float
    first_errors: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """Accepted in a second."""
        return self.accepted / self.seconds if self.seconds else 0.0

    @property
    def per_cpu_second(self) -> float:
        """Accepted for each second of processor time of server and database; the load program is not counted."""
        used = self.server_cpu_seconds + self.database_cpu_seconds
        return self.accepted / used if used else 0.0

    @property
    def cost(self) -> str:
        """Processor time of one message, as server and database share it."""
        server, database = (
            1000 * used / self.accepted for used in (self.server_cpu_seconds, self.database_cpu_seconds)
        )
        return f"{server:.2f} ms server + {database:.2f} ms database each"


class Candidate(ABC):
    """A server that takes messages of 10 KB durably."""

    name: str
    outstanding: tuple[int, ...]
    """How many messages are under way at once: one round for each."""
    most_a_second = 0
    """More than it could ever accept: so many messages are prepared for its first round."""
    uses_postgres = True
    """False where the simulated slow flush, which is PostgreSQL's, cannot reach it."""

    def __init__(self, scratch: Scratch, seconds: float, content: bytes) -> None:
        """`content` is the 10 KB that everybody carries, in whatever wrapping is their own."""
        self.scratch = scratch
        self.content = content
        self.seconds = seconds
        self._best_rate = 0.0
        self.place = scratch.home / self.name
        self.place.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def start(self) -> None:
        """Make it ready for rounds. Refuses: CannotRun."""

    @abstractmethod
    def load(self, outstanding: int) -> Sequence[str]:
        """Prepare one round; the words of the program that will drive it."""

    @abstractmethod
    def cpu_seconds(self) -> float:
        """Processor time of the server so far, without the database."""

    @abstractmethod
    def stop(self) -> None:
        """End it."""

    def round(self, outstanding: int) -> Round:
        """Load it once. Refuses: CannotRun when nothing is accepted."""
        words = self.load(outstanding)
        server, database = self.cpu_seconds(), self.database_cpu_seconds()
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=self.seconds * 4 + 60)
        server, database = self.cpu_seconds() - server, self.database_cpu_seconds() - database
        if done.returncode:
            raise CannotRun(f"load of {self.name} failed: {done.stderr.strip()[-300:]}")
        found = json.loads(done.stdout.strip().splitlines()[-1])
        if not found["accepted"]:
            raise CannotRun(f"{self.name} accepted nothing: {found['first_errors']}")
        found["first_errors"] = tuple(found["first_errors"])
        round_ = Round(server_cpu_seconds=server, database_cpu_seconds=database, **found)
        self._best_rate = max(self._best_rate, round_.rate)
        return round_

    def enough(self) -> int:
        """How many messages to prepare for a round: four times what it ever accepted, so that none runs dry."""
        most = self.most_a_second
        wanted = min(most, 4 * self._best_rate + 100) if self._best_rate else most
        return int(wanted * self.seconds)

    def database_cpu_seconds(self) -> float:
        """Processor time of PostgreSQL so far; 0 for who does not use it."""
        pid = self.scratch.cluster.pid if self.uses_postgres else None
        return machine.cpu_seconds(pid) if pid else 0.0


def program(name: str, *words: object) -> list[str]:
    """A load program of this folder, run by our own Python."""
    return [sys.executable, str(BENCH / name), *map(str, words)]

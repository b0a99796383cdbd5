"""Documents accepted durably through the real HTTP intake, beside peers, in turns, with the disk as it is and slower.

All servers are started first; then every round asks each candidate once, so that a busy neighbour hits all alike. The
ratios are of medians, both by the clock and for each second of processor time of server and database.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from candidates.as2 import As2
from candidates.base import Candidate, Round
from candidates.in_process import InProcess
from candidates.mail import Mail
from candidates.nats import Nats
from candidates.ours import Ours
from candidates.toy import Toy
from documents import plain
from figures import Figure, NotRun, Result, median
from scratch import CannotRun, Scratch

CANDIDATES: tuple[type[Candidate], ...] = (Ours, As2, Mail, Toy, Nats, InProcess)
PLAIN, SLOW = 0.0, 2.0
"""Milliseconds added to each flush of PostgreSQL."""
FLUSHES = {PLAIN: "plain", SLOW: "2 ms flush"}
GOALS = (
    (As2.name, 16, 20.0),
    (Mail.name, 16, 2.5),
    (Toy.name, 32, 1.0),
    (Nats.name, 256, 0.6),
    (InProcess.name, 2, 0.35),
)
"""Peer, its outstanding messages, and how many times its rate ours must be."""
MOST = 32
LONGEST_P99_MS = 100

Place = tuple[str, int, float]
"""Candidate, outstanding messages, milliseconds added to the flush."""


@dataclass
class Found:
    """The rounds of every candidate in every place, and what could not be run."""

    rounds: dict[Place, list[Round]] = field(default_factory=dict)
    not_run: list[NotRun] = field(default_factory=list)

    def of(self, place: Place, what: Callable[[Round], float]) -> list[float]:
        """One number of each round in this place."""
        return [what(one) for one in self.rounds.get(place, ())]


def measure(scratch: Scratch, *, rounds: int, seconds: float) -> list[Result]:
    """Start everybody, ask everybody round by round, stop everybody, tell."""
    found = Found()
    running = list(_started(scratch, seconds, found))
    try:
        for number in range(rounds):
            for flush in FLUSHES:
                scratch.slow_flush(flush)
                turns = running[number % len(running) :] + running[: number % len(running)]
                _ask(turns, flush, found, to_warm_up=number == 0 and flush == PLAIN)
    finally:
        for candidate in running:
            candidate.stop()
        scratch.slow_flush(PLAIN)
    return [*found.not_run, *_each(found), *_verdicts(found)]


def _started(scratch: Scratch, seconds: float, found: Found) -> Iterator[Candidate]:
    for kind in CANDIDATES:
        candidate = kind(scratch, seconds, plain())
        try:
            candidate.start()
        except CannotRun as problem:
            found.not_run.append(NotRun(kind.name, str(problem)))
            continue
        yield candidate


def _ask(turns: Sequence[Candidate], flush: float, found: Found, *, to_warm_up: bool) -> None:
    for candidate in turns:
        if flush and not candidate.uses_postgres:
            continue
        for outstanding in candidate.outstanding:
            place = (candidate.name, outstanding, flush)
            try:
                if to_warm_up and outstanding == candidate.outstanding[-1]:
                    candidate.round(outstanding)
                found.rounds.setdefault(place, []).append(candidate.round(outstanding))
            except CannotRun as problem:
                found.not_run.append(NotRun(f"{candidate.name}, {outstanding} at once, {FLUSHES[flush]}", str(problem)))


def _each(found: Found) -> Iterator[Figure]:
    """What each candidate did, by the clock and by the processor."""
    for place, rounds in found.rounds.items():
        name, outstanding, flush = place
        middle = sorted(rounds, key=lambda one: one.rate)[len(rounds) // 2]
        errors = sum(one.errors for one in rounds)
        waits = f"p50/p95/p99 {middle.p50_ms:.1f}/{middle.p95_ms:.1f}/{middle.p99_ms:.1f} ms, {errors} errors"
        label = f"{name}, {outstanding} at once, {FLUSHES[flush]}"
        yield median(label, found.of(place, lambda one: one.rate), "/s", note=waits)
        yield median(f"{label}, cost", found.of(place, lambda one: one.per_cpu_second), "/CPU-s", note=middle.cost)


def _verdicts(found: Found) -> Iterator[Result]:
    """Our goals against each peer, for each kind of flush, then those we set ourselves."""
    for flush, called in FLUSHES.items():
        ours = (Ours.name, MOST, flush)
        for peer, outstanding, goal in GOALS:
            theirs = (peer, outstanding, PLAIN if peer == Nats.name else flush)
            yield from _ratio(f"ours : {peer}, {called}", ours, theirs, found, goal)
        p99 = found.of(ours, lambda one: one.p99_ms)
        if p99:
            yield median(f"ours, {MOST} at once, {called}, p99", p99, "ms", at_most=LONGEST_P99_MS)
    yield from _ratio("ours : ours, 2 ms flush : plain", (Ours.name, MOST, SLOW), (Ours.name, MOST, PLAIN), found, 0.8)


def _ratio(name: str, ours: Place, theirs: Place, found: Found, goal: float) -> Iterator[Result]:
    """How many times their rate ours is; beside it the same for a second of processor time."""
    if not found.rounds.get(ours) or not found.rounds.get(theirs):
        yield NotRun(name, "one of the two did not run")
        return
    rate, cost = (
        statistics.median(found.of(ours, what)) / statistics.median(found.of(theirs, what))
        for what in (lambda one: one.rate, lambda one: one.per_cpu_second)
    )
    yield Figure(name, rate, "×", at_least=goal, note=f"{cost:.2f} × for a CPU-second")

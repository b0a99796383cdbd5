"""The registers: how fast an invented country is loaded, and what one read with purpose, seal and receipt takes in it.

A read is committed like any other: person, rows, keeper, certificate, the sealed reading and its act.
"""

import gc
import random
import time
import uuid
from collections.abc import Callable

import machine
from figures import Figure, NotRun, Result, percentile
from installation import open_installation
from scratch import Scratch

PEOPLE = 1_000_000
_FIRST = 100_000
_READS = 400
_WARM = 20
_WORDS = ("nguyen thi minh anh", "trần văn bình", "giang a pao", "hoàng thị thùy dương", "le")


def measure(scratch: Scratch, *, people: int) -> list[Result]:
    """Load 100,000 people for the goal, go on to `people`, then read and search among all of them."""
    try:
        open_installation(scratch)
    except (Exception, SystemExit) as problem:  # noqa: BLE001  what others break must not hide other figures
        return [NotRun("registers", f"no installation: {problem!r}"[:200])]
    first = min(people, _FIRST)
    found: list[Result] = [*_load(scratch, first, goal=12 * first / _FIRST)]
    if people > first:
        found += _load(scratch, people)
    return [*found, *_reads(people), *_searches(people)]


def _load(scratch: Scratch, people: int, goal: float | None = None) -> list[Result]:
    from lienthong.doors.command.demo_data import country
    from lienthong.kit.clock import now

    pid = scratch.cluster.pid
    assert pid is not None
    since, here, database = time.perf_counter(), time.process_time(), machine.cpu_seconds(pid)
    came = country.settle(people, founded_at=now(), say=lambda _said: None)
    here, database = time.process_time() - here, machine.cpu_seconds(pid) - database
    rate = came / (time.perf_counter() - since)
    note = f"{here:.1f} s here, {database:.1f} s in the database"
    name = f"load of {came:,} people"
    return [
        Figure(f"{name}, processor", here + database, "s", at_most=goal, note=note),
        Figure(f"{name}, rate", rate, "people/s"),
    ]


def _reads(people: int) -> list[Result]:
    from django.db import transaction

    from lienthong.kit.clock import now
    from lienthong.records.registers.actions import read
    from lienthong.records.registers.models import DrivingLicence

    holders = list(DrivingLicence.objects.values_list("person__number", flat=True)[: 50 * _READS])
    chosen = random.Random(1).sample(holders, min(len(holders), _READS + _WARM))

    def one(number: str) -> None:
        with transaction.atomic():
            read(
                register="giay_phep",
                attributes=["on_record", "withheld", "licence_class", "valid_until"],
                number=number,
                purpose="Đo thời gian đọc",
                law="không có: phép đo",
                by=None,
                subject=("bench.reading", uuid.uuid4()),
                now=now(),
            )

    taken = _each(one, chosen)
    note = f"p50 {percentile(taken, 0.5):.1f} ms; six statements, committed"
    return [Figure(f"one sealed read among {people:,} people, p95", percentile(taken, 0.95), "ms", note=note)]


def _searches(people: int) -> list[Result]:
    from lienthong.records.registers.models import Person

    taken = _each(lambda words: list(Person.objects.called(words)[:20]), _WORDS * 12)
    note = f"p50 {percentile(taken, 0.5):.1f} ms"
    return [Figure(f"person by name among {people:,}, first twenty, p95", percentile(taken, 0.95), "ms", note=note)]


def _each(asked: Callable[[str], object], words: "list[str] | tuple[str, ...]") -> list[float]:
    """Milliseconds of each, sorted; the first few are not counted."""
    gc.collect()
    taken = []
    for word in words:
        since = time.perf_counter()
        asked(word)
        taken.append((time.perf_counter() - since) * 1000)
    return sorted(taken[_WARM:])

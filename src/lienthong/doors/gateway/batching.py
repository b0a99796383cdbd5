"""Group commit: messages wait in one line, and a thread that is free takes all that wait.

One thread a process is the best: two share one interpreter, halve each other's batches and double their cost.

A message that comes alone is stored alone at once. Batches grow by themselves exactly when the disk or the processor is
the limit; only after a batch is there a moment's pause, in which those who were just answered may send again and join
those who came meanwhile: otherwise busy senders fall into two halves that take turns, each batch half as large as it
could be. The line has an end: what finds it full is sent away (503).
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from lienthong.doors.gateway.answers import Answer, failed
from lienthong.doors.gateway.refusals import Busy
from lienthong.doors.gateway.work import Asked
from lienthong.kit import clock

MOST_WAITING = 512
MOST_TOGETHER = 64
THREADS = 1
PAUSE_SHARE = 0.25
"""How much of the time that a batch took may be paused after it."""
LONGEST_PAUSE_SECONDS = 0.005
log = logging.getLogger("lienthong.gateway")

Serve = Callable[[Sequence[Asked], datetime], list[Answer]]
_Waiting = tuple[Asked, "asyncio.Future[Answer]"]


class Line:
    """The line of waiting messages and the threads that serve it."""

    def __init__(
        self,
        serve: Serve,
        *,
        after: Callable[[], None],
        threads: int = THREADS,
        most_waiting: int = MOST_WAITING,
        most_together: int = MOST_TOGETHER,
        pause_share: float = PAUSE_SHARE,
        longest_pause: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        """`after` runs in each thread when it ends, to give back its connection."""
        self._serve, self._after = serve, after
        self._most_waiting, self._most_together = most_waiting, most_together
        self._pause_share, self._longest_pause = pause_share, longest_pause
        self._waiting: deque[_Waiting] = deque()
        self._ready = threading.Condition()
        self._wanted = 1
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work, name=f"intake-{number}", daemon=True) for number in range(threads)
        ]

    def start(self) -> None:
        """Begin to serve."""
        for thread in self._threads:
            thread.start()

    def submit(self, asked: Asked) -> "asyncio.Future[Answer]":
        """Stand in line; called by the event loop. Refuses: Busy."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        with self._ready:
            if self._closing or len(self._waiting) >= self._most_waiting:
                raise Busy(retry_after=1)
            self._waiting.append((asked, answer))
            if len(self._waiting) >= self._wanted:
                self._ready.notify()
        return answer

    def close(self, *, patience: float = 20.0) -> None:
        """Take nothing more, finish what waits, and end the threads."""
        with self._ready:
            self._closing = True
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout=patience)

    def _work(self) -> None:
        hoped_for, pause = 0, 0.0
        while batch := self._next(hoped_for, pause):
            began = time.monotonic()
            try:
                answers = self._serve([asked for asked, _answer in batch], clock.now())
            except Exception:
                log.exception("a batch failed", extra={"messages": len(batch)})
                answers = [failed(asked.trace_id) for asked, _answer in batch]
            hoped_for = len(batch) + len(self._waiting)  # before those who are answered now can send again
            loop = batch[0][1].get_loop()
            loop.call_soon_threadsafe(_tell, [answer for _asked, answer in batch], answers)
            pause = min(self._longest_pause, self._pause_share * (time.monotonic() - began))
        self._after()

    def _next(self, hoped_for: int, pause: float) -> list[_Waiting]:
        """All that wait, up to the most that are stored together; nothing when the line is closed and empty.

        After the pause at the latest, or as soon as those who are hoped for are there.
        """
        with self._ready:
            self._wait_for(hoped_for, pause)
            self._wait_for(1)
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_together))]

    def _wait_for(self, wanted: int, seconds: float | None = None) -> None:
        """Until so many wait, the line is closed, or the time is over; the lock is held."""
        self._wanted = min(wanted, self._most_together)
        self._ready.wait_for(lambda: self._closing or len(self._waiting) >= self._wanted, seconds)


def _tell(futures: "list[asyncio.Future[Answer]]", answers: list[Answer]) -> None:
    for future, answer in zip(futures, answers, strict=True):
        if not future.done():  # the caller may have hung up meanwhile
            future.set_result(answer)

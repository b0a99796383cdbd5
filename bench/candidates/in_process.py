"""What this machine could do at best with our own check: two processes, no HTTP, 128 documents to a commit.

The parts are the product's: read, verify, then COPY. What the intake adds to this is HTTP, receipts, acts and waiting.
"""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
from documents import check, office, quick_copies, received, sealed
from http_load import prepared, write_requests

from candidates.base import Candidate, Round
from lienthong.ground.signatures.trust import Trust
from lienthong.kit.clock import now
from lienthong.kit.ids import new_id
from lienthong.records.exchange.adapters.edxml.sealing import verify

PROCESSES = 2
ROWS_IN_A_COMMIT = 128
MOST_A_SECOND = 4000
_NAN = float("nan")
_TABLE = "create table document (id uuid primary key, receiver text, sha256 text, body bytea)"
_COPY = "copy document (id, receiver, sha256, body) from stdin (format binary)"


@dataclass(frozen=True)
class Share:
    """What one process works through, for how long, trusting whom, into which database."""

    documents: Path
    first: int
    seconds: float
    root_der: bytes
    address: str


def work(share: Share, answer: Connection) -> None:
    """Check and keep every second document until the time is over; how many, in how long, at what cost goes back."""
    trust = Trust([share.root_der], require_revocation=False)
    documents = [data for number, data in enumerate(prepared(share.documents)) if number % PROCESSES == share.first]
    check(documents[0], trust, at=now())
    with psycopg.connect(share.address) as connection:
        started, used, kept = time.perf_counter(), time.process_time(), 0
        while kept < len(documents) and time.perf_counter() < started + share.seconds:
            batch = documents[kept : kept + ROWS_IN_A_COMMIT]
            _keep(batch, trust, connection)
            kept += len(batch)
        answer.send((kept, time.perf_counter() - started, time.process_time() - used))


def _keep(batch: Sequence[bytes], trust: Trust, connection: psycopg.Connection[Any]) -> None:
    at = now()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(["uuid", "text", "text", "bytea"])
        for data in batch:
            found = received(data)
            sender = verify(found, trust=trust, at=at).message.sender
            copy.write_row((new_id(), sender.code, found.sha256, data))
    connection.commit()


class InProcess(Candidate):
    """The bound (e)."""

    name = "in-process"
    outstanding = (PROCESSES,)

    def start(self) -> None:
        self._address = self.scratch.database("bound")
        with psycopg.connect(self._address) as connection:
            connection.execute(_TABLE)
        today = now()
        self._office = office(today)
        sample = sealed(self._office.signer, "000.00.00.G22", ("000.00.00.G12",), today.date())
        copies = quick_copies(sample, self._office.signer, self._office.trust(), at=today, first=1)
        self._documents = self.place / "documents"
        count = int(MOST_A_SECOND * self.seconds)
        write_requests(self._documents, (document for document, _number in zip(copies, range(count), strict=False)))

    def round(self, outstanding: int) -> Round:
        """Both processes once."""
        before = self.database_cpu_seconds()
        kept, seconds, used = (sum(column) for column in zip(*self._both(), strict=True))
        database = self.database_cpu_seconds() - before
        return Round(int(kept), seconds / PROCESSES, _NAN, _NAN, _NAN, 0, used, database)

    def _both(self) -> list[tuple[int, float, float]]:
        context = multiprocessing.get_context("spawn")
        ends = []
        for first in range(PROCESSES):
            here, there = context.Pipe(duplex=False)
            share = Share(self._documents, first, self.seconds, self._office.root_der, self._address)
            process = context.Process(target=work, args=(share, there))
            process.start()
            ends.append((process, here))
        found: list[tuple[int, float, float]] = [here.recv() for _process, here in ends]
        for process, _here in ends:
            process.join()
        return found

    def load(self, outstanding: int) -> Sequence[str]:
        raise RuntimeError("the bound has no load program: it drives itself")

    def cpu_seconds(self) -> float:
        return 0.0

    def stop(self) -> None:
        """Nothing runs between rounds."""

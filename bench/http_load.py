"""A small HTTP client for measuring: keeps a number of connections busy with prepared requests, one at a time on each.

Run as a program of its own: `http_load.py PORT CONNECTIONS SECONDS FILE [WORD] [RATE]`. FILE holds whole HTTP/1.1
requests, each after its length in four bytes. An answer counts when its status is 2xx or 3xx and, where a WORD is
given, when it holds the word. With a RATE requests are due at even moments, so many a second, and one that had to wait
for a free connection has waited: time counts from when it was due. Prints one line of JSON; stops early when the
requests are used up.
"""

import asyncio
import json
import mmap
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from figures import percentile

_END_OF_HEAD = b"\r\n\r\n"


def write_requests(place: Path, requests: Iterable[bytes]) -> int:
    """Write prepared requests as this client reads them; how many there were."""
    count = 0
    with place.open("wb") as file:
        for request in requests:
            file.write(len(request).to_bytes(4, "big"))
            file.write(request)
            count += 1
    return count


def post(path: str, body: bytes, content_type: str, **headers: str) -> bytes:
    """One whole request; `_` in the names of headers stands for `-`."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def prepared(file: Path) -> Iterator[bytes]:
    """What was written, one by one, without holding all of it."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        position = 0
        while position < len(data):
            size = int.from_bytes(data[position : position + 4], "big")
            yield data[position + 4 : position + 4 + size]
            position += 4 + size


class Run:
    """What all connections share: the requests still to send, and what came of those that were."""

    def __init__(self, requests: Iterator[bytes], seconds: float, word: bytes, rate: float) -> None:
        self.requests = requests
        self.word = word
        self.rate = rate
        self.sent = 0
        self.milliseconds: list[float] = []
        self.errors: dict[str, int] = {}
        self.started = time.perf_counter()
        self.until = self.started + seconds
        self.ended = self.started

    def next(self) -> bytes | None:
        """The next request, or nothing when the time is over."""
        return next(self.requests, None) if time.perf_counter() < self.until else None

    def due(self) -> float:
        """When the next request is due: now, or at its own moment where a rate was asked for."""
        now = time.perf_counter()
        if not self.rate:
            return now
        self.sent += 1
        return self.started + self.sent / self.rate

    def answered(self, status: bytes, body: bytes, since: float) -> None:
        """Count one answer."""
        self.ended = time.perf_counter()
        if status[:1] in b"23" and self.word in body:
            self.milliseconds.append((self.ended - since) * 1000)
        else:
            said = f"{status.decode()} {body[:160].decode(errors='replace')}"
            self.errors[said] = self.errors.get(said, 0) + 1


class Connection(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    def _send(self) -> None:
        assert self._transport is not None
        request = self.run.next()
        if request is None:
            self._transport.close()
            return
        self._since = self.run.due()
        early = self._since - time.perf_counter()
        if early > 0:
            asyncio.get_running_loop().call_later(early, self._transport.write, request)
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(_END_OF_HEAD)
        if not found:
            return
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        chunked = b"transfer-encoding: chunked" in lines
        if body.endswith(b"0\r\n\r\n") if chunked else len(body) >= (length or 0):
            self.run.answered(head[9:12], body, self._since)
            self._received = b""
            self._send()


async def _keep_busy(run: Run, port: int) -> None:
    """One place: a connection, opened again when the server closes it while there is still something to send."""
    while time.perf_counter() < run.until:
        before = len(run.milliseconds) + len(run.errors)
        _transport, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(run), "127.0.0.1", port
        )
        await connection.closed
        if len(run.milliseconds) + len(run.errors) == before:
            return


async def _main(port: int, connections: int, seconds: float, file: Path, word: bytes, rate: float) -> Run:
    run = Run(prepared(file), seconds, word, rate)
    await asyncio.gather(*(_keep_busy(run, port) for _number in range(connections)))
    return run


def summary(milliseconds: list[float], seconds: float, errors: dict[str, int]) -> str:
    """The line of JSON that every load program prints."""
    ordered = sorted(milliseconds)
    found = {
        "accepted": len(ordered),
        "seconds": seconds,
        "p50_ms": percentile(ordered, 0.50),
        "p95_ms": percentile(ordered, 0.95),
        "p99_ms": percentile(ordered, 0.99),
        "errors": sum(errors.values()),
        "first_errors": list(errors)[:3],
    }
    return json.dumps(found)


if __name__ == "__main__":
    _port, _connections, _seconds, _file = sys.argv[1:5]
    _word = sys.argv[5].encode() if len(sys.argv) > 5 else b""
    _rate = float(sys.argv[6]) if len(sys.argv) > 6 else 0.0
    done = asyncio.run(_main(int(_port), int(_connections), float(_seconds), Path(_file), _word, _rate))
    print(summary(done.milliseconds, done.ended - done.started, done.errors))

"""A small JetStream publisher for measuring: `nats_load.py PORT OUTSTANDING SECONDS FILE`, FILE being the message.

Speaks the protocol itself (INFO, CONNECT, PUB with a reply address, MSG), which costs the peer less than any client
library would. A message counts when JetStream has acknowledged it with a sequence number.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from http_load import summary

_STREAM = {"name": "bench", "subjects": ["bench.>"], "storage": "file", "num_replicas": 1}


class Publisher(asyncio.Protocol):
    """Keeps so many messages unacknowledged at once."""

    def __init__(self, message: bytes, outstanding: int, seconds: float) -> None:
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.milliseconds: list[float] = []
        self.errors: dict[str, int] = {}
        self.started = self.ended = 0.0
        self._message = message
        self._outstanding = outstanding
        self._seconds = seconds
        self._sent: dict[bytes, float] = {}
        self._count = 0
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        create = json.dumps(_STREAM).encode()
        transport.write(b'CONNECT {"verbose":false,"pedantic":false}\r\nSUB inbox.* 1\r\n')
        transport.write(b"PUB $JS.API.STREAM.CREATE.bench inbox.made %d\r\n%s\r\n" % (len(create), create))

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n" in self._received:
            line, _newline, rest = self._received.partition(b"\r\n")
            if line == b"PING":
                self._write(b"PONG\r\n")
            if line.startswith(b"MSG "):
                _word, subject, *_more, size = line.split(b" ")
                if len(rest) < int(size) + 2:
                    return
                self._answer(subject, rest[: int(size)])
                rest = rest[int(size) + 2 :]
            self._received = rest

    def _write(self, data: bytes) -> None:
        assert self._transport is not None
        self._transport.write(data)

    def _answer(self, subject: bytes, body: bytes) -> None:
        now = time.perf_counter()
        if subject == b"inbox.made":
            self.started = now
            for _number in range(self._outstanding):
                self._publish(now)
            return
        since = self._sent.pop(subject)
        if b'"seq"' in body:
            self.milliseconds.append((now - since) * 1000)
        else:
            said = body.decode()
            self.errors[said] = self.errors.get(said, 0) + 1
        self.ended = now
        if now < self.started + self._seconds:
            self._publish(now)
        elif not self._sent:
            self.finished.set_result(None)

    def _publish(self, now: float) -> None:
        self._count += 1
        reply = b"inbox.%d" % self._count
        self._sent[reply] = now
        self._write(b"PUB bench.document %s %d\r\n%s\r\n" % (reply, len(self._message), self._message))


async def _main(port: int, outstanding: int, seconds: float, message: bytes) -> str:
    loop = asyncio.get_running_loop()
    _transport, load = await loop.create_connection(lambda: Publisher(message, outstanding, seconds), "127.0.0.1", port)
    await load.finished
    return summary(load.milliseconds, load.ended - load.started, load.errors)


if __name__ == "__main__":
    print(asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]).read_bytes())))

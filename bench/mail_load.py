"""A small SMTP client for measuring: `mail_load.py PORT CONNECTIONS SECONDS FILE`, mails in FILE used in turn."""

import asyncio
import itertools
import sys
import time
from pathlib import Path

from http_load import prepared, summary


async def _expect(reader: asyncio.StreamReader, code: bytes) -> bytes:
    """The last line of an answer, empty when it is the expected one."""
    line = await reader.readline()
    while line[3:4] == b"-":
        line = await reader.readline()
    return b"" if line.startswith(code) else line


class Load:
    """What all connections share."""

    def __init__(self, file: Path, seconds: float) -> None:
        self.mails = itertools.cycle(list(prepared(file)))
        self.started = time.perf_counter()
        self.until = self.started + seconds
        self.milliseconds: list[float] = []
        self.errors: dict[str, int] = {}

    async def keep_busy(self, port: int) -> None:
        """One connection: greets once, then sends mail after mail."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await _expect(reader, b"220")
        writer.write(b"EHLO sender\r\n")
        await _expect(reader, b"250")
        while time.perf_counter() < self.until:
            since = time.perf_counter()
            wrong = await self._send(next(self.mails), reader, writer)
            if wrong:
                self.errors[wrong.decode()] = self.errors.get(wrong.decode(), 0) + 1
            else:
                self.milliseconds.append((time.perf_counter() - since) * 1000)
        writer.close()

    async def _send(self, mail: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        for said, code in (
            (b"MAIL FROM:<a@example> BODY=8BITMIME\r\n", b"250"),
            (b"RCPT TO:<b@example>\r\n", b"250"),
            (b"DATA\r\n", b"354"),
            (mail + b"\r\n.\r\n", b"250"),
        ):
            writer.write(said)
            wrong = await _expect(reader, code)
            if wrong:
                return wrong
        return b""


async def _main(port: int, connections: int, seconds: float, file: Path) -> str:
    load = Load(file, seconds)
    await asyncio.gather(*(load.keep_busy(port) for _number in range(connections)))
    return summary(load.milliseconds, time.perf_counter() - load.started, load.errors)


if __name__ == "__main__":
    print(asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))))

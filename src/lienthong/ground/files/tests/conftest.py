"""A store of its own for each test, and a clamd that answers as told."""

import io
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lienthong.ground.files import actions
from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.tests import corpus

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_STORE = str(tmp_path / "store")
    settings.FILES_CLAMD = ""
    return tmp_path / "store"


@pytest.fixture
def keep(db: None) -> Any:
    def keep(content: Any = corpus.PDF, name: str = "a.pdf", **more: Any) -> StoredFile:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        return actions.keep(stream, name=name, **{"by": None, "now": NOW, **more})

    return keep


class Clamd(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Speaks INSTREAM: finds EICAR, or answers what `says` tells; hangs up early when `hangs_up_after` is set."""

    daemon_threads = True
    says: str | None = None
    hangs_up_after: int | None = None
    received = 0


class _Line(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.3/27800/Fri Nov 20 09:00:00 2026\0")
            return
        assert command == b"zINSTREAM\0"
        seen = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            seen += self.rfile.read(length)
            if self.server.hangs_up_after is not None and len(seen) > self.server.hangs_up_after:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.received = len(seen)
        found = "stream: Eicar-Signature FOUND" if corpus.EICAR in seen else "stream: OK"
        self.wfile.write((self.server.says if self.server.says is not None else found).encode() + b"\0")


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[Clamd]:
    path = str(tmp_path / "clamd.ctl")
    with Clamd(path, _Line) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.FILES_CLAMD = f"unix://{path}"
        yield server
        server.shutdown()

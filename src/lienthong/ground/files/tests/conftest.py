"""A store of its own for each test, and a clamd that answers as told."""

import io
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from playwright.sync_api import sync_playwright

from lienthong.ground.files import actions, delivery
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


class _Files(BaseHTTPRequestHandler):
    """A page with the file in a frame at `/`, the file shown at `/inline`, the file attached at `/attached`."""

    file: StoredFile

    def do_GET(self) -> None:
        if self.path == "/":
            answer = HttpResponse('<iframe src="/inline"></iframe><a href="/attached">a</a>')
        else:
            answer = delivery.download(RequestFactory().get("/"), self.file, inline=self.path == "/inline")
        body = b"".join(answer)
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def live_page() -> Any:
    """Opens a file in Chromium: the addresses of the frames shown, and the name offered for saving."""

    def open_in_chromium(file: StoredFile) -> tuple[list[str], str]:
        handler = type("OneFile", (_Files,), {"file": file})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as play:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            browser = play.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=["--no-sandbox", "--headless=new"],
                ignore_default_args=[
                    "--headless",
                    "--disable-component-extensions-with-background-pages",
                    "--disable-extensions",
                ],
            )
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            for _ in range(100):
                if any(frame.url.startswith("chrome-extension:") for frame in page.frames):
                    break
                page.wait_for_timeout(100)
            shown = [frame.url for frame in page.frames]
            with page.expect_download() as waiting:
                page.click("a")
            name = waiting.value.suggested_filename
            browser.close()
            server.shutdown()
        return shown, name

    def aside(file: StoredFile) -> tuple[list[str], str]:
        """In a thread of its own: another test's browser may hold this one's event loop."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(open_in_chromium, file).result()

    return aside

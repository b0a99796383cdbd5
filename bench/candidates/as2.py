"""django-pyas2: a signed AS2 message of 10 KB in, verified, kept in row and files, a signed receipt out."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from http_load import write_requests
from scratch import FOREIGN, Server, environment, free_port, run

from candidates.base import Candidate, program

_MESSAGE_ID = "<0000000000@example>"
_RECEIVED = "automatic-action/MDN-sent-automatically; processed"
_NEEDLE = r"\\b(\\d\\.\\d\\.\\d[a-z]*)\\b"
_MENDED = r"\\b(\\d+\\.\\d+\\.\\d+[a-z]*)\\b"


def mend_oscrypto(bin_folder: Path) -> None:
    """Let oscrypto 1.3.0 read versions of OpenSSL with two digits, without which pyas2lib cannot be imported.

    It looks for `d.d.d` in the version of OpenSSL; since 3.0.10 there is none. Known to its makers since 2023. Only
    the copy in the scratch environment is touched.
    """
    for path in bin_folder.parent.glob("lib/python*/site-packages/oscrypto/_openssl/_libcrypto_*.py"):
        path.write_text(path.read_text().replace(_NEEDLE, _MENDED))


class As2(Candidate):
    """Peer (a)."""

    name = "django-pyas2"
    outstanding = (16,)
    most_a_second = 400

    def start(self) -> None:
        bin_folder = environment("as2")
        mend_oscrypto(bin_folder)
        settings = {
            "DATABASE_URL": self.scratch.database("as2"),
            "AS2_FILES": str(self.place / "files"),
            "AS2_MESSAGE_ID": _MESSAGE_ID,
            "PYTHONPATH": str(FOREIGN),
            "PYTHONWARNINGS": "ignore",
        }
        content, request = self.place / "content.xml", self.place / "request"
        content.write_bytes(self.content)
        run([str(bin_folder / "python"), str(FOREIGN / "as2_site.py"), str(request), str(content)], **settings)
        self._request = request.read_bytes()
        self._numbers = itertools.count(1)
        port = free_port()
        words = [str(bin_folder / "gunicorn"), "--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
        words += ["--keep-alive", "60", "--log-level", "warning", "as2_site:application"]
        self._server = Server(self.name, words, port, settings, self.place)

    def load(self, outstanding: int) -> Sequence[str]:
        requests = self.place / "requests"
        write_requests(requests, (self._copy() for _number in range(self.enough())))
        return program("http_load.py", self._server.port, outstanding, self.seconds, requests, _RECEIVED)

    def _copy(self) -> bytes:
        return self._request.replace(_MESSAGE_ID.encode(), f"<{next(self._numbers):010d}@example>".encode(), 1)

    def cpu_seconds(self) -> float:
        return self._server.cpu_seconds

    def stop(self) -> None:
        self._server.stop()

"""Malware scanning by ClamAV's daemon, over its INSTREAM command; the file is streamed, never handed over by name.

Source of the protocol: clamd(8), commands zINSTREAM and zVERSION, chunks with a four-byte big-endian length.
"""

import contextlib
import socket
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.ground.files.limits import PIECE_BYTES
from lienthong.ground.files.refusals import ScannerUnreachable
from lienthong.ground.files.states import Scan

_PATIENCE_SECONDS = 60
_LONGEST_ANSWER_BYTES = 4096


class ScanFailed(Exception):
    """The daemon did not answer, or answered that it could not scan."""


@dataclass(frozen=True)
class Finding:
    """What a scan said; `scanner` names program and signature version, `malware` the signature that matched."""

    scan: Scan
    scanner: str = ""
    malware: str = ""


def is_configured() -> bool:
    """Is there a scanner at all? When not, files are kept as "not scanned" and every page says so."""
    return bool(settings.FILES_CLAMD)


def scan(file: BinaryIO) -> Finding:
    """Scan an open file. Without a scanner, or when the setting allows it without an answer: not scanned.

    Refuses: ScannerUnreachable.
    """
    if not is_configured():
        return Finding(Scan.NOT_SCANNED)
    daemon = Daemon(settings.FILES_CLAMD)
    try:
        version = daemon.version()
        malware = daemon.find_malware(file)
    except (OSError, ScanFailed) as failed:
        if settings.FILES_KEEP_UNSCANNED:
            return Finding(Scan.NOT_SCANNED)
        raise ScannerUnreachable(
            _("Máy quét mã độc không trả lời nên chưa nhận được tệp. Hãy thử lại sau ít phút.")
        ) from failed
    return Finding(Scan.INFECTED if malware else Scan.CLEAN, version, malware)


class Daemon:
    """A clamd at `unix:///run/clamav/clamd.ctl` (or a bare path) or at `tcp://host:3310`."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    def version(self) -> str:
        """Program and signature version, as the daemon says it. Raises OSError, ScanFailed."""
        with self._connected() as line:
            line.sendall(b"zVERSION\0")
            return _answer(line)[:120]

    def find_malware(self, file: BinaryIO) -> str:
        """Name of the malware found in `file`, or the empty string. Raises OSError, ScanFailed."""
        file.seek(0)
        with self._connected() as line:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may hang up early and say why
                line.sendall(b"zINSTREAM\0")
                while piece := file.read(PIECE_BYTES):
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
            return _malware_in(_answer(line))

    def _connected(self) -> socket.socket:
        parts = self._address
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or 3310), _PATIENCE_SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE_SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER_BYTES and (piece := line.recv(1024)):
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _malware_in(answer: str) -> str:
    """`stream: OK` or `stream: Name FOUND`; everything else means that nothing was scanned."""
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:200]
    raise ScanFailed(answer)

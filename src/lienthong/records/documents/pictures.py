"""Pages of a PDF as pictures, so that any browser shows them: no viewer, no script, nothing of the file runs.

The file may come from anywhere; it is drawn by a process of its own with bounded memory and time (`drawing.py`).
"""

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from lienthong.ground.files import store
from lienthong.kit.errors import Invalid

WIDTH = 900
"""Pixels across: about 110 to the inch on A4, sharp on a screen and some 90 kB a page."""

_PROGRAM = Path(__file__).with_name("drawing.py")
_SECONDS = 25
_LARGEST_BYTES = 64 * 1024**2


class NotDrawable(Invalid):
    """This file cannot be shown here. Download it and open it with your own program."""


@lru_cache(maxsize=96)
def page(sha256: str, number: int, *, width: int = WIDTH) -> bytes:
    """One page (from 1) of a stored PDF as PNG. Refuses: NotDrawable, ContentMissing."""
    with store.open(sha256) as kept:
        found = pages(kept.read(_LARGEST_BYTES + 1), first=number, last=number, width=width)
    if not found:
        raise NotDrawable(_("Tệp không có trang này."))
    return found[0]


def pages(source: bytes, *, first: int = 1, last: int, width: int = WIDTH) -> list[bytes]:
    """Pages `first` to `last` of a PDF as PNG, fewer when it has fewer. Refuses: NotDrawable."""
    if len(source) > _LARGEST_BYTES:
        raise NotDrawable(_("Tệp quá lớn để xem tại đây. Hãy tải về và mở bằng phần mềm của bạn."))
    words = [sys.executable, "-I", str(_PROGRAM), str(width), str(first), str(last)]
    plain = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    try:
        drawn = subprocess.run(words, input=source, capture_output=True, timeout=_SECONDS, check=True, env=plain)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NotDrawable(_("Không hiển thị được tệp này. Hãy tải về và mở bằng phần mềm của bạn.")) from None
    return _split(drawn.stdout)


def _split(stream: bytes) -> list[bytes]:
    """Undo the framing: four bytes of length, then the picture."""
    found, place = [], 0
    while place < len(stream):
        size = int.from_bytes(stream[place : place + 4], "big")
        found.append(stream[place + 4 : place + 4 + size])
        place += 4 + size
    return found

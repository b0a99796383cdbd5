"""Put a signature or time-stamp into a PDF: reserve its place, cover everything else, fill it in.

Source: ISO 32000-1 §12.8.1 (ByteRange, Contents).
"""

import hashlib
from collections.abc import Callable

from lienthong.ground.signatures.pdf.refusals import Broken
from lienthong.ground.signatures.pdf.update import Entries, Update, written

Completion = Callable[[Callable[[bytes], bytes]], bytes]
"""Takes what makes a DER value of a SHA-256 digest, and gives the finished file."""

_RANGE_DIGITS = 10


def embedded(update: Update, dictionary: Entries, *, room: int) -> tuple[int, Completion]:
    """Add a signature dictionary with `room` bytes kept free for its value; its object number, and how to finish.

    Call the completion once, after every other change to `update`. It refuses: Broken.
    """
    empty_range = b"[0" + b" " * (3 * (_RANGE_DIGITS + 1)) + b"]"
    empty_value = b"<" + b"0" * (2 * room) + b">"
    number = update.add(written(dictionary | {b"/ByteRange": empty_range, b"/Contents": empty_value}))

    def complete(sign: Callable[[bytes], bytes]) -> bytes:
        out = update.finish()
        return _completed(out, update.places[number], empty_range, empty_value, sign)

    return number, complete


def _completed(
    out: bytearray, at: int, empty_range: bytes, empty_value: bytes, sign: Callable[[bytes], bytes]
) -> bytes:
    """Write what is covered, then the value over it. `at` is where the dictionary stands."""
    if len(str(len(out))) > _RANGE_DIGITS:
        raise Broken(reason="too long for a signature")
    start = out.index(b"/Contents " + empty_value, at) + len(b"/Contents ")
    end = start + len(empty_value)
    covered = b"[0 %d %d %d" % (start, end, len(out) - end)
    place = out.index(b"/ByteRange " + empty_range, at) + len(b"/ByteRange ")
    out[place : place + len(empty_range)] = covered.ljust(len(empty_range) - 1) + b"]"
    digest = hashlib.sha256(memoryview(out)[:start])
    digest.update(memoryview(out)[end:])
    value = sign(digest.digest()).hex().upper().encode("ascii")
    if len(value) > len(empty_value) - 2:
        raise Broken(reason="signature larger than its place", bytes=len(value) // 2)
    out[start + 1 : start + 1 + len(value)] = value
    return bytes(out)

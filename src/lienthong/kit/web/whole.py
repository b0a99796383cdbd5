"""Requests that broke off on the way: a form or a file of which only the beginning arrived is not taken for the whole.

WSGI servers end the body where the connection ended, and Django parses what is there: half a number, half a file.
"""

from typing import Protocol

from django.core.exceptions import BadRequest
from django.http import HttpRequest


class Stream(Protocol):
    """What a body is read from."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...

    def readline(self, size: int = ..., /) -> bytes:
        """One line."""
        ...

    def close(self) -> None:
        """Nothing more is read."""


class Whole:
    """A body that is as long as its head said, or cannot be read to its end."""

    def __init__(self, stream: Stream, length: int) -> None:
        """`length` = what the head said, in bytes."""
        self._stream, self._left = stream, length

    def read(self, size: int = -1, /) -> bytes:
        """As of a file. Raises BadRequest where the body ends too early."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._stream.read(size), wanted)

    def readline(self, size: int = -1, /) -> bytes:
        """As of a file. Raises BadRequest where the body ends too early."""
        line = self._stream.readline(size)
        is_whole = line.endswith(b"\n") or len(line) == size
        return self._counted(line, len(line) if is_whole else self._left)

    def close(self) -> None:
        """As of a file."""
        self._stream.close()

    def _counted(self, data: bytes, wanted: int) -> bytes:
        self._left -= len(data)
        if len(data) < wanted:
            raise BadRequest("the request broke off")
        return data


def insist(request: HttpRequest) -> None:
    """Let the body of this request be read only if it is whole; call it before anything reads of it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit():
        request._stream = Whole(request._stream, int(length))  # type: ignore[assignment]  # noqa: SLF001 - no other place

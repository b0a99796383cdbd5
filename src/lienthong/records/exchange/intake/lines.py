"""On which line an element stands: asked only when a refusal must name it, so the way in never counts lines."""

from typing import BinaryIO
from xml.parsers import expat

_PIECE_BYTES = 64 * 1024


class _Found(Exception):
    """The element was reached."""


def line_of(stream: BinaryIO, parent: str, name: str = "", *, nth: int = 0) -> int:
    """Line (from 1) of the nth `parent` element, or of the first `name` inside it; 0 when there is none."""
    parser = expat.ParserCreate()
    state = {"seen": -1, "line": 0}

    def start(tag: str, _attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == parent:
            state["seen"] += 1
        if state["seen"] == nth and local in {name, parent}:
            state["line"] = parser.CurrentLineNumber
            if local == name or not name:
                raise _Found

    parser.StartElementHandler = start
    stream.seek(0)
    try:
        while piece := stream.read(_PIECE_BYTES):
            parser.Parse(piece)
    except (_Found, expat.ExpatError):
        pass
    return state["line"]

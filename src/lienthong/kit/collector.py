"""Python's collector of what points at itself, for processes that answer many requests."""

import gc

OBJECTS_BETWEEN_LOOKS = 20_000
"""About what ten pages make and drop again; the interpreter's own 700 looks several times within one page."""


def look_seldom() -> None:
    """Once all is loaded: what is there stays and need not be looked at again and again, what comes seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)

"""How much a file may ask of us. Numbers an operator may change with the setting `FILES_LIMITS` (names as here)."""

from dataclasses import dataclass

from django.conf import settings

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

PIECE_BYTES = 256 * KIB
"""How much of a file is in memory at once."""

LARGEST_PIECE_BYTES = MIB
MOST_UNFINISHED_UPLOADS = 10
"""Of an upload in pieces: how much of it is taken at once, and how many files an account may have half sent."""


@dataclass(frozen=True)
class Limits:
    """Bounds on what is inside a file; the bound on the file itself is `FILES_LARGEST_BYTES`."""

    unpacked_bytes: int = GIB
    unpacked_ratio: int = 200
    ratio_free_bytes: int = 10 * MIB
    entries: int = 10_000
    directory_bytes: int = 4 * MIB
    depth: int = 2
    pixels: int = 80_000_000
    markup_depth: int = 256
    markup_attributes: int = 1_000
    markup_piece_bytes: int = MIB


def current() -> Limits:
    """The limits of this installation."""
    return Limits(**getattr(settings, "FILES_LIMITS", {}))

"""Where on the page things will stand: the boxes laid before anyone signs, and the names of the fields in them.

All measures are points (1/72 inch) from the lower left corner of the page as a person sees it, turned pages included.
"""

from dataclasses import dataclass

NUMBER, DATE, PERSON, SEAL, ANNEX = "so", "ngay", "ky", "dau", "phuluc"
"""Field names: number and symbol, place and date, the leader, the organisation's seal, the block on an annex."""


def repeated(name: str, index: int) -> str:
    """Name of the field that holds the same thing again: `so_2`, `ky_3`; the first one keeps its plain name."""
    return name if index == 1 else f"{name}_{index}"


def repeats(name: str, of: str) -> bool:
    """Is this field `of` itself or one of its repetitions?"""
    first, _, index = name.partition("_")
    return first == of and (not index or index.isdigit())


POINTS_PER_MILLIMETRE = 72 / 25.4
SIGNATURE_PROPORTION = 1.6
SEAL_MILLIMETRES = 36.0
"""Diameter of the seal as the demonstration draws it: the picture is placed at its real size."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page; pages count from 1, -1 is the last one."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def from_top(cls, page: int, x: float, top: float, width: float, height: float, *, page_height: float) -> "Box":
        """The same rectangle when the typesetter measures from the upper left corner."""
        return cls(page, x, page_height - top - height, width, height)

    def over_left_third(self, side: float) -> "Box":
        """A square of `side` whose right part lies over the left third of the signature shown in this box.

        A signature is about 1.6 times as wide as high and stands in the middle of its box.
        Source: Decree 30/2020, Annex I: the organisation's seal covers about one third of the personal signature, at
        its left.
        """
        ink = min(self.width, self.height * SIGNATURE_PROPORTION)
        right = self.x + (self.width - ink) / 2 + ink / 3
        return Box(self.page, right - side, self.y + (self.height - side) / 2, side, side)


@dataclass(frozen=True)
class TextPlace:
    """A box for one line of text with the font (TrueType bytes) it will be set in, at most `size` points high.

    `baseline` is where the letters stand, in points above the lower edge of the box; without it the line stands in the
    middle of the box.
    """

    box: Box
    font: bytes
    size: float = 13.0
    centred: bool = False
    baseline: float | None = None


@dataclass(frozen=True)
class Places:
    """All boxes of one file. A document has person and seal, usually number and date; an annex has only `annex`.

    Number and date may be repeated (`more_numbers`, `more_dates`: on annexes within the same file), and others may sign
    beside the leader (`more_persons`, of a joint document).
    """

    person: Box | None = None
    seal: Box | None = None
    number: TextPlace | None = None
    date: TextPlace | None = None
    annex: TextPlace | None = None
    more_numbers: tuple[TextPlace, ...] = ()
    more_dates: tuple[TextPlace, ...] = ()
    more_persons: tuple[Box, ...] = ()


def default_places(page_width: float) -> Places:
    """For a finished file about which nothing was said: the foot of the last page, at the right, as is the custom."""
    person = Box(-1, page_width - 56 - 150, 96, 150, 60)
    return Places(person=person, seal=person.over_left_third(SEAL_MILLIMETRES * POINTS_PER_MILLIMETRE))


def annex_place(page_width: float, page_height: float, font: bytes) -> Places:
    """For a separate annex: number and time at the upper right of page 1, 10 points (Decree 30/2020 Annex I)."""
    return Places(annex=TextPlace(Box(1, page_width - 56 - 190, page_height - 48, 190, 28), font, size=10.0))

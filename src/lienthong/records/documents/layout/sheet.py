"""What stands on an official document, before it is set: the parts of Decree 30/2020 Annex I as plain values.

Strings come in ordinary case (`Bộ Tài chính`); the press makes the capitals. A blank number or date leaves an empty
field of the right size, because both are given after the leader has signed (article 15 of the decree).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from lienthong.records.documents.content import Content
from lienthong.records.documents.kinds import Kind


class Urgency(StrEnum):
    """Degree of urgency; each has a stamp of its own size (`Hỏa tốc hẹn giờ` keeps the height of the others)."""

    NORMAL = "normal"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"
    EXPRESS = "express"
    EXPRESS_TIMED = "express_timed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: `capacities` are lines such as `KT. Bộ trưởng`, `TM. Ủy ban nhân dân`; no title before the name."""

    full_name: str
    positions: tuple[str, ...]
    capacities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex in the same file, on pages of its own with page numbers of its own; not signed again."""

    title: str
    content: Content
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One document as it will be printed.

    `symbol` is what follows the stroke (`QĐ-BTC`); `filed` closes the list of recipients (`VT, KSTT`); `subject` of a
    công văn may come with or without `V/v`; `seal_mm` is the true diameter of the body's seal; `qr` a drawing
    (SVG) below the recipients.
    """

    kind: Kind
    issuer: str
    symbol: str
    place: str
    subject: str
    content: Content
    signer: Signer
    parents: tuple[str, ...] = ()
    number: str = ""
    date: dt.date | None = None
    addressed_to: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    filed: str = ""
    co_signer: Signer | None = None
    urgency: Urgency = Urgency.NORMAL
    urgent_until: str = ""
    circulation: str = ""
    draft: bool = False
    closing_mark: bool = True
    annexes: tuple[Annex, ...] = ()
    seal_mm: float = 38.0
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in PDF points, origin at the lower left; `baseline` is where its text stands above `y`."""

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float
    baseline: float = 0.0
    font_size: float = 0.0
    italic: bool = False

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top: the order of a PDF `/Rect`."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Typeset:
    """The finished pages and where things are on them.

    Boxes: `so` (number), `ngay` (date), `ky` (personal signature), `dau` (seal), `ky_2` (co-signer). `so` and `ngay`
    come again on every annex, with the same value.
    """

    pdf: bytes
    page_count: int
    boxes: tuple[Box, ...]

    def box(self, name: str) -> Box:
        """The first box of this name. A name that is not there is a KeyError."""
        return next((box for box in self.boxes if box.name == name), None) or _no_box(name)

    def boxes_named(self, name: str) -> tuple[Box, ...]:
        """All boxes of this name, in order of pages."""
        return tuple(box for box in self.boxes if box.name == name)


def _no_box(name: str) -> Box:
    raise KeyError(name)

"""Where invented people live: the 63 provinces of before 1 July 2025, with communes that are a kind and a number.

Weights are millions of inhabitants, rounded, so that towns are large and mountains empty; no address is real.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

_ROUNDED: Final = (
    "01:80 79:92 38:37 40:34 75:32 74:28 31:21 89:19 30:19 34:19 24:19 66:19 36:18 80:17 91:17 82:18 87:16 52:15 49:15"
    " 27:15 64:16 68:13 25:15 42:13 83:13 92:12 48:12 94:12 19:13 60:12 96:12 35:9 93:7 95:9 12:5 06:3 04:5"
)
_USUAL: Final = 11


@dataclass(frozen=True)
class Province:
    """A province by its two-digit code; `birth_code` begins the numbers of those born in it."""

    code: str
    name: str
    is_city: bool

    @property
    def birth_code(self) -> str:
        """Three digits (Circular 59/2021/TT-BCA)."""
        return f"0{self.code}"

    @property
    def police(self) -> str:
        """Who issues licences since 1 March 2025."""
        return f"Phòng Cảnh sát giao thông, Công an {'thành phố' if self.is_city else 'tỉnh'} {self.name}"

    @property
    def transport(self) -> str:
        """Who issued them before."""
        return f"Sở Giao thông vận tải {self.name}"

    def commune(self, number: int) -> str:
        """An invented commune: `Phường 5, Hà Nội`, `Xã 12, Hà Giang`."""
        town = number % 3 == 0 or self.is_city
        return f"{'Phường' if town else 'Xã'} {number}, {self.name}"


@lru_cache(maxsize=1)
def provinces() -> tuple[Province, ...]:
    """All 63, as the directory has them at its opening."""
    text = (files("lienthong.ground.organisations") / "data" / "places.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    first = min(row["valid_from"] for row in rows)
    return tuple(
        Province(row["code"], row["name_vi"], row["is_city"] == "yes") for row in rows if row["valid_from"] == first
    )


@lru_cache(maxsize=1)
def by_weight() -> tuple[Province, ...]:
    """The provinces, each as often as it has hundreds of thousands of inhabitants."""
    weights = {code: int(weight) for code, weight in (pair.split(":") for pair in _ROUNDED.split())}
    return tuple(one for one in provinces() for _ in range(weights.get(one.code, _USUAL)))

"""In which order the tests run: nothing is lost, and long ones begin."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from lienthong.kit.testing.plugin import long_first


@dataclass(frozen=True)
class Item:
    name: str
    file: str
    mark: str = ""

    @property
    def path(self):
        return Path(self.file)

    def get_closest_marker(self, name):
        return name if name == self.mark else None


SHORT = [Item(f"short {number}", "a.py") for number in range(13)]
LONG = [
    Item(f"{file} {number}", file, "story") for file, many in (("x", 3), ("y", 2), ("z", 1)) for number in range(many)
]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_test_is_run_once(workers):
    ordered = long_first([*SHORT, *LONG], workers)
    assert sorted(map(str, ordered)) == sorted(map(str, [*SHORT, *LONG]))


def test_each_worker_begins_with_its_share_of_the_long_ones_file_by_file():
    ordered = long_first([*SHORT, *LONG], 2)
    half = len(ordered) // 2
    assert [item.name for item in ordered[:3]] == ["x 0", "x 1", "x 2"]
    assert [item.name for item in ordered[half : half + 3]] == ["y 0", "y 1", "z 0"]
    assert not [item for item in (*ordered[3:half], *ordered[half + 3 :]) if item.mark]


def test_alone_the_order_is_that_of_the_files():
    assert long_first([*SHORT, *LONG], 1) == [*SHORT, *LONG]

"""Packages to break: copies of what is shipped, and a small one to begin from."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from conftest import drafted
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.layers import packaged_calendar
from lienthong.kit.clock import VIETNAM
from lienthong.work.services import checks, packages, starting
from lienthong.work.services.models import Application
from lienthong.work.services.packages import SHIPPED


def at(text: str) -> datetime:
    """`2026-11-20 15:30` in Viet Nam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class Folder:
    """A package in a folder, to be changed and read again."""

    def __init__(self, path: Path, calendar: WorkingCalendar) -> None:
        self.path = path
        self.calendar = calendar

    def change(self, file: str, old: str, new: str) -> "Folder":
        """Replace a piece of a file; it must be there."""
        text = (self.path / file).read_text()
        assert old in text, f"{old!r} is not in {file}"
        (self.path / file).write_text(text.replace(old, new, 1))
        return self

    def write(self, file: str, text: str | bytes) -> "Folder":
        data = text.encode() if isinstance(text, str) else text
        (self.path / file).write_bytes(data)
        return self

    def read(self) -> packages.Package:
        return packages.read(self.path)

    def refused(self) -> list[tuple[str, str]]:
        """Code and place of everything for which it is refused."""
        with pytest.raises(packages.PackageRefused) as caught:
            self.read()
        return [(each.code, f"{each.place.file}:{each.place.path}") for each in caught.value.problems]

    def found(self) -> list[tuple[str, str]]:
        """Code and place of everything the checks find."""
        return [
            (each.code, f"{each.place.file}:{each.place.path}") for each in checks.check(self.read(), self.calendar)
        ]


@pytest.fixture(scope="session")
def viet_nam() -> WorkingCalendar:
    return packaged_calendar()


@pytest.fixture
def small(tmp_path, viet_nam) -> Folder:
    starting.start(tmp_path / "small")
    return Folder(tmp_path / "small", viet_nam)


@pytest.fixture
def birth(tmp_path, viet_nam) -> Folder:
    shutil.copytree(SHIPPED / "dang_ky_khai_sinh", tmp_path / "birth")
    return Folder(tmp_path / "birth", viet_nam)


@pytest.fixture
def licence(tmp_path, viet_nam) -> Folder:
    shutil.copytree(SHIPPED / "doi_giay_phep_lai_xe", tmp_path / "licence")
    return Folder(tmp_path / "licence", viet_nam)


@pytest.fixture
def hall(shop):
    """The shop; what a test does in it is gone afterwards."""
    return shop


@pytest.fixture
def land(country, hall):
    """The country the shop is in."""
    return country


@pytest.fixture
def draft(hall) -> Application:
    """An application to exchange a licence, all pages answered, begun on Monday at nine."""
    return Application.objects.get(pk=drafted(hall).pk)

"""A new package to begin from: small, whole, and passing every check, with everything in it still to be confirmed."""

import shutil
from pathlib import Path

from lienthong.kit.errors import Conflict, NotFound
from lienthong.work.services.packages import SHIPPED

_NEW = Path(__file__).parent / "data" / "new"


class FolderInUse(Conflict):
    """There is something at this place already. Choose a folder that does not exist yet."""


class NoSuchPackage(NotFound):
    """There is no folder here, and no package of this name comes with the product. Check the name."""


def start(folder: Path) -> None:
    """Write a new package into a folder that does not exist yet. Refuses: FolderInUse."""
    if folder.exists() or folder.is_symlink():
        raise FolderInUse
    shutil.copytree(_NEW, folder)


def shipped() -> list[Path]:
    """The folders of the packages that come with the product."""
    return sorted(path for path in SHIPPED.iterdir() if path.is_dir())


def find(name: Path) -> Path:
    """A folder or compiled file here, or a package that comes with the product. Refuses: NoSuchPackage."""
    try:
        if name.exists():
            return name
    except OSError as unreachable:
        raise NoSuchPackage from unreachable
    found = next((path for path in shipped() if path.name == str(name)), None)
    if found is None:
        raise NoSuchPackage
    return found

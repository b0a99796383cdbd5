"""A new package to begin from: small, whole, and passing every check, with everything in it still to be confirmed."""

import shutil
from pathlib import Path

from lienthong.kit.errors import Conflict
from lienthong.work.services.packages import SHIPPED, NoSuchPackage, shipped

_NEW = Path(__file__).parent / "data" / "new"


class FolderInUse(Conflict):
    """There is something at this place already. Choose a folder that does not exist yet."""


def start(folder: Path) -> None:
    """Write a new package into a folder that does not exist yet. Refuses: FolderInUse."""
    if folder.exists() or folder.is_symlink():
        raise FolderInUse
    shutil.copytree(_NEW, folder)


def files() -> dict[str, str]:
    """The same as texts, by their names in the folder."""
    return {path.relative_to(_NEW).as_posix(): path.read_text("utf-8") for path in sorted(_NEW.rglob("*.yaml"))}


def find(name: Path) -> Path:
    """A folder or compiled file here, or a package that comes with the product. Refuses: NoSuchPackage."""
    try:
        if name.exists():
            return name
    except OSError as unreachable:
        raise NoSuchPackage from unreachable
    if str(name) not in shipped():
        raise NoSuchPackage
    return SHIPPED / name

"""Which lines and branches the tests go through: slipcover counts them, in the modules of `[tool.coverage]` alone.

While a tracer is set, CPython 3.11 runs every line slower, also of the many modules nobody asks about. Slipcover writes
probes into the modules that are asked about instead.
"""

import json
import os
import sys
import tomllib
from collections import defaultdict
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any

from slipcover import Slipcover
from slipcover.importer import SlipcoverLoader, SlipcoverMetaPathFinder

_EVERY_TIME = -2
"""Other probes of slipcover tell once: what is taken back would never be told again."""


class Counter(Slipcover):  # type: ignore[misc]
    """What was passed, of every module that is asked about."""

    def __init__(self) -> None:
        """Asked about is what `[tool.coverage]` includes and does not leave out."""
        asked = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]
        self._included, self._omitted = asked["include"], asked["omit"]
        self.loaded: dict[str, set[Any]] = {}
        super().__init__(branch=True, d_miss_threshold=_EVERY_TIME, exclude_also=asked["exclude_also"])

    def matches(self, place: str | Path) -> bool:
        """Whether this file is asked about."""
        name = str(place)
        return any(fnmatch(name, each) for each in self._included) and not any(
            fnmatch(name, each) for each in self._omitted
        )

    def kept(self) -> dict[str, set[Any]]:
        """What was passed until now."""
        return {place: set(passed) for place, passed in list(self.newly_seen.items())}

    def back_to(self, kept: dict[str, set[Any]]) -> None:
        """As if nothing had been passed since, but that modules were loaded."""
        self.newly_seen = defaultdict(set, {place: set(passed) for place, passed in (self.loaded | kept).items()})

    def save(self) -> None:
        """Into a file beside the others, for `scripts/coverage`."""
        Path(f".coverage.{os.getpid()}.json").write_text(json.dumps(self.get_coverage()), encoding="utf-8")


class _Finder(SlipcoverMetaPathFinder):  # type: ignore[misc]
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if not fullname.startswith("lienthong."):
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SlipcoverLoader):
            spec.loader = _Loader(self.sci, spec.loader.orig_loader, spec.origin)
        return spec


class _Loader(SlipcoverLoader):  # type: ignore[misc]
    """Remembers what was passed when the module was loaded."""

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        self.sci.loaded[str(self.origin)] = set(self.sci.newly_seen[str(self.origin)])


def begin() -> Counter:
    """From now on modules are loaded with probes."""
    counter = Counter()
    sys.meta_path.insert(0, _Finder(counter, counter))
    return counter

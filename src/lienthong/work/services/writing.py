"""A compiled package becomes YAML again, in the order of the form, for an author to change; comments are not in it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml

from lienthong.work.services import form
from lienthong.work.services.packages import Package
from lienthong.work.services.shapes import ListOf, Record, Shape

_WIDTH = 110


class _Plain(yaml.SafeDumper):
    """Everything written out where it stands: the reader knows no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        return True


def files_of(package: Package) -> dict[str, str]:
    """Name in the folder -> text; read again, they make the very same package."""
    files = {f"{name}.yaml": _written(package.plain[name]) for name in form.ALL_FILES if name in package.plain}
    for each in package.plain["examples"]:
        without_name = {name: value for name, value in each.items() if name != "name"}
        files[f"examples/{each['name'].replace('_', '-')}.yaml"] = _written(without_name)
    return files


def _written(plain: Any) -> str:
    return yaml.dump(_ordered(plain), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _ordered(plain: Any) -> Any:
    if isinstance(plain, dict):
        ranks = _ranks()
        names = sorted(plain, key=lambda name: ranks.get(name, len(ranks)))
        return {name: _ordered(plain[name]) for name in names}
    return [_ordered(each) for each in plain] if isinstance(plain, list) else plain


@cache
def _ranks() -> dict[str, int]:
    """Where each name first stands in the form."""
    names = dict.fromkeys(name for shape in (*form.ALL_FILES.values(), form.EXAMPLE) for name in _names(shape))
    return {name: place for place, name in enumerate(names)}


def _names(shape: Shape) -> Iterator[str]:
    if isinstance(shape, ListOf):
        yield from _names(shape.item)
    if isinstance(shape, Record):
        fields = {**shape.required, **shape.optional}
        yield from fields
        for below in fields.values():
            yield from _names(below)

"""The one table of endpoints: addresses, checks, OpenAPI and the readable page are all made from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from django.utils.functional import Promise

from lienthong.ground.mandates.states import Scope

PREFIX = "/api/v1"
Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)
_PART = re.compile(r"\{(\w+)\}")
_CONVERTERS = {"body": "str", "number": "int", "procedure": "str", "package": "str", "dossier": "str"}
"""How a part of an address is read; what is not named here is a UUID."""


class Takes(StrEnum):
    """What comes in with a request."""

    NOTHING = "nothing"
    JSON = "json"
    FILE = "file"


@dataclass(frozen=True)
class Endpoint:
    """One method at one address. `gives` is a struct, or media types when bytes come back.

    Without a `scope` it is open to everybody: no token is asked for, and none is looked at.
    `parts_as` are the media types in which parts of the struct come, byte for byte, when they are asked for.
    """

    method: str
    path: str
    name: str
    handler: Handler
    summary: Promise
    scope: Scope | None
    curl: str
    gives: type[msgspec.Struct] | tuple[str, ...]
    takes: Takes = Takes.NOTHING
    body: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    parts_as: tuple[str, ...] = ()
    status: int = 200
    has_effect: bool = False
    needs_key: bool = False
    files: tuple[str, ...] = ("file",)
    refuses: tuple[int, ...] = field(default=())

    @property
    def parts(self) -> list[str]:
        """Names of the parts of the address that vary."""
        return _PART.findall(self.path)

    @property
    def route(self) -> str:
        """The address as Django writes it, below `/api/`."""
        return "v1" + _PART.sub(lambda part: f"<{_CONVERTERS.get(part[1], 'uuid')}:{part[1]}>", self.path)


_TABLE: list[Endpoint] = []


def endpoint(method: str, path: str, **more: Any) -> Callable[[H], H]:
    """Declare a view as the endpoint of `method` at `path`; see `Endpoint` for the rest."""

    def declare(handler: H) -> H:
        name = getattr(handler, "__name__", path)
        _TABLE.append(Endpoint(method=method, path=path, name=name, handler=handler, **more))
        return handler

    return declare


def table() -> list[Endpoint]:
    """Every endpoint, in the order of declaration."""
    from lienthong.doors.api import views  # noqa: F401 - importing the views declares them

    return list(_TABLE)


def by_path() -> dict[str, dict[str, Endpoint]]:
    """Endpoints by address, then by method."""
    found: dict[str, dict[str, Endpoint]] = {}
    for each in table():
        found.setdefault(each.path, {})[each.method] = each
    return found

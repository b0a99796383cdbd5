"""Speaking with the portal: JSON by POST, `{session, madonvi, service, …}`, answered with `error_code` and `result`.

The settings (LIENTHONG_DVCQG): `url`, `dstcode` (a header of the adapter between us and the portal), `session`, and
`bodies`: code of a body here → `madonvi` there. Nothing is sent for a body that is not named.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import httpx
import msgspec
from django.conf import settings

from lienthong.kit.errors import Refused

_TIMEOUT_SECONDS: Final = 10.0
_WELL: Final = "0"
_LONGEST_RESULT: Final = 300


class PortalUnreachable(Refused):
    """The national portal did not answer, or not in its own words. Nothing is lost: it is told again."""

    status: ClassVar[int] = 503


class PortalRefused(Refused):
    """The national portal did not take this. Its code says why; what we owe it stays owed."""

    status: ClassVar[int] = 502


class Answer(msgspec.Struct):
    """What the portal answers: `error_code` 0 means that it has what it was told."""

    error_code: int | str
    result: Any = None
    message: str = ""


class Portal:
    """The portal of these settings."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.bodies: dict[str, str] = dict(facts["bodies"])
        self._url = str(facts["url"])
        self._headers = {"dstcode": str(facts["dstcode"])}
        self._session = str(facts["session"])

    def sync(self, code: str, data: list[dict[str, Any]], *, updating: bool) -> None:
        """`DongBoHoSoMC`: dossiers of the body with this code. Refuses: PortalUnreachable, PortalRefused."""
        self._ask("DongBoHoSoMC", code, data=data, isUpdating=str(updating))

    def progress(self, code: str, data: list[dict[str, Any]]) -> None:
        """`CapNhatTienDoHoSoMC`: steps of them. Refuses: PortalUnreachable, PortalRefused."""
        self._ask("CapNhatTienDoHoSoMC", code, data=data)

    def _ask(self, service: str, code: str, **content: Any) -> None:
        """An answer without an `error_code`, or with another than 0, is none."""
        said = {"session": self._session, "madonvi": self.bodies[code], "service": service, **content}
        try:
            answer = httpx.post(self._url, json=said, headers=self._headers, timeout=_TIMEOUT_SECONDS, trust_env=False)
            answer.raise_for_status()
            told = msgspec.json.decode(answer.content, type=Answer)
        except (httpx.HTTPError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as broken:
            why = str(broken).partition("\n")[0]
            raise PortalUnreachable(service=service, problem=f"{type(broken).__name__}: {why}") from broken
        if str(told.error_code) != _WELL:
            problem = str(told.result or told.message)[:_LONGEST_RESULT]
            raise PortalRefused(service=service, error_code=str(told.error_code), problem=problem)


def portal() -> Portal | None:
    """The portal the operator connected; None where none is."""
    return Portal(settings.DVCQG) if settings.DVCQG else None

"""THIS IS NOT THE NATIONAL PORTAL. A stand-in that speaks its contract, for the demonstration and for tests.

What it was told is in its memory, and gone with it. `POST /switches` sets how it behaves: `delay_seconds` before it
answers, `unreachable` (503), `error_code` in its answers, `lose_reply` (it takes the message and breaks the line). Each
holds for the next `times` messages. `GET /` is a page for people, `GET /told` everything it was told, in JSON.
"""

import asyncio
import html
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

LOUD: Final = "BẢN MÔ PHỎNG – không phải Cổng Dịch vụ công quốc gia"
_MALFORMED, _UNKNOWN_SERVICE, _NO_DOSSIER, _KNOWN = "-1", "-2", "-3", "-4"


class Switches(msgspec.Struct):
    """How the next `times` messages are answered."""

    times: int = 0
    delay_seconds: float = 0.0
    unreachable: bool = False
    error_code: str = "0"
    lose_reply: bool = False


class Message(msgspec.Struct):
    """What comes in, as far as the contract says it."""

    session: str
    madonvi: str
    service: str
    data: list[dict[str, Any]]
    isUpdating: str = ""  # noqa: N815 - the contract's own name


@dataclass
class Emulator:
    """What the portal would know: dossiers by code, steps once each, and how often the same came again."""

    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    messages: int = 0
    again: int = 0
    switches: Switches = field(default_factory=Switches)

    async def home(self, _request: Request) -> Response:
        """A page for people."""
        lines = "".join(
            f"<li>{html.escape(code)}: {html.escape(str(each['TrangThaiHoSo']))}, {len(self.steps.get(code, []))}</li>"
            for code, each in self.dossiers.items()
        )
        body = f"<title>{LOUD}</title><h1>{LOUD}</h1><ul>{lines}</ul>"
        return HTMLResponse(f'<!doctype html><html lang="vi">{body}</html>')

    async def told(self, _request: Request) -> Response:
        """Everything it was told."""
        known = asdict(self)
        known.pop("switches")
        return JSONResponse({"note": LOUD, **known})

    async def switch(self, request: Request) -> Response:
        """How the next messages are answered."""
        self.switches = msgspec.json.decode(await request.body(), type=Switches)
        return JSONResponse({"note": LOUD})

    async def take(self, request: Request) -> Response:
        """One message."""
        now = self._next()
        await asyncio.sleep(now.delay_seconds)
        if now.unreachable:
            return _said(503, "503")
        if now.error_code != "0":
            return _said(200, now.error_code)
        try:
            message = msgspec.json.decode(await request.body(), type=Message)
        except msgspec.MsgspecError:
            return _said(200, _MALFORMED)
        code = self.keep(message)
        return _said(504, "504") if now.lose_reply else _said(200, code)

    def _next(self) -> Switches:
        if self.switches.times <= 0:
            return Switches()
        self.switches.times -= 1
        return self.switches

    def keep(self, message: Message) -> str:
        """Keep what the message says; the same again changes nothing. The error code, 0 when all is well."""
        self.messages += 1
        if message.service == "DongBoHoSoMC":
            return self._dossiers(message.data, updating=message.isUpdating == "True")
        if message.service == "CapNhatTienDoHoSoMC":
            return self._steps(message.data)
        return _UNKNOWN_SERVICE

    def _dossiers(self, data: list[dict[str, Any]], *, updating: bool) -> str:
        """A new one must be new, and what is changed must be known."""
        if any((each["MaHoSo"] in self.dossiers) is not updating for each in data):
            return _NO_DOSSIER if updating else _KNOWN
        for each in data:
            self.again += self.dossiers.get(each["MaHoSo"]) == each
            self.dossiers[each["MaHoSo"]] = each
        return "0"

    def _steps(self, data: list[dict[str, Any]]) -> str:
        if any(each["MaHoSo"] not in self.dossiers for each in data):
            return _NO_DOSSIER
        for each in data:
            kept = self.steps.setdefault(each["MaHoSo"], [])
            self.again += each in kept
            kept += [] if each in kept else [each]
        return "0"


def _said(status: int, code: str) -> Response:
    return JSONResponse({"error_code": code, "result": LOUD}, status)


def application(emulator: Emulator | None = None) -> Starlette:
    """The web service."""
    held = emulator or Emulator()
    return Starlette(
        routes=[
            Route("/", held.home),
            Route("/", held.take, methods=["POST"]),
            Route("/told", held.told),
            Route("/switches", held.switch, methods=["POST"]),
        ]
    )

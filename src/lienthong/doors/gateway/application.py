"""The ASGI application: `POST /api/v1/edxml` takes one message and answers after it is durable; `/healthz`.

Plain ASGI without a framework: at two thousand messages a second every layer between the socket and the line counts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db import connections, transaction

from lienthong.doors.gateway import access, answers, large
from lienthong.doors.gateway.answers import Answer
from lienthong.doors.gateway.batching import THREADS, Line
from lienthong.doors.gateway.refusals import (
    Busy,
    ContentTooLarge,
    MediaTypeUnknown,
    MethodUnknown,
    NoSuchAddress,
    NotWhole,
)
from lienthong.doors.gateway.work import Asked, Worker
from lienthong.ground.signatures.refusals import AuthorityMissing
from lienthong.kit import clock, collector
from lienthong.kit.errors import Refused
from lienthong.kit.ids import new_id
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.intake.known import Known
from lienthong.records.exchange.intake.taking import INLINE_BYTES

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/api/v1/edxml"
LARGE_AT_ONCE = 2
LARGE_WAITING = 8
_FORMS = (b"multipart/", b"application/x-www-form-urlencoded", b"application/json")
log = logging.getLogger("lienthong.gateway")


class Gateway:
    """One process: a line for small messages, two hands for large ones."""

    def __init__(self, *, known: Known | None = None) -> None:
        self._known = known or Known()
        threads: int = getattr(settings, "GATEWAY_THREADS", THREADS)
        self._line = Line(Worker(self._known).serve, after=connections.close_all, threads=threads)
        self._hands = ThreadPoolExecutor(LARGE_AT_ONCE, thread_name_prefix="large")
        self._large = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection's request, or the process's own life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await _send(send, await self._answer(scope, receive), scope)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await asyncio.to_thread(_install_seal)
                collector.look_seldom()
                self._line.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await asyncio.to_thread(self._stop)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _stop(self) -> None:
        """Finish what was begun: everything that waits is stored and answered."""
        self._line.close()
        self._hands.shutdown()

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        trace_id = scope["trace_id"] = new_id().hex
        try:
            return await self._routed(scope, receive, trace_id)
        except Refused as why:
            return answers.refused(why, trace_id)
        except Exception:
            log.exception("a request failed", extra={"trace_id": trace_id})
            return answers.failed(trace_id)

    async def _routed(self, scope: Scope, receive: Receive, trace_id: str) -> Answer:
        if scope["path"] == "/healthz":
            return answers.alive()
        if scope["path"] != PATH:
            raise NoSuchAddress
        if scope["method"] != "POST":
            raise MethodUnknown(allowed=["POST"])
        headers = _headers(scope["headers"])
        secret = access.secret_of(headers.get(b"authorization"))
        announced = _require_takeable(headers)
        content = await _read(receive, announced)
        if isinstance(content, bytes):
            return await self._line.submit(Asked(secret, content, trace_id))
        return await self._take_large(content, secret, trace_id)

    async def _take_large(self, spool: IO[bytes], secret: str, trace_id: str) -> Answer:
        if self._large >= LARGE_WAITING:
            spool.close()
            raise Busy(retry_after=5)
        self._large += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._hands,
                lambda: large.serve(spool, secret=secret, trace_id=trace_id, known=self._known, now=clock.now()),
            )
        finally:
            self._large -= 1


def _install_seal() -> None:
    """The exchange's own seal, if this installation has an authority and none was issued yet."""
    try:
        with transaction.atomic():
            importing.install_seal(now=clock.now())
    except AuthorityMissing:
        log.warning("no authority was set up: nothing can be taken in until there is one")
    finally:
        connections.close_all()


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Only what is looked at."""
    wanted = (b"authorization", b"content-length", b"content-type", b"content-encoding")
    return {name: value for name, value in pairs if name in wanted}


def _require_takeable(headers: dict[bytes, bytes]) -> int:
    """The announced size, 0 when none is. Refuses: MediaTypeUnknown, ContentTooLarge."""
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise MediaTypeUnknown
    if headers.get(b"content-type", b"").lower().startswith(_FORMS):
        raise MediaTypeUnknown
    length = headers.get(b"content-length", b"")
    announced = int(length) if length.isdigit() else 0
    _require_size(announced)
    return announced


def _require_size(size_bytes: int) -> None:
    most: int = settings.FILES_LARGEST_BYTES
    if size_bytes > most:
        raise ContentTooLarge(largest_bytes=most)


async def _read(receive: Receive, announced: int) -> bytes | IO[bytes]:
    """The whole body: bytes when it fits into a row, a spooled file otherwise. Refuses: NotWhole, ContentTooLarge."""
    body = _Body(announced)
    try:
        while await body.takes(await receive()):
            pass
        return body.whole()
    except BaseException:
        body.close()
        raise


class _Body:
    """A request's body on its way in: pieces in memory, or a file once it is clear that there will be many."""

    def __init__(self, announced: int) -> None:
        self._announced = announced
        self._pieces: list[bytes] = []
        self._size_bytes = 0
        self._spool: IO[bytes] | None = None

    async def takes(self, message: Message) -> bool:
        """Keep the next piece; does more come?"""
        if message["type"] == "http.disconnect":
            raise NotWhole
        piece = message.get("body", b"")
        self._size_bytes += len(piece)
        _require_size(self._size_bytes)
        if self._spool is None and max(self._size_bytes, self._announced) > INLINE_BYTES:
            self._spool = SpooledTemporaryFile(max_size=INLINE_BYTES)  # noqa: SIM115 - closed by who takes it
            self._spool.write(b"".join(self._pieces))
        if self._spool is None:
            self._pieces.append(piece)
        else:
            await asyncio.to_thread(self._spool.write, piece)
        return bool(message.get("more_body", False))

    def whole(self) -> bytes | IO[bytes]:
        """What came, if it is all that was announced. Refuses: NotWhole."""
        if self._size_bytes < self._announced:
            raise NotWhole
        return b"".join(self._pieces) if self._spool is None else self._spool

    def close(self) -> None:
        """Give the file back."""
        if self._spool is not None:
            self._spool.close()


async def _send(send: Send, answer: Answer, scope: Scope) -> None:
    headers = [
        *answer.headers,
        (b"x-trace-id", scope["trace_id"].encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


application = Gateway()

"""The mock bank as a web service of its own: pages for payers, statements and refunds for the product, calls to it.

Settings come from the environment: LIENTHONG_BANK_CALLS (where to call), LIENTHONG_BANK_KEY (signs calls, `whsec_…` or
`whsk_…`), LIENTHONG_BANK_TOKEN (whoever asks for statements and refunds shows it), LIENTHONG_BANK_DATA (a file; without
it the books are in memory). Started by `lienthong bank` and `lienthong demo`.
"""

import asyncio
import hmac
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from lienthong.kit.clock import VIETNAM
from lienthong.kit.clock import now as clock_now
from lienthong.work.payments import vietqr
from lienthong.work.payments.adapters.mock_bank import calling, pages, statements
from lienthong.work.payments.adapters.mock_bank.ledger import BIN, Ledger, Payer, TooLittle
from lienthong.work.payments.adapters.mock_bank.switches import switches_of

XML: Final = "application/xml"
_LARGEST_DONG: Final = 10**12
_SAFE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}


class Order(msgspec.Struct):
    """A refund that is ordered (`adapters.base.RefundOrder`)."""

    reference: str
    amount_dong: int
    from_number: str
    to_bin: str
    to_number: str
    to_name: str
    of_transaction: str


@dataclass
class MockBank:
    """The bank: its books, whom it calls, and the secrets of both ways."""

    ledger: Ledger
    calls_to: str
    key: str
    token: str
    now: Callable[[], datetime] = clock_now

    async def home(self, request: Request) -> Response:
        to = _reader(request)
        return _html(pages.home(to, self.ledger.latest()))

    async def confirm(self, request: Request) -> Response:
        to, payload = _reader(request), request.query_params.get("qr", "").strip()
        transfer = _read(payload)
        if transfer is None:
            return self._refused(to, payload)
        return _html(pages.confirm(to, payload, transfer))

    async def pay(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        to, payload = pages.reader(form.get("lang", "")), form.get("qr", "")
        transfer = _read(payload)
        if transfer is None or transfer.bank_bin != BIN:
            return self._refused(to, payload)
        amount = _amount(form.get("amount", "")) or transfer.amount_dong
        if not amount:
            return _html(pages.confirm(to, payload, transfer), 422)
        entry = self.ledger.pay(
            account=transfer.account_number,
            amount=amount,
            words=transfer.words,
            payer=pages.unnamed() if "unnamed" in form else Payer(),
            switches=switches_of(form),
            now=self.now(),
        )
        return RedirectResponse(f"/done/{entry.number}?lang={to.language}", 303)

    def _refused(self, to: pages.Reader, payload: str) -> Response:
        _ = to.say
        told = _("Đây không phải mã VietQR trả cho ngân hàng này. Hãy dán lại trọn vẹn.")
        return _html(pages.home(to, self.ledger.latest(), refused=told, payload=payload), 422)

    async def done(self, request: Request) -> Response:
        entry = self.ledger.find(request.path_params["number"])
        if entry is None:
            return Response(status_code=404)
        return _html(pages.done(_reader(request), entry, self.ledger.calls_about(entry)))

    async def day(self, request: Request) -> Response:
        """camt.053 of one account and day, for whoever sits at the bank."""
        try:
            day = datetime.fromisoformat(request.query_params["day"]).date()
        except (KeyError, ValueError):
            return Response(status_code=422)
        first = datetime.combine(day, time.min, tzinfo=VIETNAM)
        account, end = request.query_params.get("account", ""), first + timedelta(days=1)
        entries = [entry for entry in self.ledger.on_day(account, first, end) if entry.booked_at <= self.now()]
        opening = self.ledger.balance(account, before=first)
        made_at = entries[-1].booked_at if entries else first
        return Response(statements.camt053(account, day, entries, opening=opening, made_at=made_at), media_type=XML)

    async def since(self, request: Request) -> Response:
        """camt.054 of everything since an instant; 204 when there is nothing."""
        if not self._known(request):
            return Response(status_code=401)
        try:
            start = datetime.fromisoformat(request.query_params["since"])
        except (KeyError, ValueError):
            return Response(status_code=422)
        entries = self.ledger.since(start, self.now())
        if not entries:
            return Response(status_code=204)
        return Response(statements.camt054(entries), media_type=XML)

    async def refund(self, request: Request) -> Response:
        if not self._known(request):
            return Response(status_code=401)
        try:
            order = msgspec.json.decode(await request.body(), type=Order)
            payer = Payer(order.to_name, order.to_bin, order.to_number)
            entry = self.ledger.give_back(
                account=order.from_number,
                amount=order.amount_dong,
                payer=payer,
                reference=order.reference,
                now=self.now(),
            )
        except msgspec.MsgspecError:
            return Response(status_code=422)
        except TooLittle:
            return Response(status_code=409)
        return JSONResponse({"transaction": entry.number})

    def _known(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return bool(self.token) and hmac.compare_digest(given, f"Bearer {self.token}".encode())

    def application(self) -> Starlette:
        """The service; while it runs, its calls are made."""
        return Starlette(
            routes=[
                Route("/", self.home),
                Route("/pay", self.confirm, methods=["GET"]),
                Route("/pay", self.pay, methods=["POST"]),
                Route("/done/{number}", self.done),
                Route("/statements/camt053", self.day),
                Route("/statements/camt054", self.since),
                Route("/refunds", self.refund, methods=["POST"]),
                Route("/healthz", _alive),
            ],
            lifespan=self._running,
        )

    @asynccontextmanager
    async def _running(self, _application: Any) -> AsyncIterator[None]:
        work = asyncio.create_task(calling.make_calls(self.ledger, to=self.calls_to, key=self.key, now=self.now))
        try:
            yield
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work


async def _alive(_request: Request) -> Response:
    return Response("ok", media_type="text/plain")


def _reader(request: Request) -> pages.Reader:
    accepted = request.headers.get("accept-language", "")[:2].lower()
    return pages.reader(request.query_params.get("lang", accepted))


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers=_SAFE)


def _read(payload: str) -> vietqr.Transfer | None:
    try:
        return vietqr.decode(payload.strip())
    except vietqr.NotVietQr:
        return None


def _amount(text: str) -> int:
    bare = text.replace(".", "").strip()
    return min(int(bare), _LARGEST_DONG) if bare.isascii() and bare.isdigit() and len(bare) < 14 else 0  # noqa: PLR2004


def application() -> Starlette:
    """The bank of the environment."""
    data = os.environ.get("LIENTHONG_BANK_DATA", "")
    return MockBank(
        Ledger(Path(data) if data else None),
        os.environ["LIENTHONG_BANK_CALLS"],
        os.environ["LIENTHONG_BANK_KEY"],
        os.environ["LIENTHONG_BANK_TOKEN"],
    ).application()

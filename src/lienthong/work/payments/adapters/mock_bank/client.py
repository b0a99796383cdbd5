"""Speaking with the mock bank: calls in JSON, signed as Standard Webhooks are; statements and refunds over HTTP.

The settings of such a bank: `bin`, `url`, `call_keys` (any of which may have signed a call), `token`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec

from lienthong.work.payments.adapters import signing
from lienthong.work.payments.adapters.base import Bank, BankUnreachable, RefundOrder
from lienthong.work.payments.movements import Movement, Unreadable, amount_of, instant_of, tidy

_TIMEOUT_SECONDS: Final = 10.0
_LONGEST_NUMBER, _LONGEST_ACCOUNT, _BIN = 100, 34, 6


class Payer(msgspec.Struct, forbid_unknown_fields=False):
    """Whom the money came from."""

    name: str = ""
    bank: str = ""
    account: str = ""


class Told(msgspec.Struct, forbid_unknown_fields=False):
    """One movement as a call tells it; the amount is text, so that no reader makes a float of it."""

    transaction: str
    account: str
    amount: str
    currency: str
    direction: str
    booked_at: str
    words: str = ""
    payer: Payer = msgspec.field(default_factory=Payer)


class MockBank(Bank):
    """The bank at `url`."""

    def __init__(self, name: str, facts: Mapping[str, Any]) -> None:
        super().__init__(name, facts)
        self._keys = tuple(facts["call_keys"])
        self._url = str(facts["url"]).rstrip("/")
        self._headers = {"Authorization": f"Bearer {facts['token']}"}

    def verify(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> str:
        return signing.verify(keys=self._keys, headers=headers, raw=raw, now=now)

    def read_call(self, raw: bytes) -> Movement:
        try:
            told = msgspec.json.decode(raw, type=Told)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
            raise Unreadable(f"json: {wrong}") from wrong
        number, account = tidy(told.transaction, _LONGEST_NUMBER + 1), tidy(told.account, _LONGEST_ACCOUNT)
        if not number or len(number) > _LONGEST_NUMBER or told.direction not in {"CRDT", "DBIT"}:
            raise Unreadable("transaction or direction")
        bank = told.payer.bank
        return Movement(
            transaction=number,
            account_number=account,
            amount=amount_of(told.amount),
            currency=tidy(told.currency, 3),
            came=told.direction == "CRDT",
            booked_at=instant_of(told.booked_at),
            words=tidy(told.words, 500),
            payer_name=tidy(told.payer.name, 140),
            payer_bin=bank if len(bank) == _BIN and bank.isdigit() and bank.isascii() else "",
            payer_number=tidy(told.payer.account, _LONGEST_ACCOUNT),
        )

    def fetch_statement(self, since: datetime) -> list[bytes]:
        answer = self._ask("GET", "/statements/camt054", params={"since": since.isoformat()})
        return [answer.content] if answer.content else []

    def order_refund(self, order: RefundOrder) -> None:
        self._ask("POST", "/refunds", json={name: getattr(order, name) for name in order.__slots__})

    def try_link(self, payload: str) -> str:
        return f"{self._url}/pay?{urlencode({'qr': payload})}"

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            answer = httpx.request(
                method, self._url + path, headers=self._headers, timeout=_TIMEOUT_SECONDS, trust_env=False, **more
            )
            answer.raise_for_status()
        except httpx.HTTPError as broken:
            raise BankUnreachable(bank=self.name) from broken
        return answer


def connect(name: str, facts: Mapping[str, Any]) -> Bank:
    """The bank of these settings."""
    return MockBank(name, facts)

"""What this room needs of a bank, whatever it speaks; which banks there are, the settings say."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings

from lienthong.kit.errors import NotAllowed, NotFound, Refused
from lienthong.work.payments.movements import Movement


class BankUnknown(NotFound):
    """No bank of this name is connected here. The operator names the banks in LIENTHONG_PAYMENT_BANKS."""


class BankUnreachable(Refused):
    """The bank does not answer. Nothing is lost: its statement is fetched again in a few minutes."""

    status: ClassVar[int] = 503


class CallNotSigned(NotAllowed):
    """This call is not signed by the bank's key over exactly these bytes. Check the key at both ends."""


class CallTooOld(NotAllowed):
    """This call was signed too long ago, or in the future. Sign it again and check the clocks at both ends."""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Money to send back: from which account of ours, to whom, under which reference, for which credit."""

    reference: str
    amount_dong: int
    from_number: str
    to_bin: str
    to_number: str
    to_name: str
    of_transaction: str


class Bank(ABC):
    """A connected bank. `name` is the operator's word for it, `bin` its number at NAPAS."""

    def __init__(self, name: str, facts: Mapping[str, Any]) -> None:
        self.name = name
        self.bin = str(facts["bin"])

    @abstractmethod
    def verify(self, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> str:
        """The bank's number of the call, once its signature holds. Refuses: CallNotSigned, CallTooOld."""

    @abstractmethod
    def read_call(self, raw: bytes) -> Movement:
        """What a verified call tells. Raises `movements.Unreadable`."""

    @abstractmethod
    def fetch_statement(self, since: datetime) -> list[bytes]:
        """camt.053 or camt.054 with all that was booked since; none when nothing was. Refuses: BankUnreachable."""

    @abstractmethod
    def order_refund(self, order: RefundOrder) -> None:
        """Have money sent back; the same reference again has no second effect. Refuses: BankUnreachable."""

    def try_link(self, payload: str) -> str:
        """Where a code can be paid without a bank app; only a bank that does not exist has such a page."""
        return ""


def bank(name: str) -> Bank:
    """The bank the operator connected under this name. Refuses: BankUnknown."""
    facts = settings.PAYMENT_BANKS.get(name)
    if facts is None:
        raise BankUnknown
    client = import_module(f"{__package__}.{facts['adapter']}.client")
    made: Bank = client.connect(name, facts)
    return made


def banks() -> list[Bank]:
    """Every connected bank."""
    return [bank(name) for name in sorted(settings.PAYMENT_BANKS)]

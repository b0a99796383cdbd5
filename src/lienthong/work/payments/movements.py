"""One movement on a bank account, as a call or a statement tells it, and how its parts are read.

What a bank writes is foreign text: what neither the database nor the journal could hold never gets past here. Pure.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Final

from lienthong.kit.clock import VIETNAM
from lienthong.kit.ids import new_code

INTENT_PREFIX: Final = "LT"
REFUND_PREFIX: Final = "HT"
_CODE_LETTERS: Final = 10
_NOT_LETTERS = re.compile(r"[^A-Z0-9]")
_DONG = "VND"
_LARGEST_DONG = 10**13
_DAY_LETTERS = 10
_AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]{1,5})?")


def _shape(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"(?={prefix}([A-HJKMNP-TV-Z2-9]{{{_CODE_LETTERS}}}))")


_SHAPES: Final = {prefix: _shape(prefix) for prefix in (INTENT_PREFIX, REFUND_PREFIX)}


class Unreadable(ValueError):
    """What the bank sent cannot be understood; the message says where."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money came to, or left, an account. `transaction` is the bank's own number of it, the same wherever it is told.

    `amount` is in `currency`, as written; `payer_…` is whom it came from, as far as the bank tells.
    """

    transaction: str
    account_number: str
    amount: Decimal
    currency: str
    came: bool
    booked_at: datetime
    words: str = ""
    payer_name: str = ""
    payer_bin: str = ""
    payer_number: str = ""

    @property
    def whole_dong(self) -> int:
        """The amount when it is a whole number of đồng above zero, else 0."""
        fits = self.currency == _DONG and 0 < self.amount < _LARGEST_DONG
        return int(self.amount) if fits and self.amount == self.amount.to_integral_value() else 0

    @property
    def odd(self) -> str:
        """The amount as the bank wrote it, where it is not a whole number of đồng; else nothing."""
        return "" if self.whole_dong else f"{self.amount} {self.currency}"


def amount_of(text: str) -> Decimal:
    """An amount as ISO 20022 writes it: digits, at most five after the point, no sign. Raises Unreadable."""
    if not _AMOUNT.fullmatch(text.strip()):
        raise Unreadable("amount")
    return Decimal(text.strip())


def instant_of(text: str) -> datetime:
    """ISO 8601; a bare day is its last moment in Viet Nam, a time without a zone is Viet Nam's. Raises Unreadable."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if len(text.strip()) <= _DAY_LETTERS:
            moment = datetime.combine(moment.date(), time.max)
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise Unreadable("time") from wrong


def tidy(text: str, most: int) -> str:
    """At most so many characters, white space collapsed, without control characters and halves of letters."""
    seen = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text)
    return " ".join(seen.split())[:most].strip()


def new_reference(prefix: str = INTENT_PREFIX) -> str:
    """A reference a person can read aloud, that no other reference can be part of: the alphabet has no L and no 0."""
    return prefix + new_code(_CODE_LETTERS)


def references_in(words: str, prefix: str = INTENT_PREFIX) -> list[str]:
    """What looks like a reference in the words of a transfer, each once; banks put blanks, dots and their own codes
    in.
    """
    letters = _NOT_LETTERS.sub("", words.upper())
    return list(dict.fromkeys(prefix + found for found in _SHAPES[prefix].findall(letters)))

"""Every body takes money on an account at the mock bank."""

from collections.abc import Iterable
from datetime import datetime

from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.text import fold
from lienthong.work.payments import actions
from lienthong.work.payments.adapters.mock_bank.ledger import BIN

_FIRST = 1_010_001
_LONGEST_HOLDER = 140


def open_everywhere(bodies: Iterable[Body], *, since: datetime) -> None:
    """One account for each body, numbered in the order given."""
    for number, body in enumerate(bodies, _FIRST):
        holder = fold(body.name_vi).upper()[:_LONGEST_HOLDER]
        actions.open_account(
            body=body, bank_bin=BIN, number=str(number), holder=holder, on=local(since).date(), by=None, now=since
        )

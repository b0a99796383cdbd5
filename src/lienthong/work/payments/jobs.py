"""Jobs of the room: every few minutes each bank's statement, refunds to send, and what has run out."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from lienthong.kit import clock
from lienthong.kit.errors import Refused
from lienthong.kit.jobs import job
from lienthong.work.payments import actions
from lienthong.work.payments.adapters.base import Bank, banks

log = logging.getLogger("lienthong.payments")


@job("payments.reconcile", queue="payments", cron="*/3 * * * *")
def reconcile(**_when: Any) -> None:
    """Each bank's statement; a bank that does not answer is asked again next time and holds no other up."""
    for bank in banks():
        _alone(bank, lambda bank: actions.reconcile(bank=bank, now=clock.now()))


@job("payments.refunds.send", queue="payments", cron="*/3 * * * *")
def send_refunds(**_when: Any) -> None:
    """What was asked back and can go by itself."""
    for bank in banks():
        _alone(bank, lambda bank: actions.send_refunds(bank=bank, now=clock.now()))


@job("payments.expire", queue="payments", cron="*/5 * * * *")
def expire(**_when: Any) -> None:
    """What nobody paid in time."""
    actions.expire_intents(now=clock.now())


def _alone(bank: Bank, act: Callable[[Bank], object]) -> None:
    try:
        with transaction.atomic():
            act(bank)
    except Refused as refused:
        log.warning("a bank could not be worked with", extra={"bank": bank.name, "problem": refused.code()})

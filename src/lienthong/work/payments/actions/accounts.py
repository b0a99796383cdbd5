"""On which accounts a body takes money."""

from datetime import date, datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.work.payments import rules, vietqr
from lienthong.work.payments.models import BankAccount, Credit


def open_account(
    *, body: Body, bank_bin: str, number: str, holder: str, on: date, by: Mandate | None, now: datetime
) -> BankAccount:
    """From `on` the body takes money on this account; what came onto it before anybody told us becomes the body's.

    Refuses: NotInThisRole, NotYours, NotVietQr for a bank or number no code can hold.
    """
    rules.require_may_manage(by, body, now=now)
    vietqr.encode(vietqr.Transfer(bank_bin, number))
    account = BankAccount.objects.create(
        body=body, bank_bin=bank_bin, number=number, holder=holder.strip(), valid_from=on
    )
    Credit.objects.filter(account=None, bank_bin=bank_bin, account_number=number).update(account=account)
    journal.record("payments.account.opened", account, by=by, for_whom=body, at=now, body={"number": number})
    return account


def close_account(*, account: BankAccount, on: date, by: Mandate | None, now: datetime) -> BankAccount:
    """From `on` nothing is asked for on this account; money that still comes stays the body's.

    Refuses: NotInThisRole, NotYours.
    """
    rules.require_may_manage(by, account.body, now=now)
    account.valid_until = max(on, account.valid_from)
    account.save(update_fields=["valid_until"])
    journal.record("payments.account.closed", account, by=by, for_whom=account.body, at=now)
    return account

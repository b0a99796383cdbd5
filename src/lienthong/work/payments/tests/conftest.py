"""One ministry with an account, one sum asked for, one bank on paper. No certificates: only receipts need them."""

from datetime import date

import pytest

from lienthong.kit.ids import new_id
from lienthong.work.payments import actions
from lienthong.work.payments.tests.bank import ACCOUNT, BIN, NOW, PaperBank

SUBJECT = ("onestop.dossier", new_id())


@pytest.fixture
def ministry(db):
    return _body("Bộ Giao thông", "BGT", "G09")


@pytest.fixture
def other(db):
    return _body("Bộ Y tế", "BYT", "G18")


def _body(name, abbreviation, code):
    from lienthong.ground.organisations import actions as organisations
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import BodyKind, CodeScheme

    return organisations.found_body(
        name=Naming(name, name, abbreviation),
        kind=BodyKind.MINISTRY,
        on=date(2019, 1, 1),
        by=None,
        now=NOW,
        codes={CodeScheme.DECISION20: code},
    )


@pytest.fixture
def account(ministry):
    return actions.open_account(
        body=ministry, bank_bin=BIN, number=ACCOUNT, holder="BO GIAO THONG", on=date(2026, 1, 1), by=None, now=NOW
    )


@pytest.fixture
def ask(ministry, account):
    """Ask for a sum."""

    def go(amount=50_000, *, key="", **more):
        return actions.open_intent(
            subject=SUBJECT,
            body=ministry,
            amount_dong=amount,
            purpose="Lệ phí đổi giấy phép lái xe",
            by=None,
            now=NOW,
            key=key,
            **more,
        )

    return go


@pytest.fixture
def intent(ask):
    return ask()


@pytest.fixture
def bank():
    return PaperBank()

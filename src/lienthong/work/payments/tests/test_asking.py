"""Accounts, and asking for money."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.kit.ids import new_id
from lienthong.work.payments import actions, queries, rules, vietqr
from lienthong.work.payments.models import BankAccount, Credit, Intent
from lienthong.work.payments.movements import references_in
from lienthong.work.payments.states import IntentState, PaymentMovedOn, Problem
from lienthong.work.payments.tests.bank import ACCOUNT, BIN, NOW, call, told


def verbs() -> list[str]:
    return list(Act.objects.filter(verb__startswith="payments").order_by("id").values_list("verb", flat=True))


def test_a_sum_is_asked_for_under_a_reference_that_stands_in_the_code(intent):
    read = vietqr.decode(queries.payload(intent))
    assert (read.bank_bin, read.account_number, read.amount_dong) == (BIN, ACCOUNT, 50_000)
    assert references_in(read.words) == [intent.reference]
    assert str(intent) == intent.reference
    assert len(intent.reference) == 12
    assert verbs() == ["payments.account.opened", "payments.intent.opened"]


def test_asking_again_for_the_same_gives_the_same_and_another_key_another(ask):
    assert ask() == ask()
    assert ask(key="bưu phí") != ask()
    assert Intent.objects.for_subject(ask().subject_kind, ask().subject_id).count() == 2


def test_asking_again_for_another_amount_is_refused(ask, intent):
    with pytest.raises(rules.AskedDifferently):
        ask(60_000)


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_only_a_sensible_amount_is_asked_for(ask, amount):
    with pytest.raises(rules.NothingToPay):
        ask(amount)


def test_a_body_without_an_account_asks_for_nothing(ministry, account, ask):
    actions.close_account(account=account, on=date(2026, 11, 16), by=None, now=NOW)
    with pytest.raises(rules.NoBankAccount):
        ask()
    assert str(account) == f"{ACCOUNT} ({BIN})"


def test_one_account_has_one_holder_at_a_time(account, other):
    more = {"bank_bin": BIN, "number": ACCOUNT, "holder": "BO Y TE", "by": None, "now": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_account(body=other, on=date(2026, 6, 1), **more)
    actions.close_account(account=account, on=date(2026, 12, 1), by=None, now=NOW)
    assert actions.open_account(body=other, on=date(2026, 12, 1), **more).body == other


def test_an_account_no_code_can_hold_is_refused(ministry):
    with pytest.raises(vietqr.NotVietQr):
        actions.open_account(body=ministry, bank_bin="12", number="1", holder="X", on=NOW.date(), by=None, now=NOW)
    assert not BankAccount.objects.exists()


def test_money_that_came_before_the_account_was_entered_becomes_the_body_s(bank, ministry):
    call(bank, told("khong ro"))
    credit = Credit.objects.get()
    assert credit.body_id is None
    assert not queries.for_a_person(ministry).exists()
    actions.open_account(body=ministry, bank_bin=BIN, number=ACCOUNT, holder="X", on=NOW.date(), by=None, now=NOW)
    assert list(queries.for_a_person(ministry)) == [credit]


def test_only_leader_and_clerk_of_the_body_handle_its_money(country):
    more = {"bank_bin": BIN, "number": "7", "holder": "X", "on": NOW.date(), "now": NOW}
    ministry = country.ministry
    with pytest.raises(NotInThisRole):
        actions.open_account(body=ministry.body, by=ministry.specialist, **more)
    with pytest.raises(NotYours):
        actions.open_account(body=ministry.body, by=country.other.clerk, **more)
    account = actions.open_account(body=ministry.body, by=ministry.clerk, **more)
    with pytest.raises(NotYours):
        actions.close_account(account=account, on=NOW.date(), by=country.other.leader, now=NOW)
    assert not account.is_worked_on_by(ministry.clerk)


def test_what_is_cancelled_is_asked_for_no_more_and_cannot_be_cancelled_twice(intent):
    cancelled = actions.cancel_intent(intent=intent, reason="Rút hồ sơ", by=None, now=NOW)
    assert cancelled.state == IntentState.CANCELLED
    with pytest.raises(PaymentMovedOn):
        actions.cancel_intent(intent=intent, reason="Rút hồ sơ", by=None, now=NOW)
    assert verbs()[-1] == "payments.intent.cancelled"


def test_what_was_paid_in_part_goes_back_when_it_is_cancelled(bank, intent):
    call(bank, told(intent.reference, "20000"))
    intent.refresh_from_db()
    assert (intent.state, intent.due_dong) == (IntentState.PART_PAID, 30_000)
    assert Credit.objects.get().problem == Problem.LESS
    assert vietqr.decode(queries.payload(intent)).amount_dong == 30_000
    cancelled = actions.cancel_intent(intent=intent, reason="Rút hồ sơ", by=None, now=NOW)
    (refund,) = queries.refunds_of(cancelled)
    assert (refund.amount_dong, refund.state, cancelled.received_dong) == (20_000, "asked", 0)


def test_what_ran_out_is_cancelled_by_itself_and_nothing_else_is(ask):
    early, late, paid = (
        ask(key=key, expires_at=NOW + timedelta(hours=hours)) for key, hours in (("a", 1), ("b", 3), ("c", 1))
    )
    Intent.objects.filter(pk=paid.pk).update(state="paid", received_dong=50_000, paid_at=NOW)
    assert actions.expire_intents(now=at("11:00")) == 1
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("cancelled", "open")
    assert list(Intent.objects.waiting()) == [late]


def test_the_database_itself_refuses_an_intent_that_took_more_than_it_asked(intent):
    for wrong in ({"received_dong": 50_001}, {"received_dong": 50_000}, {"state": "part_paid"}, {"state": "paid"}):
        with pytest.raises(IntegrityError, match="intent_is_paid_when_the_sum_is_there"), transaction.atomic():
            Intent.objects.filter(pk=intent.pk).update(paid_at=NOW, **wrong)


def test_another_subject_has_its_own_intent(ministry, account, intent):
    again = actions.open_intent(
        subject=("onestop.dossier", new_id()), body=ministry, amount_dong=50_000, purpose="x", by=None, now=NOW
    )
    assert again.reference != intent.reference

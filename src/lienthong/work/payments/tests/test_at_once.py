"""Paid exactly once, also when call and statement, or two calls, come at the very same moment on two connections."""

import threading

import pytest
from django.db import connection, transaction

from lienthong.work.payments import actions
from lienthong.work.payments.actions import counting
from lienthong.work.payments.models import Credit, Intent
from lienthong.work.payments.tests.bank import NOW, call, statement, told


@pytest.mark.django_db(transaction=True)
def test_call_and_statement_and_a_second_payment_at_once_pay_once(bank, ask, monkeypatch):
    """Each thread stops where the movement is about to be counted, until all are there; then they race."""
    intent = ask()
    gate = threading.Barrier(4)
    counted = counting.lock_intents
    monkeypatch.setattr(counting, "lock_intents", lambda movements: (gate.wait(timeout=20), counted(movements))[1])
    same = told(intent.reference)
    acts = [
        lambda: call(bank, same),
        lambda: call(bank, same, message="m2"),
        lambda: call(bank, told(intent.reference, transaction="T2"), message="m3"),
        lambda: actions.take_statement(
            bank=bank, content=statement(told(intent.reference, transaction="T2"), same), now=NOW
        ),
    ]
    broken: list[Exception] = []

    def run(act):
        try:
            with transaction.atomic():
                act()
        except Exception as problem:  # noqa: BLE001 - the test says of it below
            broken.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert broken == []
    paid = Intent.objects.get()
    assert (paid.state, paid.received_dong) == ("overpaid", 50_000)
    assert sorted(Credit.objects.values_list("applied_dong", "unmatched_dong")) == [(0, 50_000), (50_000, 0)]

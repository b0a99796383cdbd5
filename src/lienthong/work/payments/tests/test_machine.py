"""Whatever comes in whatever order: every đồng that came is applied, refunded or unmatched, and nothing is paid twice."""

import itertools

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lienthong.kit import outbox
from lienthong.kit.errors import Refused
from lienthong.work.payments import actions
from lienthong.work.payments.models import Credit, Intent, Refund
from lienthong.work.payments.states import SETTLED
from lienthong.work.payments.tests.bank import NOW, call, statement, told

SUMS = st.sampled_from(["10000", "20000", "30000", "50000", "70000"])


class Money(RuleBasedStateMachine):
    """Two sums are asked for; payers, bank and clerks do what they like."""

    movements = Bundle("movements")
    ask = bank = None
    said: list = []

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.numbers = itertools.count()
        self.came: dict[str, int] = {}
        self.paid: list[str] = []
        self.intents = [Money.ask(50_000, key="a"), Money.ask(30_000, key="b")]

    @rule(target=movements, which=st.integers(0, 2), amount=SUMS, known=st.booleans())
    def somebody_pays(self, which, amount, known):
        words = self.intents[which].reference if which < 2 else "khong ro"
        more = {} if known else {"payer": {"name": "", "bank": "", "account": ""}}
        return told(words, amount, f"T{next(self.numbers)}", **more)

    @rule(movement=movements, message=st.integers(0, 3))
    def the_bank_calls(self, movement, message):
        call(self.bank, movement, message=f"{movement['transaction']}-{message}")
        self.came[movement["transaction"]] = int(movement["amount"])

    @rule(some=st.lists(movements, min_size=1, max_size=3, unique_by=lambda each: each["transaction"]))
    def the_statement_comes(self, some):
        actions.take_statement(bank=self.bank, content=statement(*some), now=NOW)
        self.came |= {each["transaction"]: int(each["amount"]) for each in some}

    @rule(which=st.integers(0, 1))
    def it_is_cancelled(self, which):
        self.perhaps(lambda: actions.cancel_intent(intent=self.intents[which], reason="thôi", by=None, now=NOW))

    @rule(which=st.integers(0, 1))
    def it_is_given_back(self, which):
        self.perhaps(lambda: actions.ask_refund(of=self.intents[which], reason="Trả lại tiền", by=None, now=NOW))

    @rule(which=st.integers(0, 1))
    def a_clerk_matches(self, which):
        credit = Credit.objects.for_a_person().first()
        if credit is not None:
            self.perhaps(lambda: actions.match_credit(credit=credit, intent=self.intents[which], by=None, now=NOW))

    @rule(failing=st.booleans())
    def a_refund_ends(self, failing):
        refund = Refund.objects.filter(state="asked").order_by("id").last()
        if refund is not None and failing:
            actions.refund_failed(refund=refund, failure="đóng", by=None, now=NOW)
        elif refund is not None:
            left = told(refund.reference, str(refund.amount_dong), f"D{refund.reference}", direction="DBIT")
            call(self.bank, left, message=refund.reference)

    @staticmethod
    def perhaps(act):
        try:
            with transaction.atomic():
                act()
        except Refused:
            pass

    @invariant()
    def every_dong_is_somewhere(self):
        rows = Credit.objects.values_list(
            "transaction", "amount_dong", "applied_dong", "refunded_dong", "unmatched_dong"
        )
        assert {row[0]: row[1] for row in rows} == self.came
        assert sum(self.came.values()) == sum(sum(row[2:]) for row in rows)
        done = Refund.objects.filter(state="done").values_list("amount_dong", flat=True)
        assert sum(done) == sum(row[3] for row in rows)

    @invariant()
    def what_is_received_is_what_is_applied(self):
        for intent in Intent.objects.all():
            applied = Credit.objects.filter(intent=intent).values_list("applied_dong", flat=True)
            assert sum(applied) == intent.received_dong
            assert (intent.received_dong == intent.amount_dong) == (intent.state in SETTLED)

    @invariant()
    def nothing_is_announced_paid_twice(self):
        assert len(self.said) == len(set(self.said))

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
        self.said.clear()


def test_no_order_of_calls_statements_cancelling_and_refunds_loses_or_doubles_money(ask, bank, monkeypatch):
    def hear(event):
        if event.name == "payments.intent.paid":
            Money.said.append(event.subject)

    monkeypatch.setattr(outbox, "announce", hear)
    monkeypatch.setattr(Money, "ask", staticmethod(ask))
    monkeypatch.setattr(Money, "bank", bank)
    steps = settings(max_examples=10, stateful_step_count=12, deadline=None, derandomize=True)
    run_state_machine_as_test(Money, settings=steps)

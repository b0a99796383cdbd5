"""What a bank calls about: counted once, whatever comes twice, late, wrong or changed."""

import json
from datetime import timedelta

import pytest

from conftest import at
from lienthong.ground.journal.models import Act
from lienthong.work.payments import actions, queries, rules
from lienthong.work.payments.adapters import base, signing
from lienthong.work.payments.models import Call, Credit, Intent, Refund
from lienthong.work.payments.states import Outcome, Problem
from lienthong.work.payments.tests.bank import BIN, KEY, NOW, PAYER, call, told


@pytest.fixture
def announced(monkeypatch):
    from lienthong.kit import outbox

    said: list[str] = []
    monkeypatch.setattr(outbox, "announce", lambda event: said.append(event.name))
    return said


def fresh(intent) -> Intent:
    return Intent.objects.get(pk=intent.pk)


def money() -> list[tuple[int, int, int]]:
    return list(Credit.objects.order_by("id").values_list("applied_dong", "unmatched_dong", "refunded_dong"))


def test_a_call_pays_what_was_asked_and_nobody_needs_a_browser_for_it(bank, intent, announced):
    taken = call(bank, told(f"MBVCB.9.{intent.reference[:5]} {intent.reference[5:]}.CT tu AN"))
    paid = fresh(intent)
    assert (taken.outcome, paid.state, paid.paid_at) == (Outcome.CREDITED, "paid", at("08:59"))
    assert announced == ["payments.intent.paid"]
    assert [str(taken), str(Credit.objects.get())] == ["m1", "T1"]
    assert Act.objects.filter(verb="payments.intent.paid").count() == 1


def test_the_same_call_again_is_the_same_call(bank, intent, announced):
    assert call(bank, told(intent.reference)) == call(bank, told(intent.reference))
    assert (Call.objects.count(), money(), announced) == (1, [(50_000, 0, 0)], ["payments.intent.paid"])


def test_another_call_about_the_same_money_is_kept_and_counts_nothing(bank, intent, announced):
    call(bank, told(intent.reference))
    assert call(bank, told(intent.reference), message="m2").outcome == Outcome.REPEATED
    assert (Call.objects.count(), money(), announced) == (2, [(50_000, 0, 0)], ["payments.intent.paid"])


@pytest.mark.parametrize(
    "change", [{"amount": "60000"}, {"account": "999"}, {"currency": "USD"}], ids=["sum", "to", "kind"]
)
def test_a_call_that_contradicts_an_earlier_one_changes_nothing_and_is_recorded(bank, intent, change):
    call(bank, told(intent.reference))
    assert call(bank, told(intent.reference, **change), message="m2").outcome == Outcome.CONTRADICTS
    assert money() == [(50_000, 0, 0)]
    assert Act.objects.filter(verb="payments.credit.contradicted").count() == 1


def test_calls_out_of_order_come_to_the_same(bank, intent):
    call(bank, told(intent.reference, "30000", "T2", booked_at="2026-11-16T08:59:30+07:00"), message="m2")
    assert fresh(intent).state == "part_paid"
    call(bank, told(intent.reference, "20000", "T1"))
    assert (fresh(intent).state, money()) == ("paid", [(30_000, 0, 0), (20_000, 0, 0)])


def test_what_is_too_much_goes_back_by_itself_and_the_rest_counts(bank, intent, announced):
    call(bank, told(intent.reference, "70000"))
    assert (fresh(intent).state, money()) == ("overpaid", [(50_000, 20_000, 0)])
    assert (Refund.objects.get().amount_dong, Credit.objects.get().problem) == (20_000, Problem.MORE)
    assert announced == ["payments.intent.paid", "payments.credit.unmatched"]


def test_paid_twice_counts_once_and_goes_back_once(bank, intent, announced):
    call(bank, told(intent.reference))
    call(bank, told(intent.reference, transaction="T2"), message="m2")
    call(bank, told(intent.reference, transaction="T3"), message="m3")
    assert (fresh(intent).state, money()) == ("overpaid", [(50_000, 0, 0), (0, 50_000, 0), (0, 50_000, 0)])
    assert Refund.objects.count() == 2
    assert announced.count("payments.intent.paid") == 1


def test_money_of_an_unknown_payer_waits_for_a_person(bank, ministry, intent):
    call(bank, told(intent.reference, "70000", payer={}))
    assert not Refund.objects.exists()
    assert list(queries.for_a_person(ministry)) == [Credit.objects.get()]


def test_words_without_a_reference_or_with_two_wait_for_a_person_who_matches_them(bank, ask, ministry, announced):
    one, two = ask(key="a"), ask(key="b")
    call(bank, told("nop le phi"))
    call(bank, told(f"{one.reference} {two.reference}", transaction="T2"), message="m2")
    call(bank, told("LTABCDEFGHJK", transaction="T3"), message="m3")
    assert set(Credit.objects.values_list("problem", "unmatched_dong")) == {("unknown_reference", 50_000)}
    assert not Refund.objects.exists()
    assert announced == ["payments.credit.unmatched"] * 3
    first, second, _third = queries.for_a_person(ministry)
    actions.match_credit(credit=first, intent=one, by=None, now=NOW)
    assert (fresh(one).state, announced[-1]) == ("paid", "payments.intent.paid")
    with pytest.raises(rules.CannotCount):
        actions.match_credit(credit=first, intent=two, by=None, now=NOW)
    with pytest.raises(rules.CannotCount):
        actions.match_credit(credit=second, intent=one, by=None, now=NOW)


def test_what_a_person_matched_too_much_goes_back_and_what_is_on_its_way_is_not_matched(bank, ask):
    one, two = ask(key="a"), ask(key="b")
    call(bank, told("nop le phi", "60000"))
    credit = Credit.objects.get()
    (refund,) = actions.ask_refund(of=credit, reason="Người nộp xin lại", by=None, now=NOW)
    with pytest.raises(rules.NothingToReturn):
        actions.match_credit(credit=credit, intent=one, by=None, now=NOW)
    actions.refund_failed(refund=refund, failure="Sai số", by=None, now=NOW)
    actions.match_credit(credit=credit, intent=two, by=None, now=NOW)
    assert fresh(two).state == "overpaid"
    assert list(Refund.objects.order_by("id").values_list("amount_dong", "state")) == [
        (60_000, "failed"),
        (10_000, "asked"),
    ]


def test_what_counts_in_part_already_is_not_matched_with_something_else(bank, ask):
    one, two = ask(key="a"), ask(key="b")
    call(bank, told(one.reference, "60000", payer={}))
    with pytest.raises(rules.CannotCount):
        actions.match_credit(credit=Credit.objects.get(), intent=two, by=None, now=NOW)
    assert money() == [(50_000, 10_000, 0)]


def test_what_was_overpaid_is_paid_once_the_second_money_was_meant_for_something_else(bank, ask):
    one, two = ask(key="a"), ask(key="b")
    call(bank, told(one.reference))
    call(bank, told(one.reference, transaction="T2", payer={}), message="m2")
    assert fresh(one).state == "overpaid"
    actions.match_credit(credit=Credit.objects.get(transaction="T2"), intent=two, by=None, now=NOW)
    assert (fresh(one).state, fresh(two).state) == ("paid", "paid")


def test_money_on_another_body_s_account_is_no_payment(bank, other, intent):
    actions.open_account(body=other, bank_bin=BIN, number="222", holder="Y", on=NOW.date(), by=None, now=NOW)
    call(bank, told(intent.reference, account="222"))
    call(bank, told(intent.reference, account="nobody", transaction="T2"), message="m2")
    assert set(Credit.objects.values_list("problem", "intent")) == {("wrong_account", None)}
    assert fresh(intent).state == "open"


def test_money_on_another_account_of_the_same_body_counts(bank, ministry, intent):
    actions.open_account(body=ministry, bank_bin=BIN, number="333", holder="Y", on=NOW.date(), by=None, now=NOW)
    call(bank, told(intent.reference, account="333"))
    assert fresh(intent).state == "paid"


@pytest.mark.parametrize(
    ("change", "odd"),
    [
        ({"currency": "USD", "amount": "12.50"}, "12.50 USD"),
        ({"amount": "50000.5"}, "50000.5 VND"),
        ({"amount": "0"}, "0 VND"),
        ({"amount": "999999999999999999"}, "999999999999999999 VND"),
    ],
    ids=["dollars", "parts", "nothing", "endless"],
)
def test_what_is_not_whole_dong_is_kept_in_words_for_a_person(bank, ministry, intent, change, odd):
    call(bank, told(intent.reference, **change))
    credit = Credit.objects.get()
    assert (credit.odd, credit.amount_dong, credit.problem) == (odd, 0, Problem.CURRENCY)
    assert list(queries.for_a_person(ministry)) == [credit]
    with pytest.raises(rules.NothingToReturn):
        actions.ask_refund(of=credit, reason="Không phải đồng", by=None, now=NOW)


def test_money_for_what_was_cancelled_goes_back(bank, intent):
    actions.cancel_intent(intent=intent, reason="Rút", by=None, now=NOW)
    call(bank, told(intent.reference))
    assert (fresh(intent).state, Credit.objects.get().problem) == ("cancelled", Problem.CANCELLED)
    assert Refund.objects.get().intent == intent


def test_money_booked_in_time_counts_although_we_hear_of_it_when_the_time_is_over(bank, ask):
    intent = ask(expires_at=at("10:00"))
    actions.expire_intents(now=at("10:05"))
    call(bank, told(intent.reference, "20000"), now=at("10:10"))
    late = told(intent.reference, "30000", "T2", booked_at="2026-11-16T10:00:01+07:00")
    assert fresh(intent).state == "part_paid"
    assert fresh(intent).paid_at is None
    actions.expire_intents(now=at("10:11"))
    call(bank, late, now=at("10:12"), message="m2")
    assert (fresh(intent).state, money()[1]) == ("cancelled", (0, 30_000, 0))


def test_money_for_what_was_given_back_goes_back_too(bank, intent):
    call(bank, told(intent.reference))
    actions.ask_refund(of=intent, reason="Từ chối hồ sơ", by=None, now=NOW)
    call(bank, told(intent.reference, transaction="T2"), message="m2")
    assert Credit.objects.get(transaction="T2").problem == Problem.CLOSED
    assert Refund.objects.count() == 2


def test_other_money_that_leaves_the_account_is_not_ours(bank, account):
    assert call(bank, told("tra luong", direction="DBIT")).outcome == Outcome.LEFT
    assert not Credit.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[" * 5000,
        json.dumps(told(amount="-5")).encode(),
        json.dumps(told(amount="1e9")).encode(),
        json.dumps(told(amount=50_000)).encode(),
        json.dumps(told(direction="?")).encode(),
        json.dumps(told(transaction="")).encode(),
        json.dumps(told(transaction="T" * 101)).encode(),
        json.dumps(told(booked_at="hôm nay")).encode(),
        json.dumps(told(booked_at="0001-01-01T00:00:00+07:00")).encode(),
    ],
    ids=["empty", "bytes", "deep", "minus", "power", "number", "way", "no-id", "long-id", "time", "year-one"],
)
def test_signed_words_we_cannot_read_are_kept_and_never_break(bank, account, raw):
    taken = call(bank, raw)
    assert (taken.outcome, bytes(taken.raw)) == (Outcome.UNREADABLE, raw)
    assert taken.problem


def test_foreign_letters_are_stored_as_far_as_a_database_can(bank, intent):
    raw = json.dumps(
        told(f"{intent.reference}\x00\x1f \U0001f600", payer={**PAYER, "name": "A\x00" * 200, "bank": "١٢٣٤٥٦"})
    )
    call(bank, raw.encode())
    assert fresh(intent).state == "paid"
    assert len(Credit.objects.get().payer_name) <= 140
    assert Credit.objects.get().payer_bin == ""


def signed(raw=b"{}", *, key=KEY, when=NOW, message="m1") -> dict[str, str]:
    return signing.sign(key=key, message_id=message, raw=raw, at=when)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**signed(), "webhook-id": "m2"},
        {**signed(), "webhook-id": "a.b"},
        {**signed(), "webhook-timestamp": "later"},
        {**signed(), "webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {**signed(), "webhook-signature": "v1,!!"},
        {**signed(), "webhook-signature": signed()["webhook-signature"].replace("v1,", "v2,")},
        signed(b"{ }"),
        signed(key="whsec_" + "b3RoZXI="),
    ],
    ids=["none", "other-id", "dot", "words", "other-time", "base64", "version", "other-bytes", "other-key"],
)
def test_a_call_with_another_signature_is_refused_and_nothing_is_kept(bank, db, headers):
    with pytest.raises(base.CallNotSigned):
        actions.take_call(bank=bank, headers=headers, raw=b"{}", now=NOW)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "off", [timedelta(minutes=5, seconds=1), -timedelta(minutes=5, seconds=1)], ids=["old", "early"]
)
def test_a_call_from_another_time_is_refused(bank, db, off):
    with pytest.raises(base.CallTooOld):
        actions.take_call(bank=bank, headers=signed(when=NOW - off), raw=b"{}", now=NOW)


def test_a_bank_nobody_connected_is_unknown(settings):
    settings.PAYMENT_BANKS = {"mock": {"adapter": "mock_bank", "bin": BIN, "url": "x", "call_keys": [KEY], "token": ""}}
    assert [bank.name for bank in base.banks()] == ["mock"]
    with pytest.raises(base.BankUnknown):
        base.bank("other")

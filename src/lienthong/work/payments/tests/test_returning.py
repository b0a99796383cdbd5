"""Money on its way back, and the receipt while it has not gone."""

import pytest

from conftest import at
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.work.payments import actions, queries, receipts, rules
from lienthong.work.payments.models import Credit
from lienthong.work.payments.states import PaymentMovedOn, Problem
from lienthong.work.payments.tests.bank import NOW, call, told

WHY = "Hồ sơ không được chấp nhận"


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


@pytest.fixture
def paid(bank, intent):
    call(bank, told(intent.reference, "30000"))
    call(bank, told(intent.reference, "30000", "T2"), message="m2")
    return fresh(intent)


def test_all_that_was_paid_goes_back_credit_by_credit_until_nothing_is_left(paid):
    assert paid.state == "overpaid"
    asked = actions.ask_refund(of=paid, reason=WHY, by=None, now=NOW)
    assert fresh(paid).state == "refunding"
    assert [refund.amount_dong for refund in asked] == [30_000]
    first, second = queries.refunds_of(paid)
    assert [str(second.credit), second.amount_dong, str(second)] == ["T1", 30_000, second.reference]
    for number, refund in enumerate((second, first)):
        actions.refund_sent(refund=refund, by=None, now=NOW)
        actions.refund_done(refund=refund, transaction=f"D{number}", by=None, now=at("09:30"))
    assert fresh(paid).state == "refunding"
    last = queries.refunds_of(paid)[-1]
    assert (last.amount_dong, last.state, last.credit) == (20_000, "asked", first.credit)
    actions.refund_done(refund=last, transaction="D3", by=None, now=at("09:40"))
    assert fresh(paid).state == "refunded"
    assert fresh(paid).paid_at is not None
    with pytest.raises(PaymentMovedOn):
        actions.ask_refund(of=paid, reason=WHY, by=None, now=NOW)


def test_what_failed_can_be_asked_again_and_what_did_leave_after_all_is_done(bank, intent):
    call(bank, told(intent.reference))
    (refund,) = actions.ask_refund(of=intent, reason=WHY, by=None, now=NOW)
    actions.refund_failed(refund=refund, failure="Tài khoản đã đóng", by=None, now=NOW)
    with pytest.raises(PaymentMovedOn):
        actions.refund_sent(refund=refund, by=None, now=NOW)
    credit = Credit.objects.get()
    (again,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    actions.refund_done(refund=refund, transaction="D1", by=None, now=NOW)
    assert fresh(intent).state == "refunded"
    with pytest.raises(rules.NothingToReturn):
        actions.refund_done(refund=again, transaction="D2", by=None, now=NOW)
    left = told(again.reference, transaction="D2", direction="DBIT")
    assert call(bank, left, message="m2").outcome == "contradicts"
    assert (fresh(credit).refunded_dong, fresh(credit).unmatched_dong) == (50_000, 0)


def test_money_that_never_counted_goes_back_with_the_rest(bank, paid):
    call(bank, told(paid.reference, transaction="T3", payer={}), message="m3")
    asked = actions.ask_refund(of=paid, reason=WHY, by=None, now=NOW)
    assert sorted(refund.credit.transaction for refund in asked) == ["T1", "T3"]


def test_what_is_cancelled_stays_so_when_its_money_is_back(bank, intent):
    call(bank, told(intent.reference, "30000"))
    actions.cancel_intent(intent=intent, reason="Rút", by=None, now=NOW)
    (refund,) = queries.refunds_of(intent)
    call(bank, told(refund.reference, "1", transaction="D0", direction="DBIT"), message="m2")
    assert fresh(refund).state == "asked"
    call(bank, told(refund.reference, "30000", transaction="D1", direction="DBIT"), message="m3")
    assert (fresh(refund).state, fresh(intent).state) == ("done", "cancelled")


def test_unmatched_money_goes_back_without_an_intent_once_at_a_time(bank, account):
    call(bank, told("khong ro"))
    credit = Credit.objects.get()
    (refund,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    with pytest.raises(rules.NothingToReturn):
        actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    assert not queries.for_a_person(account.body).exists()
    actions.refund_done(refund=refund, transaction="D1", by=None, now=NOW)
    assert (fresh(credit).refunded_dong, refund.body_id, credit.problem) == (50_000, account.body_id, Problem.UNKNOWN)


def test_a_person_says_of_a_refund_what_the_system_does_not_do_or_learn_by_itself(bank, account):
    def said(refund):
        return [state.value for state in rules.said_by_hand(fresh(refund))]

    call(bank, told("khong ro"))
    call(bank, told("khong ro", transaction="T2", payer={}), message="m2")
    known, unknown = Credit.objects.order_by("transaction")
    (ordered,) = actions.ask_refund(of=known, reason=WHY, by=None, now=NOW)
    (carried,) = actions.ask_refund(of=unknown, reason=WHY, by=None, now=NOW)
    assert (said(ordered), said(carried)) == ([], ["sent", "done", "failed"])
    assert list(Credit.objects.at(account.body).waiting_for_a_hand()) == [unknown]
    actions.refund_sent(refund=ordered, by=None, now=NOW)
    actions.refund_sent(refund=carried, by=None, now=NOW)
    assert said(ordered) == said(carried) == ["done", "failed"]
    assert not Credit.objects.at(account.body).waiting_for_a_hand().exists()
    actions.refund_failed(refund=ordered, failure="Tài khoản đã đóng", by=None, now=NOW)
    assert said(ordered) == ["done"]
    assert list(Credit.objects.at(account.body).waiting_for_a_hand()) == [known]
    (again,) = actions.ask_refund(of=known, reason=WHY, by=None, now=NOW)
    actions.refund_sent(refund=again, by=None, now=NOW)
    actions.refund_done(refund=ordered, transaction="D1", by=None, now=NOW)
    assert (said(ordered), said(again)) == ([], ["failed"])


@pytest.mark.parametrize("reason", ["", "   ngắn   "], ids=["none", "short"])
def test_a_refund_says_why(bank, intent, reason):
    call(bank, told(intent.reference))
    with pytest.raises(rules.MoneyReasonNeeded):
        actions.ask_refund(of=intent, reason=reason, by=None, now=NOW)


def test_what_is_not_paid_is_not_given_back(intent):
    with pytest.raises(PaymentMovedOn):
        actions.ask_refund(of=intent, reason=WHY, by=None, now=NOW)


def test_refunds_are_asked_for_by_leader_or_clerk_of_the_body(bank, country):
    ministry = country.ministry
    number, when = "77", NOW.date()
    actions.open_account(body=ministry.body, bank_bin=bank.bin, number=number, holder="X", on=when, by=None, now=NOW)
    intent = actions.open_intent(
        subject=("onestop.dossier", ministry.body.pk),
        body=ministry.body,
        amount_dong=50_000,
        purpose="x",
        by=None,
        now=NOW,
    )
    call(bank, told(intent.reference, account=number))
    with pytest.raises(NotInThisRole):
        actions.ask_refund(of=intent, reason=WHY, by=ministry.specialist, now=NOW)
    with pytest.raises(NotYours):
        actions.ask_refund(of=intent, reason=WHY, by=country.other.clerk, now=NOW)
    (refund,) = actions.ask_refund(of=intent, reason=WHY, by=ministry.clerk, now=NOW)
    with pytest.raises(NotYours):
        actions.refund_sent(refund=refund, by=country.other.clerk, now=NOW)
    assert actions.refund_sent(refund=refund, by=ministry.leader, now=NOW).state == "sent"


# -- receipts ----------------------------------------------------------------------------------------------------------


def test_a_receipt_names_sum_words_payer_and_the_bank_s_own_numbers(paid):
    said = queries.receipt(paid)
    assert (said.amount_dong, said.amount_words) == (50_000, "Năm mươi nghìn đồng")
    assert (said.payer_names, said.transactions) == (("NGUYEN VAN AN",), ("T1", "T2"))
    assert receipts.figures(1_250_005) == "1.250.005 đồng"


def test_what_is_not_paid_or_went_back_has_no_receipt(bank, intent):
    with pytest.raises(rules.NotPaidYet):
        queries.receipt(intent)
    call(bank, told(intent.reference))
    actions.ask_refund(of=intent, reason=WHY, by=None, now=NOW)
    with pytest.raises(rules.NotPaidYet):
        actions.seal_receipt(intent=intent, by=None, now=NOW)


@pytest.fixture
def sealed(bank, country):
    """The receipt of a body that has a seal."""
    ministry = country.ministry.body
    actions.open_account(body=ministry, bank_bin=bank.bin, number="77", holder="X", on=NOW.date(), by=None, now=NOW)
    intent = actions.open_intent(
        subject=("onestop.dossier", ministry.pk), body=ministry, amount_dong=135_000, purpose="Lệ phí", by=None, now=NOW
    )
    call(bank, told(intent.reference, "135000", account="77", payer={}))
    file = actions.seal_receipt(intent=intent, by=None, now=at("09:10"))
    assert actions.seal_receipt(intent=intent, by=None, now=at("09:11")) == file
    return intent, file


@pytest.mark.foreign("pdfsig")
def test_the_receipt_is_under_the_body_s_seal_and_a_changed_one_is_not(sealed, tmp_path):
    import io

    from pypdf import PdfReader

    from lienthong.ground.files import store
    from lienthong.ground.signatures.tests.pdf_workshop import pdfsig

    intent, file = sealed
    with store.open(file.sha256) as stream:
        data = stream.read()
    assert "Signature is Valid" in pdfsig(data, tmp_path)
    text = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    for words in (
        "135.000 đồng",
        "Một trăm ba mươi lăm nghìn đồng",
        intent.reference,
        "BỘ TÀI CHÍNH",
        "Không có thông tin",
    ):
        assert words in text
    place = data.index(b"/Type /Page")
    changed = data[:place] + b"/Type /Pagf" + data[place + 11 :]
    assert "Signature is Valid" not in pdfsig(changed, tmp_path)

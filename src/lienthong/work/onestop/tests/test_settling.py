"""The fee of a dossier that nothing was done for goes back, the way it came, and the person reads where it stands."""

from datetime import date

import pytest

from conftest import at, submitted
from lienthong.ground.mandates.rules import NotInThisRole
from lienthong.ground.notices.models import Notice
from lienthong.kit import outbox
from lienthong.work.onestop import actions, events, fees, histories, jobs, paying, queries, rules, states, telling
from lienthong.work.onestop.fee_words import TO_THE_PAYER
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, Status
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Intent, Refund
from lienthong.work.payments.states import IntentState
from lienthong.work.payments.tests.bank import ACCOUNT, BIN, PAYER, PaperBank, call, told
from lienthong.work.services.models import Application

BEGUN = date(2026, 3, 2)
NOON, TOO_LATE = at("11:00"), at("11:11")


@pytest.fixture
def owed(hall):
    """Handed in, its fee asked for by transfer and not paid."""
    body = hall.office.body
    payments.open_account(
        body=body, bank_bin=BIN, number=ACCOUNT, holder="UBND", on=BEGUN, by=None, now=at("08:00", day=BEGUN)
    )
    return fresh(submitted(hall, paid=False))


def fresh(dossier) -> Dossier:
    return queries.whole().get(pk=dossier.pk)


def transferred(dossier, amount="135000", number="T1", payer=PAYER):
    """The bank tells of money for it; the shop hears from payments when it is the whole sum."""
    intent = paying.intent_of(dossier)
    call(PaperBank(), told(intent.reference, amount, number, account=ACCOUNT, payer=payer), message=number)
    intent.refresh_from_db()
    if intent.paid_at and dossier.is_open:
        actions.pay(dossier=dossier, reference=intent.reference, by=None, now=at("09:30"))
    return intent


def refused(hall, dossier):
    return actions.refuse(dossier=dossier, reason="other", **REASON, by=hall.receiver, now=NOON)


def settled(dossier, now=TOO_LATE):
    return fresh(actions.settle_fee(dossier=dossier, now=now))


def said(dossier) -> str:
    return " ".join(fees.told(fresh(dossier), queries.events_of(dossier)).said)


def kinds(dossier) -> list[str]:
    return [each.kind for each in dossier.events.in_order()]


def test_what_was_transferred_goes_back_only_once_the_refusal_cannot_be_taken_back(hall, owed):
    intent = transferred(owed)
    refused(hall, owed)
    assert "từ sau 11:10 16/11/2026" in said(owed)
    assert fees.fees_to_settle(now=at("11:10")) == []
    assert settled(owed, now=at("11:10")).last_seq == fresh(owed).last_seq
    assert Refund.objects.count() == 0
    assert [each.pk for each in fees.fees_to_settle(now=TOO_LATE)] == [owed.pk]
    for _twice in range(2):
        over = settled(owed)
    intent.refresh_from_db()
    assert (intent.state, Refund.objects.get().amount_dong) == (IntentState.REFUNDING, 135_000)
    assert kinds(over)[-2:] == [Kind.REFUSED, Kind.FEE_SETTLED]
    assert (over.fee_settles_at, over.cash_due_since, over.status) == (None, None, Status.NOT_RECEIVED)
    assert fees.fees_to_settle(now=TOO_LATE) == []
    assert queries.verify_chain(over) is None
    assert queries.ended_because(over, queries.events_of(over))["words"] == REASON["words"]
    with pytest.raises(rules.TooLateToUndo):
        actions.undo(dossier=over, by=hall.receiver, now=TOO_LATE)


def test_a_refusal_that_is_taken_back_gives_nothing_back(hall, owed):
    transferred(owed)
    refused(hall, owed)
    again = actions.undo(dossier=owed, by=hall.receiver, now=at("11:05"))
    assert (again.fee_settles_at, again.paid_at is not None) == (None, True)
    assert settled(owed).status == Status.SUBMITTED
    assert Refund.objects.count() == 0


def test_every_step_of_the_way_back_is_said_and_the_end_stands_in_the_history(hall, owed, monkeypatch):
    transferred(owed)
    refused(hall, owed)
    settled(owed)
    assert "Hoàn lại 135.000 đ vào tài khoản đã chuyển." in said(owed)
    assert "chờ gửi ngân hàng" in said(owed)
    refund = Refund.objects.get()
    payments.refund_sent(refund=refund, by=None, now=at("11:20"))
    assert "đã gửi ngân hàng lúc 11:20" in said(owed)
    payments.refund_failed(refund=refund, failure="Tài khoản đã đóng", by=None, now=at("11:30"))
    assert "chưa chuyển trả được 135.000 đ" in said(owed)
    (again,) = payments.ask_refund(of=refund.credit, reason="Chuyển lại lần nữa", by=None, now=at("11:40"))
    assert "chưa chuyển trả được" not in said(owed)
    payments.refund_done(refund=again, transaction="D7", by=None, now=at("11:50"))
    for _twice in range(2):
        telling.refunded(outbox.Event("payments.refund.done", again.pk, at("11:50")))
    assert kinds(fresh(owed))[-2:] == [Kind.FEE_SETTLED, Kind.FEE_RETURNED]
    assert "đã chuyển trả 135.000 đ lúc 11:50 16/11/2026, mã giao dịch D7" in said(owed)
    history = histories.inside(fresh(owed), queries.events_of(owed))
    assert [each.about for each in history[-2:]] == ["trả lại 135.000 đ vào tài khoản đã chuyển"] * 2
    assert fees.told(fresh(owed), []).has_receipt is False


def test_without_the_payers_account_a_person_carries_it_back_and_the_payer_knows_whom_to_ask(hall, owed):
    transferred(owed, payer={"name": "", "bank": "", "account": ""})
    refused(hall, owed)
    settled(owed)
    words = said(owed)
    assert "Ngân hàng không cho biết tài khoản của bạn" in words
    assert Refund.objects.get().reference in words


def test_what_was_paid_in_part_goes_back_and_no_more_is_asked_for(hall, owed):
    intent = transferred(owed, "35000")
    refused(hall, owed)
    over = settled(owed)
    intent.refresh_from_db()
    assert (intent.state, Refund.objects.get().amount_dong) == (IntentState.CANCELLED, 35_000)
    assert over.events.in_order().last().details == {"transfer": 35_000, "cash": 0}


def test_what_was_paid_too_much_goes_back_whole(hall, owed):
    transferred(owed, "150000", payer={"name": "", "bank": "", "account": ""})
    assert "phần thừa chờ Ủy ban nhân dân tỉnh Nghệ An hoàn lại" in said(owed)
    assert fees.told(fresh(owed), []).has_receipt
    refused(hall, owed)
    over = settled(owed)
    assert over.events.in_order().last().details["transfer"] == 135_000
    assert Refund.objects.get().amount_dong == 150_000


def test_what_was_never_paid_is_asked_for_no_longer_and_nobody_is_told(hall, owed):
    assert "Cần nộp 135.000 đ, chưa nộp." in said(owed)
    refused(hall, owed)
    over = settled(owed)
    assert paying.intent_of(owed).state == IntentState.CANCELLED
    last = over.events.in_order().last()
    assert last.details == {"transfer": 0, "cash": 0}
    assert "không phải nộp nữa" in said(owed)
    assert histories.inside(over, queries.events_of(over))[-1].about == "không phải nộp nữa"
    Notice.objects.all().delete()
    telling.tell_applicant(events.happened(Kind.FEE_SETTLED, last.pk, at=TOO_LATE))
    assert not Notice.objects.exists()


def test_cash_is_fetched_at_the_counter_and_the_name_and_slip_are_kept(hall, owed):
    actions.take_cash(dossier=owed, slip="BL 12", by=hall.receiver, now=at("09:40"))
    assert paying.intent_of(owed).state == IntentState.CANCELLED, "who pays by transfer as well gets that back"
    refused(hall, owed)
    over = settled(owed)
    assert (over.cash_due_since, list(Dossier.objects.owed_in_cash(over.body))) == (TOO_LATE, [over])
    (waits,) = fees.cash_owed([over])
    assert (waits.amount_dong, waits.slip) == (135_000, "BL 12")
    assert "biên lai số BL 12" in said(owed)
    give = {"dossier": over, "slip": "PC 3", "to": "Nguyễn Thị Minh Anh", "by": hall.receiver, "now": at("14:00")}
    with pytest.raises(rules.SlipMissing):
        actions.return_cash(**give | {"slip": "không"})
    with pytest.raises(rules.RecipientMissing):
        actions.return_cash(**give | {"to": " 12 "})
    with pytest.raises(NotInThisRole):
        actions.return_cash(**give | {"by": hall.officer})
    back = actions.return_cash(**give)
    assert (back.cash_due_since, back.events.in_order().last().by_id) == (None, hall.receiver.pk)
    assert "Đã trả 135.000 đ tiền mặt cho Nguyễn Thị Minh Anh lúc 14:00" in said(owed)
    assert "Nhận lại" not in said(owed)
    with pytest.raises(rules.NothingToHandBack):
        actions.return_cash(**give)


def test_who_handles_the_money_of_the_body_may_hand_cash_back_too(hall, waiting):
    gone = actions.withdraw(dossier=waiting, words="", by=hall.citizen, now=NOON)
    assert rules.may_hand_back(hall.leader, gone, now=NOON)
    assert not rules.may_hand_back(hall.officer, gone, now=NOON)
    assert not rules.may_hand_back(hall.leader, submitted(hall), now=NOON)
    actions.return_cash(dossier=gone, slip="7", to="Minh Anh", by=hall.leader, now=NOON)


def test_withdrawn_while_a_supplement_was_asked_for_before_reception_the_fee_goes_back(hall, owed):
    transferred(owed)
    mark = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
    actions.ask_supplement(dossier=owed, items=[mark], **REASON, by=hall.receiver, now=at("10:00"))
    gone = actions.withdraw(dossier=owed, words="", by=hall.citizen, now=NOON)
    assert kinds(gone)[-2:] == [Kind.WITHDRAWN, Kind.FEE_SETTLED]


def test_after_reception_the_fee_stays_and_the_page_says_so(hall, in_hand):
    assert fees.of_a_withdrawal(in_hand) == str(TO_THE_PAYER.stays)
    assert str(TO_THE_PAYER.stays) in said(in_hand)
    stopped = actions.stop(dossier=in_hand, reason="duplicate", **REASON, by=hall.chief, now=NOON)
    assert stopped.fee_settles_at is None
    assert str(TO_THE_PAYER.stays) in said(stopped)
    with pytest.raises(states.DossierMovedOn):
        actions.receive(dossier=stopped, by=hall.receiver, now=NOON)


def test_before_anything_happened_the_pages_say_when_it_would_go_back(waiting):
    assert str(TO_THE_PAYER.goes_back) in said(waiting)
    assert "Đã nộp 135.000 đ lúc 09:00 16/11/2026, số LTTEST." in said(waiting)
    assert "135.000 đ" in fees.of_a_refusal(waiting)
    assert "135.000 đ" in fees.of_a_withdrawal(waiting)
    waiting.paid_at = None
    assert (fees.of_a_refusal(waiting), fees.of_a_withdrawal(waiting)) == ("", "")
    waiting.fee = 0
    assert fees.told(waiting, []) is None
    assert (fees.of_a_refusal(waiting), fees.of_a_withdrawal(waiting)) == ("", "")


def test_of_an_unpaid_dossier_that_was_withdrawn_nothing_is_said_of_money_any_more(hall, owed):
    gone = actions.withdraw(dossier=owed, words="", by=hall.citizen, now=NOON)
    assert said(gone) == ""


def test_the_applicant_is_told_how_much_goes_back(hall, owed):
    transferred(owed)
    refused(hall, owed)
    last = settled(owed).events.in_order().last()
    Notice.objects.all().delete()
    telling.tell_applicant(events.happened(Kind.FEE_SETTLED, last.pk, at=TOO_LATE))
    notice = Notice.objects.get()
    assert (notice.kind, notice.facts["amount"]) == ("onestop.dossier.fee_settled", "135.000 đ")


def test_who_has_no_account_is_texted_how_much(hall, owed, monkeypatch):
    transferred(owed)
    Application.objects.filter(pk=owed.application_id).update(
        applicant=None, entered_by=hall.receiver, phone="0912345678"
    )
    refused(hall, owed)
    last = settled(owed).events.in_order().last()
    sent = []
    monkeypatch.setattr(telling.notices, "text", lambda **facts: sent.append(facts["facts"]))
    telling.tell_applicant(events.happened(Kind.FEE_SETTLED, last.pk, at=TOO_LATE))
    assert sent == [{"code": owed.code, "what": "hoàn lại 135.000 đ"}]


def test_money_that_goes_back_to_somebody_else_writes_nothing(hall, owed):
    transferred(owed, "150000")
    (more,) = Refund.objects.all()
    before = fresh(owed).last_seq
    telling.refunded(outbox.Event("payments.refund.done", more.pk, NOON))
    Intent.objects.update(subject_kind="somebody.else")
    telling.refunded(outbox.Event("payments.refund.done", more.pk, NOON))
    Refund.objects.update(intent=None)
    telling.refunded(outbox.Event("payments.refund.done", more.pk, NOON))
    assert fresh(owed).last_seq == before


def test_the_jobs_settle_each_alone(hall, owed, monkeypatch):
    refused(hall, owed)
    put = []
    monkeypatch.setattr(jobs, "defer", lambda name, **values: put.append((name, values)))
    monkeypatch.setattr(jobs.clock, "now", lambda: TOO_LATE)
    jobs.settle_fees()
    assert put == [("onestop.fee.settle", {"dossier_id": str(owed.pk)})]
    jobs.settle_fee(str(owed.pk))
    assert fresh(owed).fee_settles_at is None


def test_a_dossier_of_another_body_is_not_this_bodys_to_pay_back(hall, other, waiting):
    assert queries.of_body(hall.office.body, waiting.pk) == waiting
    with pytest.raises(queries.NotAmongYours):
        queries.of_body(other.body, waiting.pk)

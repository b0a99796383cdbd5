"""Paying the fee and what becomes of it, as the citizen reads it: what is left, the picture, the receipt, the way back."""

import io
from datetime import date

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from conftest import at, submitted
from lienthong.kit import clock
from lienthong.work.onestop import actions, paying
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.payments import actions as payments
from lienthong.work.payments import vietqr
from lienthong.work.payments.tests.bank import ACCOUNT, PaperBank, call, told

BEGUN = date(2026, 3, 2)
VIETCOMBANK = "970436"


@pytest.fixture
def owed(shop, monkeypatch):
    """Handed in; the fee is asked for on an account at Vietcombank."""
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    payments.open_account(
        body=shop.office.body, bank_bin=VIETCOMBANK, number=ACCOUNT, holder="UBND TINH NGHE AN", on=BEGUN, by=None,
        now=at("08:00", day=BEGUN),
    )  # fmt: skip
    return submitted(shop, paid=False)


def transferred(dossier, amount):
    intent = paying.intent_of(dossier)
    bank = PaperBank()
    bank.bin = VIETCOMBANK
    call(bank, told(intent.reference, amount, amount), message=amount)
    intent.refresh_from_db()
    if intent.paid_at:
        actions.pay(dossier=dossier, reference=intent.reference, by=None, now=at("09:30"))
    return intent


def shown(citizen, name, dossier) -> str:
    answer = citizen.get(reverse(f"portal:{name}", args=[dossier.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_names_bank_and_holder_and_says_when_the_fee_goes_back(citizen, owed):
    page = shown(citizen, "pay", owed)
    words = vietqr.words_of(paying.intent_of(owed).reference, owed.code)
    for said in ("Vietcombank", "UBND TINH NGHE AN", ACCOUNT, words, "Nộp 135.000", "Khi nào được hoàn lại?"):
        assert said in page
    assert f'data-copy="{135_000}"' in page
    assert reverse("portal:pay-picture", args=[owed.pk]) in page


def test_after_a_part_the_heading_says_what_is_left_and_what_has_come(citizen, owed):
    transferred(owed, "35000")
    page = shown(citizen, "pay", owed)
    assert "Còn phải nộp 100.000" in page
    assert "Đã nhận 35.000\u00a0đ trong 135.000\u00a0đ." in page
    assert f'data-copy="{100_000}"' in page


def test_the_picture_is_saved_and_reads_as_the_page_says(citizen, owed):
    answer = citizen.get(reverse("portal:pay-picture", args=[owed.pk]))
    assert answer["Content-Disposition"].startswith("attachment; ")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert vietqr.decode(found.text).amount_dong == 135_000


def test_there_is_no_picture_where_nothing_is_to_be_paid(citizen, shop, owed):
    for dossier in (submitted(shop), owed):
        if dossier == owed:
            actions.withdraw(dossier=owed, words="", by=shop.citizen, now=at("09:40"))
        answer = citizen.get(reverse("portal:pay-picture", args=[dossier.pk]))
        assert answer.status_code == 404
    assert citizen.get(reverse("portal:pay", args=[owed.pk])).url == reverse("portal:dossier", args=[owed.pk])


def test_who_paid_gets_the_receipt_from_the_status_page(citizen, shop, owed):
    link = reverse("portal:payment-receipt", args=[owed.pk])
    assert link not in shown(citizen, "dossier", owed)
    assert citizen.get(link).status_code == 409
    transferred(owed, "135000")
    assert link in shown(citizen, "dossier", owed)
    answer = citizen.get(link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    first = paying.intent_of(owed).receipt_file
    citizen.get(link)
    assert paying.intent_of(owed).receipt_file == first


def test_cash_has_its_paper_slip_and_no_receipt_of_a_transfer(citizen, shop):
    dossier = submitted(shop)
    page = shown(citizen, "dossier", dossier)
    assert "Biên lai nộp tiền" not in page
    assert "số LTTEST" in page
    assert citizen.get(reverse("portal:payment-receipt", args=[dossier.pk])).status_code == 409


def test_a_refusal_at_reception_reads_when_the_fee_goes_back_and_then_that_it_does(citizen, shop, owed):
    transferred(owed, "135000")
    actions.refuse(dossier=owed, reason="other", **REASON, by=shop.receiver, now=at("11:00"))
    assert "khoản đã nộp được hoàn lại từ sau 11:10" in shown(citizen, "dossier", owed)
    actions.settle_fee(dossier=owed, now=at("11:12"))
    page = shown(citizen, "dossier", owed)
    assert "Hoàn lại 135.000 đ vào tài khoản đã chuyển." in page
    assert "chờ gửi ngân hàng" in page
    assert REASON["words"] in page


def test_before_withdrawing_one_reads_what_becomes_of_the_fee(citizen, shop):
    dossier = submitted(shop)
    assert "135.000 đ đã nộp được hoàn lại toàn bộ" in shown(citizen, "withdraw", dossier)
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    assert "cơ quan giữ khoản đã nộp" in shown(citizen, "withdraw", dossier)


def test_nobody_else_sees_picture_or_receipt(visitor, owed):
    visitor.get("/")
    for name in ("pay-picture", "payment-receipt"):
        assert visitor.get(reverse(f"portal:{name}", args=[owed.pk])).status_code == 302


def test_before_reception_the_confirmation_of_submission_can_be_printed_and_afterwards_the_receipt_is(
    citizen, shop, owed
):
    link = reverse("portal:form", args=[owed.pk, "XN"])
    assert link in shown(citizen, "pay", owed)
    assert "In xác nhận đã nộp" in shown(citizen, "dossier", owed)
    answer = citizen.get(link)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    transferred(owed, "135000")
    actions.receive(dossier=owed, by=shop.receiver, now=at("10:00"))
    page = shown(citizen, "dossier", owed)
    assert "In xác nhận đã nộp" not in page
    assert "In giấy tiếp nhận" in page

"""Public services in a real browser on a phone, with JavaScript and without: from the search box to the signed result."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from lienthong.ground.files import store
from lienthong.ground.signatures.tests.pdf_workshop import pdfsig
from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.onestop import actions, timing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Status
from lienthong.work.payments.adapters import signing
from lienthong.work.payments.models import Intent
from lienthong.work.payments.tests.bank import BIN, KEY, told
from lienthong.work.services.models import Application

from . import a_shop_at_work as shops
from .test_every_page_looks import signed_in

pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.django_db(transaction=True),
]
MOST_TYPED = 12
SCRIPT = pytest.mark.parametrize("script", [False, True], ids=["without-javascript", "with-javascript"])


@pytest.fixture
def country(country_after, settings):
    """A province whose one-stop shop takes two procedures; nobody has applied yet."""
    settings.ROOT_URLCONF = "lienthong.config.urls"
    facts = {"adapter": "mock_bank", "bin": BIN, "url": "http://127.0.0.1:9", "call_keys": [KEY], "token": "t"}
    settings.PAYMENT_BANKS = {"mock": facts}
    return country_after(shops.opened)


class Hand:
    """A person with a phone: what they press and what they type is counted, and every page must fit."""

    def __init__(self, page):
        self.page, self.pressed, self.typed = page, 0, 0

    def press(self, what, **more) -> None:
        (self.page.get_by_role(what, **more) if isinstance(what, str) else what).first.click()
        self.pressed += 1
        self.page.wait_for_load_state()
        fits(self.page)

    def write(self, field: str, words: str) -> None:
        self.page.locator(f"[name='{field}']").fill(words)
        self.typed += 1

    def choose(self, field: str, value: str) -> None:
        self.page.locator(f"input[name='{field}'][value='{value}']").check()
        self.pressed += 1

    def send(self) -> None:
        """The button of the form that fills the page."""
        self.press(self.page.locator("main form.form button:not([name])"))

    def answer(self, answers: dict[str, str]) -> None:
        """Go through the pages of questions as they come, answering what each asks; what is filled in already stays."""
        while "/questions/" in self.page.url:
            fields = self.page.locator("main form.form [name]:not([type=hidden]):not(button)")
            for name in dict.fromkeys(fields.evaluate_all("all => all.map(one => one.name)")):
                if name not in answers:
                    assert self.page.locator(f"[name='{name}']").input_value(), name
                    continue
                kind = self.page.locator(f"[name='{name}']").first.get_attribute("type")
                (self.choose if kind in {"radio", "checkbox"} else self.write)(name, answers[name])
            before = self.page.url
            self.send()
            assert self.page.url != before, self.page.locator("main").inner_text()

    @property
    def reads(self) -> str:
        return self.page.locator("main").inner_text()


def applied(hand: Hand, words: str, name: str, citizen: str, answers: dict[str, str]) -> Application:
    """From the front page to the check before handing in."""
    hand.page.goto("/")
    hand.write("q", words)
    hand.press(hand.page.locator("main form[role=search] button, main form.search button"))
    hand.press("link", name=name)
    hand.press(hand.page.locator("a[href$='/begin/']"))
    hand.press(hand.page.get_by_role("button", name=citizen))
    hand.send()
    hand.answer(answers)
    return Application.objects.get()


def handed_in(hand: Hand) -> Dossier:
    hand.page.locator("#sure").check()
    hand.pressed += 1
    hand.send()
    return Dossier.objects.get()


def the_bank_tells(dossier: Dossier) -> None:
    """The money has come: a signed call of the bank, from nobody's browser."""
    intent = Intent.objects.get(subject_id=dossier.pk)
    raw = json.dumps(told(intent.reference, str(dossier.fee), booked_at=local(clock.now()).isoformat())).encode()
    headers = signing.sign(key=KEY, message_id="m1", raw=raw, at=clock.now())
    answer = Client().post("/api/v1/payments/calls/mock", raw, content_type="application/json", headers=headers)
    assert answer.json()["outcome"] == "credited"


def at_the_desk(page, country, who: str, dossier: Dossier, button: str) -> Hand:
    """This official opens the dossier and presses a button of its head."""
    signed_in(page, country, who)
    page.goto(f"/desk/dossiers/{dossier.pk}/")
    hand = Hand(page)
    hand.press(
        page.locator("main")
        .get_by_role("button", name=button)
        .or_(page.locator("main").get_by_role("link", name=button))
    )
    return hand


@pytest.mark.foreign("pdfsig")
@SCRIPT
def test_a_licence_is_exchanged_on_a_phone(country, page_at, run_jobs, tmp_path, script):
    page = page_at(360, java_script_enabled=script)
    hand = Hand(page)
    answers = {"reason": "ending", "delivery": "post", "post_phone": "0912 345 678"}
    draft = applied(hand, "doi bang lai xe", "Đổi giấy phép lái xe", "Nguyễn Thị Minh Anh", answers)
    assert {name for name, fact in draft.facts.items() if fact["register"]} >= {"full_name", "valid_until"}
    assert "Cơ sở dữ liệu" in hand.reads
    dossier = handed_in(hand)
    look(page, f"licence-pay-{script}")
    assert page.locator("svg").count()
    assert (hand.typed, hand.pressed) == (2, 12)
    assert hand.typed <= MOST_TYPED
    page.close()
    the_bank_tells(dossier)
    run_jobs()
    dossier.refresh_from_db()
    assert dossier.paid_at is not None
    office = page_at(360, java_script_enabled=script)
    at_the_desk(office, country, "receiver of dossiers", dossier, "Tiếp nhận")
    at_the_desk(office, country, "officer", dossier, "Nhận bàn giao")
    at_the_desk(office, country, "officer", dossier, "Trình kết quả").send()
    at_the_desk(office, country, "chief", dossier, "Ký kết quả").send()
    dossier.refresh_from_db()
    assert dossier.status == Status.DONE
    again = page_at(360, java_script_enabled=script)
    hand = Hand(again)
    again.goto("/mine/")
    hand.press(again.get_by_role("button", name="Nguyễn Thị Minh Anh"))
    hand.press("link", name="Đổi giấy phép lái xe")
    link = again.get_by_role("link", name="Tải về")
    answer = again.context.request.get(link.get_attribute("href"))
    assert pdfsig(answer.body(), tmp_path).count("Signature is Valid") == 2
    dossier.refresh_from_db()
    assert dossier.status == Status.DONE, "the paper that was asked for is still to be posted"
    at_the_desk(office, country, "receiver of dossiers", dossier, "Trả kết quả").send()
    dossier.refresh_from_db()
    assert dossier.status == Status.RETURNED
    again.goto(f"/dossiers/{dossier.pk}/")
    assert "Gửi bưu chính ngày" in again.locator("main").inner_text()


@pytest.fixture
def submitted(country) -> Dossier:
    """A dossier at the desk, and its fee is paid."""
    return _submitted_days_ago(0)


def _submitted_days_ago(days: int) -> Dossier:
    sent = clock.now() - timedelta(days=days)
    shop = shops.found_again()
    with transaction.atomic():
        dossier = shops.handed_in(shop, sent)
        return actions.pay(dossier=dossier, reference="LTSTORY", by=None, now=sent)


def judged(page, script: bool) -> None:
    """What is shown after something was forgotten is as accessible as the page before."""
    assert page.locator(".error-summary").is_visible()
    if script:
        axe(page)


def citizens_page(page, country, dossier: Dossier, more: str = "") -> str:
    signed_in(page, country, "citizen")
    page.goto(f"/dossiers/{dossier.pk}/{more}")
    fits(page)
    return page.locator("main").inner_text()


@SCRIPT
def test_a_dossier_is_returned_for_a_supplement_and_comes_back(country, submitted, page_at, script):
    page = page_at(360, java_script_enabled=script)
    hand = at_the_desk(page, country, "receiver of dossiers", submitted, "Yêu cầu bổ sung")
    hand.send()
    judged(page, script)
    for mark in shops.MARKS:
        hand.write(f"{mark['kind']}:{mark['name']}", mark["words"])
    hand.write("words", shops.BLURRED)
    hand.write("law", shops.LAW)
    hand.send()
    assert "Cơ quan cần bạn bổ sung" in citizens_page(page, country, submitted)
    hand.press("link", name="Bổ sung ngay")
    assert all(mark["words"] in hand.reads for mark in shops.MARKS)
    hand.send()
    assert "Chọn một tệp." in hand.reads
    if script:
        axe(page)
    file = {"name": "kham.png", "mimeType": "image/png", "buffer": shops.picture("grey")}
    page.set_input_files("#file-giay_kham_suc_khoe", file)
    hand.choose("reason", "damaged")
    hand.send()
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED
    assert submitted.application.given["reason"] == "damaged"
    page.complaints[:] = [said for said in page.complaints if "status of 422" not in said]


@SCRIPT
def test_a_refusal_needs_words_of_ones_own_and_reads_as_they_were_written(country, submitted, page_at, script):
    page = page_at(360, java_script_enabled=script)
    hand = at_the_desk(page, country, "receiver of dossiers", submitted, "Từ chối tiếp nhận")
    hand.choose("reason", "not_competent")
    hand.write("words", "Hồ sơ không đủ điều kiện theo quy định.")
    hand.write("law", shops.LAW)
    hand.send()
    judged(page, script)
    hand.write("words", shops.MOVED)
    hand.send()
    assert page.get_by_role("button", name="Rút lại việc vừa làm").is_visible()
    said = citizens_page(page, country, submitted)
    assert shops.MOVED in said
    assert shops.LAW in said
    page.complaints[:] = [said for said in page.complaints if "status of 422" not in said]


@SCRIPT
def test_a_late_dossier_is_apologised_for_and_both_dates_stay_to_be_seen(country, page_at, script):
    dossier = _submitted_days_ago(12)
    shop, sent = shops.found_again(), dossier.submitted_at
    with transaction.atomic():
        actions.receive(dossier=dossier, by=shop.receiver, now=sent)
        actions.acknowledge(dossier=dossier, by=shop.officer, now=sent)
        actions.alarm(dossier=dossier, about=Alarm.OVERDUE, now=clock.now())
    page = page_at(360, java_script_enabled=script)
    assert "Đã quá ngày hẹn trả." in citizens_page(page, country, dossier)
    hand = at_the_desk(page, country, "leader of the shop", dossier, "Xin lỗi, hẹn lại")
    hand.send()
    judged(page, script)
    calendar = timing.calendar_of(dossier, clock.now())
    day = calendar.add_working_days(local(clock.now()).date(), 3)
    hand.write("reason", "Máy in thẻ của phòng bị hỏng hai ngày, đã thay máy khác.")
    hand.write("due_on", f"{day:%d/%m/%Y}")
    hand.send()
    dossier.refresh_from_db()
    said = citizens_page(page, country, dossier)
    assert f"{day:%d/%m/%Y}" in said
    assert f"ngày hẹn lúc đầu: {local(dossier.promised_at):%d/%m/%Y}" in said
    assert "Máy in thẻ của phòng bị hỏng hai ngày" in said
    page.complaints[:] = [said for said in page.complaints if "status of 422" not in said]


def test_a_birth_is_registered_up_to_the_decision(country, page_at, tmp_path):
    page = page_at(360, java_script_enabled=False)
    hand = Hand(page)
    born = local(clock.now()) - timedelta(days=21)
    answers = {
        "relation": "parent", "situation": "ordinary", "registered_before": "no", "notified": "yes",
        "born_on": f"{born:%d/%m/%Y}", "marriage": "married", "marriage_found": "yes",
        "exempt": "-", "with_residence": "no", "with_insurance": "no", "vietnamese": "yes",
        "child_name": "Phạm Gia Huy", "child_sex": "male", "birth_place": "Bệnh viện Phụ sản, Tỉnh Nghệ An",
        "native_place": "Xã Yên Thành, Tỉnh Nghệ An", "child_ethnicity": "Kinh", "parent_ethnicity": "Kinh",
        "spouse_name": "Phạm Văn Long", "spouse_born_on": "04/03/1990", "spouse_ethnicity": "Kinh",
        "spouse_residence": "Xã Yên Thành, Tỉnh Nghệ An",
    }  # fmt: skip
    applied(hand, "lam giay khai sinh cho con", "Đăng ký khai sinh", "Phạm Thu Hà", answers)
    dossier = handed_in(hand)
    assert hand.typed <= MOST_TYPED
    assert dossier.fee == 0
    assert dossier.code in hand.reads
    office = page_at(360, java_script_enabled=False)
    at_the_desk(office, country, "receiver of dossiers", dossier, "Tiếp nhận")
    at_the_desk(office, country, "officer", dossier, "Nhận bàn giao")
    hand = at_the_desk(office, country, "chief", dossier, "Ký kết quả")
    assert office.locator("[name='data-giay_khai_sinh-registered_name']").input_value() == "Phạm Gia Huy"
    hand.write("data-giay_khai_sinh-personal_number", "040226000017")
    hand.write("data-giay_khai_sinh-registered_on", f"{local(clock.now()):%d/%m/%Y}")
    hand.send()
    dossier.refresh_from_db()
    assert (dossier.status, dossier.result.outcome) == (Status.DONE, "giay_khai_sinh")
    with store.open(dossier.result.file.sha256) as file:
        assert pdfsig(file.read(), tmp_path).count("Signature is Valid") == 2

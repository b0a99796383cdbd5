"""Money nobody is due at the desk: who sees it, matching it, giving it back, and saying what became of a refund."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from conftest import at, submitted
from lienthong.doors.desk import waiting
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.ground.identity import step_up
from lienthong.kit import clock
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.tests.made import REASON, REFUSAL
from lienthong.work.payments import actions
from lienthong.work.payments.models import Credit, Intent, Refund
from lienthong.work.payments.tests.bank import BIN, PaperBank, call, told

NOW = at("10:00")
WHY = "Không rõ người nộp trả cho việc gì."
UNKNOWN = "Không rõ trả cho khoản nào"


def account_of(office, number):
    return actions.open_account(
        body=office.body, bank_bin=BIN, number=number, holder="X", on=at("07:00").date(), by=None, now=at("07:00")
    )


@pytest.fixture
def bank(country, monkeypatch):
    """The bank of the province and of the other ministry."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    account_of(country.province, "1010001")
    account_of(country.other, "2020002")
    return PaperBank()


@pytest.fixture
def came(bank):
    """Money that has come."""

    def come(words="nop le phi", amount="50000", transaction="T1", **more) -> Credit:
        call(bank, told(words, amount, transaction, **more), message=transaction)
        return Credit.objects.get(transaction=transaction)

    return come


@pytest.fixture
def asked(country, bank):
    """What the province asks for."""

    def ask(amount=50_000, key="", office=country.province) -> Intent:
        return actions.open_intent(
            subject=("onestop.dossier", office.body.pk), body=office.body, amount_dong=amount, purpose="H41-0001",
            by=None, now=at("08:00"), key=key,
        )  # fmt: skip

    return ask


@pytest.fixture
def clerk(country, bank):
    return desk(country.province.clerk)


def of(credit):
    return reverse("desk:payment", args=[credit.pk])


def said_of(refund, state):
    return reverse(f"desk:payment-refund-{state}", args=[refund.pk])


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


# -- the list ----------------------------------------------------------------------------------------------------------


def test_each_list_says_that_it_is_empty(clerk):
    assert "Không có khoản tiền nào chờ quyết định" in clerk.get("/desk/payments/").text
    assert "Không có lệnh hoàn nào đang chạy" in clerk.get("/desk/payments/?tab=returning").text
    assert "Chưa hoàn khoản nào" in clerk.get("/desk/payments/?tab=settled").text


def test_the_list_says_how_much_from_whom_with_which_words_and_what_is_best_done(clerk, came):
    credit = came("nop le phi xe")
    page = clerk.get("/desk/payments/").text
    for words in (of(credit), "50.000", "NGUYEN VAN AN", "nop le phi xe", UNKNOWN, "nếu không, hoàn lại", "08:59"):
        assert words in page, words
    assert "16/11/2026" in page


def test_refunds_under_way_and_settled_stand_in_lists_of_their_own(clerk, came):
    credit = came(payer={})
    (refund,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    assert of(credit) not in clerk.get("/desk/payments/").text
    under_way = clerk.get("/desk/payments/?tab=returning").text
    for words in (of(credit), refund.reference, WHY, "Chờ chuyển trả", "phải chuyển bằng tay"):
        assert words in under_way, words
    actions.refund_failed(refund=refund, failure="Tài khoản đã đóng", by=None, now=NOW)
    assert "Tài khoản đã đóng" in clerk.get("/desk/payments/?tab=settled").text
    assert of(credit) in clerk.get("/desk/payments/").text
    assert refund.reference not in clerk.get("/desk/payments/?tab=returning").text


def test_a_sum_sent_after_its_refund_says_since_when(clerk, came):
    (refund,) = actions.ask_refund(of=came(), reason=WHY, by=None, now=at("09:10"))
    actions.refund_sent(refund=refund, by=None, now=at("09:20"))
    page = clerk.get("/desk/payments/?tab=returning").text
    assert "Đã gửi lệnh chuyển trả" in page
    assert "09:20" in page
    assert "phải chuyển bằng tay" not in page


def test_the_list_is_cut_into_pages(clerk, came, monkeypatch):
    from lienthong.doors.desk.payments import sums

    monkeypatch.setattr(sums, "_SIZE", 1)
    first, second = came(), came(transaction="T2", booked_at="2026-11-16T09:30:00+07:00")
    answer = clerk.get("/desk/payments/")
    assert of(first) in answer.text
    assert of(second) not in answer.text
    older = answer.context["page"].older
    assert of(second) in clerk.get(f"/desk/payments/?after={older}").text
    assert clerk.get("/desk/payments/?after=x").status_code == 422


@pytest.mark.parametrize("tab", ["", "returning", "settled"])
def test_a_list_of_three_costs_as_many_queries_as_of_one(clerk, came, tab):
    def more(number):
        credit = came(transaction=number)
        if tab:
            (refund,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
            if tab == "settled":
                actions.refund_done(refund=refund, transaction=f"D{number}", by=None, now=NOW)

    def cost() -> int:
        address = f"/desk/payments/?tab={tab}"
        clerk.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert clerk.get(address).status_code == 200
        return len(seen)

    more("T1")
    one = cost()
    more("T2")
    more("T3")
    assert cost() == one


# -- who -----------------------------------------------------------------------------------------------------------------


def test_only_leader_and_clerk_of_the_body_whose_account_it_is_act_and_an_auditor_sees(country, came):
    here = country.province
    credit = came(payer={})
    (refund,) = actions.ask_refund(of=came(transaction="T2", payer={}), reason=WHY, by=None, now=NOW)
    seeing = {here.auditor}
    denied = {here.auditor: 403, here.specialist: 403, here.head_of_unit: 403, country.other.clerk: 404}
    posts = [
        f"{of(credit)}match/",
        f"{of(credit)}give-back/",
        *(said_of(refund, to) for to in ("sent", "failed", "done")),
    ]
    given = {"code": "LTABCDEFGHJK", "reason": WHY, "failure": WHY, "transaction": "D1"}
    for mandate, status in denied.items():
        browser = desk(mandate)
        opens = status == 404 or mandate in seeing
        assert browser.get("/desk/payments/").status_code == (200 if opens else 403), mandate
        assert browser.get(of(credit)).status_code == (200 if mandate in seeing else status), mandate
        for address in posts:
            assert browser.post(address, given).status_code == status, (mandate, address)
    assert of(credit) not in desk(country.other.clerk).get("/desk/payments/").text
    assert (fresh(credit).refunded_dong, fresh(refund).state, Refund.objects.count()) == (0, "asked", 1)
    for mandate in (here.leader, here.clerk):
        assert desk(mandate).get(of(credit)).status_code == 200
    assert desk(here.clerk).get(posts[0]).status_code == 405


def test_the_entry_stands_only_before_who_may_in_a_body_that_takes_money(country, came):
    came()
    entry = 'href="/desk/payments/"'
    here = country.province
    shown = {here.leader: True, here.clerk: True, here.auditor: True, country.ministry.clerk: False}
    shown |= {here.specialist: False, here.one_stop: False}
    for mandate, is_shown in shown.items():
        assert (entry in desk(mandate).get("/desk/notices/").text) is is_shown, mandate
    page = desk(country.ministry.clerk).get("/desk/payments/").text
    assert "Cơ quan chưa có tài khoản nhận tiền" in page


# -- one sum -----------------------------------------------------------------------------------------------------------


def test_a_sum_is_matched_by_the_reference_however_it_is_typed_and_only_once(clerk, came, asked):
    credit, intent, other = came(), asked(), asked(key="b")
    typed = f"{intent.reference[:4]} {intent.reference[4:].lower()}"
    found = clerk.get(of(credit), {"code": typed}).text
    assert intent.reference in found
    assert "Ghép với khoản này" in found
    assert fresh(credit).applied_dong == 0, "looking changes nothing"
    done = clerk.post(f"{of(credit)}match/", {"code": intent.reference}, follow=True)
    assert "Đã ghép" in done.text
    assert (fresh(credit).applied_dong, fresh(intent).state) == (50_000, "paid")
    assert "Người Thử clerk" in done.text.split("Diễn biến")[1]
    again = clerk.post(f"{of(credit)}match/", {"code": other.reference})
    assert again.status_code == 409
    assert "Tiền này không tính cho khoản đó được" in again.text
    assert fresh(other).state == "open"


def test_a_sum_is_found_by_the_code_of_the_dossier_of_this_body(shop, bank, came):
    dossier = submitted(shop, paid=False)
    Dossier.objects.filter(pk=dossier.pk).update(legacy_code="H41-CU-1")
    intent = Intent.objects.get(subject_id=dossier.pk)
    credit, browser = came(amount=str(intent.amount_dong)), desk(shop.leader)
    for typed in (dossier.code, f" {dossier.code.lower()} ", "h41-cu-1"):
        assert "Ghép với khoản này" in browser.get(of(credit), {"code": typed}).text, typed
    browser.post(f"{of(credit)}match/", {"code": dossier.code})
    assert fresh(intent).state == "paid"


def test_more_and_less_than_is_due_is_said_before_it_is_matched(clerk, came, asked):
    more, less = asked(20_000), asked(70_000, key="b")
    credit = came()
    assert "còn lại được hoàn" in clerk.get(of(credit), {"code": more.reference}).text
    assert "chưa đủ" in clerk.get(of(credit), {"code": less.reference}).text


def test_what_the_body_did_not_ask_for_or_has_already_is_not_matched(country, clerk, came, asked):
    credit, strange = came(), asked(office=country.other)
    for typed in ("LTABCDEFGHJK", "H41-0001", strange.reference):
        answer = clerk.get(of(credit), {"code": typed})
        assert answer.status_code == 422
        assert "không yêu cầu khoản nào với mã này" in answer.text, typed
    assert clerk.get(of(credit), {"code": ""}).status_code == 422
    assert clerk.post(f"{of(credit)}match/", {"code": strange.reference}).status_code == 404
    paid = asked(key="b")
    came(paid.reference, transaction="T2")
    page = clerk.get(of(credit), {"code": paid.reference}).text
    assert "không còn chờ tiền" in page
    assert "Ghép với khoản này" not in page
    assert clerk.post(f"{of(credit)}match/", {"code": paid.reference}).status_code == 409
    assert fresh(credit).unmatched_dong == 50_000


def test_what_the_words_name_is_offered(clerk, came, asked):
    one, two, paid = asked(), asked(key="b"), asked(key="c")
    came(paid.reference, transaction="T2")
    credit = came(f"{one.reference} {two.reference} {paid.reference}")
    page = clerk.get(of(credit)).text
    assert f"?code={one.reference}" in page
    assert f"?code={two.reference}" in page
    assert f"?code={paid.reference}" not in page


def test_giving_back_needs_words_and_happens_once(clerk, came):
    credit = came()
    for given in ({}, {"reason": "ngắn"}, {"reason": "a" * 501}):
        assert clerk.post(f"{of(credit)}give-back/", given).status_code == 422
    assert not Refund.objects.exists()
    page = clerk.post(f"{of(credit)}give-back/", {"reason": WHY}, follow=True).text
    assert "Đã lập lệnh hoàn tiền" in page
    assert "Hệ thống tự gửi lệnh này" in page
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount_dong, refund.state) == (WHY, 50_000, "asked")
    again = clerk.post(f"{of(credit)}give-back/", {"reason": WHY})
    assert again.status_code == 409
    assert "Không còn gì để hoàn" in again.text
    assert Refund.objects.count() == 1
    for gone in ("Lập lệnh hoàn</button>", "Ghi lại</button>", "Tìm khoản phải trả"):
        assert gone not in page


def test_money_that_is_not_whole_dong_is_for_the_bank(clerk, came):
    credit = came(amount="10.50", currency="USD")
    assert "10.50 USD" in clerk.get("/desk/payments/").text
    page = clerk.get(of(credit)).text
    assert "Hỏi ngân hàng" in page
    assert "Lập lệnh hoàn" not in page


# -- refunds -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def by_hand(clerk, came):
    """A refund that somebody has to carry to the bank."""
    credit = came(payer={})
    clerk.post(f"{of(credit)}give-back/", {"reason": WHY})
    return Refund.objects.get()


def test_what_cannot_go_by_itself_is_marked_sent_and_done_with_the_number_of_the_bank(clerk, by_hand):
    page = clerk.get(of(by_hand.credit)).text
    assert "Hệ thống không tự chuyển được" in page
    assert page.count("Ghi lại") == 3
    assert "gửi ngân hàng" in clerk.post(said_of(by_hand, "sent"), follow=True).text
    assert fresh(by_hand).state == "sent"
    twice = clerk.post(said_of(by_hand, "sent"))
    assert twice.status_code == 409
    assert "sang bước khác" in twice.text
    wrong = clerk.post(said_of(by_hand, "done"), {"transaction": " "})
    assert wrong.status_code == 422
    assert '<details class="details" open>' in wrong.text
    assert "Đã ghi: tiền đã chuyển trả" in clerk.post(said_of(by_hand, "done"), {"transaction": "D1"}, follow=True).text
    refund = fresh(by_hand)
    assert (refund.state, refund.transaction, refund.credit.refunded_dong) == ("done", "D1", 50_000)
    assert clerk.post(said_of(by_hand, "done"), {"transaction": "D2"}).status_code == 409
    assert clerk.post(said_of(by_hand, "failed"), {"failure": "x"}).status_code == 409
    assert "Ghi lại" not in clerk.get(of(refund.credit)).text
    assert fresh(by_hand).transaction == "D1"


def test_what_failed_says_why_and_waits_to_be_decided_on_again(clerk, by_hand):
    assert clerk.post(said_of(by_hand, "failed"), {}).status_code == 422
    page = clerk.post(said_of(by_hand, "failed"), {"failure": "Tài khoản đã đóng"}, follow=True).text
    assert "Tài khoản đã đóng" in page
    assert "Lập lệnh hoàn" in page
    assert page.count("Ghi lại") == 1, "only that it did leave after all"
    assert (fresh(by_hand).state, fresh(by_hand).failure) == ("failed", "Tài khoản đã đóng")
    assert clerk.post(said_of(by_hand, "failed"), {"failure": "x"}).status_code == 409


def test_what_the_system_ordered_can_be_said_to_have_failed(clerk, came):
    credit = came()
    (refund,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    actions.refund_sent(refund=refund, by=None, now=NOW)
    page = clerk.get(of(credit)).text
    assert said_of(refund, "failed") in page
    assert said_of(refund, "done") in page
    assert said_of(refund, "sent") not in page


# -- what waits for me -------------------------------------------------------------------------------------------------


def lines(mandate):
    found = waiting.mine(mandate, now=NOW)
    assert waiting.counts(mandate, now=NOW)["mine"] == len(found)
    return [(line.kind, line.id) for line in found]


def test_what_is_to_be_decided_on_or_carried_by_hand_waits_for_leader_and_clerk(country, came):
    here = country.province
    credit = came("nop le phi", payer={})
    assert lines(here.clerk) == lines(here.leader) == [("payment", credit.pk)]
    for nobody in (here.specialist, here.auditor, country.other.clerk, country.other.leader):
        assert lines(nobody) == []
    [line] = waiting.mine(here.clerk, now=NOW)
    assert (line.subject, line.source) == ("50.000\u00a0đ: nop le phi", "Tiền nộp")
    assert (line.number_and_symbol, line.state_label, line.url) == ("T1", UNKNOWN, of(credit))
    (refund,) = actions.ask_refund(of=credit, reason=WHY, by=None, now=NOW)
    [line] = waiting.mine(here.clerk, now=NOW)
    assert line.state_label == "Chờ chuyển trả"
    actions.refund_sent(refund=refund, by=None, now=NOW)
    assert lines(here.clerk) == []


def test_what_goes_by_itself_and_what_only_the_bank_can_help_waits_for_nobody(country, came):
    here = country.province
    actions.ask_refund(of=came(), reason=WHY, by=None, now=NOW)
    came(amount="10.50", currency="USD", transaction="T2")
    assert lines(here.clerk) == []
    came("", transaction="T3")
    [line] = waiting.mine(here.clerk, now=NOW)
    assert (line.subject, line.source) == ("50.000\u00a0đ", "Tiền nộp · NGUYEN VAN AN")
    assert waiting.narrowed([line], show=waiting.PEOPLE, words="", now=NOW) == [line]
    with translation.override("en"):
        assert waiting.mine(here.clerk, now=NOW)[0].source == "Payments · NGUYEN VAN AN"


def test_my_list_shows_it_and_counts_it_in_the_navigation(clerk, came):
    credit = came()
    page = clerk.get("/desk/").text
    assert of(credit) in page
    assert "Tiền nộp" in page


# -- cash that goes back ----------------------------------------------------------------------------------------------
@pytest.fixture
def cash(shop, monkeypatch):
    """A dossier that was paid in cash, refused, and can no longer be taken back."""
    monkeypatch.setattr(clock, "now", lambda: at("14:00"))
    dossier = submitted(shop, paid=False)
    onestop.take_cash(dossier=dossier, slip="BL 12", by=shop.receiver, now=at("09:30"))
    onestop.refuse(dossier=dossier, reason="other", **REASON, by=shop.receiver, now=at("10:00"))
    return onestop.settle_fee(dossier=dossier, now=at("10:11"))


def hand_back(client, dossier, **given):
    return client.post(reverse("desk:payment-cash", args=[dossier.pk]), given)


def test_cash_to_hand_back_stands_in_the_list_of_the_body_and_before_who_hands_it_out(shop, cash):
    page = desk(shop.leader).get(reverse("desk:payments"), {"tab": "cash"}).content.decode()
    for said in ("135.000", cash.code, "BL 12", "Nguyễn Thị Minh Anh"):
        assert said in page
    for mandate in (shop.leader, shop.receiver):
        (line,) = [each for each in waiting.mine(mandate, now=at("14:00")) if each.id == cash.pk]
        assert line.url == reverse("desk:payment-cash", args=[cash.pk])
    assert [each for each in waiting.mine(shop.officer, now=at("14:00")) if each.id == cash.pk] == []


def test_an_auditor_sees_which_cash_is_owed_and_gets_no_way_to_hand_it_back(shop, cash):
    address, listed = reverse("desk:payment-cash", args=[cash.pk]), reverse("desk:payments")
    auditor = desk(shop.office.auditor)
    page = auditor.get(listed, {"tab": "cash"}).text
    assert cash.code in page
    assert address not in page
    assert auditor.get(address).status_code == 403
    assert address in desk(shop.leader).get(listed, {"tab": "cash"}).text


def test_who_took_the_cash_and_on_which_slip_is_kept_and_nothing_waits_any_more(shop, cash):
    at_counter = desk(shop.receiver)
    link = reverse("desk:payment-cash", args=[cash.pk])
    assert link in at_counter.get(reverse("desk:dossier", args=[cash.pk])).content.decode()
    page = at_counter.get(link).content.decode()
    assert "Trả lại 135.000" in page
    assert "BL 12" in page
    for wrong in ({"to": "", "slip": "3"}, {"to": "Minh Anh", "slip": "không số"}):
        assert hand_back(at_counter, cash, **wrong).status_code == 422
    done = hand_back(at_counter, cash, to="Nguyễn Thị Minh Anh", slip="PC 3")
    assert done.url == reverse("desk:dossier", args=[cash.pk])
    assert link not in at_counter.get(done.url).content.decode()
    assert hand_back(at_counter, cash, to="Nguyễn Thị Minh Anh", slip="PC 3").status_code == 409
    empty = desk(shop.leader).get(reverse("desk:payments"), {"tab": "cash"}).content.decode()
    assert "Không phải trả ai tiền mặt" in empty


def test_a_leader_comes_back_to_the_list_and_who_handles_no_money_hands_out_none(shop, country, cash):
    assert desk(shop.officer).get(reverse("desk:payment-cash", args=[cash.pk])).status_code == 403
    assert desk(country.other.clerk).get(reverse("desk:payment-cash", args=[cash.pk])).status_code == 404
    assert hand_back(desk(shop.leader), cash, to="Minh Anh", slip="4").url == reverse("desk:payments")


# -- the fee of a refused dossier ------------------------------------------------------------------------------------
@pytest.fixture
def refused(shop, monkeypatch):
    """Paid in cash, decided and not granted; its package gives the fee back."""
    monkeypatch.setattr(clock, "now", lambda: at("14:00"))
    said = {"becomes": "returned", "text": {"vi": "Chưa in thẻ thì hoàn lại.", "en": "Unprinted, it goes back."},
            "law": {"act": "TT-37-2023-BTC", "at": "điều 5"}}  # fmt: skip
    dossier = submitted(shop, paid=False)
    monkeypatch.setitem(dossier.version.package.plain["procedure"], "refused_fee", said)
    return refusal_of(shop, dossier)


def refusal_of(shop, dossier, *, decided="11:00", slip="BL 12"):
    onestop.take_cash(dossier=dossier, slip=slip, by=shop.receiver, now=at("09:30"))
    onestop.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    onestop.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    return onestop.decide(dossier=dossier, by=shop.chief, now=at(decided), **REFUSAL)


GIVEN = {"words": "Giấy phép của chị còn hạn, chưa in thẻ nên trả lại lệ phí.", "law": "Thông tư 37/2023, điều 5"}
ANEW = "Văn bản từ chối ghi nhầm giấy khám sức khỏe của người khác; giấy của bà Minh Anh còn hạn."


def listed(mandate, tab, language="vi"):
    client = desk(mandate)
    client.cookies["django_language"] = language
    return client.get(reverse("desk:payments"), {"tab": tab})


def test_a_fee_to_give_back_after_a_refusal_waits_in_a_list_the_oldest_first_until_it_went_back(shop, country, refused):
    later = refusal_of(shop, submitted(shop, paid=False), decided="11:30", slip="BL 13")
    links = [reverse("desk:payment-fee", args=[each.pk]) for each in (refused, later)]
    for language, tab in (("vi", "Hoàn sau từ chối"), ("en", "After a refusal")):
        answer = listed(shop.leader, "refused", language)
        page = answer.text
        assert -1 < page.index(links[0]) < page.index(links[1])
        for words in (tab, refused.code, "135.000" if language == "vi" else "135,000", "Nguyễn Thị Minh Anh", "11:30"):
            assert words in page, words
        assert {each["label"]: each["count"] for each in answer.context["tabs"]}[tab] == 2
    assert refused.code not in listed(country.other.leader, "refused").text
    seen = listed(shop.office.auditor, "refused").text
    assert refused.code in seen
    assert links[0] not in seen
    onestop.give_back_refused(dossier=refused, by=shop.leader, now=at("13:00"), **GIVEN)
    onestop.revoke_result(dossier=later, reason=ANEW, by=shop.chief, now=at("13:10"))
    for language, words in (
        ("vi", "Không phải hoàn phí, lệ phí cho hồ sơ nào bị từ chối"),
        ("en", "No refused dossier has a fee to give back"),
    ):
        assert words in listed(shop.leader, "refused", language).text


def test_it_waits_for_whoever_handles_the_money_and_for_nobody_else(shop, country, refused):
    for mandate in (shop.leader, country.province.clerk):
        (line,) = [each for each in waiting.mine(mandate, now=at("14:00")) if each.id == refused.pk]
        assert line.url == reverse("desk:payment-fee", args=[refused.pk])
    for mandate in (shop.officer, country.other.leader):
        assert refused.pk not in [each.id for each in waiting.mine(mandate, now=at("14:00"))]


def test_the_list_of_fees_to_give_back_costs_the_same_for_many_and_reads_an_index(shop, refused):
    def cost():
        listed(shop.leader, "refused")
        with CaptureQueriesContext(connection) as seen:
            assert listed(shop.leader, "refused").status_code == 200
        return len(seen)

    one = cost()
    for slip in ("BL 13", "BL 14"):
        refusal_of(shop, submitted(shop, paid=False), slip=slip)
    assert cost() == one
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "dossiers_fee_owed" in Dossier.objects.fee_owed(refused.body).order_by("fee_owed_since", "id").explain()


def test_a_fee_that_went_back_and_is_not_asked_again_is_told_to_who_decides_and_who_handles_the_money(
    shop, refused, monkeypatch
):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    empty = "Không có hồ sơ nào giải quyết lại mà phí đã hoàn"
    assert empty in listed(shop.leader, "gone").text
    onestop.give_back_refused(dossier=refused, by=shop.leader, now=at("13:00"), **GIVEN)
    assert empty in listed(shop.leader, "gone").text, "a refusal that stands has nothing left to ask for"
    chief = desk(shop.chief)
    said = "Đã quyết định hoàn lại 135.000 đ lúc 13:00 16/11/2026. Khoản này không thu lại"
    revoking = chief.get(reverse("desk:dossier-revoke", args=[refused.pk])).content.decode()
    assert said.replace(" ", " ") in revoking.replace(" ", " ")
    onestop.revoke_result(dossier=refused, reason=ANEW, by=shop.chief, now=at("13:30"))
    onestop.acknowledge(dossier=refused, by=shop.chief, now=at("13:40"))
    for language, to_decider, to_money in (
        ("vi", "Khoản này không thu lại", "Cơ quan không còn giữ khoản nào, và không thu lại"),
        ("en", "It is not asked for again", "The body holds none of it and does not ask for it again"),
    ):
        chief.cookies["django_language"] = language
        assert to_decider in chief.get(reverse("desk:dossier-decide", args=[refused.pk])).content.decode()
        page = listed(shop.leader, "gone", language).text
        for words in (to_money, refused.code, "13:30", reverse("desk:dossier", args=[refused.pk])):
            assert words in page, words
    case = desk(shop.leader).get(reverse("desk:dossier", args=[refused.pk])).content.decode()
    assert "cơ quan không còn giữ khoản nào của hồ sơ này" in case


@pytest.mark.parametrize(
    ("language", "text"), [("vi", "Chưa in thẻ thì hoàn lại."), ("en", "Unprinted, it goes back.")]
)
def test_who_handles_money_gives_the_fee_of_a_refused_dossier_back_from_its_page(shop, refused, language, text):
    leader, link = desk(shop.leader), reverse("desk:payment-fee", args=[refused.pk])
    leader.cookies["django_language"] = language
    case = leader.get(reverse("desk:dossier", args=[refused.pk])).content.decode()
    assert link in case
    assert link not in desk(shop.chief).get(reverse("desk:dossier", args=[refused.pk])).content.decode()
    page = leader.get(link).content.decode()
    assert text in page
    assert 'value="Thông tư 37/2023/TT-BTC, điều 5"' in page, "the provision is filled in, without the doubts about it"
    given = {"words": "Giấy phép của chị còn hạn, chưa in thẻ nên trả lại lệ phí.", "law": "Thông tư 37/2023, điều 5"}
    for wrong in ({**given, "words": ""}, {**given, "words": "Không hợp lệ."}, {**given, "law": "luật"}):
        refusal = leader.post(link, wrong)
        assert refusal.status_code == 422
        assert wrong["law"] in refusal.content.decode(), "what was typed stays"
    assert leader.post(link, given).url == reverse("desk:dossier", args=[refused.pk])
    after = leader.get(reverse("desk:dossier", args=[refused.pk])).content.decode()
    assert link not in after
    assert (
        reverse("desk:payment-cash", args=[refused.pk])
        in desk(shop.receiver).get(reverse("desk:dossier", args=[refused.pk])).content.decode()
    )
    assert leader.post(link, given).status_code == 409


def test_who_handles_the_money_and_reads_no_dossiers_comes_back_to_the_list(shop, country, refused):
    link = reverse("desk:payment-fee", args=[refused.pk])
    assert desk(shop.officer).get(link).status_code == 403
    assert desk(country.other.leader).get(link).status_code == 404
    given = {"words": "Giấy phép của chị còn hạn, chưa in thẻ nên trả lại lệ phí.", "law": "Thông tư 37/2023, điều 5"}
    clerk = desk(country.province.clerk)
    assert reverse("desk:payments") in clerk.get(link).content.decode()
    assert clerk.post(link, given).url == reverse("desk:payments")


def test_who_refuses_reads_first_that_the_fee_goes_back(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:00"))
    paid, unpaid = submitted(shop), submitted(shop, paid=False)
    words = "tự hoàn lại sau mười phút"
    for dossier, is_said in ((paid, True), (unpaid, False)):
        page = desk(shop.receiver).get(reverse("desk:dossier-refuse", args=[dossier.pk])).content.decode()
        assert (words in page) is is_said

"""The bank that does not exist: its pages, switches, calls and statements, and the product's client against it."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from pyiso20022.camt import camt_053_001_08, camt_054_001_08
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from conftest import at
from lienthong.kit.testing.loops import run_apart
from lienthong.work.payments import actions, camt, queries, vietqr
from lienthong.work.payments.adapters.base import BankUnreachable
from lienthong.work.payments.adapters.mock_bank import calling, pages, service, statements
from lienthong.work.payments.adapters.mock_bank.client import MockBank
from lienthong.work.payments.adapters.mock_bank.ledger import BIN, Ledger, Payer, TooLittle
from lienthong.work.payments.adapters.mock_bank.switches import Switches, switches_of
from lienthong.work.payments.models import Credit, Intent, Refund
from lienthong.work.payments.tests.bank import ACCOUNT, KEY, NOW

CALLS = "http://product.example/api/v1/payments/calls/mock"
CODE = vietqr.encode(vietqr.Transfer(BIN, ACCOUNT, 50_000, "LTABCDEFGHJK LE PHI"))
TOKEN = {"Authorization": "Bearer t"}


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(clock):
    return service.MockBank(Ledger(), CALLS, KEY, "t", clock)


class Browser:
    """Speaks with an application in memory, one request after the other, and follows redirects."""

    def __init__(self, application):
        self.transport = httpx.ASGITransport(application)

    def request(self, method, path, **more):
        async def go():
            async with httpx.AsyncClient(
                transport=self.transport, base_url="http://bank", follow_redirects=True
            ) as client:
                return await client.request(method, path, **more)

        return run_apart(go())

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, **more):
        return self.request("POST", path, **more)


@pytest.fixture
def browser(house):
    return Browser(house.application())


def pay(browser, code=CODE, **form):
    return browser.post("/pay", data={"qr": code, **form})


class Product:
    """Takes calls, remembers them, answers as told."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.heard: list[httpx.Request] = []

    def __call__(self, request):
        self.heard.append(request)
        status = self.answers.pop(0) if self.answers else 200
        if status == 0:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(status)

    def numbers(self):
        return [request.headers["webhook-id"] for request in self.heard]


def call_now(house, product, clock):
    async def go():
        async with httpx.AsyncClient(transport=httpx.MockTransport(product)) as client:
            await calling.make_due_calls(house.ledger, client, to=CALLS, key=KEY, now=clock)

    run_apart(go())


# -- pages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "loudly", "button"),
    [("vi", "NGÂN HÀNG MÔ PHỎNG", "Trả tiền"), ("en", "MOCK BANK", "Pay")],
)
def test_every_page_says_what_it_is_in_the_language_asked_for(browser, language, loudly, button):
    shown = browser.get("/pay", params={"qr": CODE, "lang": language}).text
    assert button in shown
    for text in (shown, browser.get(f"/?lang={language}").text, pay(browser, lang=language).text):
        assert loudly in text
        assert f"<html lang={language}>" in text


def test_the_page_shows_payee_sum_and_words_and_one_press_pays(browser, house):
    shown = browser.get("/pay", params={"qr": CODE}).text
    for words in (ACCOUNT, BIN, "50.000 ₫", "LTABCDEFGHJK LE PHI"):
        assert words in shown
    told = pay(browser)
    assert told.status_code == 200
    assert "Bạn có thể đóng trang này" in told.text
    (entry,) = house.ledger.latest()
    assert (entry.account, entry.amount, entry.words, entry.payer_name) == (
        ACCOUNT,
        50_000,
        "LTABCDEFGHJK LE PHI",
        "NGUYEN VAN AN",
    )
    assert entry.number in browser.get("/").text


@pytest.mark.parametrize("code", ["", CODE[:-1] + "0", "<script>alert(1)</script>"], ids=["none", "changed", "markup"])
def test_what_is_no_code_is_refused_in_words_and_shown_as_text(browser, house, code):
    shown = browser.get("/pay", params={"qr": code})
    assert shown.status_code == 422
    assert 'role="alert"' in shown.text
    assert "<script>" not in shown.text
    assert pay(browser, code).status_code == 422
    assert house.ledger.latest() == []


def test_a_code_of_a_real_bank_is_warned_of_and_cannot_be_paid(browser, house):
    real = vietqr.encode(vietqr.Transfer("970436", ACCOUNT, 1000, "X"))
    assert "một ngân hàng khác" in browser.get("/pay", params={"qr": real}).text
    assert pay(browser, real).status_code == 422
    assert house.ledger.latest() == []


def test_a_static_code_asks_for_the_sum(browser, house):
    static = vietqr.encode(vietqr.Transfer(BIN, ACCOUNT))
    assert pay(browser, static, amount="nhiều").status_code == 422
    assert pay(browser, static, amount="1.500").status_code == 200
    assert house.ledger.latest()[0].amount == 1500


def test_a_movement_nobody_made_is_not_found(browser):
    assert browser.get("/done/MP1").status_code == 404
    assert browser.get("/healthz").text == "ok"


# -- switches and calls ------------------------------------------------------------------------------------------------


def test_a_payment_is_called_about_once_and_signed_for_the_moment(browser, house, clock):
    product = Product()
    pay(browser)
    call_now(house, product, clock)
    call_now(house, product, clock)
    (request,) = product.heard
    bank = client_of(house)
    assert bank.verify(request.headers, request.content, now=NOW) == product.numbers()[0]
    told = bank.read_call(request.content)
    assert (told.account_number, told.whole_dong, told.came, told.payer_bin) == (ACCOUNT, 50_000, True, "970436")


def test_switched_to_twice_it_is_called_about_twice(browser, house, clock):
    product = Product()
    pay(browser, twice="1")
    call_now(house, product, clock)
    assert len(set(product.numbers())) == 2


def test_switched_to_lose_it_is_not_called_about_but_stands_in_the_statement(browser, house, clock):
    product = Product()
    assert "không báo" in pay(browser, lose="1").text
    clock.now += timedelta(hours=1)
    call_now(house, product, clock)
    assert product.heard == []
    assert (
        len(camt.read(browser.get("/statements/camt054", params={"since": NOW.isoformat()}, headers=TOKEN).content))
        == 1
    )


def test_a_delayed_call_waits(browser, house, clock):
    product = Product()
    pay(browser, delay="60")
    call_now(house, product, clock)
    assert product.heard == []
    clock.now += timedelta(seconds=60)
    call_now(house, product, clock)
    assert len(product.heard) == 1


def test_money_on_hold_is_booked_later(browser, house, clock):
    pay(browser, hold="60")
    since = {"since": NOW.isoformat()}
    assert browser.get("/statements/camt054", params=since, headers=TOKEN).status_code == 204
    clock.now += timedelta(seconds=60)
    assert browser.get("/statements/camt054", params=since, headers=TOKEN).status_code == 200


def test_out_of_order_the_first_is_called_about_after_the_second(browser, house, clock):
    product = Product()
    pay(browser, out_of_order="1")
    pay(browser, amount="70000")
    for _second in range(3):
        call_now(house, product, clock)
        clock.now += timedelta(seconds=1)
    sums = [client_of(house).read_call(request.content).whole_dong for request in product.heard]
    assert sums == [70_000, 50_000]


def test_a_product_that_is_down_is_called_again_until_it_answers_or_the_bank_gives_up(browser, house, clock):
    product = Product(0, 503, 200)
    pay(browser)
    for _try in range(4):
        call_now(house, product, clock)
        clock.now += timedelta(minutes=5)
    assert (len(product.heard), len(set(product.numbers()))) == (3, 1)
    pay(browser)
    silent = Product(*[0] * 9)
    for _try in range(9):
        call_now(house, silent, clock)
        clock.now += timedelta(minutes=5)
    assert len(silent.heard) == 5
    assert house.ledger.calls_about(house.ledger.latest()[0])[0][1] == "given up"


def test_what_is_not_understood_switches_nothing_on():
    assert switches_of({"delay": "soon", "hold": "-1"}) == Switches()
    assert switches_of({"delay": "99999"}).delay_seconds == 3600


def test_while_the_service_runs_its_calls_are_made(browser, house, clock, monkeypatch):
    product, client = Product(), httpx.AsyncClient
    monkeypatch.setattr(httpx, "AsyncClient", lambda **_more: client(transport=httpx.MockTransport(product)))
    house.ledger.pay(account="1", amount=5, words="", payer=Payer(), switches=Switches(), now=NOW)

    async def run_a_little():
        async with house.application().router.lifespan_context(None):
            for _wait in range(200):
                await asyncio.sleep(0.01)
                if product.heard:
                    return

    run_apart(run_a_little())
    assert len(product.heard) == 1


# -- statements --------------------------------------------------------------------------------------------------------

STRICT = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True)


@pytest.fixture
def day(house, clock):
    books = house.ledger
    books.pay(
        account=ACCOUNT, amount=9_000, words="HOM QUA", payer=Payer(), switches=Switches(), now=NOW - timedelta(days=1)
    )
    books.pay(account=ACCOUNT, amount=50_000, words="LE PHI", payer=Payer(), switches=Switches(), now=NOW)
    books.pay(account="2", amount=7_000, words="", payer=pages.unnamed(), switches=Switches(), now=NOW)
    books.give_back(account=ACCOUNT, amount=20_000, payer=Payer(), reference="HTABCDEFGHJK", now=NOW)
    clock.now += timedelta(minutes=1)
    return books


def test_the_statement_of_a_day_is_camt_053_for_a_foreign_reader_and_balances(day, browser):
    content = browser.get("/statements/camt053", params={"account": ACCOUNT, "day": "2026-11-16"}).content
    report = XmlParser(config=STRICT).from_bytes(content, camt_053_001_08.Document).bk_to_cstmr_stmt.stmt[0]
    balances = {each.tp.cd_or_prtry.cd: int(each.amt.value) for each in report.bal}
    assert balances == {"OPBD": 9_000, "CLBD": 39_000}
    signed = [int(each.amt.value) * (1 if each.cdt_dbt_ind.value == "CRDT" else -1) for each in report.ntry]
    assert balances["OPBD"] + sum(signed) == balances["CLBD"]
    assert [each.whole_dong for each in camt.read(content)] == [50_000, 20_000]


def test_the_notification_is_camt_054_for_a_foreign_reader_and_the_same_bytes_again(day, browser):
    params = {"since": at("08:00").isoformat()}
    content = browser.get("/statements/camt054", params=params, headers=TOKEN).content
    reports = XmlParser(config=STRICT).from_bytes(content, camt_054_001_08.Document).bk_to_cstmr_dbt_cdt_ntfctn.ntfctn
    assert [(each.acct.id.othr.id, len(each.ntry)) for each in reports] == [(ACCOUNT, 2), ("2", 1)]
    assert content == browser.get("/statements/camt054", params=params, headers=TOKEN).content
    assert statements.camt054(day.since(at("08:00"), at("10:00"))) == content


def test_a_changed_element_is_noticed_by_the_foreign_reader(day, browser):
    content = browser.get("/statements/camt053", params={"account": ACCOUNT, "day": "2026-11-16"}).content
    with pytest.raises(Exception, match="Unknown property"):
        XmlParser(config=STRICT).from_bytes(content.replace(b"BookgDt", b"BookDt"), camt_053_001_08.Document)


@pytest.mark.parametrize(
    ("path", "params", "headers", "status"),
    [
        ("/statements/camt053", {"account": "nobody", "day": "2026-11-16"}, {}, 200),
        ("/statements/camt053", {"day": "yesterday"}, {}, 422),
        ("/statements/camt054", {"since": NOW.isoformat()}, {}, 401),
        ("/statements/camt054", {"since": NOW.isoformat()}, {"Authorization": "Bearer x"}, 401),
        ("/statements/camt054", {}, TOKEN, 422),
    ],
    ids=["empty", "day", "no-token", "other-token", "since"],
)
def test_statements_are_given_to_whom_they_are_due(browser, path, params, headers, status):
    assert browser.get(path, params=params, headers=headers).status_code == status


def test_refunds_are_booked_once_by_their_reference_and_never_beyond_the_balance(day, browser):
    order = {"reference": "HTKKKKKKKKKK", "amount_dong": 9_000, "from_number": ACCOUNT, "to_bin": "970436"}
    order |= {"to_number": "7", "to_name": "AN", "of_transaction": "T1"}
    assert browser.post("/refunds", json=order).status_code == 401
    first, again = (browser.post("/refunds", json=order, headers=TOKEN) for _ in range(2))
    assert first.json() == again.json()
    assert day.balance(ACCOUNT) == 30_000
    assert (
        browser.post("/refunds", json={**order, "reference": "HTX", "amount_dong": 30_001}, headers=TOKEN).status_code
        == 409
    )
    assert browser.post("/refunds", json={}, headers=TOKEN).status_code == 422
    with pytest.raises(TooLittle):
        day.give_back(account="9", amount=1, payer=Payer(), reference="HTY", now=NOW)


def test_books_in_a_file_outlive_the_bank(tmp_path):
    for _opened in range(2):
        Ledger(tmp_path / "bank.sqlite").pay(
            account="1", amount=5, words="", payer=Payer(), switches=Switches(), now=NOW
        )
    assert Ledger(tmp_path / "bank.sqlite").balance("1") == 10


# -- the product's client against it -----------------------------------------------------------------------------------


def client_of(_house):
    return MockBank("mock", {"bin": BIN, "url": "http://bank.example", "call_keys": [KEY], "token": "t"})


@pytest.fixture
def connected(house, browser, monkeypatch):
    """The client speaks to the service in memory instead of over a socket."""

    def request(method, url, *, headers, timeout, trust_env, **more):
        return browser.request(method, url.removeprefix("http://bank.example"), headers=headers, **more)

    monkeypatch.setattr(httpx, "request", request)
    return client_of(house)


def test_from_the_code_to_the_refund_with_every_call_lost(connected, browser, clock, ask):
    intent = ask()
    pay(browser, queries.payload(intent), amount="70000", lose="1")
    clock.now = at("09:01")
    actions.reconcile(bank=connected, now=at("09:01"))
    assert Intent.objects.get().state == "overpaid"
    assert actions.send_refunds(bank=connected, now=at("09:02")) == 1
    clock.now = at("09:03")
    actions.reconcile(bank=connected, now=at("09:03"))
    assert (Refund.objects.get().state, Intent.objects.get().state) == ("done", "paid")
    assert Credit.objects.get().refunded_dong == 20_000


def test_a_bank_that_refuses_or_is_not_there_is_unreachable(connected, monkeypatch):
    connected._headers = {"Authorization": "Bearer other"}
    with pytest.raises(BankUnreachable):
        connected.fetch_statement(NOW)
    monkeypatch.undo()
    nobody = MockBank("mock", {"bin": BIN, "url": "http://127.0.0.1:9", "call_keys": [KEY], "token": "t"})
    with pytest.raises(BankUnreachable):
        nobody.fetch_statement(NOW)


def test_nothing_booked_is_no_statement(connected):
    assert connected.fetch_statement(NOW) == []


def test_who_tries_the_product_out_is_shown_where_to_pay(settings, intent, browser):
    facts = {"adapter": "mock_bank", "bin": BIN, "url": "http://bank.example", "call_keys": [KEY], "token": "t"}
    settings.PAYMENT_BANKS = {"mock": facts}
    link = queries.try_link(intent)
    assert intent.reference in browser.get(link.removeprefix("http://bank.example")).text
    settings.PAYMENT_BANKS = {"mock": {**facts, "bin": "970436"}}
    assert queries.try_link(intent) == ""


def test_the_bank_of_the_environment_starts(monkeypatch, tmp_path):
    for name, value in {"CALLS": CALLS, "KEY": KEY, "TOKEN": "t", "DATA": str(tmp_path / "b.sqlite")}.items():
        monkeypatch.setenv(f"LIENTHONG_BANK_{name}", value)
    assert Browser(service.application()).get("/healthz").status_code == 200

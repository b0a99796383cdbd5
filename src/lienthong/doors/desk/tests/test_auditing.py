"""An auditor sees requests to correct, money and procedures of the body, acts on none, and is told who may."""

from datetime import date

import pytest
from django.urls import reverse

from conftest import at, read_for
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.ground.identity import step_up
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import actions as organisations
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import Rank
from lienthong.kit import clock
from lienthong.records.registers.states import CorrectionState
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Credit
from lienthong.work.payments.tests.bank import BIN, PaperBank, call, told
from lienthong.work.services import actions
from lienthong.work.services.models import Procedure

NOW = at("10:00")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)


@pytest.fixture
def auditor(shop):
    return desk(shop.office.auditor)


@pytest.fixture
def corrected(shop, keeper):
    """Somebody asked the keeper to correct a value; the keeper has an auditor."""
    draft = read_for(shop)
    return actions.contest(
        application=draft, question="valid_until", claimed="2027-05-20", why="Thẻ của tôi ghi ngày khác.",
        by=draft.applicant, now=NOW,
    )  # fmt: skip


@pytest.fixture
def keepers_auditor(keeper):
    post = organisations.found_post(
        body=keeper.body, title=Naming("Kiểm tra viên"), rank=Rank.AUDITOR, on=date(2019, 3, 12), by=None, now=NOW
    )
    account = Account.objects.create_user("bca.kiem-tra@lienthong.example", "Người Thử Kiểm tra BCA")
    return Mandate.objects.create(
        account=account, post=post, role=Role.AUDITOR, source="Quyết định thử", valid_from=at("07:00")
    )


@pytest.fixture
def came(country):
    """Money on the account of the body that nobody is due."""
    payments.open_account(
        body=country.province.body, bank_bin=BIN, number="1010001", holder="X", on=NOW.date(), by=None, now=at("07:00")
    )
    call(PaperBank(), told("nop le phi", "50000", "T1"), message="T1")
    return Credit.objects.get(transaction="T1")


def forms_of(page) -> int:
    """How many forms of the case could change something: the frame has its own, to sign out and to change language."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert main, "every page has its main part"
    return main.count('method="post"')


def test_an_auditor_of_the_keeper_reads_a_request_to_correct_and_answers_none(keeper, keepers_auditor, corrected):
    browser = desk(keepers_auditor)
    listed = browser.get(reverse("desk:corrections"))
    case = reverse("desk:correction", args=[corrected.pk])
    assert case in listed.text
    shown = browser.get(case)
    assert "Thẻ của tôi ghi ngày khác." in shown.text
    assert "Trong cơ quan, người có vai này làm được: lãnh đạo cơ quan, trưởng đơn vị, chuyên viên." in shown.text
    assert forms_of(shown) == 0
    assert browser.get(reverse("desk:correction-reading-receipt", args=[corrected.pk])).status_code == 200
    for name in ("propose", "confirm", "send-back", "refuse"):
        address = reverse(f"desk:correction-{name}", args=[corrected.pk])
        assert browser.post(address, {"reason": ""}).status_code == 403, name
        assert address not in shown.text
    corrected.refresh_from_db()
    assert corrected.state == CorrectionState.OPEN
    assert forms_of(desk(keeper.specialist).get(case)) == 1


def test_an_auditor_of_a_body_without_a_register_is_told_so(shop, corrected):
    assert desk(shop.office.auditor).get(reverse("desk:corrections")).status_code == 403
    assert reverse("desk:corrections") not in desk(shop.office.auditor).get("/desk/").text


def test_an_auditor_sees_the_money_of_the_body_and_moves_none(country, auditor, came):
    assert reverse("desk:payments") in auditor.get("/desk/").text
    case = reverse("desk:payment", args=[came.pk])
    assert case in auditor.get(reverse("desk:payments")).text
    shown = auditor.get(case)
    assert "nop le phi" in shown.text
    assert forms_of(shown) == 0
    assert forms_of(desk(country.province.clerk).get(case)) == 1
    for name in ("match", "give-back"):
        assert auditor.post(reverse(f"desk:payment-{name}", args=[came.pk])).status_code == 403, name
    came.payer_number = ""
    came.save()
    payments.ask_refund(of=came, reason="Không rõ trả cho việc gì.", by=country.province.clerk, now=NOW)
    assert forms_of(auditor.get(case)) == 0
    assert forms_of(desk(country.province.clerk).get(case)) > 0, "ordered by hand"
    assert desk(country.other.auditor).get(case).status_code == 404


def test_an_auditor_reads_the_procedures_of_the_body_in_every_version_and_writes_none(shop, auditor):
    Procedure.objects.filter(key="doi_giay_phep_lai_xe").update(owner=shop.office.body)
    version = Procedure.objects.get(key="doi_giay_phep_lai_xe").current
    listed = auditor.get(reverse("desk:procedures"))
    address = reverse("desk:procedure-version", args=[version.pk])
    assert address in listed.text
    assert auditor.get(address).status_code == 200
    assert reverse("desk:procedure-offer", args=["doi_giay_phep_lai_xe"]) not in auditor.get(address).text
    assert forms_of(listed) == 0
    assert reverse("desk:procedures") in auditor.get("/desk/").text
    assert auditor.post(reverse("desk:procedure-begin"), {"key": "thu_tuc_moi"}).status_code == 403
    assert auditor.get(reverse("desk:procedure-offers")).status_code == 403


@pytest.mark.parametrize(
    ("address", "roles"),
    [
        ("/desk/counter/", "cán bộ một cửa"),
        ("/desk/procedures/offers/", "lãnh đạo cơ quan"),
    ],
)
def test_a_refusal_names_the_roles_that_may(shop, auditor, address, roles):
    refused = auditor.get(address)
    assert refused.status_code == 403
    assert f"Trong cơ quan, người có vai này làm được: {roles}." in refused.text


def test_no_page_of_an_auditor_leads_to_a_closed_door(shop, auditor):
    page = auditor.get("/desk/")
    for entry in page.context["nav"]:
        assert auditor.get(entry["url"], follow=True).status_code == 200, entry["url"]
    assert Mandate.objects.get(pk=shop.office.auditor.pk).role == Role.AUDITOR

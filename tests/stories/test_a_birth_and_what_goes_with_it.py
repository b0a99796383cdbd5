"""A parent registers a birth, and residence and health card with it, on a phone: one application, three dossiers."""

from datetime import timedelta

import pytest

from lienthong.kit import clock
from lienthong.kit.clock import local
from lienthong.kit.testing.browser import axe, look
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Status

from . import a_shop_at_work as shops
from .test_a_licence_is_exchanged import MOST_TYPED, SCRIPT, Hand, applied, at_the_desk, judged
from .test_every_page_looks import signed_in

pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.django_db(transaction=True),
]
PARENT = "Phạm Thu Hà"
CHILD = {"personal_number": "040226000017"}
DECLARED = {"registered_name": "Phạm Gia Huy", "sex": "Nam", "native_place": "Xã Yên Thành, Tỉnh Nghệ An"}
"""What the official finds in the form of the decision, and does not type."""


@pytest.fixture
def country(country_after, settings):
    """A province whose one-stop shop registers births, residence and health cards; nobody has applied yet."""
    settings.ROOT_URLCONF = "lienthong.config.urls"
    return country_after(shops.opened)


def answers() -> dict[str, str]:
    born = local(clock.now()) - timedelta(days=9)
    return {
        "child_name": DECLARED["registered_name"], "child_sex": "male", "birth_place": "Trạm y tế xã Yên Thành",
        "vietnamese": "yes", "native_place": DECLARED["native_place"], "child_ethnicity": "Kinh",
        "parent_ethnicity": "Kinh", "spouse_name": "Phạm Văn Long", "spouse_born_on": "04/03/1990",
        "spouse_ethnicity": "Kinh", "spouse_residence": "Xã Yên Thành, Tỉnh Nghệ An",
        "relation": "parent", "situation": "ordinary", "registered_before": "no", "notified": "yes",
        "born_on": f"{born:%d/%m/%Y}", "marriage": "married", "marriage_found": "yes", "exempt": "-",
        "with_residence": "yes", "with_insurance": "yes", "delivery": "online", "home_owner": "own",
        "home_disputed": "no", "head_agrees": "yes", "clinic": "Trạm y tế xã Yên Thành",
    }  # fmt: skip


def consented(hand: Hand) -> None:
    """The consent of the other parent, the only paper asked for."""
    page = hand.page
    file = {"name": "dong-y.png", "mimeType": "image/png", "buffer": shops.picture("grey")}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Tải lên").click()
    page.get_by_text("đã có").first.wait_for()
    look(page, "linked-papers")
    hand.press("link", name="Tiếp tục")


def three() -> tuple[Dossier, Dossier, Dossier]:
    found = {each.procedure.key: each for each in Dossier.objects.select_related("procedure", "result")}
    return found["dang_ky_khai_sinh"], found["dang_ky_thuong_tru"], found["cap_the_bhyt_tre_em"]


def born(page) -> tuple[Dossier, Dossier, Dossier]:
    """Everything applied for and handed in by the parent."""
    hand = Hand(page)
    applied(hand, "lam giay khai sinh cho con", "Đăng ký khai sinh", PARENT, answers())
    consented(hand)
    assert hand.reads.count("Nộp cùng lúc: ") == 2
    look(page, "linked-check")
    page.locator("#sure").check()
    hand.send()
    assert hand.typed <= MOST_TYPED
    return three()


def as_parent(page, dossier: Dossier) -> str:
    page.goto(f"/dossiers/{dossier.pk}/")
    return page.locator("main").inner_text()


@SCRIPT
def test_one_application_three_dossiers_and_the_number_wakes_the_others(country, page_at, script):
    phone = page_at(360, java_script_enabled=script)
    lead, home, card = born(phone)
    said = as_parent(phone, home)
    assert all(each.code in said for each in (lead, home, card))
    assert "Vì sao chưa có ngày hẹn?" in said
    look(phone, f"linked-waits-{script}")
    if script:
        axe(phone)
    phone.goto(f"/dossiers/{lead.pk}/")
    look(phone, f"linked-lead-{script}")
    office = page_at(360, java_script_enabled=script)
    signed_in(office, country, "receiver of dossiers")
    office.goto(f"/desk/dossiers/{home.pk}/")
    assert "Chưa phải làm gì" in office.locator("main").inner_text()
    assert not office.get_by_role("button", name="Tiếp nhận").count()
    look(office, f"linked-desk-{script}")
    at_the_desk(office, country, "receiver of dossiers", lead, "Tiếp nhận")
    at_the_desk(office, country, "officer", lead, "Nhận bàn giao")
    hand = at_the_desk(office, country, "chief", lead, "Ký kết quả")
    hand.send()
    judged(office, script)
    look(office, f"linked-decide-{script}")
    for name, value in DECLARED.items():
        assert office.locator(f"[name='data-giay_khai_sinh-{name}']").input_value() == value
    for name, value in CHILD.items():
        hand.write(f"data-giay_khai_sinh-{name}", value)
    hand.write("data-giay_khai_sinh-registered_on", f"{local(clock.now()):%d/%m/%Y}")
    hand.send()
    lead, home, card = three()
    assert (lead.status, home.awaits_since, card.awaits_since) == (Status.DONE, None, None)
    said = as_parent(phone, home)
    assert CHILD["personal_number"] in said
    assert f"kết quả hồ sơ {lead.code}" in said
    for one in (home, card):
        at_the_desk(office, country, "receiver of dossiers", one, "Tiếp nhận")
        at_the_desk(office, country, "officer", one, "Nhận bàn giao")
    today = local(clock.now())
    hand = at_the_desk(office, country, "chief", home, "Ký kết quả")
    assert office.locator("[name='data-thong_bao-registered_number']").input_value() == CHILD["personal_number"]
    assert office.locator("[name='data-thong_bao-relation']").input_value() == "con"
    hand.write("data-thong_bao-registered_on", f"{today:%d/%m/%Y}")
    hand.send()
    hand = at_the_desk(office, country, "chief", card, "Ký kết quả")
    hand.write("data-the_bhyt-card_number", "TE1404020001")
    hand.write("data-the_bhyt-valid_from", f"{today:%d/%m/%Y}")
    hand.write("data-the_bhyt-valid_until", f"{today + timedelta(days=6 * 365):%d/%m/%Y}")
    hand.send()
    assert {each.status for each in three()} == {Status.DONE}
    as_parent(phone, card)
    look(phone, f"linked-done-{script}")
    office.complaints[:] = [said for said in office.complaints if "status of 422" not in said]


@SCRIPT
def test_a_refused_birth_ends_what_waited_and_says_why(country, page_at, script):
    phone = page_at(360, java_script_enabled=script)
    lead, home, card = born(phone)
    office = page_at(360, java_script_enabled=script)
    at_the_desk(office, country, "receiver of dossiers", lead, "Tiếp nhận")
    at_the_desk(office, country, "officer", lead, "Nhận bàn giao")
    hand = at_the_desk(office, country, "chief", lead, "Ký kết quả")
    hand.choose("outcome", "tu_choi")
    hand.write("words", "Không giải quyết đề nghị.")
    hand.choose("reason", "false_paper")
    hand.write("plain", "Giấy chứng sinh ghi tên người mẹ khác với hồ sơ; xin đề nghị bệnh viện sửa.")
    hand.write("law", "Luật 60/2014/QH13, điều 16")
    hand.send()
    assert [each.status for each in three()] == [Status.DONE, Status.STOPPED, Status.STOPPED]
    for one in (home, card):
        assert f"Hồ sơ chủ trì {lead.code} bị từ chối" in as_parent(phone, one)
    look(phone, f"linked-ended-{script}")

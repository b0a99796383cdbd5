"""A person without a telephone gets at the counter what others get online: by keyboard alone, with a receipt in hand."""

import subprocess

import pytest
from django.db import transaction

from lienthong.ground.identity.queries import identification_of
from lienthong.ground.journal.models import Act
from lienthong.kit import clock
from lienthong.kit.testing.browser import axe, fits, look
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback.actions import asking
from lienthong.work.feedback.models import Invitation
from lienthong.work.onestop import actions
from lienthong.work.onestop.asking import end_point
from lienthong.work.onestop.models import Dossier, Ticket
from lienthong.work.onestop.states import Status
from lienthong.work.services.states import Channel, Relation

from . import a_shop_at_work as shops
from .test_a_licence_is_exchanged import SCRIPT, country  # noqa: F401 - the same province, before anybody applied
from .test_every_page_looks import signed_in

pytestmark = [
    pytest.mark.story,
    pytest.mark.browser,
    pytest.mark.foreign("chromium"),
    pytest.mark.foreign("pdftotext"),
    pytest.mark.django_db(transaction=True),
]
PERSON, CLERK = "Nguyễn Thị Minh Anh", "Người Thử Cán bộ Một cửa"
MOST_TYPED = 3
"""The number of the window, once a day; the number on the identity card; the number of the slip for the cash."""
MOST_TABS = 80


class Keyboard:
    """A clerk who never touches the mouse, at a wide screen; each page must fit a narrow one too."""

    def __init__(self, page, script: bool):
        self.page, self.script, self.typed = page, script, 0

    def to(self, where):
        """Tab until it has the focus."""
        for _press in range(MOST_TABS):
            if where.evaluate("one => one === document.activeElement"):
                return where
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no key leads to {where}")

    def press(self, where) -> None:
        self.to(where)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.judge()

    def write(self, name: str, words: str) -> None:
        self.to(self.page.locator(f"[name='{name}']"))
        self.page.keyboard.type(words)
        self.typed += 1

    def choose(self, name: str, value: str) -> None:
        """Tab enters a group of choices at its first or its chosen one, arrows go on."""
        group = self.page.locator(f"input[name='{name}']")
        chosen = self.page.locator(f"input[name='{name}']:checked")
        self.to(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        wanted = self.page.locator(f"input[name='{name}'][value='{value}']")
        for _each in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key chooses {value}")

    def judge(self) -> None:
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            fits(self.page)
        if self.script:
            axe(self.page)
            look(self.page, f"counter-{self.page.url.split('/', 3)[-1].strip('/').replace('/', '-')}")

    @property
    def reads(self) -> str:
        return self.page.locator("main").inner_text()


def both_stand_on(words: str) -> None:
    assert PERSON in words, words
    assert CLERK in words, words


def words_of(pdf: bytes) -> str:
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True, timeout=30)
    return " ".join(read.stdout.decode().split())


def with_a_number(page_at, script: bool) -> None:
    """In the hall, at the machine: nobody signs in."""
    page = page_at(360, java_script_enabled=script)
    page.goto(f"/counter/{shops.found_again().desk.pk}/")
    hall = Keyboard(page, script)
    hall.press(page.get_by_role("button", name="Đổi giấy phép lái xe"))
    assert "A001" in hall.reads
    page.context.close()


def entered(clerk: Keyboard) -> Dossier:
    """From the call to the receipt."""
    page = clerk.page
    page.goto("/desk/counter/")
    clerk.write("window", "3")
    clerk.press(page.get_by_role("button", name="Gọi số tiếp theo"))
    assert "A001" in clerk.reads
    clerk.press(page.get_by_role("link", name="Nhập hồ sơ"))
    clerk.write("number", shops.NUMBER)
    clerk.to(page.locator("[name='seen']"))
    page.keyboard.press("Space")
    clerk.press(page.get_by_role("button", name="Đọc dữ liệu và tiếp tục"))
    both_stand_on(clerk.reads)
    clerk.choose("reason", "ending")
    clerk.choose("delivery", "counter")
    clerk.press(page.get_by_role("button", name="Lưu, tính lại"))
    clerk.choose("pay", "cash")
    clerk.write("slip", "BL 0001")
    clerk.press(page.get_by_role("button", name="Nộp và tiếp nhận"))
    both_stand_on(clerk.reads)
    return Dossier.objects.get()


@SCRIPT
def test_a_person_without_a_telephone_is_served_at_the_counter(country, page_at, script):  # noqa: F811
    with_a_number(page_at, script)
    page = page_at(1280, java_script_enabled=script)
    signed_in(page, country, "receiver of dossiers")
    clerk = Keyboard(page, script)
    dossier = entered(clerk)
    assert clerk.typed == MOST_TYPED
    assert dossier.status == Status.RECEIVED
    application = dossier.application
    assert (dossier.channel, application.relation, application.phone) == (Channel.COUNTER, Relation.COUNTER, "")
    _the_receipt_says_both_names(clerk, dossier)
    clerk.press(page.get_by_role("link", name="Mở hồ sơ"))
    both_stand_on(clerk.reads)
    _every_act_says_both_names(dossier)
    _the_ticket_ends(clerk)
    _the_person_takes_it_over(page_at, dossier, script)
    page.goto(f"/desk/dossiers/{dossier.pk}/")
    both_stand_on(clerk.reads)
    _the_clerk_may_not_say_how_it_was(clerk, dossier)


def _the_receipt_says_both_names(clerk: Keyboard, dossier: Dossier) -> None:
    receipt = clerk.to(clerk.page.get_by_role("link", name="In giấy tiếp nhận"))
    answer = clerk.page.context.request.get(receipt.get_attribute("href"))
    said = words_of(answer.body())
    both_stand_on(said)
    assert dossier.code in said
    assert dossier.lookup_code in said


def _every_act_says_both_names(dossier: Dossier) -> None:
    shop = shops.found_again()
    acts = list(Act.objects.filter(by_id=shop.receiver.pk, subject_id__in=[dossier.pk, dossier.application_id]))
    assert {act.verb for act in acts} >= {"services.application.submitted", "onestop.dossier.submitted"}
    assert {(act.body["by_name"], act.body["for_name"]) for act in acts} == {(CLERK, PERSON)}


def _the_ticket_ends(clerk: Keyboard) -> None:
    clerk.page.goto("/desk/counter/")
    clerk.press(clerk.page.get_by_role("button", name="Xong"))
    assert Ticket.objects.get().ended_at is not None


def _the_person_takes_it_over(page_at, dossier: Dossier, script: bool) -> None:
    page = page_at(1280, java_script_enabled=script)
    page.goto("/dossiers/take-over/")
    person = Keyboard(page, script)
    person.press(page.get_by_role("button", name=PERSON).first)
    person.write("code", dossier.code)
    person.write("second", dossier.lookup_code)
    person.press(page.get_by_role("button", name="Nhận hồ sơ"))
    both_stand_on(person.reads)
    dossier.refresh_from_db()
    assert identification_of(dossier.application.applicant, clock.now()).number == shops.NUMBER
    assert dossier.channel == Channel.COUNTER


def _the_clerk_may_not_say_how_it_was(clerk: Keyboard, dossier: Dossier) -> None:
    """Neither in the session nor, afterwards, in the browser in which it was."""
    shop, page = shops.found_again(), clerk.page
    with transaction.atomic():
        now = clock.now()
        actions.acknowledge(dossier=dossier, by=shop.officer, now=now)
        decided = actions.decide(dossier=dossier, outcome="cap_moi", words=shops.GRANTED, by=shop.chief, now=now)
        with pytest.MonkeyPatch.context() as known:
            known.setattr(asking, "new_code", lambda _letters: shops.SECRET)
            asked = feedback.ask(point=end_point(decided.events.last()), by=None, now=now)
    for said in ("đang đăng nhập với tư cách cán bộ", "đã làm việc trên trình duyệt này"):
        page.goto(f"/feedback/{shops.SECRET}/")
        clerk.press(page.get_by_role("button", name="Rất hài lòng", exact=True))
        assert said in clerk.reads
        page.context.clear_cookies(name="sessionid")
    asked.refresh_from_db()
    assert (asked.level, asked.channel) == (None, Channel.COUNTER)
    assert Invitation.objects.count() == 1
    page.complaints[:] = [each for each in page.complaints if "status of 403" not in each]

"""What was proposed and what is late, as head, leader and officer see it at the desk; and what an apology leaves late."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from conftest import at, submitted
from lienthong.doors.desk import waiting
from lienthong.doors.desk.tests.full_books import fill_dossiers, plan_of
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier

LATE = at("02:30", day=date(2026, 11, 24))
"""Ten hours after the date of the law, 16:30 the day before."""
SORRY = "Máy in thẻ của phòng hỏng từ ngày 12, đang chờ thay linh kiện."
NEW = date(2026, 12, 7)


@pytest.fixture
def in_hand(shop):
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    return actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))


@pytest.fixture
def proposed(shop, in_hand):
    return actions.propose(dossier=in_hand, outcome="cap_moi", words="", by=shop.officer, now=at("11:00"))


@pytest.fixture
def apologised(shop, in_hand):
    due = at("16:30", day=NEW)
    return actions.apologise(dossier=in_hand, reason=SORRY, new_due_at=due, by=shop.leader, now=LATE)


def seen(mandate, name, *args, **asked):
    return desk(mandate).get(reverse(f"desk:{name}", args=args), asked).text


def test_what_an_officer_proposed_stands_in_both_lists_and_the_count_of_the_head(shop, proposed, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("11:05"))
    assert waiting.counts(shop.chief, now=at("11:05"))["mine"] == 1
    [line] = waiting.mine(shop.chief, now=at("11:05"))
    assert (line.id, line.state_label) == (proposed.pk, "Đã trình kết quả")
    mine, listed, case = (
        seen(shop.chief, "mine"), seen(shop.chief, "dossiers"), seen(shop.chief, "dossier", proposed.pk)
    )  # fmt: skip
    assert "Không còn việc nào chờ bạn" not in mine
    for page in (mine, listed):
        assert proposed.code in page
        assert "trình kết quả" in page.lower()
    assert reverse("desk:dossier-decide", args=[proposed.pk]) in case
    assert "Đã trình kết quả</strong> · Người Thử" in case
    actions.assign(dossier=proposed, holder=shop.officer, note="", by=shop.chief, now=at("11:06"))
    assert "Không còn việc nào chờ bạn" in seen(shop.chief, "mine")
    assert "Đã trình kết quả</strong>" not in seen(shop.chief, "dossier", proposed.pk)


def test_what_is_late_counts_as_late_for_head_and_leader(shop, in_hand, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    for mandate in (shop.chief, shop.leader):
        assert waiting.counts(mandate, now=LATE)["dossiers"] == 1
        page = seen(mandate, "mine", show="late")
        assert in_hand.code in page
        assert "trễ 10 giờ" in page


def test_after_an_apology_the_desk_says_that_it_is_late_and_what_is_promised(shop, apologised, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    words = "quá hạn, đã xin lỗi và hẹn lại 07/12/2026"
    pages = [
        seen(shop.officer, "mine"), seen(shop.officer, "dossiers"), seen(shop.officer, "dossier", apologised.pk),
        seen(shop.leader, "dossiers", tab="in-hand"),
    ]  # fmt: skip
    for page in pages:
        assert words in page
        assert "tag-leaf" not in page, "late is never green"
    for page in (pages[0], pages[2]):
        assert "trễ 10 giờ" in page
        assert "đã xin lỗi và hẹn lại 07/12/2026</strong>" in page, "in the narrow list, below the title"
    [line] = waiting.mine(shop.officer, now=LATE)
    assert line.is_late(LATE)
    consult = seen(shop.officer, "dossier-consult", apologised.pk)
    assert "hạn theo luật 23/11/2026 16:30, đã xin lỗi và hẹn lại 07/12/2026 16:30" in consult
    monkeypatch.setattr(clock, "now", lambda: at("17:30", day=NEW))
    past = seen(shop.officer, "dossier", apologised.pk)
    assert words in past
    assert "trễ 1 giờ" in past


def test_an_apology_in_time_is_said_too_and_a_supplement_brings_both_dates_together(shop, in_hand, monkeypatch):
    due = at("16:30", day=date(2026, 11, 27))
    held = actions.apologise(dossier=in_hand, reason=SORRY, new_due_at=due, by=shop.leader, now=at("11:00"))
    monkeypatch.setattr(clock, "now", lambda: at("11:05"))
    page = seen(shop.officer, "dossier", held.pk)
    assert "quá hạn, đã xin lỗi" not in page
    assert "đã xin lỗi và hẹn lại 27/11/2026" in page
    item = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
    law = "Nghị định 61/2018, điều 17"
    asked = actions.ask_supplement(dossier=held, items=[item], words=SORRY, law=law, by=shop.officer, now=at("12:00"))
    given = actions.supply(dossier=asked, answers={"full_name": "Minh Anh"}, files=[], by=shop.citizen, now=at("13:30"))
    assert not given.is_promised_anew


def test_a_day_on_which_nobody_works_is_not_moved_without_a_word(shop, in_hand, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    address = reverse("desk:dossier-apologise", args=[in_hand.pk])
    saturday = desk(shop.leader).post(address, {"reason": SORRY, "due_on": "05/12/2026"})
    assert saturday.status_code == 422
    assert "Ngày 05/12/2026 cơ quan không làm việc. Ngày làm việc kế tiếp là 07/12/2026." in saturday.text
    assert SORRY in saturday.text
    assert Dossier.objects.get(pk=in_hand.pk).apologised_at is None
    assert desk(shop.leader).post(address, {"reason": SORRY, "due_on": "07/12/2026"}).status_code == 302
    assert Dossier.objects.get(pk=in_hand.pk).due_at == at("16:30", day=NEW)


def test_among_thousands_in_hand_what_is_late_or_proposed_is_found_by_index(shop, country, in_hand):
    fill_dossiers(in_hand, 6000)
    now = in_hand.due_at - timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        elsewhere = Dossier.objects.filter(code__regex="^DAY-.*[1-9]$")
        elsewhere.update(body=country.other.body, due_at=now - timedelta(days=1))
        cursor.execute("set local session_replication_role = origin")
        cursor.execute("analyze onestop_dossier")
    plan = plan_of(Dossier.objects.waiting_for(shop.leader, now))
    assert "dossiers_late" in plan
    assert "dossiers_proposed" in plan
    for mandate in (shop.leader, shop.chief, shop.officer):
        assert "Seq Scan on onestop_dossier" not in plan_of(Dossier.objects.waiting_for(mandate, now)), mandate

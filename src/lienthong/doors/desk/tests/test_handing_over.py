"""The result is handed over as it was chosen: into a hand at the counter, or posted on a day, perhaps with a number."""

import re

import pytest
from django.urls import reverse

from conftest import at, submitted
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.states import Status
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.services.models import Application

WORDS = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."


@pytest.fixture
def done(shop, monkeypatch):
    """Decided on Monday at two, and to be posted."""
    monkeypatch.setattr(clock, "now", lambda: at("15:00"))
    dossier = submitted(shop)
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    return actions.decide(dossier=dossier, outcome="cap_moi", words=WORDS, by=shop.chief, now=at("14:00"))


def page_of(shop, name, dossier) -> str:
    return desk(shop.receiver).get(reverse(f"desk:{name}", args=[dossier.pk])).content.decode()


def hand_over(shop, dossier, **given):
    return desk(shop.receiver).post(reverse("desk:dossier-return", args=[dossier.pk]), given)


def chosen(dossier, **answers):
    held = dossier.application
    Application.objects.filter(pk=held.pk).update(answers={**held.answers, **answers})


def test_the_envelope_stands_on_the_dossier_and_beside_the_step(shop, done):
    for name in ("dossier", "dossier-return"):
        page = page_of(shop, name, done)
        for said in ("Qua bưu chính", "Nguyễn Thị Minh Anh", "0912 345 678", "Số 12 đường Nguyễn Huệ, Hà Nội"):
            assert said in page
    form = page_of(shop, "dossier-return", done)
    assert 'value="16/11/2026"' in form
    assert re.search(r'<input type="radio"[^>]*value="post"[^>]*checked', form)


def test_posting_is_the_handing_over_and_needs_its_day(shop, done):
    given = {"way": "post", "to": "Nguyễn Thị Minh Anh", "tracking": "EI1"}
    assert "Ghi ngày đã gửi bưu chính." in hand_over(shop, done, **given).content.decode()
    assert hand_over(shop, done, **given, on="15/11/2026").status_code == 422
    assert hand_over(shop, done, **given, on="32/11/2026").status_code == 422
    answer = hand_over(shop, done, **given, on="16/11/2026")
    assert answer.url == reverse("desk:dossier", args=[done.pk])
    done.refresh_from_db()
    assert done.status == Status.RETURNED
    assert "Gửi bưu chính ngày 16/11/2026, mã bưu gửi EI1" in page_of(shop, "dossier", done)


def test_who_comes_after_all_gets_it_into_their_hand(shop, done):
    assert hand_over(shop, done, way="counter", to="Nguyễn Thị Minh Anh").status_code == 302
    assert done.events.in_order().last().details == {"to": "Nguyễn Thị Minh Anh", "way": "counter"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"post_address": ""}, "gọi người nộp để hỏi"),
        ({"delivery": "counter"}, "Tại quầy"),
        ({"delivery": "online"}, "hồ sơ tự ghi là đã trả"),
    ],
)
def test_what_else_may_have_been_chosen_is_said_too(shop, done, answers, said):
    chosen(done, **answers)
    assert said in page_of(shop, "dossier-return", done)


def test_where_nothing_was_asked_nothing_is_said(shop, done):
    chosen(done, delivery=None)
    assert "Người nộp đã chọn" not in page_of(shop, "dossier-return", done)


@pytest.mark.parametrize("how", ["refused", "withdrawn", "stopped", "revoked"])
def test_where_no_result_comes_any_more_nothing_is_said_of_handing_one_over(shop, monkeypatch, how):
    monkeypatch.setattr(clock, "now", lambda: at("15:00"))
    dossier, words = submitted(shop), "<h2>Trả kết quả</h2>"
    assert words in page_of(shop, "dossier", dossier), "one may come"
    if how == "refused":
        actions.refuse(dossier=dossier, reason="other", **REASON, by=shop.receiver, now=at("10:00"))
    elif how == "withdrawn":
        actions.withdraw(dossier=dossier, words="Không cần nữa.", by=shop.citizen, now=at("10:00"))
    else:
        actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
        actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    if how == "stopped":
        actions.stop(dossier=dossier, reason="other", **REASON, by=shop.chief, now=at("11:00"))
    elif how == "revoked":
        actions.decide(dossier=dossier, outcome="cap_moi", words=WORDS, by=shop.chief, now=at("14:00"))
        assert words in page_of(shop, "dossier", dossier), "one is there"
        wrong = "Kết quả ghi nhầm hạng giấy phép của một người khác cùng tên."
        actions.revoke_result(dossier=dossier, reason=wrong, by=shop.chief, now=at("14:30"))
    page = page_of(shop, "dossier", dossier)
    assert words not in page
    assert "Số 12 đường Nguyễn Huệ" not in page.partition("<h2>Các bước</h2>")[2]

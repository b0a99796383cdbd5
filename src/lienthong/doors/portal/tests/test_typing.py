"""Whoever leaves a page of questions in the middle of a word finds the word there again, as unfinished."""

import pytest
from django.urls import reverse

from conftest import drafted
from lienthong.ground.identity.models import Account
from lienthong.work.services.models import Application

APPLICANT = {
    "full_name": "Nguyễn Thị Mai", "identity_number": "001190012345", "born_on": "02/05/1990",
    "residence": "Phường 5, Hà Nội",
}  # fmt: skip

TYPED = {"full_name": "Nguyễn Thị M", "seen": "0", "tab": "a"}


def page(draft, name="applicant") -> str:
    return reverse("portal:question", args=[draft.pk, name])


def send(visitor, draft, name="applicant", **more):
    return visitor.post(f"{page(draft, name)}typed/", {**TYPED, **more}, headers={"accept": "application/json"})


def test_typed_text_is_shown_again_said_to_be_unfinished_and_answered_by_the_button(citizen, shop, at_nine):
    draft = drafted(shop, number="")
    said = send(citizen, draft, seen="1").json()
    assert said == {"edition": 2, "words": "Đã giữ lúc 09:00, chưa phải là câu trả lời.", "warning": ""}
    shown = citizen.get(page(draft)).content.decode()
    assert 'value="Nguyễn Thị M"' in shown
    assert "Chữ bạn gõ dở lúc" in shown
    assert 'data-edition="2"' in shown
    assert Application.objects.get().given["full_name"] == "Nguyễn Thị Minh Anh"
    citizen.post(page(draft), APPLICANT)
    shown = citizen.get(page(draft)).content.decode()
    assert 'value="Nguyễn Thị Mai"' in shown
    assert "gõ dở" not in shown


@pytest.mark.parametrize(
    ("seen", "tab", "words"),
    [("0", "a", "vừa được trả lời ở một cửa sổ khác"), ("1", "b", ""), ("x", "b", "vừa được trả lời")],
    ids=["answered elsewhere", "fresh", "no number"],
)
def test_a_window_is_told_when_it_is_out_of_date(citizen, shop, seen, tab, words):
    draft = drafted(shop)
    warning = send(citizen, draft, seen=seen, tab=tab).json()["warning"]
    assert words in warning
    assert bool(words) == bool(warning)


def test_two_windows_the_last_wins_and_is_told(citizen, shop):
    draft = drafted(shop, number="")
    send(citizen, draft, seen="1", tab="a")
    assert "cửa sổ khác" in send(citizen, draft, seen="1", tab="b", full_name="Bình").json()["warning"]
    assert 'value="Bình"' in citizen.get(page(draft)).content.decode()


def test_options_and_half_a_date_come_back_as_they_were(citizen, shop):
    draft = drafted(shop)
    send(citizen, draft, "licence", seen="1", withheld="yes", valid_until="31/0")
    shown = citizen.get(page(draft, "licence")).content.decode()
    assert 'value="31/0"' in shown
    assert shown.count(" checked") == 1


def test_only_ones_own_pages_keep_anything(citizen, visitor, shop):
    draft = drafted(shop)
    assert send(citizen, draft, "nowhere").status_code == 422
    stranger = Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ")
    assert send(type(citizen)().signed_in(stranger), draft).status_code == 404
    assert send(type(citizen)(), draft).status_code == 302

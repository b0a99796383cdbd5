"""What the portal told somebody: theirs alone, newest first, leading to what it is about."""

import pytest
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.notices import actions
from lienthong.ground.notices.models import Notice
from lienthong.kit import outbox
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop import events, telling
from lienthong.work.onestop.states import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
PAGE = "/mine/notices/"


def say(account, code, *, url="/dossiers/1/", hour="09:00"):
    facts = {"code": code, "title": "Đổi giấy phép lái xe"}
    return actions.notify(account=account, kind="onestop.dossier.received", facts=facts, url=url, now=at(hour))


def test_who_is_not_signed_in_signs_in_first(visitor):
    assert visitor.get(PAGE).url.endswith("?next=%2Fmine%2Fnotices%2F")


def test_without_any_it_says_when_there_will_be_some(citizen):
    assert "Chưa có thông báo" in citizen.get(PAGE).text
    assert "No notices yet" in citizen.get(PAGE, headers={"accept-language": "en"}).text


def test_they_stand_newest_first_and_those_of_the_desk_are_not_among_them(citizen, shop, country):
    say(shop.citizen, "H41-1", hour="08:00")
    say(shop.citizen, "H41-2", url="/dossiers/2/", hour="08:30")
    say(shop.citizen, "H41-3", url="/desk/dossiers/3/")
    say(country.province.leader.account, "H41-4")
    page = citizen.get(PAGE).text
    assert page.index("H41-2") < page.index("H41-1")
    assert 'href="/dossiers/2/"' in page
    assert "H41-3" not in page
    assert "H41-4" not in page


def test_a_step_of_the_dossier_is_told_with_the_way_to_it(citizen, shop):
    dossier = submitted(shop, hour="08:30")
    happened = onestop.receive(dossier=dossier, by=shop.receiver, now=at("08:40")).events.get(kind=Kind.RECEIVED)
    said = events.happened(Kind.RECEIVED, happened.pk, at=happened.at)
    telling.tell_applicant(outbox.Event(said.name, said.subject, said.at, happened.pk))
    page = citizen.get(PAGE).text
    assert f"Hồ sơ {dossier.code} đã được tiếp nhận" in page
    assert f'href="{reverse("portal:dossier", args=[dossier.pk])}"' in page
    assert f'href="{PAGE}"' in citizen.get(reverse("portal:dossier", args=[dossier.pk])).text


def test_what_is_unread_is_counted_and_marked_by_a_press_that_leaves_the_desks_alone(citizen, shop):
    say(shop.citizen, "H41-1")
    office = say(shop.citizen, "H41-3", url="/desk/dossiers/3/")
    assert "(1 chưa đọc)" in citizen.get("/mine/").text
    citizen.get(PAGE)
    assert Notice.objects.unread().count() == 2
    assert citizen.get("/mine/notices/read/").status_code == 405
    assert citizen.post("/mine/notices/read/").url == PAGE
    assert list(Notice.objects.unread()) == [office]
    assert "chưa đọc" not in citizen.get(PAGE).text
    assert "chưa đọc" not in citizen.get("/mine/").text


def test_the_account_leads_to_them(citizen):
    assert f'href="{PAGE}"' in citizen.get("/account/").text

"""A step past its date, as a leader and the citizen see it, and the button by which the leader says that they know."""

from datetime import date

from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.doors.desk.tests.full_books import fill_dossiers, plan_of
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind

LATE = at("07:10", day=date(2026, 11, 20))


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_leader_says_on_the_dossier_that_they_know_of_the_silent_step(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.answer_silence(dossier=dossier, now=LATE)
    case, heed = (reverse(f"desk:{name}", args=[dossier.pk]) for name in ("dossier", "dossier-heed"))
    chief = signed_in(shop.chief.account)
    assert "Một bước đã quá hạn" in chief.get(case).text
    seen_by_the_citizen = signed_in(shop.citizen).get(reverse("portal:dossier", args=[dossier.pk])).text
    assert "hồ sơ đang ở chỗ lãnh đạo" in seen_by_the_citizen
    assert "hạn 08:15 19/11/2026" in seen_by_the_citizen
    assert signed_in(shop.officer.account).post(heed).status_code == 403
    after = chief.post(heed, follow=True).text
    assert "Đã ghi: bạn biết bước này quá hạn." in after
    assert heed not in after
    assert dossier.events.last().kind == Kind.ESCALATION_SEEN


def test_among_thousands_of_open_dossiers_those_laid_before_a_leader_are_found_by_index(shop):
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.answer_silence(dossier=dossier, now=LATE)
    fill_dossiers(dossier, 3000)
    for leader in (shop.chief, shop.leader):
        assert "dossiers_laid_before" in plan_of(Dossier.objects.laid_before(leader, LATE))
    assert list(Dossier.objects.laid_before(shop.chief, LATE)) == [dossier]

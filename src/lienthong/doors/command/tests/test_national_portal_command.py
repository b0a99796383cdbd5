"""`lienthong national-portal` and what the doctor says of the portal."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from conftest import at, submitted
from lienthong.doors.command.national_portal import NoSuchReport, national_portal
from lienthong.doors.command.visits import portal
from lienthong.doors.command.visits.finding import Health, Visit
from lienthong.kit import clock
from lienthong.work.onestop.models import Dossier
from lienthong.work.reporting import actions
from lienthong.work.reporting.models import PortalReport
from lienthong.work.reporting.states import State

pytestmark = pytest.mark.django_db
FACTS = {"url": "http://127.0.0.1:1/", "dstcode": "x", "session": "y", "bodies": {"H41": "z"}}


@pytest.fixture
def report(shop, settings):
    settings.DVCQG = FACTS
    return actions.owe(dossier=Dossier.objects.get(pk=submitted(shop).pk), now=at("09:00"))


def give_up(report):
    PortalReport.objects.filter(pk=report.pk).update(
        state=State.GIVEN_UP, tries=12, last_code="-99", last_problem="Sai mã đơn vị"
    )


def ran(*words):
    return CliRunner().invoke(national_portal, list(words))


def test_what_is_owed_is_listed_and_what_was_given_up_is_asked_again(report):
    code = report.dossier.code
    (row,) = json.loads(ran("list", "--json").output)
    assert (row["code"], row["state"], row["owed"], row["tries"]) == (code, "waiting", 2, 0)
    assert isinstance(ran("again", code).exception, NoSuchReport)
    give_up(report)
    assert "-99" in ran("list").output
    assert ran("again", code).exit_code == 0
    report.refresh_from_db()
    assert (report.state, report.tries) == (State.WAITING, 0)
    give_up(report)
    assert [each["state"] for each in json.loads(ran("again", "--all", "--json").output)] == ["waiting"]
    assert "0" in ran("again", "--all").output


def test_one_dossier_or_all_and_not_both(report):
    assert ran("again").exit_code == 2
    assert ran("again", "x", "--all").exit_code == 2


def test_where_all_is_acknowledged_that_is_said(db):
    assert "Cổng" in ran("list").output
    assert json.loads(ran("list", "--json").output) == []


def health(when):
    return {each.about: each.health for each in portal.examine(Visit(when))}


def test_the_doctor_sees_what_waits_long_what_was_given_up_and_what_was_forgotten(report, settings, shop):
    assert set(health(at("09:10")).values()) == {Health.WELL}
    assert health(at("09:31"))["portal.waiting"] is Health.ATTENTION
    give_up(report)
    found = {each.about: each for each in portal.examine(Visit(at("09:31")))}
    assert found["portal.given_up"].health is Health.WRONG
    assert report.dossier.code in found["portal.given_up"].sentence
    assert "-99" in found["portal.given_up"].sentence
    PortalReport.objects.all().delete()
    assert health(at("09:31"))["portal.missed"] is Health.WELL, "the sweep comes within the hour"
    assert health(at("09:00") + timedelta(hours=3))["portal.missed"] is Health.WRONG


def test_without_a_portal_nothing_is_wrong_but_what_lies_there_still_counts(report, settings):
    settings.DVCQG = {}
    assert health(at("15:00")) == {"portal.given_up": Health.WELL, "portal.connected": Health.WELL}
    give_up(report)
    assert health(clock.now())["portal.given_up"] is Health.WRONG


def test_the_stand_in_says_what_it_is_and_what_to_set(monkeypatch):
    from lienthong.doors.command import processes

    started = []
    monkeypatch.setattr(processes, "keep_running", lambda kept, **_more: started.extend(kept))
    said = ran("emulate", "--port", "8123", "--body", "H41", "--body", "G12").output
    assert "8123" in said
    facts = json.loads(said.split("LIENTHONG_DVCQG='")[1].split("'")[0])
    assert facts["bodies"] == {"H41": "H41", "G12": "G12"}
    assert [process.name for process in started] == ["portal"]
    assert json.loads(ran("emulate", "--json").output)["simulated"] is True

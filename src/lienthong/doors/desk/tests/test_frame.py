"""What every page of the desk stands in: the person and post, the entries of the role with what waits behind them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from conftest import at
from lienthong.doors.desk import frame
from lienthong.doors.desk.dossiers import case
from lienthong.doors.desk.tests.incoming_desk import desk, light
from lienthong.ground.identity import step_up
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Role
from lienthong.records.exchange.states import DeliveryState


@pytest.fixture
def request_of(country):
    """A request by somebody of the other ministry."""

    def make(role, *more):
        request = RequestFactory().get("/desk/")
        request.mandate = country.other.mandates[role]
        request.mandates = [request.mandate, *more]
        request.now = at("10:00")
        request.resolver_match = None
        return request

    return make


def entries(request):
    return [entry["url"] for entry in frame.navigation(request)]


def test_the_entries_are_those_of_the_role(request_of):
    """Everybody has the lists; books, tokens and imports are for those whose role includes them."""
    offered = {role: set(entries(request_of(role))) for role in Role}
    everybody = set.intersection(*offered.values())
    assert {reverse(f"desk:{name}") for name in ("mine", "incoming", "outgoing", "directory", "search")} <= everybody
    names = ("books", "dossiers", "feedback", "board", "corrections", "procedures", "petitions")
    books, dossiers, feedback, board, corrections, procedures, petitions = ({reverse(f"desk:{name}")} for name in names)
    tokens = {reverse("desk:tokens")}
    assert {role: found - everybody for role, found in offered.items()} == {
        Role.CLERK: books | tokens | {reverse("desk:imports")},
        Role.LEADER: books | dossiers | feedback | board | corrections | procedures | petitions | tokens,
        Role.HEAD_OF_UNIT: dossiers | feedback | board | corrections | procedures,
        Role.SPECIALIST: dossiers | corrections | procedures,
        Role.RECORDS_KEEPER: books | dossiers,
        Role.AUDITOR: books | dossiers | board | corrections | procedures | petitions,
        Role.ONE_STOP: dossiers | {reverse("desk:counter")},
    }


def test_entries_say_how_much_waits_and_where_one_is(country, request_of):
    light(country, state=DeliveryState.ARRIVED)
    page = desk(country.other.clerk).get(reverse("desk:incoming")).content.decode()
    assert 'aria-current="page"' in page
    counted = {entry["url"]: entry["count"] for entry in frame.navigation(request_of(Role.CLERK))}
    assert (counted["/desk/"], counted["/desk/incoming/"], counted["/desk/outgoing/"]) == (1, 1, 0)


def test_the_person_may_change_posts_only_with_several(country, request_of):
    assert frame.person(request_of(Role.CLERK))["switch_url"] == ""
    several = frame.person(request_of(Role.CLERK, country.other.leader))
    assert several["switch_url"] == reverse("desk:posts")
    assert several["name"] == country.other.clerk.account.full_name


def test_a_mandate_that_ended_opens_nothing(country):
    browser = desk(country.other.clerk)
    assert browser.get("/desk/").status_code == 200
    ended = country.since + timedelta(days=1)
    mandates.end(mandate=country.other.clerk, by=None, now=ended, reason="Nghỉ hưu")
    assert browser.get("/desk/").status_code == 403


@pytest.mark.parametrize("fresh", [True, False])
def test_what_needs_a_fresh_proof_asks_for_it_first(request_of, monkeypatch, fresh):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: fresh)
    monkeypatch.setattr(step_up, "ask", lambda request: HttpResponse("prove it"))
    view = frame.stepped_up(lambda request: HttpResponse("done"))
    assert view(request_of(Role.CLERK)).content == (b"done" if fresh else b"prove it")


OF_LISTS = {"j", "k", "o", "/", "?"}
"""Keys that every list has: no button may have one of them too."""
TEMPLATES = Path(frame.__file__).parent / "templates"


def test_no_button_has_a_key_that_walks_lists():
    written = {
        (path.name, key) for path in TEMPLATES.rglob("*.html") for key in re.findall(r'key="(.)"', path.read_text())
    }
    made = {(name, key) for name, (_icon, key, _kind) in case._BUTTONS.items()}
    assert len(written) > 10
    assert [(name, key) for name, key in sorted(written | made) if key in OF_LISTS] == []
    offered = ["receive", "acknowledge", "decide", "assign", "propose", "consult", "supplement", "apologise", "stop"]
    keys = [case._BUTTONS[name][1] for name in offered[1:]]
    assert len(set(keys)) == len(keys), "side by side no key stands for two acts"

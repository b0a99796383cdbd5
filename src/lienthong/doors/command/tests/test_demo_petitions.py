"""The demonstration's petitions: made once, through the same actions as everybody's, each as far as its story goes."""

import json
from datetime import timedelta

import pytest

from conftest import at
from lienthong.doors.command.demo_data import petitions
from lienthong.ground.identity.models import Account
from lienthong.work.petitions.models import Desk, Petition, Publication

STORIES = json.loads(petitions._STORIES.read_text("utf-8"))


@pytest.fixture
def bodies(country):
    """The three bodies of the small country, whose leaders are people of the demonstration."""
    Account.objects.filter(email__startswith="leader.").update(synthetic=True)
    petitions.name_desks(now=country.since)
    petitions.name_desks(now=country.since)
    assert Desk.objects.filter(ended_at__isnull=True).count() == 3
    return country


def test_petitions_are_made_once_and_go_as_far_as_their_story(bodies):
    until = at("16:00")
    petitions.fill(until=until)
    petitions.fill(until=until + timedelta(hours=1))
    known = {"Bộ Tài chính", "Bộ Tư pháp", "Ủy ban nhân dân tỉnh Nghệ An"}
    wanted = [each for each in STORIES if {each["from"], each["to"]} <= known]
    made = {each.subject: each for each in Petition.objects.all()}
    assert sorted(made) == sorted(each["subject"] for each in wanted)
    assert all(each.last_at <= until for each in made.values())
    assert Publication.objects.count() == sum("publish" in each["steps"] for each in wanted)
    assert made["Đề nghị hủy quyết định thu hồi đất của gia đình tôi"].status == "refused"


def test_a_story_stops_where_the_present_is(bodies):
    petitions.fill(until=at("16:00"))
    early = Petition.objects.order_by("submitted_at").first()
    assert early.events.count() > 1
    latest = Petition.objects.order_by("-submitted_at").first()
    assert latest.submitted_at < at("16:00")

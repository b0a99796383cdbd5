"""The demonstration's petitions: made once, through the same actions as everybody's, each as far as its story goes."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import at
from lienthong.doors.command.demo_data import petitions
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations import seed
from lienthong.work.petitions import rules
from lienthong.work.petitions.models import Desk, Petition, Publication
from lienthong.work.petitions.rules import Said
from lienthong.work.services import packages

with (Path(seed.__file__).parent / "data" / "agencies.csv").open(encoding="utf-8") as _agencies:
    BODIES = {row["vi_name"] for row in csv.DictReader(_agencies)} | {"Ủy ban nhân dân tỉnh Nghệ An"}
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
    along = made["Cho biết lệ phí trước khi nộp hồ sơ"]
    assert along.main == made["Hiện mức lệ phí trước khi nộp hồ sơ"]
    told = made["Gọi đường dây nóng của huyện không ai nghe"]
    assert (told.channel, told.way, told.entered_by.role) == ("phone", "letter", "clerk")
    assert made["Đề nghị hủy quyết định thu hồi đất của gia đình tôi"].status == "refused"


def test_a_story_stops_where_the_present_is(bodies):
    petitions.fill(until=at("16:00"))
    early = Petition.objects.order_by("submitted_at").first()
    assert early.events.count() > 1
    latest = Petition.objects.order_by("-submitted_at").first()
    assert latest.submitted_at < at("16:00")


@pytest.mark.parametrize("story", STORIES, ids=[f"story {number}" for number in range(len(STORIES))])
def test_every_story_is_one_that_can_be_told(story):
    said = Said(
        story["matter"], story["subject"], story["content"], story["about"], "person", "Trần An", story["address"],
        "0000 123 456",
    )  # fmt: skip
    rules.require_said(said)
    for words in ("asked", "why", "answer"):
        if words in story:
            assert rules.require_words(story[words]) == story[words]
    if "publish" in story["steps"]:
        held = Petition(name=story.get("name", "Trần An"), address=story["address"], phone="+84000123456")
        held.may_publish = True
        rules.require_public(held, story["subject"], story["content"], story["answer"])
    assert {story["from"], story["to"]} <= BODIES
    assert not story.get("procedure") or (packages.SHIPPED / story["procedure"]).is_dir()

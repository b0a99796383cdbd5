"""What a person says at the counter, by telephone or on paper: who may write it down, since when its clocks run."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.ground.mandates.rules import NotInThisRole, NotYours
from lienthong.ground.notices.models import Text
from lienthong.work.feedback.models import Invitation
from lienthong.work.petitions import actions, rules
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import Way
from lienthong.work.petitions.tests.conftest import SAID, WORDS

BY_LETTER = replace(SAID, phone="", way="letter")


@pytest.fixture
def scan(db):
    return files.keep(BytesIO(b"Don viet tay"), name="don.txt", by=None, now=at("08:30"))


@pytest.fixture
def entered(desks):
    def made(said=SAID, *, by=None, channel="counter", **more):
        who = by or desks.province.one_stop
        return actions.enter_petition(said=said, channel=channel, by=who, now=at("09:00"), **more)

    return made


def test_at_the_counter_both_names_stay_and_the_clocks_run_at_once(entered, desks):
    petition = entered(replace(SAID, way="text"))
    by = desks.province.one_stop
    assert (petition.channel, petition.is_assisted, petition.entered_by, petition.name) == (
        "counter", True, by, "Trần Văn Bình",
    )  # fmt: skip
    assert petition.account is None
    assert petition.refuse_due_at == at("16:30", day=date(2026, 11, 18))
    event = petition.events.get()
    assert (event.by, event.by_name) == (by, by.account.full_name)
    assert Text.objects.get().kind == "petitions.text.submitted"


def test_a_paper_counts_from_the_day_it_arrived_and_is_kept_with_it(entered, scan):
    petition = entered(BY_LETTER, channel="paper", came_on=date(2026, 11, 12), files=[scan])
    assert petition.submitted_at == at("12:00", day=date(2026, 11, 12))
    assert petition.forward_due_at == at("16:30", day=date(2026, 11, 19))
    assert petition.enclosures.get().file == scan
    assert not Text.objects.exists(), "a letter is sent by the office"
    today = entered(BY_LETTER, channel="paper", came_on=date(2026, 11, 16), files=[scan])
    assert today.submitted_at == at("09:00")


@pytest.mark.parametrize(
    ("channel", "came_on"),
    [
        ("online", None),
        ("phone", date(2026, 11, 16)),
        ("paper", None),
        ("paper", date(2026, 11, 17)),
        ("paper", date(2026, 10, 16)),
    ],
    ids=["online", "no_paper", "no_day", "tomorrow", "long_ago"],
)
def test_how_it_came_has_to_make_sense(entered, scan, channel, came_on):
    with pytest.raises(rules.CameUnfit):
        entered(channel=channel, came_on=came_on, files=[scan])


def test_a_paper_without_its_scan_is_not_entered(entered):
    with pytest.raises(rules.ScanMissing):
        entered(BY_LETTER, channel="paper", came_on=date(2026, 11, 13))


def test_who_may_write_down_is_the_unit_that_receives_the_counter_and_the_clerk(entered, desks, country):
    here = desks.province
    for by in (here.one_stop, here.clerk, here.specialist, here.head_of_unit):
        assert entered(by=by).entered_by == by
    with pytest.raises(NotInThisRole):
        entered(by=here.leader)
    with pytest.raises(rules.NoDeskThere):
        entered(by=country.ministry.one_stop)
    elsewhere = here.specialist
    elsewhere.post.unit = None
    with pytest.raises(NotYours):
        entered(by=elsewhere)


@pytest.mark.parametrize(
    ("phone", "email", "way", "kept"),
    [
        ("0912345678", "", "", Way.TEXT),
        ("", "a@b.example", "", Way.EMAIL),
        ("0912345678", "a@b.example", "email", Way.EMAIL),
        ("", "", "letter", Way.LETTER),
    ],
    ids=["number", "address", "both", "neither"],
)
def test_the_way_of_answering_is_the_one_chosen_or_the_one_there_is(phone, email, way, kept):
    assert rules.require_said(replace(SAID, phone=phone, email=email, way=way)).way == kept


def test_a_way_without_what_it_needs_is_no_way(entered):
    for way, contact in (("text", {"phone": "", "email": "a@b.example"}), ("email", {"email": ""})):
        with pytest.raises(rules.WayWithoutContact):
            entered(replace(SAID, way=way, **contact))
    with pytest.raises(rules.AnonymousNotHandled):
        entered(replace(SAID, phone="", way="text"))


def test_the_database_holds_that_somebody_wrote_it_down(entered):
    petition = entered()
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(entered_by=None)


@pytest.mark.parametrize(("channel", "how"), [("counter", "counter"), ("phone", "assisted")])
def test_how_it_came_is_told_to_who_counts_what_people_say(entered, desks, channel, how):
    petition = entered(replace(SAID, official=""), channel=channel)
    actions.refuse_petition(petition=petition, ground="complaint", words=WORDS, by=desks.province.specialist,
                            now=at("10:00"))  # fmt: skip
    assert Invitation.objects.get().channel == how


def test_where_nobody_receives_petitions_nobody_may_write_one_down(country):
    with pytest.raises(rules.NoDeskThere):
        rules.require_may_enter(country.province.clerk, None, now=at("09:00"))

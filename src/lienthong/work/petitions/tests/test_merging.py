"""Several people say the same: how likely ones are found, go along, get the same answer, and are parted again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conftest import at
from lienthong.ground.mandates.rules import NotYours
from lienthong.ground.notices.models import Notice
from lienthong.work.petitions import actions, queries, rules, standing
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import Status
from lienthong.work.petitions.tests.conftest import SAID, UNCLEAR, WORDS

OTHER = replace(
    SAID, subject="Xác nhận hộ tịch: đi ba lần vẫn chưa xong", name="Lê Văn Cường", official="", phone="0913 111 222",
    content="Nhà tôi cũng đến phường Hưng Bình ba lần để xác nhận hộ tịch, lần nào cũng hẹn lại, không ghi giấy hẹn.",
)  # fmt: skip
ELSE = replace(
    SAID, subject="Phí đăng ký xe máy thu hai lần", about="Công an huyện", name="Phạm Thu", official="",
    content="Tôi bị thu phí hai lần cho cùng một chiếc xe máy, biên lai đều có số, nhưng không ai trả lại tiền.",
)  # fmt: skip


@pytest.fixture
def merged(brought, sent, desks):
    """`merged("in_hand")`: the petition that goes ahead stands there, and another one that goes along with it."""

    def made(status):
        ahead, by = brought(status), desks.province.specialist
        petition = sent(OTHER, by=None)
        return ahead, actions.merge_petition(petition=petition, main=ahead, by=by, now=at("13:40"))

    return made


def kinds(petition):
    return list(petition.events.in_order().values_list("kind", flat=True))


def test_what_may_say_the_same_is_found_with_its_score_and_what_says_something_else_is_not(brought, sent, desks):
    ahead, unlike, by = brought("accepted"), sent(ELSE, by=None), desks.province.specialist
    actions.accept_petition(petition=unlike, by=by, now=at("10:00"))
    petition = sent(OTHER, by=None)
    [found] = queries.alike(petition, by, now=at("11:00"))
    assert found.petition == ahead
    assert queries.ALIKE_FROM <= found.score <= 1
    assert queries.alike(petition, by, now=at("11:00") + timedelta(days=91)) == []
    assert queries.alike(petition, desks.other.leader, now=at("11:00")) == []
    assert queries.alike(brought("forwarded"), by, now=at("11:00")) == []


def test_only_what_was_taken_in_and_goes_its_own_way_goes_ahead(brought, sent, desks):
    by, petition, ahead = desks.province.specialist, sent(OTHER, by=None), brought("accepted")
    for other in (sent(), brought("answered"), petition):
        with pytest.raises(rules.SaysSomethingElse):
            actions.merge_petition(petition=petition, main=other, by=by, now=at("14:30"))
    with pytest.raises(NotYours):
        actions.merge_petition(petition=petition, main=ahead, by=desks.other.leader, now=at("14:30"))
    first = actions.merge_petition(petition=petition, main=ahead, by=by, now=at("14:30"))
    third = sent(OTHER, by=None)
    with pytest.raises(rules.SaysSomethingElse):
        actions.merge_petition(petition=third, main=first, by=by, now=at("14:30"))
    with pytest.raises(rules.SaysSomethingElse):
        actions.merge_petition(petition=ahead, main=third, by=by, now=at("14:30"))


@pytest.mark.parametrize(
    ("status", "then"), [("accepted", Status.ACCEPTED), ("forwarded", Status.FORWARDED), ("in_hand", Status.FORWARDED)]
)
def test_it_is_brought_to_where_the_other_one_stands_and_both_histories_say_so(merged, desks, status, then):
    ahead, petition = merged(status)
    assert (petition.status, petition.main, petition.code != ahead.code) == (then, ahead, True)
    assert kinds(petition)[:3] == ["submitted", "merged", "accepted"]
    assert kinds(ahead)[-1] == "joined"
    assert queries.along(ahead) == [petition]
    mine, theirs = (list(each.events.in_order()) for each in (petition, ahead))
    assert ahead.code not in repr(queries.history(mine, for_officials=False))
    assert ahead.code in repr(queries.history(mine, for_officials=True))
    assert "cùng phản ánh" not in repr(queries.history(theirs, for_officials=False))
    assert petition.code in repr(queries.history(theirs, for_officials=True))
    assert petition not in Petition.objects.waiting_for(desks.province.specialist)
    assert petition not in Petition.objects.waiting_for(desks.other.head_of_unit)


def test_forwarded_sent_back_and_answered_it_goes_along_and_each_gets_their_own_answer(merged, desks, person):
    ahead, petition = merged("accepted")
    here, there = desks.province.specialist, desks.other.head_of_unit
    actions.forward_petition(petition=ahead, to=desks.other.body, by=here, now=at("13:50"))
    actions.send_back_petition(petition=ahead, words=UNCLEAR, by=there, now=at("13:55"))
    actions.forward_petition(petition=ahead, to=desks.other.body, by=here, now=at("14:00"))
    actions.acknowledge_petition(petition=ahead, by=there, now=at("14:10"))
    late = actions.merge_petition(
        petition=actions.submit_petition(body=ahead.body, said=ELSE, by=None, now=at("14:11")), main=ahead,
        by=here, now=at("14:12"),
    )  # fmt: skip
    actions.answer_petition(petition=ahead, words=WORDS, by=there, now=at("14:20"), law="Luật")
    for each in Petition.objects.all():
        answer = queries.answer_of(each)
        assert (answer.words, answer.law, each.status, each.answered_in_time) == (WORDS, "Luật", "answered", True)
        assert standing.fold(each.events.in_order()) == each.standing
    petition.refresh_from_db()
    late.refresh_from_db()
    way = ["forwarded", "sent_back", "forwarded", "acknowledged", "answered"]
    assert kinds(petition)[3:] == way
    assert kinds(late)[3:] == ["forwarded", "acknowledged", "answered"]
    assert (ahead.publish_due_at, petition.publish_due_at) == (None, None), "as they were read before"
    assert Petition.objects.get(pk=ahead.pk).publish_due_at is not None
    assert Notice.objects.filter(account=person, kind="petitions.petition.answered").count() == 1


def test_what_goes_along_has_no_steps_of_its_own_but_to_part(merged, desks):
    _ahead, petition = merged("accepted")
    by = desks.province.specialist
    assert rules.next_steps(by, petition, now=at("14:00")) == ["parted"]
    with pytest.raises(rules.GoesAlong):
        actions.forward_petition(petition=petition, to=desks.other.body, by=by, now=at("14:00"))
    _ahead, forwarded = merged("forwarded")
    there = desks.other.head_of_unit
    for step in (
        lambda: actions.acknowledge_petition(petition=forwarded, by=there, now=at("14:00")),
        lambda: actions.send_back_petition(petition=forwarded, words=UNCLEAR, by=there, now=at("14:00")),
        lambda: actions.answer_petition(petition=forwarded, words=WORDS, by=there, now=at("14:00")),
    ):
        with pytest.raises(rules.GoesAlong):
            step()


def test_parted_it_goes_on_from_where_it_stands_and_both_histories_say_so(merged, desks):
    ahead, petition = merged("forwarded")
    by = desks.province.specialist
    parted = actions.part_petition(petition=petition, by=by, now=at("14:00"))
    assert (parted.main, parted.status) == (None, Status.FORWARDED)
    assert (kinds(parted)[-1], kinds(ahead)[-1]) == ("parted", "left")
    told = Notice.objects.filter(account=desks.other.head_of_unit.account, kind="petitions.petition.arrived")
    assert told.count() == 2
    assert parted in Petition.objects.waiting_for(desks.other.head_of_unit)
    for stale in (petition, parted):
        with pytest.raises(rules.NotMerged):
            actions.part_petition(petition=stale, by=by, now=at("14:01"))
    with pytest.raises(rules.NotMerged):
        actions.part_petition(petition=petition, by=by, now=at("14:01"))
    near, alone = merged("accepted")
    actions.part_petition(petition=alone, by=by, now=at("14:05"))
    assert near.due_at == at("16:30", day=date(2026, 11, 23))
    again = actions.merge_petition(petition=alone, main=near, by=by, now=at("14:06"))
    assert (again.main, kinds(again)[-2:]) == (near, ["parted", "merged"])


def test_who_is_named_by_one_of_them_answers_none(merged, sent, brought, desks):
    there = desks.other.head_of_unit
    ahead = brought("in_hand", replace(SAID, official=""))
    named = sent(replace(OTHER, official=there.account.full_name), by=None)
    actions.merge_petition(petition=named, main=ahead, by=desks.province.specialist, now=at("13:45"))
    with pytest.raises(rules.OwnInterest):
        actions.answer_petition(petition=ahead, words=WORDS, by=there, now=at("14:00"))

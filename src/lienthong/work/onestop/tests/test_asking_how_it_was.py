"""At every end the person is asked, and what is told of the dossier is read from it."""

import pytest

from conftest import at, submitted
from lienthong.ground.journal.models import Act
from lienthong.kit.ids import new_id
from lienthong.kit.outbox import Event as Announced
from lienthong.work.feedback import actions as feedback
from lienthong.work.feedback import queries, rules
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import Channel, End
from lienthong.work.onestop import actions, asking, telling
from lienthong.work.onestop.states import Kind, RefusalReason

LAW, WORDS = "Nghị định 118/2025/NĐ-CP, điều 17", "Ảnh chân dung trong giấy phép cũ không phải của chị Minh Anh."


def ended(shop, end):
    dossier = submitted(shop)
    if end is End.WITHDRAWN:
        return actions.withdraw(dossier=dossier, words="", by=shop.citizen, now=at("09:30"))
    refusal = {"reason": RefusalReason.OTHER, "words": WORDS, "law": LAW, "now": at("10:40")}
    if end is End.NOT_RECEIVED:
        return actions.refuse(dossier=dossier, by=shop.receiver, **refusal)
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    if end is End.STOPPED:
        return actions.stop(dossier=dossier, by=shop.chief, **refusal)
    why = {} if end is End.GRANTED else {"reason": RefusalReason.OTHER, "plain": WORDS, "law": LAW}
    outcome = "tu_choi" if why else "cap_moi"
    return actions.decide(dossier=dossier, outcome=outcome, words=WORDS, **why, by=shop.chief, now=at("14:00"))


OF_DOSSIERS = [end for end in End if end is not End.ANSWERED]


@pytest.mark.parametrize("end", OF_DOSSIERS, ids=lambda end: end.value)
def test_every_end_is_asked_about_and_twice_told_is_once_asked(shop, end):
    dossier = ended(shop, end)
    happened = dossier.events.get(kind__in=asking.ENDS)
    for _turn in range(2):
        telling.ask_how_it_was(Announced(f"onestop.dossier.{happened.kind}", happened.pk, happened.at, new_id()))
    asked = Invitation.objects.get()
    assert asked.end == end
    assert (asked.channel, asked.place, asked.age_group) == (Channel.ONLINE, "province", "middle")
    assert (asked.account, asked.body, asked.unit) == (shop.citizen, shop.office.body, shop.division)


@pytest.mark.parametrize(
    ("number", "group"),
    [("001190012345", "middle"), ("001205012345", "young"), ("001050012345", "old"), ("", ""), ("12", "")],
    ids=["middle", "young", "old", "none", "broken"],
)
def test_the_age_group_is_what_the_number_says(number, group):
    assert asking.age_group(number, at("09:00")) == group


def test_every_kind_that_ends_a_dossier_is_among_the_ends():
    from lienthong.work.onestop.states import ALLOWED, OPEN

    closing = {kind for kind, step in ALLOWED.items() if step.leads_to and step.leads_to not in OPEN}
    assert closing - {Kind.RETURNED} <= set(asking.ENDS)


def told(event, handler):
    handler(Announced(f"onestop.dossier.{event.kind}", event.pk, event.at, new_id()))


def taken_back(shop, dossier, by):
    actions.undo(dossier=dossier, by=by, now=at("10:45"))
    return dossier.events.get(kind=Kind.UNDONE)


@pytest.mark.parametrize("end", [End.NOT_RECEIVED, End.STOPPED], ids=lambda end: end.value)
def test_of_an_end_that_was_taken_back_nobody_is_asked_any_more(shop, end):
    dossier = ended(shop, end)
    told(dossier.events.get(kind__in=asking.ENDS), telling.ask_how_it_was)
    asked = queries.asked_of(shop.citizen, dossier.pk)
    assert asked is not None
    undone = taken_back(shop, dossier, shop.receiver if end is End.NOT_RECEIVED else shop.chief)
    for _turn in range(2):
        told(undone, telling.withdraw_what_was_asked)
    assert queries.asked_of(shop.citizen, dossier.pk) is None
    asked.refresh_from_db()
    assert (asked.withdrawn_at, asked.level) == (at("10:45"), None)
    assert Act.objects.filter(verb="feedback.invitation.withdrawn").count() == 1
    visit = Visit(address="203.0.113.7", account=shop.citizen)
    with pytest.raises(rules.QuestionWithdrawn):
        feedback.answer(invitation=asked, level=1, visit=visit, by=shop.citizen, now=at("10:50"))


def test_an_end_taken_back_before_anybody_was_asked_is_not_asked_about(shop):
    dossier = ended(shop, End.NOT_RECEIVED)
    undone = taken_back(shop, dossier, shop.receiver)
    told(undone, telling.withdraw_what_was_asked)
    told(dossier.events.get(kind=Kind.REFUSED), telling.ask_how_it_was)
    assert not Invitation.objects.exists()


def test_an_answer_that_was_given_stays_whatever_is_taken_back(shop):
    dossier = ended(shop, End.NOT_RECEIVED)
    told(dossier.events.get(kind=Kind.REFUSED), telling.ask_how_it_was)
    asked, visit = Invitation.objects.get(), Visit(address="203.0.113.7", account=shop.citizen)
    feedback.answer(invitation=asked, level=1, visit=visit, by=shop.citizen, now=at("10:42"))
    told(taken_back(shop, dossier, shop.receiver), telling.withdraw_what_was_asked)
    asked.refresh_from_db()
    assert (asked.withdrawn_at, asked.level) == (None, 1)


def test_after_a_supplement_is_taken_back_there_is_nothing_to_withdraw(shop):
    dossier = submitted(shop)
    item = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
    actions.ask_supplement(dossier=dossier, items=[item], words=WORDS, law=LAW, by=shop.receiver, now=at("10:40"))
    told(taken_back(shop, dossier, shop.receiver), telling.withdraw_what_was_asked)
    assert not Invitation.objects.exists()


def test_refused_again_after_taking_back_it_is_asked_about_anew(shop):
    dossier = ended(shop, End.NOT_RECEIVED)
    first = dossier.events.get(kind=Kind.REFUSED)
    told(first, telling.ask_how_it_was)
    told(taken_back(shop, dossier, shop.receiver), telling.withdraw_what_was_asked)
    reason = {"reason": RefusalReason.OTHER, "words": WORDS, "law": LAW}
    actions.refuse(dossier=dossier, **reason, by=shop.receiver, now=at("10:50"))
    told(dossier.events.filter(kind=Kind.REFUSED).latest("seq"), telling.ask_how_it_was)
    assert queries.asked_of(shop.citizen, dossier.pk).end_id != first.pk

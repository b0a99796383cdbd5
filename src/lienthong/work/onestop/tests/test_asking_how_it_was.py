"""At every end the person is asked, and what is told of the dossier is read from it."""

import pytest

from conftest import at, submitted
from lienthong.kit.ids import new_id
from lienthong.kit.outbox import Event as Announced
from lienthong.work.feedback.models import Invitation
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
    outcome = "cap_moi" if end is End.GRANTED else "tu_choi"
    return actions.decide(dossier=dossier, outcome=outcome, words=WORDS, law=LAW, by=shop.chief, now=at("14:00"))


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

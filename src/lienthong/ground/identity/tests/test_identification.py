"""Which person an account belongs to: proven, better proven, taken back, run out; and never two for one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from lienthong.ground.identity import actions, queries, rules
from lienthong.ground.identity.models import Identification
from lienthong.ground.identity.states import AccountLevel, Proof
from lienthong.ground.journal.models import Act

from .conftest import NOW

NUMBER = "001090000123"
LATER = NOW + timedelta(days=1)


def proven(account, *, number=NUMBER, level=AccountLevel.ONE, way=Proof.NATIONAL_ID, now=NOW, **more):
    more = {"evidence": "token 7", "by": None} | more
    return actions.identify(account=account, number=number, level=level, way=way, now=now, **more)


def test_an_account_is_proven_to_be_a_persons_and_found_by_the_number(lan):
    made = proven(lan)
    assert queries.identification_of(lan, NOW) == made
    assert queries.account_of(NUMBER, NOW) == lan
    assert queries.identification_of(lan, NOW - timedelta(seconds=1)) is None
    act = Act.objects.about(lan).get(verb="identity.account.identified")
    assert act.body["number"] == NUMBER
    assert str(made) == f"Trần Thị Lan: {NUMBER}, Định danh mức độ 1"


def test_spaces_and_dots_of_a_card_are_taken_out_and_anything_else_is_refused(lan):
    assert proven(lan, number="001 090.000 123").number == NUMBER
    for wrong in ("00109000012", "0010900001234", "00109000012a", "", "٠٠١٠٩٠٠٠٠١٢٣"):
        with pytest.raises(rules.NotANumber):
            proven(lan, number=wrong)


def test_the_same_proof_again_changes_nothing(lan):
    assert proven(lan) == proven(lan, now=LATER)
    assert Act.objects.filter(verb="identity.account.identified").count() == 1


def test_a_better_proof_takes_the_place_of_a_lesser_one_and_never_the_other_way(lan):
    first = proven(lan)
    better = proven(lan, level=AccountLevel.TWO, now=LATER)
    assert proven(lan, now=LATER) == better
    first.refresh_from_db()
    assert (first.ended_at, first.end_reason) == (LATER, "replaced")
    assert queries.identification_of(lan, LATER).level == AccountLevel.TWO


def test_a_proof_that_lasts_longer_takes_the_place_of_a_shorter_one(lan):
    short = proven(lan, until=LATER)
    assert proven(lan, until=NOW + timedelta(hours=1)) == short
    assert proven(lan, until=LATER + timedelta(days=9)) != short
    assert proven(lan).valid_until is None


def test_one_account_is_one_person(lan):
    proven(lan)
    with pytest.raises(rules.ProvenOtherwise):
        proven(lan, number="001090000124")


def test_one_person_is_one_account(lan, stranger):
    proven(lan)
    with pytest.raises(rules.NumberTaken):
        proven(stranger)
    assert queries.account_of(NUMBER, NOW) == lan


def test_the_database_itself_refuses_a_second_person_for_one_account(lan):
    proven(lan)
    with pytest.raises(IntegrityError):
        Identification.objects.create(
            account=lan, number="001090000999", level=1, way=Proof.COUNTER, evidence="x", proven_at=NOW
        )


def test_what_ran_out_makes_room_for_another_account(lan, stranger):
    old = proven(lan, until=LATER)
    assert queries.account_of(NUMBER, LATER) is None
    proven(stranger, now=LATER + timedelta(days=1))
    old.refresh_from_db()
    assert (old.ended_at, old.end_reason) == (LATER, "ran out")


def test_at_a_counter_somebody_answers_for_it_and_evidence_is_said(lan, stranger):
    for more in ({"by": None, "way": Proof.COUNTER}, {"evidence": "  "}):
        with pytest.raises(rules.EvidenceMissing):
            proven(lan, **more)
    assert proven(lan, way=Proof.COUNTER, by=stranger, evidence="CCCD gắn chip").way == Proof.COUNTER


@pytest.mark.parametrize("where", ["for a real person", "outside the demonstration"])
def test_a_simulated_proof_is_for_people_of_the_demonstration_only(lan, stranger, settings, where):
    settings.DEMO = where == "for a real person"
    with pytest.raises(rules.OnlyInTheDemonstration):
        proven(lan if settings.DEMO else stranger, way=Proof.DEMONSTRATION)


def test_an_identification_is_withdrawn_with_a_reason_and_stays_known(lan):
    proven(lan)
    with pytest.raises(rules.EvidenceMissing):
        actions.withdraw_identification(account=lan, reason=" ", by=None, now=LATER)
    actions.withdraw_identification(account=lan, reason="nhầm người", by=None, now=LATER)
    assert queries.identification_of(lan, LATER) is None
    assert queries.account_of(NUMBER, NOW) == lan, "what was true before stays so"
    assert Act.objects.about(lan).filter(verb="identity.account.identification_withdrawn").exists()
    with pytest.raises(rules.NotIdentified):
        actions.withdraw_identification(account=lan, reason="nhầm người", by=None, now=LATER)


def test_a_citizen_of_the_demonstration_is_made_once(db):
    first = actions.enter_as_demonstration_citizen(number=NUMBER, full_name="Lê Thị Giả", now=NOW)
    assert actions.enter_as_demonstration_citizen(number=NUMBER, full_name="Lê Thị Giả", now=LATER) == first
    assert first.synthetic
    held = queries.identification_of(first, NOW)
    assert (held.level, held.way, held.number) == (2, "demonstration", NUMBER)


def test_a_citizen_of_the_demonstration_whose_proof_was_withdrawn_is_proven_anew(db):
    first = actions.enter_as_demonstration_citizen(number=NUMBER, full_name="Lê Thị Giả", now=NOW)
    actions.withdraw_identification(account=first, reason="thử", by=None, now=LATER)
    assert actions.enter_as_demonstration_citizen(number=NUMBER, full_name="Lê Thị Giả", now=LATER) == first


def test_nobody_real_is_entered_as_and_nobody_at_all_outside_the_demonstration(lan, settings):
    proven(lan)
    with pytest.raises(rules.OnlyInTheDemonstration):
        actions.enter_as_demonstration_citizen(number=NUMBER, full_name="Trần Thị Lan", now=NOW)
    settings.DEMO = False
    with pytest.raises(rules.OnlyInTheDemonstration):
        actions.enter_as_demonstration_citizen(number="001090000777", full_name="Lê Thị Giả", now=NOW)

"""In the name of an enterprise: it is what the dossier is about, and whoever represents it is the person known."""

import pytest

from conftest import NUMBER, at
from lienthong.ground.identity.models import Identification
from lienthong.kit.errors import NotFound
from lienthong.work.services import actions, telling
from lienthong.work.services.actions import prefilling
from lienthong.work.services.actions.applying import Whom, person_of
from lienthong.work.services.states import Channel, Relation

NOW = at("10:00")
COMPANY = Whom("0300588569", "Công ty cổ phần Sao Mai", Relation.ENTERPRISE, basis="Giám đốc")


def begin(hall, whom=COMPANY, *, by=None, channel=Channel.ONLINE):
    offering = hall.offerings["doi_giay_phep_lai_xe"]
    return actions.begin(offering=offering, whom=whom, by=by or hall.citizen, now=NOW, channel=channel)


def test_the_representative_is_the_person_and_the_registers_are_asked_about_them(hall, monkeypatch):
    begun = begin(hall)
    assert person_of(begun, NOW) == (NUMBER, hall.citizen.full_name)
    assert begun.given["identity_number"] == NUMBER
    asked = []

    def silent(**words):
        asked.append(words["number"])
        raise NotFound

    monkeypatch.setattr(prefilling.registers, "read", silent)
    actions.read_registers(application=begun, by=hall.citizen, now=NOW)
    assert set(asked) == {NUMBER}


def test_whom_nobody_identified_says_who_they_are(hall):
    Identification.objects.filter(account=hall.citizen).update(ended_at=at("08:00"))
    begun = begin(hall)
    assert person_of(begun, NOW) == ("", hall.citizen.full_name)
    assert "identity_number" not in begun.facts


def test_a_code_typed_at_the_counter_is_no_persons_number(hall):
    begun = begin(hall, Whom(COMPANY.number, COMPANY.name, Relation.COUNTER), by=hall.receiver, channel=Channel.COUNTER)
    assert person_of(begun, NOW) == ("", COMPANY.name)
    assert "full_name" not in begun.facts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (COMPANY.number, "Sao Mai, mã số thuế 0300588569"),
        (NUMBER, f"Sao Mai, số định danh {NUMBER}"),
        ("", "Sao Mai"),
    ],
    ids=["enterprise", "person", "no number"],
)
def test_papers_call_the_number_what_it_is(number, words):
    assert telling.numbered("Sao Mai", number) == words

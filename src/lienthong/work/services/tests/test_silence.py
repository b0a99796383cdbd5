"""Silence in a step: what the package says, and what may not be said of it."""

import pytest

from lienthong.work.services import packages, silence
from lienthong.work.services.silence import Meaning
from lienthong.work.services.states import Silence

VERIFICATION = "name: verification, unit: route, share: 40,"
RECEPTION = "name: reception, unit: trung_tam, share: 10,"
CERTAIN = 'silence: {means: agreed, law: {act: ND-118-2025, at: "điều 18"}},'
PLACE = "steps.yaml:steps[1].silence"


def said(licence, step: str, words: str):
    return licence.change("steps.yaml", step, f"{step} {words}")


@pytest.mark.parametrize("name", packages.shipped())
def test_what_is_shipped_puts_every_silent_step_before_the_leader(name):
    package = packages.read_shipped(name)
    meant = {silence.of_step(package, each["name"]).means for each in package.plain["steps"]["steps"]}
    assert meant == {Silence.ESCALATE}


def test_a_step_says_more_than_its_package_and_names_its_law(licence):
    package = said(licence, VERIFICATION, CERTAIN).read()
    assert silence.of_step(package, "verification") == Meaning(Silence.AGREED, "ND-118-2025, điều 18")
    assert silence.of_step(package, "decision") == Meaning(Silence.ESCALATE, "ND-118-2025")
    assert licence.found() == []


def test_where_nothing_is_said_of_the_whole_silence_is_an_alarm(licence):
    package = licence.change("steps.yaml", "means: escalation", "means: nothing").read()
    assert silence.of_step(package, "decision").means is Silence.ALARM


@pytest.mark.parametrize(
    ("step", "words", "codes"),
    [
        (VERIFICATION, "silence: {means: alarm},", {"silence-without-law"}),
        (VERIFICATION, "silence: {means: agreed},", {"silence-without-law", "consent-uncertain"}),
        (VERIFICATION, "silence: {means: agreed, law: {act: ND-118-2025}},", {"consent-uncertain"}),
        (VERIFICATION, f"{CERTAIN[:-2]}, confirm: true}},", {"consent-uncertain"}),
        (VERIFICATION, CERTAIN.replace('điều 18"', 'điều 18", confirm: true'), {"consent-uncertain"}),
        (RECEPTION, CERTAIN, {"consent-to-itself"}),
        ("name: printing, unit: route, share: 20,", CERTAIN, {"consent-to-itself"}),
        ("name: handing_over, unit: trung_tam, share: 10,", CERTAIN, {"consent-to-itself"}),
    ],
    ids=["no-law", "no-law-of-consent", "no-provision", "to-confirm", "law-to-confirm", "first", "decides", "last"],
)
def test_silence_without_a_certain_basis_or_of_the_office_itself_is_not_published(licence, step, words, codes):
    assert {code for code, _place in said(licence, step, words).found()} == codes


def test_silence_that_is_no_word_of_the_list_is_no_package(licence):
    assert ("not-in-list", f"{PLACE}.means") in said(licence, VERIFICATION, "silence: {means: yes_please},").refused()

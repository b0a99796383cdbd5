"""Both parents register one child: nobody is refused for it, and everybody who could grant it twice is told."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, offered
from lienthong.ground.identity import step_up
from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.work.onestop import actions, queries
from lienthong.work.onestop.states import Kind, RefusalReason
from lienthong.work.onestop.tests.families import ANSWERS, BIRTH, CHILD, LAW, REFUSED, WORDS, drafted, to_the_chief
from lienthong.work.services import matters
from lienthong.work.services.models import Application

ALONE = {name: given for name, given in ANSWERS.items() if name not in {"receiving", "residence", "insurance"}}
ALONE["together"] = {"with_residence": False, "with_insurance": False}
FATHER = "001092012345"


@pytest.fixture
def births(hall, country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    hall.offerings[BIRTH] = offered(hall, BIRTH, owner=country.other.body)
    return hall


@pytest.fixture
def mothers(births):
    return actions.submit_dossier(application=drafted(births, answers=ALONE), by=births.citizen, now=at("09:00"))


def fathers_draft(births, *, name="NGUYEN  gia huy") -> Application:
    """At the counter, the child's name typed otherwise."""
    answers = {**ALONE, "child": {**ALONE["child"], "child_name": name}}
    draft = drafted(births, answers=answers, number=FATHER, by=births.receiver, hour="10:00")
    return Application.objects.get(pk=draft.pk)


def test_one_child_is_one_matter_however_its_name_was_typed_and_another_is_not(births, mothers):
    assert ALONE["child"]["child_name"] == "Nguyễn Gia Huy"
    assert len(mothers.matter) == 64
    assert matters.matter_of(fathers_draft(births)) == mothers.matter
    assert matters.matter_of(fathers_draft(births, name="Nguyễn Gia Hân")) != mothers.matter
    half = fathers_draft(births)
    half.answers = {**half.answers, "born_on": None}
    assert matters.matter_of(half) == ""


def test_what_names_no_matter_has_none(hall, waiting):
    assert waiting.matter == ""
    assert queries.of_same_matter(waiting.matter) == []


def test_the_counter_asks_why_as_for_a_second_dossier_of_one_person(births, mothers):
    draft = fathers_draft(births)
    assert queries.open_of_same(draft) == [mothers]
    page = desk(births.receiver).get(reverse("desk:counter-fill", args=[draft.pk])).text
    assert "Vì sao nộp thêm một hồ sơ nữa?" in page


def test_the_desk_reads_of_the_other_one_and_the_decision_keeps_that_it_was_there(births, mothers, monkeypatch):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    why = "Người cha nộp trước khi biết người mẹ đã nộp; sẽ rút một hồ sơ sau khi đối chiếu."
    draft = fathers_draft(births)
    second = actions.submit_dossier(application=draft, by=births.receiver, now=at("10:00"), again=why)
    assert queries.of_same_matter(second.matter, but=second.pk) == [mothers]
    assert second.events.get(kind=Kind.SUBMITTED).details["again"]["codes"] == [mothers.code]
    to_the_chief(births, second, "10")
    chief = desk(births.chief)
    for name in ("dossier", "dossier-decide"):
        page = chief.get(reverse(f"desk:{name}", args=[second.pk])).text
        assert "Có thể cùng một việc với hồ sơ khác" in page
        assert mothers.code in page
    done = actions.decide(
        dossier=second, outcome="giay_khai_sinh", words=WORDS, data=CHILD, by=births.chief, now=at("11:00")
    )
    assert done.events.get(kind=Kind.DECIDED).details["same_matter"] == [mothers.code]
    assert queries.of_same_matter(mothers.matter, but=mothers.pk) == [second], "what was granted is told as well"


def test_what_was_withdrawn_or_refused_is_not_told_of(births, mothers):
    to_the_chief(births, mothers, "09")
    refusal = {"reason": RefusalReason.FALSE_PAPER, "plain": REFUSED, "law": LAW}
    actions.decide(dossier=mothers, outcome="tu_choi", words=REFUSED, **refusal, by=births.chief, now=at("09:30"))
    assert queries.of_same_matter(mothers.matter) == []
    again = actions.submit_dossier(application=drafted(births, answers=ALONE), by=births.citizen, now=at("10:00"))
    assert queries.of_same_matter(mothers.matter) == [again]
    actions.withdraw(dossier=again, words="", by=births.citizen, now=at("10:05"))
    assert queries.of_same_matter(mothers.matter) == []


def test_the_other_parent_is_told_before_handing_in_and_not_by_whom_or_where(births, mothers):
    draft = fathers_draft(births)
    father = Account.objects.create_user("cha@lienthong.example", "Nguyễn Văn Nam")
    Application.objects.filter(pk=draft.pk).update(
        entered_by=None, applicant=father, channel="online", applicant_name=father.full_name
    )
    citizen = Client()
    citizen.force_login(father)
    page = citizen.get(reverse("portal:check", args=[draft.pk])).text
    assert "Đã có hồ sơ như thế này" in page
    assert "Một hồ sơ khác khai đúng những điều này, nộp lúc" in page
    assert mothers.code not in page


def desk(mandate) -> Client:
    client = Client()
    client.force_login(mandate.account)
    return client

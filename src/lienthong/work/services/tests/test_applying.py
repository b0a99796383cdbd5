"""Filling in: one draft, answers that fit, papers, registers that may be wrong, and nothing handed in while it lacks."""

import copy
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ANSWERS, MONDAY, NUMBER, at
from lienthong.ground.files import actions as files
from lienthong.ground.identity import actions as identity
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.notices.models import Notice
from lienthong.kit.errors import NotFound
from lienthong.work.services import actions, answering, queries, rules, telling
from lienthong.work.services.actions import prefilling
from lienthong.work.services.actions.applying import (
    MOST_FILES_A_PAPER,
    AnswersUnfit,
    DraftOfYourOwn,
    NoSuchPaper,
    NotComplete,
    NotEligible,
    NothingToDispute,
    NotOnThisPage,
    TooManyFiles,
    Whom,
)
from lienthong.work.services.binding import Question
from lienthong.work.services.models import Application
from lienthong.work.services.problems import Place
from lienthong.work.services.states import ApplicationState, Channel, Kind, Relation

NOW, EXPIRED = at("10:00"), at("09:00", day=date(2026, 12, 16))
PAPER = "giay_kham_suc_khoe"
SELF = Whom("001190012345", "Nguyễn Thị Minh Anh")


def begin(hall, whom=SELF, *, by=None, now=NOW, channel=Channel.ONLINE):
    return actions.begin(offering=hall.offerings["doi_giay_phep_lai_xe"], whom=whom, by=by or hall.citizen, now=now,
                         channel=channel)  # fmt: skip


def answer(draft, page, by, now=NOW, **given):
    return actions.answer(application=draft, page=page, given=given, by=by, now=now)


def a_file(by, text="Tờ một"):
    return files.keep(BytesIO(text.encode()), name="to.txt", by=by, now=NOW)


# -- a draft ----------------------------------------------------------------------------------------------------------
def test_there_is_one_draft_a_person_procedure_and_subject(hall, draft):
    assert begin(hall) == draft
    child = begin(hall, Whom("001220099999", "Lê An"))
    assert child != draft
    assert str(child).endswith("Lê An")
    assert queries.drafts_of(hall.citizen, now=NOW) == [child, draft]
    assert queries.application_of(hall.citizen, draft.pk) == draft
    with pytest.raises(NotFound):
        queries.application_of(hall.citizen, uuid4())


def test_a_draft_that_has_ended_makes_room_and_cannot_be_filled_in(hall, draft):
    assert draft.expires_at == EXPIRED
    with pytest.raises(rules.DraftExpired):
        answer(draft, "reason", hall.citizen, now=EXPIRED, reason="damaged")
    assert queries.drafts_of(hall.citizen, now=EXPIRED) == []
    new = begin(hall, now=EXPIRED)
    assert new != draft
    assert Application.objects.get(pk=draft.pk).state == ApplicationState.DROPPED


def test_a_draft_is_found_by_its_code_however_it_is_typed(hall, draft):
    code = draft.resume_code
    assert queries.by_resume_code(f" {code[:5].lower()}-{code[5:]} ") == draft
    with pytest.raises(queries.NoSuchApplication):
        queries.by_resume_code("")


def test_a_dropped_draft_is_gone(hall, draft):
    actions.drop(application=draft, by=hall.citizen, now=NOW)
    with pytest.raises(rules.AlreadySubmitted):
        answer(draft, "reason", hall.citizen, reason="damaged")
    assert begin(hall) != draft


def test_an_official_fills_in_for_people_and_has_as_many_drafts_as_people_come(hall):
    first, second = (begin(hall, by=hall.receiver, channel=Channel.COUNTER) for _person in (1, 2))
    assert first != second
    assert (first.applicant, first.entered_by) == (None, hall.receiver)
    assert first.given["channel"] == "counter"
    ended = copy.copy(hall.receiver)
    ended.valid_until = at("09:00")
    with pytest.raises(mandates.MandateEnded):
        answer(first, "reason", ended, reason="damaged")
    with pytest.raises(rules.NotYourApplication):
        answer(first, "reason", hall.officer, reason="damaged")


def test_a_package_that_asks_neither_for_the_way_nor_for_the_person_is_told_neither():
    silent = SimpleNamespace(package=SimpleNamespace(questions={}))
    whom = {"relation": SELF.relation, "subject_number": SELF.number, "subject_name": SELF.name}
    application = SimpleNamespace(version=silent, channel=Channel.ONLINE, **whom)
    assert actions.applying.settled(application, NOW) == {}


def test_whom_it_was_begun_for_is_not_asked_and_nobody_can_name_another(hall):
    begun = begin(hall)
    fact = begun.facts["identity_number"]
    assert (fact["value"], fact["register"], fact["as_of"]) == (SELF.number, "", NOW.isoformat())
    assert telling.source_of(begun.version.package, fact) == "người được xác định khi bắt đầu hồ sơ"
    named = answer(begun, "applicant", hall.citizen, identity_number="001190000001", full_name="Ai Khác")
    assert (named.given["identity_number"], named.given["full_name"]) == (SELF.number, SELF.name)
    with pytest.raises(NothingToDispute):
        actions.dispute(application=begun, question="identity_number", by=hall.citizen, now=NOW)


@pytest.mark.parametrize(
    ("relation", "answers"),
    [(Relation.SELF, {"registered_for": "self"}), (Relation.PARENT, {"registered_for": "child"}), (Relation.POWER, {})],
)
def test_what_follows_from_whom_it_is_for_is_not_asked(relation, answers):
    plain = {"by_relation": {"self": "self", "parent": "child"}}
    question = Question("registered_for", SimpleNamespace(kind=Kind.CHOICE), "page", plain, "path")
    package = SimpleNamespace(questions={question.name: question})
    whom = {"relation": relation, "subject_number": SELF.number, "subject_name": SELF.name}
    draft = SimpleNamespace(version=SimpleNamespace(package=package), channel=Channel.ONLINE, **whom)
    assert {name: fact["value"] for name, fact in actions.applying.settled(draft, NOW).items()} == answers


def test_a_day_that_has_not_come_is_refused_with_its_place():
    question = Question("born_on", SimpleNamespace(kind=Kind.DATE), "page", {"past": True}, "path")
    other = Question("until", SimpleNamespace(kind=Kind.DATE), "page", {}, "path")
    package = SimpleNamespace(questions={"born_on": question, "until": other})
    days = {"born_on": date(2026, 11, 17), "until": date(2030, 1, 1)}
    found = answering.ahead(package, days, Place("page"), date(2026, 11, 16))
    assert [(each.code, each.place.path) for each in found] == [("day-ahead", "answers.born_on")]
    assert answering.ahead(package, days, Place("page"), date(2026, 11, 17)) == []


@pytest.mark.parametrize("whom", [Whom("", "Nguyễn Thị Minh Anh"), Whom("001190012345", "")], ids=["number", "name"])
def test_who_is_not_known_by_number_and_name_says_both(hall, whom):
    begun = begin(hall, whom)
    assert {"identity_number", "full_name"}.isdisjoint(begun.facts)
    assert queries.filled(begun, at=NOW).next_page().name == "applicant"


# -- answers ----------------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_changed_and_taken_back(hall, draft):
    assert answer(draft, "reason", hall.citizen, reason="damaged").given["reason"] == "damaged"
    assert "reason" not in answer(draft, "reason", hall.citizen, reason=None).given


@pytest.mark.parametrize(
    ("page", "given"),
    [
        ("licence", {"licence_class": "z"}),
        ("licence", {"withheld": "yes"}),
        ("licence", {"valid_until": "2027-02-30"}),
        ("applicant", {"full_name": 7}),
        ("filing", {"delivery": ["post"]}),
    ],
    ids=["option", "yes or no", "day", "text", "one of several"],
)
def test_an_answer_of_another_type_is_refused_with_its_place(hall, draft, page, given):
    with pytest.raises(AnswersUnfit) as refused:
        answer(draft, page, hall.citizen, **given)
    [problem] = refused.value.facts["problems"]
    assert next(iter(given)) in str(problem)


def test_a_question_of_another_page_somebody_else_and_what_was_handed_in_are_refused(hall, land, draft):
    with pytest.raises(NotOnThisPage):
        answer(draft, "reason", hall.citizen, full_name="An")
    with pytest.raises(NotOnThisPage):
        answer(draft, "nowhere", hall.citizen, full_name="An")
    with pytest.raises(rules.NotYourApplication):
        answer(draft, "reason", land.other.clerk.account, reason="damaged")
    actions.submit(application=draft, by=hall.citizen, now=NOW)
    with pytest.raises(rules.AlreadySubmitted):
        answer(draft, "reason", hall.citizen, reason="damaged")


def test_the_way_of_applying_is_seen_and_not_stated(hall, draft):
    assert answer(draft, "filing", hall.citizen, channel="counter").given["channel"] == "online"
    with pytest.raises(NothingToDispute):
        actions.dispute(application=draft, question="channel", by=hall.citizen, now=NOW)


# -- registers --------------------------------------------------------------------------------------------------------
@pytest.fixture
def registers(monkeypatch):
    """The licence register answers, the others are silent; `asked` keeps how they were asked."""
    asked = []

    def read(**words):
        asked.append(words)
        if words["register"] != "giay_phep":
            raise NotFound
        values = {"on_record": True, "withheld": False, "licence_class": "c", "valid_until": None,
                  "number": "010170000001"}  # fmt: skip
        return SimpleNamespace(pk=uuid4(), values=values, as_of=MONDAY)

    monkeypatch.setattr(prefilling.registers, "read", read)
    return asked


def test_what_a_register_knows_is_kept_with_its_source_and_what_it_does_not_know_is_asked(hall, registers):
    begun = actions.read_registers(application=begin(hall, Whom("001190000001", "Minh")), by=hall.citizen, now=NOW)
    fact = begun.facts["licence_class"]
    assert (fact["value"], fact["register"], fact["as_of"], fact["disputed"]) == (
        "c",
        "giay_phep",
        MONDAY.isoformat(),
        False,
    )
    assert fact["reading"]
    filled = queries.filled(begun, at=NOW)
    pages = [page.name for page in filled.asked_pages]
    assert pages[0] == "applicant", "day of birth and residence are not known without the register of persons"
    assert "licence" not in pages
    assert {each.name for each in filled.simulation.walk.missing}.isdisjoint({"full_name", "identity_number"})
    assert "health_on_record" not in begun.facts
    one = next(each for each in registers if each["register"] == "giay_phep")
    assert (one["number"], one["subject"]) == ("001190000001", ("services.application", begun.pk))
    assert one["attributes"] == ["licence_class", "number", "on_record", "valid_until", "withheld"]
    assert one["law"] == "L-36-2024"


def test_whose_data_are_read_by_a_power_is_told_once_who_acts_for_them(hall, registers):
    mother = identity.enter_as_demonstration_citizen(number="001157000010", full_name="Nguyễn Thị Nhàn", now=NOW)
    whom = Whom("001157000010", "Nguyễn Thị Nhàn", Relation.POWER, basis="Giấy ủy quyền số 12")
    begun = begin(hall, whom)
    for _time in (1, 2):
        actions.read_registers(application=begun, by=hall.citizen, now=NOW)
    told = Notice.objects.get(account=mother)
    assert told.title.startswith("Nguyễn Thị Minh Anh làm hồ sơ thay bạn theo giấy ủy quyền")
    assert told.url == "/my-data/"


def test_nobody_is_told_of_a_reading_for_oneself_or_of_nothing_or_without_an_account(hall, registers, monkeypatch):
    Notice.objects.all().delete()
    power = Whom("001157000010", "Nguyễn Thị Nhàn", Relation.POWER, basis="Giấy ủy quyền số 12")
    for whom in (Whom(NUMBER, "Nguyễn Thị Minh Anh"), power):
        actions.read_registers(application=begin(hall, whom), by=hall.citizen, now=NOW)
    identity.enter_as_demonstration_citizen(number="001157000010", full_name="Nguyễn Thị Nhàn", now=NOW)
    monkeypatch.setattr(prefilling, "readings", lambda **words: {})
    actions.read_registers(application=begin(hall, power), by=hall.citizen, now=NOW)
    assert not Notice.objects.exists()


def test_this_is_wrong_lets_the_persons_word_count_and_shows_both(hall, registers):
    begun = actions.read_registers(application=begin(hall, Whom("001190000001", "Minh")), by=hall.citizen, now=NOW)
    stated = answer(begun, "licence", hall.citizen, licence_class="b")
    assert stated.given["licence_class"] == "c"
    wrong = actions.dispute(application=begun, question="licence_class", by=hall.citizen, now=NOW)
    assert (wrong.given["licence_class"], wrong.facts["licence_class"]["value"]) == ("b", "c")
    assert "licence" in [page.name for page in queries.filled(wrong, at=NOW).asked_pages]
    again = actions.read_registers(application=begun, by=hall.citizen, now=NOW)
    assert again.facts["licence_class"]["disputed"] is True
    with pytest.raises(NothingToDispute):
        actions.dispute(application=begun, question="reason", by=hall.citizen, now=NOW)


# -- papers -----------------------------------------------------------------------------------------------------------
def test_a_file_is_given_once_and_taken_back(hall, draft):
    first = actions.attach(application=draft, paper=PAPER, file=a_file(hall.citizen), by=hall.citizen, now=NOW)
    again = actions.attach(application=draft, paper=PAPER, file=a_file(hall.citizen), by=hall.citizen, now=NOW)
    assert first == again
    assert str(first).startswith(PAPER)
    with pytest.raises(NoSuchPaper):
        actions.attach(application=draft, paper="so_ho_khau", file=first.file, by=hall.citizen, now=NOW)
    actions.detach(application=draft, attachment=first, by=hall.citizen, now=NOW)
    assert draft.attachments.count() == 0


def test_there_are_so_many_files_a_paper_and_no_more(hall, draft):
    one = a_file(hall.citizen)
    for _number in range(MOST_FILES_A_PAPER):
        draft.attachments.create(paper=PAPER, file=one, attached_at=NOW)
    with pytest.raises(TooManyFiles):
        actions.attach(application=draft, paper=PAPER, file=a_file(hall.citizen, "khác"), by=hall.citizen, now=NOW)


# -- handing in -------------------------------------------------------------------------------------------------------
QUESTIONS = [
    (page, name) for page, given in ANSWERS.items() for name in given if name not in {"channel", "valid_until"}
]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(kept=st.sets(st.sampled_from(QUESTIONS)), health=st.booleans(), paper=st.booleans())
def test_nothing_is_handed_in_while_anything_is_missing(hall, draft, kept, health, paper):
    with transaction.atomic():
        answers = {name: ANSWERS[page][name] for page, name in kept}
        answers |= {"health_on_record": health} if "health_on_record" in answers else {}
        draft.answers = answers
        draft.facts = {name: fact for name, fact in draft.facts.items() if not fact.get("begun")}
        draft.save()
        if paper:
            actions.attach(application=draft, paper=PAPER, file=a_file(hall.citizen), by=hall.citizen, now=NOW)
        asked = {name for _page, name in QUESTIONS}
        if not {"on_record", "withheld"} <= answers.keys():
            asked -= {"reason", "health_on_record", "delivery"}
        lacks = asked - answers.keys() or (not paper and answers.get("health_on_record") is False)
        if lacks or not {"on_record", "withheld", "reason"} <= answers.keys():
            with pytest.raises(NotComplete):
                actions.submit(application=draft, by=hall.citizen, now=NOW)
            assert Application.objects.get(pk=draft.pk).is_draft
        else:
            assert actions.submit(application=draft, by=hall.citizen, now=NOW).application.submitted_at == NOW
        transaction.set_rollback(True)


def test_what_is_missing_is_named(hall, draft):
    answer(draft, "health", hall.citizen, health_on_record=False)
    answer(draft, "filing", hall.citizen, delivery=None)
    with pytest.raises(NotComplete) as refused:
        actions.submit(application=draft, by=hall.citizen, now=NOW)
    assert refused.value.facts == {"questions": ["delivery"], "papers": [PAPER]}
    assert refused.value.detail == "Còn thiếu: 1 câu trả lời, 1 giấy tờ."


def test_who_may_not_apply_cannot_hand_in_also_when_no_row_says_so(hall, draft, monkeypatch):
    answer(draft, "licence", hall.citizen, withheld=True)
    with pytest.raises(NotEligible):
        actions.submit(application=draft, by=hall.citizen, now=NOW)
    answer(draft, "licence", hall.citizen, withheld=False)
    monkeypatch.setattr(queries.Filled, "is_eligible", None)
    with pytest.raises(NotEligible):
        actions.submit(application=draft, by=hall.citizen, now=NOW)


def test_what_the_office_asked_for_is_changed_after_it_was_handed_in(hall, draft):
    actions.submit(application=draft, by=hall.citizen, now=NOW)
    changed = actions.supplement(
        application=draft, answers={"delivery": "counter", "channel": "post"},
        files=[(PAPER, a_file(hall.citizen))], now=NOW + timedelta(days=1),
    )  # fmt: skip
    assert (changed.given["delivery"], changed.given["channel"]) == ("counter", "post")
    assert changed.facts["channel"]["value"] == "online"
    assert [each.paper for each in changed.attachments.all()] == [PAPER]
    with pytest.raises(AnswersUnfit):
        actions.supplement(application=draft, answers={"delivery": "drone"}, files=[], now=NOW)


# -- for others -------------------------------------------------------------------------------------------------------
def test_the_person_takes_over_what_was_begun_for_them_and_who_began_it_loses_it(hall, land):
    person = land.other.clerk.account
    entered = begin(hall, by=hall.receiver, channel=Channel.COUNTER)
    mine = actions.take_over(application=entered, by=person, now=NOW)
    assert (mine.applicant, mine.applicant_name, mine.relation) == (person, person.full_name, "self")
    assert answer(entered, "reason", person, reason="damaged").given["reason"] == "damaged"
    with pytest.raises(rules.NotYourApplication):
        answer(entered, "reason", hall.receiver, reason="ending")
    another = begin(hall, by=hall.receiver)
    with pytest.raises(DraftOfYourOwn):
        actions.take_over(application=another, by=person, now=NOW)


def test_what_was_handed_in_or_has_ended_is_not_taken_over(hall, land, draft):
    person = land.other.clerk.account
    with pytest.raises(rules.DraftExpired):
        actions.take_over(application=draft, by=person, now=EXPIRED)
    actions.submit(application=draft, by=hall.citizen, now=NOW)
    with pytest.raises(rules.AlreadySubmitted):
        actions.take_over(application=draft, by=person, now=NOW)


# -- the way through the pages ----------------------------------------------------------------------------------------
def test_the_next_page_never_passes_an_open_question(hall):
    begun = begin(hall, SELF)
    walked, page = [], queries.filled(begun, at=NOW).next_page()
    while page is not None:
        walked.append(page.name)
        begun = answer(begun, page.name, hall.citizen, **ANSWERS[page.name])
        page = queries.filled(begun, at=NOW).next_page(after=page.name)
    assert walked == list(ANSWERS)
    begun = answer(begun, "licence", hall.citizen, licence_class=None)
    filled = queries.filled(begun, at=NOW)
    assert filled.next_page(after="filing").name == "licence"
    assert filled.next_page(after="nowhere").name == "licence"
    assert filled.page_count == 6


def test_pages_that_may_still_come_are_counted(hall):
    filled = queries.filled(begin(hall, Whom("001190000001", "Minh")), at=NOW)
    assert ([page.name for page in filled.asked_pages], filled.page_count) == (["applicant", "licence"], 6)
    assert (filled.fee, filled.is_eligible, filled.is_complete) == (0, None, False)


@pytest.mark.parametrize(
    ("question", "fact", "register"),
    [
        ("licence_class", None, "Cơ sở dữ liệu giấy phép lái xe"),
        ("licence_class", {"value": None}, "Cơ sở dữ liệu giấy phép lái xe"),
        ("licence_class", {"value": "b"}, ""),
        ("reason", None, ""),
    ],
    ids=["no answer", "an answer without it", "confirmed", "nobody could"],
)
def test_a_statement_says_which_register_could_confirm_it(draft, question, fact, register):
    package = draft.version.package
    assert telling.unconfirmed_by(package, package.questions[question], fact) == register


def test_stored_answers_and_registers_are_said_as_people_read_them(draft):
    package = draft.version.package
    said = {name: telling.answer_words(package.questions[name], value) for name, value in draft.given.items()}
    assert (said["withheld"], said["on_record"]) == ("Không", "Có")
    assert (said["valid_until"], said["licence_class"], said["full_name"]) == ("20/05/2027", "B", "Nguyễn Thị Minh Anh")
    assert telling.answer_words(package.questions["reason"], None) == "–"
    several = SimpleNamespace(type=SimpleNamespace(kind=Kind.CHOICES), plain={}, is_phone=False)
    assert telling.answer_words(several, ["a", "b"]) == "a, b"
    assert telling.register_title(package, "giay_phep") == "Cơ sở dữ liệu giấy phép lái xe"
    assert [telling.register_title(package, name) for name in ("", "khac")] == ["cách bạn đang nộp", "khac"]

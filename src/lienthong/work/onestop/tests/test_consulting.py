"""Asking another body: who may, what is drafted and goes along, what the exchange brings back, and what silence does."""

import copy
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import translation

from conftest import at
from lienthong.ground.files import actions as files
from lienthong.ground.files.content import TEXT
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.notices.models import Notice
from lienthong.kit import clock, outbox
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Annex, Document, Recipient
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange.models import Assignment, Delivery
from lienthong.records.exchange.states import DeliveryState, RefusalReason
from lienthong.work.onestop import (
    actions,
    consulting,
    events,
    histories,
    jobs,
    opinions,
    queries,
    rules,
    states,
    telling,
    timing,
)
from lienthong.work.onestop.models import Consultation, Dossier
from lienthong.work.onestop.states import Kind, Opinion, Status
from lienthong.work.onestop.tests.letters import carried, reply
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.services.models import Attachment
from lienthong.work.services.telling import Consulting

NOON = at("11:00")
TUESDAY, THURSDAY, FRIDAY = date(2026, 11, 17), date(2026, 11, 19), date(2026, 11, 20)
QUESTION = "Giấy phép này có đang bị tạm giữ hay bị thu hồi không?"
LAW = "Luật Trật tự, an toàn giao thông đường bộ, điều 62"


@pytest.fixture
def paper(hall, in_hand):
    """A paper of the dossier in hand."""
    kept = files.keep(BytesIO(b"GKSK"), name="gksk.txt", by=hall.citizen, now=NOON, allowed=frozenset({TEXT}))
    return Attachment.objects.create(
        application=in_hand.application, paper="giay_kham_suc_khoe", file=kept, attached_at=NOON
    )


def ask(hall, dossier, *bodies, by=None, **more):
    needs = {"question": QUESTION, "law": LAW, "days": 3, "papers": [], "now": NOON}
    return actions.consult(dossier=dossier, bodies=bodies, by=by or hall.officer, **{**needs, **more})


def ways(monkeypatch, *, pauses=False, agreed=False):
    """As if the procedure said so of opinions."""
    rule = Consulting(pauses, agreed, "Luật 1, điều 2" if pauses or agreed else "")
    monkeypatch.setattr(consulting, "rule_of", lambda dossier: rule)


def stands(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def asked_of(dossier):
    return opinions.fold(dossier.events.in_order())


# -- asking -----------------------------------------------------------------------------------------------------------
def test_the_request_is_an_official_document_with_the_chosen_papers_and_says_until_when(hall, other, in_hand, paper):
    document = ask(hall, in_hand, other.body, papers=[paper.pk])
    assert (document.state, document.kind, document.body_id) == (DocumentState.DRAFT, "cong_van", in_hand.body_id)
    assert in_hand.code in document.subject
    assert in_hand.subject_name not in document.subject + document.content_text
    for words in (QUESTION, LAW, "3 ngày làm việc", "Giấy khám sức khỏe"):
        assert words in document.content_text
    assert "coi như đồng ý" not in document.content_text
    assert [each.body for each in Recipient.objects.filter(document=document)] == [other.body]
    assert [each.file_id for each in Annex.objects.filter(document=document)] == [paper.file_id]
    [one] = asked_of(in_hand)
    assert (one.document_id, one.body_id, one.question, one.basis) == (document.pk, other.body.pk, QUESTION, LAW)
    assert one.state == Opinion.PREPARED
    last = in_hand.events.get(kind=Kind.CONSULTED)
    assert last.details["papers"] == [{"title": last.details["papers"][0]["title"], "sha256": paper.file.sha256}]
    assert stands(in_hand).due_at == in_hand.due_at


def test_a_request_with_a_signer_waits_for_the_signature_at_once(hall, other, in_hand):
    document = ask(hall, in_hand, other.body, signer=hall.leader)
    assert (document.state, document.signer) == (DocumentState.IN_REVIEW, hall.leader)


def test_where_silence_is_agreement_by_law_the_request_says_so_with_the_law(hall, other, in_hand, monkeypatch):
    ways(monkeypatch, agreed=True)
    assert "coi như đồng ý, theo Luật 1, điều 2." in ask(hall, in_hand, other.body).content_text


def test_only_the_unit_that_has_it_in_hand_asks(hall, other, in_hand, waiting):
    elsewhere = copy.copy(hall.officer)
    elsewhere.post = other.clerk.post
    for who, refusal in (
        (hall.office.auditor, mandates.NotInThisRole), (elsewhere, mandates.NotYours),
        (hall.office.specialist, mandates.NotYours),
    ):  # fmt: skip
        with pytest.raises(refusal):
            ask(hall, in_hand, other.body, by=who)
    with pytest.raises(states.DossierMovedOn):
        ask(hall, Dossier.objects.get(pk=in_hand.pk), other.body, seen=1)
    received = actions.receive(dossier=waiting, by=hall.receiver, now=at("10:00"))
    Dossier.objects.filter(pk=received.pk).update(status=Status.PROCESSING)
    with pytest.raises(states.NotAcknowledged):
        ask(hall, received, other.body)
    assert not Document.objects.exists()


def test_a_request_without_question_law_days_or_with_another_dossiers_paper_is_refused(hall, other, in_hand):
    for wrong, refusal in (
        ({"question": "Có không?  "}, consulting.QuestionEmpty),
        ({"law": "  "}, rules.BasisMissing),
        ({"days": 0}, consulting.DaysUnfit),
        ({"days": 31}, consulting.DaysUnfit),
        ({"papers": [new_id()]}, rules.NoSuchItem),
    ):
        with pytest.raises(refusal):
            ask(hall, in_hand, other.body, **wrong)


def test_somebody_else_who_lives_is_asked_each_once_and_not_half_the_country(hall, other, in_hand):
    crowd = [copy.copy(other.body) for _each in range(21)]
    for each in crowd:
        each.pk = new_id()
    gone = copy.copy(other.body)
    gone.pk, gone.dissolved_on = new_id(), date(2026, 1, 1)
    for bodies in ([], [in_hand.body], [other.body, gone], crowd):
        with pytest.raises(consulting.NobodyAsked):
            ask(hall, in_hand, *bodies)
    ask(hall, in_hand, other.body, other.body)
    assert len(asked_of(in_hand)) == 1


def test_an_answer_that_may_come_after_the_date_is_asked_for_only_knowingly(hall, other, in_hand, monkeypatch):
    with pytest.raises(consulting.AnswerAfterDate) as refused:
        ask(hall, in_hand, other.body, days=10)
    assert refused.value.facts["due_at"] == in_hand.due_at.isoformat()
    ask(hall, in_hand, other.body, days=10, knowing=True)
    ways(monkeypatch, pauses=True)
    ask(hall, in_hand, other.body, days=10)
    assert len(asked_of(in_hand)) == 2


# -- the exchange ------------------------------------------------------------------------------------------------------
def told(name, delivery, when):
    """Tell it twice, as an outbox may."""
    for _time in (1, 2):
        happened = outbox.Event(f"exchange.document.{name}", delivery.pk, when)
        getattr(telling, f"document_{name}")(happened)


@pytest.fixture
def out(hall, other, in_hand):
    """The request is with the other ministry since noon; three days to answer: Thursday, 16:30 or 17:00."""
    document = ask(hall, in_hand, other.body)
    delivery = carried(document, in_hand.body, other.body)
    told("arrived", delivery, NOON)
    return Consultation.objects.get(document=document)


def test_the_days_count_from_the_day_the_body_has_it_and_the_date_says_why(hall, other, in_hand, out):
    [one] = asked_of(in_hand)
    assert (one.state, one.reached_at, one.answer_by) == (Opinion.REACHED, NOON, out.answer_by)
    assert out.answer_by == timing.answer_by(other.body.pk, 3, reached_at=NOON).due_at
    assert out.answer_by.date() == THURSDAY
    assert "3 ngày làm việc" in " ".join(one.explain("vi"))
    assert (stands(in_hand).due_at, stands(in_hand).stands_since) == (in_hand.due_at, None)
    assert in_hand.events.filter(kind=Kind.CONSULT_REACHED).count() == 1


def test_a_body_that_is_gone_is_asked_at_its_successor(hall, other, in_hand, country):
    document = ask(hall, in_hand, other.body)
    told("arrived", carried(document, in_hand.body, country.ministry.body, addressed_to=other.body), NOON)
    assert [each.state for each in asked_of(in_hand)] == [Opinion.REACHED]


def test_the_answer_lies_with_the_dossier_and_whoever_has_it_is_told(hall, other, in_hand, out):
    Notice.objects.all().delete()
    letter = reply(out.document, other.body)
    came = carried(letter, other.body, in_hand.body)
    told("arrived", came, at("09:00", day=TUESDAY))
    [one] = asked_of(in_hand)
    assert one.state == Opinion.ANSWERED
    assert [(each.delivery_id, each.number, each.late) for each in one.answers] == [
        (came.pk, letter.number_and_symbol, False)
    ]
    kept = Consultation.objects.get(pk=out.pk)
    assert (kept.state, kept.answer_id) == (Opinion.ANSWERED, came.pk)
    event = in_hand.events.get(kind=Kind.CONSULT_ANSWERED)
    for _time in (1, 2):
        telling.tell_of_opinion(outbox.Event(events.name(Kind.CONSULT_ANSWERED), event.pk, event.at, event.pk))
    [notice] = Notice.objects.all()
    assert (notice.account, notice.url) == (hall.officer.account, f"/desk/dossiers/{in_hand.pk}/")
    assert histories.inside(in_hand, [event])[0].about == other.body.name_vi


def test_a_second_letter_lies_beside_the_first(hall, other, in_hand, out):
    for hour in ("09:00", "10:00"):
        came = at(hour, day=FRIDAY)
        told("arrived", carried(reply(out.document, other.body), other.body, in_hand.body, arrived=came), came)
    [one] = asked_of(in_hand)
    assert [each.late for each in one.answers] == [True, True]


def test_what_others_write_or_answers_nothing_is_no_answer(hall, other, in_hand, out, country):
    strangers = [
        carried(reply(out.document, country.ministry.body), country.ministry.body, in_hand.body),
        carried(reply(out.document, other.body), other.body, country.ministry.body),
        carried(reply(None, other.body), other.body, in_hand.body),
    ]
    for each in strangers:
        told("arrived", each, at("09:00", day=TUESDAY))
    assert [each.state for each in asked_of(in_hand)] == [Opinion.REACHED]
    plain = Document.objects.create(
        body=in_hand.body, kind="cong_van", subject="Việc khác", state=DocumentState.ISSUED, number=9, created_at=NOON,
        changed_at=NOON,
    )  # fmt: skip
    sent = carried(plain, in_hand.body, other.body, state=DeliveryState.REFUSED)
    told("refused", sent, NOON)
    told("arrived", carried(reply(plain, other.body), other.body, in_hand.body), NOON)
    assert len(asked_of(in_hand)[0].answers) == 0


def test_an_answer_of_which_is_told_before_the_request_finds_its_dossier_too(hall, other, in_hand):
    document = ask(hall, in_hand, other.body)
    delivery = carried(document, in_hand.body, other.body, arrived=NOON)
    told("arrived", carried(reply(document, other.body), other.body, in_hand.body), at("09:00", day=TUESDAY))
    told("arrived", delivery, NOON)
    [one] = asked_of(in_hand)
    assert (one.state, one.reached_at, len(one.answers)) == (Opinion.ANSWERED, NOON, 1)
    assert queries.verify_chain(stands(in_hand)) is None


def test_a_body_that_sends_the_request_back_is_waited_for_no_more(hall, other, in_hand):
    document = ask(hall, in_hand, other.body)
    delivery = carried(
        document, in_hand.body, other.body, state=DeliveryState.REFUSED, refusal=RefusalReason.NOT_FOR_US
    )
    told("refused", delivery, at("12:00"))
    [one] = asked_of(in_hand)
    assert (one.state, one.returned_at) == (Opinion.RETURNED, at("12:00"))
    told("arrived", delivery, at("12:01"))
    assert asked_of(in_hand)[0].state == Opinion.RETURNED


def test_an_answer_that_does_not_say_so_is_linked_by_hand_and_is_in_time_if_it_came_in_time(
    hall, in_hand, out, country, monkeypatch
):
    other = country.other
    came = carried(reply(None, other.body), other.body, in_hand.body, arrived=at("09:00", day=TUESDAY))
    elsewhere = carried(reply(None, country.ministry.body), country.ministry.body, in_hand.body, arrived=LATER)
    before = carried(reply(None, other.body), other.body, in_hand.body, arrived=at("08:00"))
    ways(monkeypatch, agreed=True)
    watch(monkeypatch, LATER)
    link = {"dossier": in_hand, "opinion": out.pk, "now": LATER}
    for wrong in (elsewhere, before, came):
        with pytest.raises(consulting.NotAnAnswer):
            actions.link_answer(delivery=wrong, by=hall.officer, **link)
    with pytest.raises(mandates.NotInThisRole):
        actions.link_answer(delivery=came, by=hall.office.clerk, **link)
    Assignment.objects.create(
        delivery=came, unit=hall.division, holder=hall.officer, assigned_by=hall.leader, assigned_at=LATER
    )
    with pytest.raises(consulting.NotAnAnswer):
        actions.link_answer(delivery=came, by=hall.officer, **{**link, "opinion": new_id()})
    actions.link_answer(delivery=came, by=hall.officer, **link)
    [one] = asked_of(in_hand)
    assert (one.state, [each.late for each in one.answers]) == (Opinion.ANSWERED, [False])
    assert in_hand.events.in_order().last().by == hall.officer
    with pytest.raises(consulting.NotAnAnswer):
        actions.link_answer(delivery=came, by=hall.officer, **link)


def test_where_the_body_has_not_got_the_request_nothing_can_be_its_answer(hall, other, in_hand):
    asked = Consultation.objects.get(document=ask(hall, in_hand, other.body))
    assert not consulting.may_answer(asked, hall.leader).exists()


# -- the clock and silence ---------------------------------------------------------------------------------------------
LATER = at("09:00", day=FRIDAY)


def test_where_the_procedure_says_so_the_clock_stands_until_the_last_has_answered(
    hall, other, in_hand, country, monkeypatch
):
    ways(monkeypatch, pauses=True)
    document = ask(hall, in_hand, other.body, country.ministry.body)
    for body in (other.body, country.ministry.body):
        told("arrived", carried(document, in_hand.body, body), NOON)
    waits = stands(in_hand)
    assert (waits.stands_since, waits.due_at) == (NOON, in_hand.due_at)
    assert "đang dừng" in queries.clock_words(waits)
    late = at("09:00", day=date(2026, 12, 1))
    assert not any(rules.is_amiss(waits, about, now=late) for about in states.Alarm)
    assert not list(Dossier.objects.late(late))
    told("arrived", carried(reply(document, other.body), other.body, in_hand.body), at("11:00", day=TUESDAY))
    assert stands(in_hand).stands_since == NOON
    sent = carried(reply(document, country.ministry.body), country.ministry.body, in_hand.body)
    told("arrived", sent, at("11:00", day=TUESDAY))
    goes_on = stands(in_hand)
    assert goes_on.stands_since is None
    assert goes_on.due_at == at("16:30", day=date(2026, 11, 25)), "one working day later: Tuesday is a holiday"
    assert goes_on.promised_at == in_hand.promised_at
    assert in_hand.events.in_order().last().details["due_at"] == "2026-11-25T16:30:00+07:00"


def test_a_clock_that_stood_while_the_applicant_was_asked_leaves_the_dates_to_the_supplement(
    hall, other, in_hand, monkeypatch
):
    ways(monkeypatch, pauses=True)
    document = ask(hall, in_hand, other.body)
    told("arrived", carried(document, in_hand.body, other.body), NOON)
    mark = {"kind": "question", "name": "full_name", "words": "Thiếu chữ đệm"}
    actions.ask_supplement(dossier=in_hand, items=[mark], **REASON, by=hall.officer, now=NOON)
    told("arrived", carried(reply(document, other.body), other.body, in_hand.body), at("11:00", day=TUESDAY))
    found = stands(in_hand)
    assert (found.status, found.stands_since, found.paused_at) == (Status.SUPPLEMENT, None, NOON)
    assert found.due_at == in_hand.due_at


def test_an_opinion_on_a_dossier_that_has_ended_is_kept_and_moves_nothing(hall, other, in_hand, out, monkeypatch):
    Dossier.objects.filter(pk=in_hand.pk).update(stands_since=NOON)
    actions.withdraw(dossier=in_hand, words="", by=hall.citizen, now=NOON)
    assert queries.silent(now=LATER) == []
    assert not actions.note_silence(consultation=out, now=LATER)
    told("arrived", carried(reply(out.document, other.body), other.body, in_hand.body), LATER)
    assert len(asked_of(in_hand)[0].answers) == 1
    assert (stands(in_hand).status, stands(in_hand).due_at) == (Status.WITHDRAWN, in_hand.due_at)


def watch(monkeypatch, when):
    monkeypatch.setattr(clock, "now", lambda: when)
    jobs.watch()


def test_silence_past_the_date_is_said_once_to_leader_holder_and_applicant(hall, other, in_hand, out, monkeypatch):
    watch(monkeypatch, out.answer_by)
    assert asked_of(in_hand)[0].state == Opinion.REACHED
    Notice.objects.all().delete()
    for _time in (1, 2):
        watch(monkeypatch, LATER)
    [one] = asked_of(in_hand)
    assert (one.state, one.silent_at, one.law) == (Opinion.SILENT, LATER, "")
    assert stands(in_hand).alarms == "no_opinion"
    event = in_hand.events.get(kind=Kind.CONSULT_SILENT)
    said = outbox.Event(events.name(Kind.CONSULT_SILENT), event.pk, event.at, event.pk)
    telling.tell_of_opinion(said)
    telling.tell_applicant(said)
    assert set(Notice.objects.values_list("account__full_name", flat=True)) == {
        hall.officer.account.full_name, hall.chief.account.full_name, hall.leader.account.full_name,
        hall.citizen.full_name,
    }  # fmt: skip
    told("arrived", carried(reply(out.document, other.body), other.body, in_hand.body), LATER + timedelta(hours=1))
    assert (asked_of(in_hand)[0].state, stands(in_hand).alarms) == (Opinion.ANSWERED, "")


def test_silence_counts_as_agreed_only_where_the_procedure_names_the_law(hall, other, in_hand, out, monkeypatch):
    ways(monkeypatch, agreed=True)
    Notice.objects.all().delete()
    watch(monkeypatch, LATER)
    [one] = asked_of(in_hand)
    assert (one.state, one.law) == (Opinion.AGREED, "Luật 1, điều 2")
    assert stands(in_hand).alarms == ""
    event = in_hand.events.get(kind=Kind.CONSULT_SILENT)
    said = outbox.Event(events.name(Kind.CONSULT_SILENT), event.pk, event.at, event.pk)
    telling.tell_applicant(said)
    Dossier.objects.filter(pk=in_hand.pk).update(holder=None)
    telling.tell_of_opinion(said)
    [notice] = Notice.objects.all()
    assert (notice.kind, notice.account) == ("onestop.opinion.agreed", hall.chief.account)


def test_what_we_took_back_ourselves_is_not_silence(in_hand, out):
    Delivery.objects.filter(pk=out.delivery_id).update(state=DeliveryState.TAKEN_BACK)
    assert not actions.note_silence(consultation=out, now=LATER)
    Delivery.objects.filter(pk=out.delivery_id).update(state=DeliveryState.ACCEPTED)
    assert actions.note_silence(consultation=out, now=LATER)
    assert not actions.note_silence(consultation=out, now=LATER)


def test_what_a_package_says_of_opinions_is_read_and_without_a_word_the_clock_runs(in_hand):
    assert consulting.rule_of(in_hand) == Consulting(pauses=False, agreed=False, law="")


def test_in_english_who_was_asked_is_called_by_its_english_name_where_it_has_one(hall, other, in_hand, monkeypatch):
    ways(monkeypatch, pauses=True)
    document = ask(hall, in_hand, other.body)
    told("arrived", carried(document, in_hand.body, other.body), NOON)
    events_of = list(in_hand.events.in_order())

    def said():
        return [each.about for each in histories.inside(in_hand, events_of)][-2:], queries.why(in_hand, events_of)[-1]

    with translation.override("en"):
        assert said()[0] == [other.body.name_vi] * 2
        type(other.body).objects.filter(pk=other.body.pk).update(name_en="Ministry of Tests")
        assert said()[0] == ["Ministry of Tests"] * 2
        assert "Ministry of Tests" in said()[1]
    assert said()[0] == [other.body.name_vi] * 2
    assert other.body.name_vi in said()[1]

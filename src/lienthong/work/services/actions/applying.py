"""Filling in an application: begin, answer, give papers, say that a register is wrong, submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity import phones
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid
from lienthong.records.registers import enterprise_codes
from lienthong.records.registers.models import Person
from lienthong.work.services import answering, events, queries, rules, unfinished
from lienthong.work.services.linking import CHANNEL
from lienthong.work.services.models import Application, ApplicationQuerySet, Attachment, Offering
from lienthong.work.services.problems import Place, Problem
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import ApplicationState, Channel, Relation

Filler = Account | Mandate
MOST_FILES_A_PAPER = 10


class AnswersUnfit(Invalid):
    """Some answers do not fit their questions. Correct the marked ones."""


class NotOnThisPage(Invalid):
    """This question is not on the page. Reload the page."""


class NoSuchPaper(Invalid):
    """This paper is not asked for here. Load the list of papers again."""


class TooManyFiles(Conflict):
    """There are enough files for this paper. Take one away first, or put several pages into one PDF."""


class NotComplete(Conflict):
    """Something is still missing. Answer the open questions and add the papers listed, then submit."""


class NotEligible(Conflict):
    """According to the answers, this procedure cannot be applied for. The page says why and what to do instead."""


class DraftOfYourOwn(Conflict):
    """You have already started this for yourself. Submit or discard that draft, then take this one over."""


class PersonDied(Conflict):
    """The population database says this person has died. Heirs apply in their own names; the police correct errors."""


class NothingToDispute(Invalid):
    """No register said anything here. Simply answer the question."""


@dataclass(frozen=True)
class Whom:
    """Whom the application is about, and on what the applicant acts for them.

    `number` = personal identity number of a person, or the code of an enterprise or organisation.
    """

    number: str
    name: str
    relation: Relation = Relation.SELF
    basis: str = ""
    phone: str = ""
    """As people or registers write it; kept as E.164, so that texts find it."""
    assurance: Mapping[str, Any] = field(default_factory=dict)


def begin(*, offering: Offering, whom: Whom, by: Filler, now: datetime, channel: Channel) -> Application:
    """The draft to fill in: the one this person has for the same procedure and subject already, or a new one.

    It is kept as long as the package says. Refuses: NotOfferedThere when the offering is closed, PersonDied.
    """
    if offering.closed_at is not None or offering.procedure.current is None:
        raise queries.NotOfferedThere
    require_living(whom.number)
    mine = {"applicant": by} if isinstance(by, Account) else {"entered_by": by}
    if isinstance(by, Account) and (found := _draft(by, offering, whom, now)):
        return found
    version = offering.procedure.current
    days = version.package.plain["retention"]["drafts"]["days"]
    begun = Application(
        version=version,
        procedure=offering.procedure,
        offering=offering,
        channel=channel,
        relation=whom.relation,
        basis=whom.basis,
        applicant_name=rules.name_of(by),
        subject_number=whom.number,
        subject_name=whom.name,
        phone=phones.read(whom.phone) or whom.phone,
        assurance=dict(whom.assurance),
        started_at=now,
        saved_at=now,
        expires_at=now + timedelta(days=days),
        **mine,
    )
    begun.facts = settled(begun, now)
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError:  # the same person began it on another device at the same moment
        assert isinstance(by, Account), "only a citizen's drafts are one each"
        return _drafts(by, offering, whom).get()
    return begun


def require_living(number: str) -> None:
    """Nobody applies in the name of the dead; of whom no register knows anything, nothing is said. Refuses: PersonDied.

    Legal capacity ends with death (Civil Code 2015 art. 16); a death is registered by somebody who lives.
    """
    if number and Person.objects.filter(number=number, died_on__isnull=False).exists():
        raise PersonDied


def settled(application: Application, now: datetime) -> dict[str, Any]:
    """What stands when it is begun and is therefore not asked: how one applies, and, with a number, who the person is.

    Nobody can name another person afterwards; a register that knows the person takes the place of both.
    """
    questions, channel = application.version.package.questions, application.channel
    number, name = person_of(application, now)
    who = {"person_identity_number": number, "person_full_name": name} if number and name else {}
    seen = {"register": "", "reading": "", "as_of": now.isoformat()}
    settled = {
        name: each.by_relation[application.relation]
        for name, each in questions.items()
        if application.relation in each.by_relation
    }
    settled |= {name: who[each.plain["about"]] for name, each in questions.items() if each.plain.get("about") in who}
    facts = {name: {"value": value, **seen, "begun": True} for name, value in settled.items()}
    if CHANNEL in questions:
        facts[CHANNEL] = {"value": "counter" if channel == Channel.COUNTER else "online", **seen}
    return facts


def person_of(application: Application, now: datetime) -> tuple[str, str]:
    """Number and name of the person whom the registers are asked about: who it is for; who represents an enterprise.

    An empty number: nobody was proven to be that person, or a clerk typed the code of an enterprise.
    """
    if application.relation == Relation.ENTERPRISE and application.applicant is not None:
        held = identification_of(application.applicant, now)
        return held.number if held else "", application.applicant_name
    number = application.subject_number
    return "" if enterprise_codes.is_one(number) else number, application.subject_name


def _draft(by: Account, offering: Offering, whom: Whom, now: datetime) -> Application | None:
    """The open draft; one that has ended makes room for a new one."""
    found = _drafts(by, offering, whom).select_for_update(of=("self",)).first()
    if found is not None and found.expires_at is not None and found.expires_at <= now:
        found.state = ApplicationState.DROPPED
        found.save(update_fields=["state"])
        return None
    return found


def _drafts(by: Account, offering: Offering, whom: Whom) -> ApplicationQuerySet:
    drafts = Application.objects.drafts().of(by).whole()
    return drafts.filter(procedure=offering.procedure, subject_number=whom.number)


def answer(*, application: Application, page: str, given: Mapping[str, Any], by: Filler, now: datetime) -> Application:
    """Keep what the person states on one page; `given` are plain values, None takes an answer back.

    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired, NotOnThisPage, AnswersUnfit (with every problem).
    """
    held = _held(application, by, now=now)
    package = held.version.package
    on_page = {question.name for each in package.pages if each.name == page for question in each.questions}
    if not set(given) <= on_page:
        raise NotOnThisPage(page=page)
    _require_fit(held, {name: value for name, value in given.items() if value is not None}, page, now)
    kept = {**held.answers, **given}
    held.answers = {name: value for name, value in kept.items() if value is not None}
    held.unfinished[page] = unfinished.answered(held.unfinished.get(page, {}))
    return _saved(held, now)


def take_readings(
    *, application: Application, readings: Mapping[str, Mapping[str, Any]], by: Filler, now: datetime
) -> Application:
    """Keep what registers said: question -> {value, register, reading, as_of}. What was disputed stays disputed."""
    held = _held(application, by, now=now)
    disputed = {name for name, fact in held.facts.items() if fact.get("disputed")}
    for name, fact in readings.items():
        held.facts[name] = {**fact, "disputed": name in disputed}
    return _saved(held, now)


def dispute(*, application: Application, question: str, by: Filler, now: datetime) -> Application:
    """“This is wrong”: the person's own statement counts from now on, and the dossier shows both.

    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired, NothingToDispute, ForThePersonAlone.
    """
    held = _held(application, by, now=now)
    rules.require_own_data(held)
    if not held.facts.get(question, {}).get("register"):
        raise NothingToDispute(question=question)
    held.facts[question]["disputed"] = True
    return _saved(held, now)


def attach(
    *,
    application: Application,
    paper: str,
    file: StoredFile,
    by: Filler,
    now: datetime,
    reused_from: Attachment | None = None,
) -> Attachment:
    """Give a file for a paper; the same file twice is once. `reused_from` = the paper of another application it was.

    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired, NoSuchPaper, TooManyFiles.
    """
    held = _held(application, by, now=now)
    known = {each["code"] for each in held.version.package.plain["procedure"]["papers"]}
    if paper not in known:
        raise NoSuchPaper(paper=paper)
    given = held.attachments.filter(paper=paper)
    if (same := given.filter(file__sha256=file.sha256).first()) is not None:
        return same
    if given.count() >= MOST_FILES_A_PAPER:
        raise TooManyFiles(most=MOST_FILES_A_PAPER)
    _saved(held, now)
    return held.attachments.create(paper=paper, file=file, attached_at=now, reused_from=reused_from)


def detach(*, application: Application, attachment: Attachment, by: Filler, now: datetime) -> None:
    """Take a file back. Refuses: NotYourApplication, AlreadySubmitted, DraftExpired."""
    held = _held(application, by, now=now)
    held.attachments.filter(pk=attachment.pk).delete()
    _saved(held, now)


def submit(*, application: Application, by: Filler, now: datetime) -> Filled:
    """Hand it in: impossible while anything is missing. Afterwards nothing of it changes.

    Refuses: NotYourApplication, AlreadySubmitted, DraftExpired, NotComplete (what is missing), NotEligible, PersonDied.
    """
    held = _held(application, by, now=now)
    require_living(held.subject_number)
    found = queries.filled(held, at=now)
    if found.is_eligible is False or (found.is_eligible is None and found.is_complete):
        raise NotEligible
    if not found.is_complete:
        open_questions = [question.name for question in found.simulation.walk.missing]
        raise NotComplete(
            _("Còn thiếu: %(questions)s câu trả lời, %(papers)s giấy tờ.")
            % {"questions": len(open_questions), "papers": len(found.missing_papers)},
            questions=open_questions,
            papers=list(found.missing_papers),
        )
    held.state, held.submitted_at, held.expires_at, held.unfinished = ApplicationState.SUBMITTED, now, None, {}
    held.save(update_fields=["state", "submitted_at", "expires_at", "unfinished"])
    files = [each.file.sha256 for each in found.attachments]
    body = {"version": held.version.address, "files": files, "channel": held.channel, "relation": held.relation}
    body |= {"by_name": rules.name_of(by), "for_name": held.subject_name}
    journal.record("services.application.submitted", held, by=by, for_whom=held.offering.body, at=now, body=body)
    outbox.announce(events.application_submitted(held.pk, at=now))
    return found


def supplement(
    *, application: Application, answers: Mapping[str, Any], files: Sequence[tuple[str, StoredFile]], now: datetime
) -> Application:
    """Change what the office asked to be changed after it was handed in; the one-stop shop's rules say what that is.

    A register's fact that is corrected so stays beside the person's statement. Refuses: AnswersUnfit.
    """
    held = Application.objects.select_for_update(of=("self",)).whole().get(pk=application.pk)
    _require_fit(held, answers, "supplement", now)
    held.answers = {**held.answers, **answers}
    for name in set(answers) & set(held.facts):
        held.facts[name]["disputed"] = True
    for paper, file in files:
        Attachment.objects.create(application=held, paper=paper, file=file, attached_at=now)
    return _saved(held, now)


def drop(*, application: Application, by: Filler, now: datetime) -> None:
    """Throw a draft away. Refuses: NotYourApplication, AlreadySubmitted, DraftExpired."""
    held = _held(application, by, now=now)
    held.state = ApplicationState.DROPPED
    held.save(update_fields=["state"])


def take_over(*, application: Application, by: Account, now: datetime) -> Application:
    """The person it is about goes on with it, under their own account; whoever began it loses it.

    The door proves that it is that person (code and number). Refuses: AlreadySubmitted, DraftExpired, DraftOfYourOwn.
    """
    held = Application.objects.select_for_update().get(pk=application.pk)
    rules.require_draft(held, now=now)
    mine = Application.objects.drafts().of(by).filter(procedure=held.procedure_id, subject_number=held.subject_number)
    if mine.exclude(pk=held.pk).exists():
        raise DraftOfYourOwn
    held.applicant, held.applicant_name, held.relation = by, by.full_name, Relation.SELF
    return _saved(held, now)


def entrust(*, application: Application, to: Account, now: datetime) -> Application:
    """What a clerk or another person handed in becomes the own application of the person it is about.

    Who entered it stays written. The one-stop shop's rules say who may ask for it.
    """
    held = Application.objects.select_for_update().get(pk=application.pk)
    held.applicant, held.applicant_name, held.relation = to, to.full_name, Relation.SELF
    return _saved(held, now)


def _require_fit(held: Application, given: Mapping[str, Any], where: str, now: datetime) -> None:
    problems: list[Problem] = []
    facts = answering.typed(held.version.package, given, Place(where), problems)
    problems += answering.ahead(held.version.package, facts, Place(where), local(now).date())
    if problems:
        raise AnswersUnfit(problems=[problem.plain() for problem in problems])


def _held(application: Application, by: Filler, *, now: datetime) -> Application:
    """The application as it stands, locked, if this person may fill it in now; what it points to was read before."""
    held = Application.objects.select_for_update().get(pk=application.pk)
    for link in _LINKS:
        if link.is_cached(application) and link.value_from_object(held) == link.value_from_object(application):
            link.set_cached_value(held, link.get_cached_value(application))
    rules.require_may_fill(held, by, now=now)
    return held


_LINKS = [each for each in Application._meta.concrete_fields if isinstance(each, ForeignKey)]  # noqa: SLF001


def _saved(held: Application, now: datetime) -> Application:
    held.saved_at = now
    held.save(update_fields=["answers", "facts", "unfinished", "saved_at", "applicant", "applicant_name", "relation"])
    return held

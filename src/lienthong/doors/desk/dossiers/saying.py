"""What an officer reads of a dossier: answers with their sources, and what each decision table says and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienthong.ground.identity import assurance
from lienthong.ground.identity.states import AccountLevel, AuthenticationLevel
from lienthong.work.services import telling
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import Purpose


@dataclass(frozen=True)
class Line:
    """One question with what counts, and where it comes from; `said` = what the person says against `register`.

    `unconfirmed_by` = the register that could have said it: the person's word alone stands there.
    """

    name: str
    label: str
    value: str
    source: str
    said: str
    register: str = ""
    unconfirmed_by: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a table that holds: what it gives, why, on which law."""

    gives: str
    why: list[str]
    law: str


def lines(filled: Filled) -> list[Line]:
    """All answers that count, page by page."""
    return [_line(filled, question) for page in filled.simulation.walk.pages for question in page.questions]


def _line(filled: Filled, question: Question) -> Line:
    fact = filled.application.facts.get(question.name)
    label = in_language(question.plain["text"])
    if fact is None:
        stated = filled.application.given.get(question.name)
        open_at = telling.unconfirmed_by(filled.package, question, fact) if stated is not None else ""
        return Line(question.name, label, telling.answer_words(question, stated), "", "", unconfirmed_by=open_at)
    said = telling.answer_words(question, filled.application.answers.get(question.name)) if fact.get("disputed") else ""
    source = telling.source_of(filled.package, fact)
    return Line(question.name, label, telling.answer_words(question, fact["value"]), source, said, fact["register"])


def doubts(application: Application, names: Iterable[str]) -> list[str]:
    """What whoever decides must see of these answers: that a register and the person differ, or that none confirms."""
    package, found = application.version.package, []
    for question in (package.questions[name] for name in sorted(names) if name in package.questions):
        fact = application.facts.get(question.name)
        if fact is not None and fact.get("disputed"):
            facts = {
                "source": telling.source_of(package, fact),
                "held": telling.answer_words(question, fact["value"]),
                "said": telling.answer_words(question, application.answers.get(question.name)),
            }
            found.append(_("%(source)s ghi %(held)s; người nộp nói là %(said)s, chưa ai xác nhận.") % facts)
        elif application.given.get(question.name) is not None and (
            register := telling.unconfirmed_by(package, question, fact)
        ):
            found.append(_("Người nộp tự khai; %(register)s chưa xác nhận.") % {"register": register})
    return found


def known_by(application: Application) -> str:
    """How surely the applicant was known when it was begun; empty where nothing was kept."""
    if not application.assurance:
        return ""
    kept = assurance.from_plain(application.assurance)
    labels = [AccountLevel(kept.account_level).label, kept.proven_by.label if kept.proven_by else ""]
    if kept.authentication_level != AuthenticationLevel.NOTHING:
        labels.append(AuthenticationLevel(kept.authentication_level).label)
    return " · ".join(str(each) for each in labels if each)


def tables(filled: Filled) -> list[tuple[str, list[Row]]]:
    """What the tables say, each row that holds with its reasons and its law."""
    return [
        (str(_(telling.TITLES[purpose])), list(_rows(filled, purpose)))
        for purpose in (Purpose.ELIGIBILITY, Purpose.PAPERS, Purpose.FEE, Purpose.OUTCOME)
    ]


def _rows(filled: Filled, purpose: Purpose) -> Iterator[Row]:
    vocabulary = telling.vocabulary(filled.package)
    for hit in filled.simulation.decisions[purpose].hits:
        why = [line.text for line in telling.reasons(hit, vocabulary) if line.holds]
        name = telling.name_of(filled.package, purpose, hit.row.give)
        yield Row(name, why, telling.legal_basis(filled.package, hit.row.plain))

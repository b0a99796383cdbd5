"""“This is wrong”, for every door: what a register said, what would be right and why, and the files that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.files.actions import infections_recorded
from lienthong.kit.errors import Conflict, Invalid, Refused, TooLarge
from lienthong.records.registers import actions as registers
from lienthong.records.registers import declared, queries
from lienthong.records.registers.actions.evidence import Upload
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.rules import ClaimMissing, ClaimUnchanged, ReasonMissing
from lienthong.work.services import actions, rules, telling
from lienthong.work.services.actions.applying import AnswersUnfit, Filler, NothingToDispute
from lienthong.work.services.asking import QuestionForm
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application
from lienthong.work.services.states import Kind

WHY = "why-wrong"
"""No question can have this name: theirs have no hyphen."""
MOST_LETTERS = 1_000
OF_THE_CLAIM = (ClaimMissing, ClaimUnchanged, AnswersUnfit)


@dataclass(frozen=True)
class Disputed:
    """One fact of an application; `asked` = the open request about it, `claimed` = what that one says.

    Without a `reading` the register has nobody of this number: `keeper` is whom to ask to be recorded.
    """

    question: Question
    label: str
    value: str
    source: str
    reading: Reading | None
    keeper: str
    asked: CorrectionRequest | None
    claimed: str


def disputed(application: Application, name: str) -> Disputed:
    """The fact that may be called wrong. Refuses: NothingToDispute, ForThePersonAlone."""
    rules.require_own_data(application)
    fact = application.facts.get(name, {})
    if not fact.get("register"):
        raise NothingToDispute(question=name)
    package = application.version.package
    question = package.questions[name]
    register = declared.find(fact["register"])
    attribute = register.attribute(question.plain["offered_by"].partition(".")[2])
    reading = Reading.objects.select_related("keeper").get(pk=fact["reading"]) if fact["reading"] else None
    asked = queries.open_correction(reading, attribute.name) if reading else None
    return Disputed(
        question=question,
        label=in_language(question.plain["text"]),
        value=telling.answer_words(question, fact["value"]),
        source=telling.register_title(package, fact["register"]),
        reading=reading,
        keeper=str(register.kept_by),
        asked=asked,
        claimed=attribute.words(asked.claimed) if asked else "",
    )


class DisputeForm(QuestionForm):
    """What would be right, and, where the keeper has somebody to correct and was not asked before, why."""

    def __init__(self, fact: Disputed, said: Any, data: Any = None, *, today: date) -> None:
        """`said` = what the person stated before."""
        question = fact.question
        super().__init__((question,), {question.name: said}, data, today=today)
        self.fields[question.name].required = True
        self.fields[question.name].label = _("Thông tin đúng là gì?")
        is_day = question.type.kind is Kind.DATE
        self.fields[question.name].help_text = _("Ngày/tháng/năm, ví dụ 22/11/2026.") if is_day else ""
        if fact.asked is None and fact.reading is not None:
            self.fields[WHY] = forms.CharField(
                label=gettext_lazy("Vì sao bạn biết là sai?"),
                help_text=gettext_lazy("Một hai câu, ví dụ: thẻ căn cước của tôi ghi khác. Cơ quan quản lý sẽ đọc."),
                max_length=MOST_LETTERS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def why(self) -> str:
        """Nothing where the keeper was asked before, or has nobody to correct."""
        return str(self.cleaned_data.get(WHY, ""))


def contested(
    *, application: Application, form: DisputeForm, uploads: Sequence[Upload], by: Filler, now: datetime
) -> bool:
    """Ask the keeper, all of it or nothing; what is refused stands in the form, beside the field it is about."""
    [(name, claimed)] = form.plain().items()
    try:
        with infections_recorded(by=by, now=now):
            given = registers.keep_evidence(uploads=uploads, by=by, now=now)
            actions.contest(
                application=application, question=name, claimed=claimed, why=form.why(), by=by, now=now, evidence=given
            )
    except (Invalid, Conflict, TooLarge) as refused:
        form.add_error(_field_of(refused, name), refused.detail)
        return False
    return True


def _field_of(refused: Refused, name: str) -> str | None:
    """Where it stands: beside the reason, beside the answer, or, of a file, above them all."""
    if isinstance(refused, ReasonMissing):
        return WHY
    return name if isinstance(refused, OF_THE_CLAIM) else None

"""“This is wrong”: what would be right, and why; the keeper of the register is asked, and the application goes on."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.kit.errors import Invalid
from lienthong.records.registers import declared
from lienthong.records.registers import queries as registers
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.rules import ReasonMissing
from lienthong.work.services import actions, queries, rules, telling
from lienthong.work.services.actions.applying import NothingToDispute
from lienthong.work.services.asking import QuestionForm
from lienthong.work.services.binding import Question
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application
from lienthong.work.services.states import Kind

WHY = "why-wrong"
"""No question can have this name: theirs have no hyphen."""
MOST_LETTERS = 1_000


class DisputeForm(QuestionForm):
    """What would be right, and, unless the keeper was asked before, why."""

    def __init__(self, question: Question, said: Any, data: Any = None, *, asked: bool) -> None:
        """`said` = what the person stated before; `asked` = a request about this value is open."""
        super().__init__((question,), {question.name: said}, data)
        self.fields[question.name].required = True
        self.fields[question.name].label = _("Thông tin đúng là gì?")
        is_day = question.type.kind is Kind.DATE
        self.fields[question.name].help_text = _("Ngày/tháng/năm, ví dụ 22/11/2026.") if is_day else ""
        if not asked:
            self.fields[WHY] = forms.CharField(
                label=gettext_lazy("Vì sao bạn biết là sai?"),
                help_text=gettext_lazy("Một hai câu, ví dụ: thẻ căn cước của tôi ghi khác. Cơ quan quản lý sẽ đọc."),
                max_length=MOST_LETTERS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def why(self) -> str:
        """Nothing where the keeper was asked before."""
        return str(self.cleaned_data.get(WHY, ""))


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: CitizenRequest, application_id: UUID, name: str) -> HttpResponse:
    """Say what would be right and why. Refuses: NoSuchApplication, NothingToDispute, AlreadySubmitted, DraftExpired."""
    application = queries.application_of(request.user, application_id)
    rules.require_draft(application, now=request.now)
    fact = application.facts.get(name, {})
    if not fact.get("register"):
        raise NothingToDispute(question=name)
    question = application.version.package.questions[name]
    reading = Reading.objects.select_related("keeper").get(pk=fact["reading"])
    attribute = declared.find(reading.register).attribute(question.plain["offered_by"].partition(".")[2])
    asked = registers.open_correction(reading, attribute.name)
    form = DisputeForm(question, application.answers.get(name), request.POST or None, asked=asked is not None)
    if request.method == "POST" and form.is_valid() and _contested(request, application, form, asked):
        return redirect("portal:question", application_id, question.page)
    context = {
        "application": application,
        "name": in_language(application.version.package.plain["procedure"]["name"]),
        "label": in_language(question.plain["text"]),
        "value": telling.answer_words(question, fact["value"]),
        "source": telling.register_title(application.version.package, fact["register"]),
        "reading": reading,
        "asked": asked,
        "claimed": attribute.words(asked.claimed) if asked else "",
        "form": form,
        "page_name": question.page,
    }
    return page(request, "portal/dispute.html", context, status=422 if form.errors else 200)


def _contested(
    request: CitizenRequest, application: Application, form: DisputeForm, asked: CorrectionRequest | None
) -> bool:
    """Ask the keeper; what is refused stands beside the field it is about."""
    [(name, claimed)] = form.plain().items()
    given = {"question": name, "claimed": claimed, "why": form.why()}
    try:
        with transaction.atomic():
            actions.contest(application=application, by=request.user, now=request.now, **given)
    except ReasonMissing as refused:
        form.add_error(WHY, refused.detail)
        return False
    except Invalid as refused:
        form.add_error(name, refused.detail)
        return False
    said = _("Đề nghị sửa đang chờ trả lời; không gửi lần hai. Hồ sơ đi tiếp với thông tin bạn khai.")
    sent = _("Đã gửi đề nghị sửa tới cơ quan quản lý. Hồ sơ đi tiếp với thông tin bạn khai; cơ quan thấy cả hai.")
    messages.success(request, said if asked else sent)
    return True

"""What officials say when they refuse, ask, decide, apologise, assign or hand over."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lienthong.doors.desk.dossiers import saying
from lienthong.ground.calendar.compiled import BeyondCalendar
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.clock import local
from lienthong.kit.web.forms import DayField
from lienthong.kit.web.words import called
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop import consulting, deciding, rules, timing
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.rules import Posted
from lienthong.work.onestop.states import BY_PEOPLE, RefusalReason, ResultKind
from lienthong.work.services import delivering, papers, resulting, telling
from lienthong.work.services.delivering import Way
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.linking import CHANNEL
from lienthong.work.services.resulting import MOST_LETTERS, Datum
from lienthong.work.services.states import PERSONAL_NUMBER, Kind, Purpose

_WORDS = forms.Textarea(attrs={"rows": 4})
_MOST_OF_LAW = 300
_REASONS = [(each.value, each.label) for each in BY_PEOPLE]


class ReasonForm(forms.Form):
    """Why, in one's own words, and on which law."""

    reason = forms.ChoiceField(label=_("Lý do"), choices=_REASONS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Lời gửi người nộp"),
        max_length=2000,
        widget=_WORDS,
        help_text=_("Điều gì chưa đúng ở chính hồ sơ này, và người nộp phải làm gì tiếp."),
    )
    law = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản và điều, khoản."))


class RevokeForm(forms.Form):
    """Why a result no longer holds."""

    words = forms.CharField(
        label=_("Vì sao thu hồi"),
        max_length=2000,
        widget=_WORDS,
        help_text=_("Người nộp đọc lời này: sai ở đâu, theo quy định nào, phải làm gì tiếp. Không rút lại được."),
    )

    def __init__(self, data: Any, *, dossier: Dossier) -> None:
        """Of a refusal it says what comes of it: the dossier is decided anew."""
        super().__init__(data)
        if dossier.result is not None and dossier.result.kind == ResultKind.REFUSED:
            self.fields["words"].help_text = _(
                "Người nộp đọc lời này: từ chối sai ở đâu, theo quy định nào. Hồ sơ về lại đơn vị giải quyết để quyết"
                " định lại; ngày hẹn giữ nguyên, không thu phí lần nữa."
            )


class SupplementForm(forms.Form):
    """One list for everything: each mark on an answer or a paper says what is wrong with it."""

    words = forms.CharField(
        label=_("Lời gửi người nộp"),
        max_length=2000,
        widget=_WORDS,
        help_text=_("Yêu cầu một lần cho tất cả: nói rõ cần bổ sung gì và vì sao."),
    )
    law = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Văn bản và điều, khoản."))

    def __init__(self, data: Any, *, dossier: Dossier) -> None:
        """A box beside each answer and each paper; what is written there marks it."""
        super().__init__(data)
        package = dossier.version.package
        self.marks: list[tuple[str, str]] = []
        files = papers.file_names(dossier.application)
        for paper in package.plain["procedure"]["papers"]:
            if not paper.get("from_answers"):
                self._mark("paper", paper["code"], in_language(paper["name"]), ", ".join(files.get(paper["code"], [])))
        for question in package.questions.values():
            given = dossier.application.given
            if question.name in given and question.name != CHANNEL and not rules.settled(dossier, question.name):
                fact = dossier.application.facts.get(question.name)
                if fact is not None and fact["value"] is not None and not fact.get("disputed"):
                    continue
                said = telling.answer_words(question, given[question.name])
                self._mark("question", question.name, in_language(question.plain["text"]), said)

    def _mark(self, kind: str, name: str, label: str, given: str) -> None:
        """A box beside what the applicant gave: an answer in words, or the names of files. What a register says is
        not theirs to supply.
        """
        self.marks.append((kind, name))
        hint = gettext("Người nộp: %(given)s") % {"given": given} if given else gettext("Người nộp để trống.")
        self.fields[f"{kind}:{name}"] = forms.CharField(label=label, required=False, max_length=500, help_text=hint)

    @property
    def bound_marks(self) -> list[forms.BoundField]:
        """The boxes, to be drawn."""
        return [self[f"{kind}:{name}"] for kind, name in self.marks]

    @property
    def items(self) -> list[dict[str, str]]:
        """What was marked; only after `is_valid`."""
        given = ((kind, name, self.cleaned_data[f"{kind}:{name}"]) for kind, name in self.marks)
        return [{"kind": kind, "name": name, "words": words} for kind, name, words in given if words]


class ResultForm(forms.Form):
    """The result and the words of its paper; they begin with what the tables say."""

    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Nội dung văn bản"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Soạn sẵn từ các bảng quyết định; sửa được, bản gốc vẫn lưu cạnh."),
    )
    reason = forms.ChoiceField(
        label=_("Lý do từ chối"),
        choices=_REASONS,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Bắt buộc khi từ chối; kết quả khác thì để trống."),
    )
    plain = forms.CharField(
        label=_("Lý do từ chối gửi người nộp"),
        max_length=2000,
        required=False,
        widget=_WORDS,
        help_text=_("Bắt buộc khi từ chối: điều gì ở chính hồ sơ này, và người nộp làm gì được tiếp. In trên văn bản."),
    )
    law = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Bắt buộc khi từ chối: văn bản và điều, khoản.")
    )

    def __init__(
        self, data: Any, *, dossier: Dossier, proposed: dict[str, str] | None = None, on: date | None = None
    ) -> None:
        """`proposed` = what the officer put before who decides; `on` = the day of the decision, which needs data."""
        assert dossier.begins_at is not None, "a dossier in hand was received"
        way = timing.plan(dossier, received_at=dossier.begins_at)
        initial = {"outcome": deciding.suggested(way), "words": deciding.text(dossier, way)}
        self._dossier, self._way = dossier, way
        package = dossier.version.package
        outcomes = deciding.outcomes(package)
        names = {each.code: telling.name_of(package, Purpose.OUTCOME, each.code) for each in outcomes}
        if initial["outcome"] in {each.code for each in outcomes if not each.granted}:
            plain, law = deciding.why_refused(dossier, way)
            initial |= {"reason": RefusalReason.NOT_ELIGIBLE, "plain": plain, "law": law[:_MOST_OF_LAW]}
        super().__init__(data, initial={**initial, **(proposed or {})})
        self.fields["outcome"].choices = [*names.items()]  # type: ignore[attr-defined]
        self._on = on
        self._data = {each.code: resulting.data_of(package, each.code) for each in outcomes} if on else {}
        needed = [(code, each) for code, data in self._data.items() for each in data if not each.is_optional]
        self.needed_when = {_field(code, each.name) for code, each in needed} | {"law", "reason", "plain"}
        facts = deciding.facts_of_result(dossier, way)
        for each in outcomes:
            said = resulting.declared(package, each.code, facts, on=on) if on else {}
            for datum in self._data.get(each.code, ()):
                doubts = saying.doubts(dossier.application, resulting.asked_for(package, each.code, datum.name))
                self.fields[_field(each.code, datum.name)] = _datum_field(datum, names[each.code], doubts)
                self.initial.setdefault(_field(each.code, datum.name), said.get(datum.name))

    def clean(self) -> dict[str, Any]:
        """The data of the result that was chosen, each right; what stands beside another result does not count.

        Words that nobody changed are put together anew for the result that was chosen, and shown before they count.
        """
        found = super().clean() or {}
        chosen = found.get("outcome", "")
        self._put_together_anew(chosen, found.get("words", ""))
        data = self._data.get(chosen, ())
        self.result_data = {each.name: _as_text(found.get(_field(chosen, each.name))) for each in data}
        if self._on is not None:
            _values, wrong = resulting.read(data, self.result_data, on=self._on)
            for name, words in wrong.items():
                if _field(chosen, name) not in self.errors:
                    self.add_error(_field(chosen, name), words)
        return found

    def _put_together_anew(self, chosen: str, words: str) -> None:
        if not chosen or not isinstance(self.data, QueryDict):
            return
        own, *others = (
            deciding.text(self._dossier, self._way, each) for each in (chosen, self.initial["outcome"], None)
        )
        if _plain(words) != _plain(own) and _plain(words) in map(_plain, others):
            self.data = self.data.copy()
            self.data["words"] = own
            self.add_error("words", gettext("Văn bản đã soạn lại theo kết quả bạn vừa chọn. Đọc lại rồi bấm lần nữa."))


def _plain(words: str) -> str:
    return " ".join(words.split())


def _field(outcome: str, name: str) -> str:
    return f"data-{outcome}-{name}"


def _as_text(given: str | date | None) -> str:
    return given.isoformat() if isinstance(given, date) else given or ""


def _datum_field(datum: Datum, outcome: str, doubts: list[str]) -> forms.Field:
    """Asked for beside every result that has data; what is not optional is needed for the one that is chosen.

    `doubts` = what stands against the value it begins with, or behind it.
    """
    hint = in_language(datum.plain["hint"]) if "hint" in datum.plain else ""
    needed = gettext("Cần khi kết quả là “%(outcome)s”; kết quả khác thì để trống.")
    only = (gettext("Có thì ghi, khi kết quả là “%(outcome)s”.") if datum.is_optional else needed) % {
        "outcome": outcome
    }
    said: dict[str, Any] = {"label": in_language(datum.plain["text"]), "required": False}
    said["help_text"] = " ".join([*doubts, f"{hint}. {only}" if hint else only])
    if datum.kind is Kind.DATE:
        return DayField(**said)
    digits = datum.kind is Kind.NUMBER or datum.plain.get("form") == PERSONAL_NUMBER
    shape = {"inputmode": "numeric", "class": "input-medium"} if digits else {}
    most = datum.plain.get("most", MOST_LETTERS) if datum.kind is Kind.TEXT else MOST_LETTERS
    return forms.CharField(max_length=most, widget=forms.TextInput({"autocomplete": "off", **shape}), **said)


class OpinionForm(forms.Form):
    """Whom, what, by which law, in how many days, with which papers; and who signs the document that asks."""

    question = forms.CharField(
        label=_("Hỏi điều gì"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Cơ quan được hỏi chỉ thấy những lời này và giấy tờ bạn gửi kèm."),
    )
    law = forms.CharField(label=_("Căn cứ để hỏi"), max_length=300, help_text=_("Văn bản và điều, khoản."))
    days = forms.IntegerField(
        label=_("Trả lời trong mấy ngày làm việc"),
        min_value=1,
        max_value=consulting.MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        help_text=_("Đếm từ sau ngày cơ quan được hỏi nhận văn bản, theo lịch làm việc của họ."),
    )
    papers = forms.MultipleChoiceField(label=_("Giấy tờ gửi kèm"), required=False, widget=forms.CheckboxSelectMultiple)
    signer = forms.ChoiceField(label=_("Người ký văn bản hỏi"), required=False)
    body = forms.MultipleChoiceField(
        label=_("Hỏi cơ quan nào"), error_messages={"required": _("Chọn ít nhất một cơ quan.")}
    )
    knowing = forms.BooleanField(label=_("Vẫn hỏi, dù ý kiến có thể đến sau hạn của hồ sơ."), required=False)

    def __init__(self, data: Any, *, dossier: Dossier, bodies: dict[str, Body], signers: list[Mandate]) -> None:
        """`bodies` = who may be asked, by id; `signers` = who may sign for the unit."""
        super().__init__(data, initial={"days": 3})
        self._bodies = bodies
        self._signers = {str(each.pk): each for each in signers}
        offered = consulting.papers_of(dossier, language=get_language() or "vi")
        papers = [(str(each.pk), f"{title} · {each.file.name}") for title, each in offered]
        named = [(key, f"{each.account.full_name} · {called(each.post)}") for key, each in self._signers.items()]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        self.fields["signer"].choices = [*named, ("", _("Chưa trình, tôi sửa bản thảo đã"))]  # type: ignore[attr-defined]
        self.fields["body"].choices = [(key, key) for key in bodies]  # type: ignore[attr-defined]
        self.has_papers = bool(papers)
        self.warns = bool(data and data.get("knowing"))

    @property
    def ticked(self) -> list[str]:
        """The bodies that are ticked now, in the order of the form."""
        return list(self.data.getlist("body")) if isinstance(self.data, QueryDict) else []

    def forgive(self) -> None:
        """Nothing is wrong with a form in which somebody only looks for a body."""
        self._errors = ErrorDict()

    @property
    def said(self) -> dict[str, Any]:
        """What the action needs; only after `is_valid`."""
        given = self.cleaned_data
        return {
            "bodies": [self._bodies[key] for key in given["body"]],
            "question": given["question"],
            "law": given["law"],
            "days": given["days"],
            "papers": [UUID(key) for key in given["papers"]],
            "signer": self._signers.get(given["signer"]),
            "knowing": given["knowing"],
        }


class LinkForm(forms.Form):
    """Which of the documents that came from the body is its answer."""

    delivery = forms.ChoiceField(label=_("Văn bản đến từ cơ quan được hỏi"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, came: dict[str, Delivery]) -> None:
        """`came` = what may be the answer, by id."""
        super().__init__(data)
        said = [(key, _came(each)) for key, each in came.items()]
        self.fields["delivery"].choices = said  # type: ignore[attr-defined]


def _came(delivery: Delivery) -> str:
    document = delivery.message.document
    assert delivery.arrived_at is not None, "only what has arrived is offered"
    return f"{document.number_and_symbol} · {document.subject} · {local(delivery.arrived_at):%d/%m/%Y %H:%M}"


class ApologyForm(forms.Form):
    """Sorry, why, and until when now."""

    reason = forms.CharField(label=_("Vì sao chậm"), max_length=1000, widget=_WORDS)
    due_on = DayField(label=_("Ngày hẹn mới"), help_text=_("Chỉ hẹn lại một lần."))

    def __init__(self, data: Any, *, dossier: Dossier) -> None:
        """The day is looked up in the calendar of the body."""
        super().__init__(data)
        self._dossier = dossier

    def clean_due_on(self) -> datetime:
        """The end of work on that day; another day is never promised than the one that was written."""
        day = self.cleaned_data["due_on"]
        assert self._dossier.due_at is not None
        try:
            promised = timing.calendar_of(self._dossier, self._dossier.due_at).closes_at(day)
        except BeyondCalendar as beyond:
            raise forms.ValidationError(_("Lịch làm việc chưa có ngày này. Chọn ngày khác.")) from beyond
        if (working := local(promised).date()) != day:
            closed = gettext("Ngày %(day)s cơ quan không làm việc. Ngày làm việc kế tiếp là %(next)s.")
            raise forms.ValidationError(closed % {"day": f"{day:%d/%m/%Y}", "next": f"{working:%d/%m/%Y}"})
        return promised


class AssignForm(forms.Form):
    """To whom of the unit, and what is to be minded."""

    holder = forms.ChoiceField(label=_("Giao cho"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Ý kiến"), required=False, max_length=500)

    def __init__(self, data: Any, *, people: list[Mandate]) -> None:
        """`people` = who works in the unit."""
        super().__init__(data)
        self.people = {str(each.pk): each for each in people}
        named = [(key, f"{each.account.full_name} · {called(each.post)}") for key, each in self.people.items()]
        self.fields["holder"].choices = named  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """To whom the result goes, and how: as it was chosen, unless the person came after all, or asked for the post."""

    needed_when = ("on",)

    way = forms.ChoiceField(
        label=_("Trả bằng cách nào?"),
        choices=[(Way.COUNTER.value, _("Trao tận tay tại quầy")), (Way.POST.value, _("Gửi qua bưu chính"))],
        widget=forms.RadioSelect,
    )
    to = forms.CharField(label=_("Trả cho"), max_length=200, help_text=_("Họ và tên người nhận."))
    on = DayField(label=_("Ngày gửi bưu chính"), required=False, help_text=_("Cần khi gửi qua bưu chính."))
    tracking = forms.CharField(
        label=_("Mã bưu gửi"), required=False, max_length=60, help_text=_("Nếu có; người nhận tra cứu được.")
    )

    def __init__(self, data: Any, *, dossier: Dossier, today: date) -> None:
        """It begins as the applicant chose."""
        chosen = delivering.chosen(dossier.application.given)
        by_post = chosen is not None and chosen.way is Way.POST
        initial = {"way": Way.POST.value if by_post else Way.COUNTER.value, "to": (chosen and chosen.to) or ""}
        super().__init__(data, initial={**initial, "on": today if by_post else None})

    def clean(self) -> dict[str, Any]:
        """By post there is a day."""
        found = super().clean() or {}
        if found.get("way") == Way.POST and not found.get("on") and "on" not in self.errors:
            self.add_error("on", gettext("Ghi ngày đã gửi bưu chính."))
        return found

    @property
    def posted(self) -> Posted | None:
        """What was given to the post; only after `is_valid`."""
        given = self.cleaned_data
        return Posted(given["on"], given["tracking"]) if given["way"] == Way.POST else None


class CashForm(forms.Form):
    """The receipt that was given for the money."""

    slip = forms.CharField(label=_("Số biên lai"), max_length=60, help_text=_("Biên lai bạn đã đưa cho người nộp."))

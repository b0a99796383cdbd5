"""What is asked at the counter: whom it is about, all questions on one page, the papers, how the fee is paid."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.identity import assurance, phones
from lienthong.ground.identity.states import AccountLevel
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.records.registers import enterprise_codes, numbers
from lienthong.records.registers.models import Person
from lienthong.work.onestop.models import Dossier
from lienthong.work.services.actions.applying import PersonDied, Whom, require_living
from lienthong.work.services.asking import QuestionForm, asked, suggested
from lienthong.work.services.binding import Page
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.packages import Package
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import Relation

CASH, QR = "cash", "qr"


class WhomForm(forms.Form):
    """Whom the application is about; a number is enough where the register knows the person."""

    number = forms.CharField(
        label=gettext_lazy("Số định danh cá nhân"),
        max_length=20,
        help_text=gettext_lazy("12 chữ số trên thẻ căn cước; đọc thẻ rồi gõ."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-medium", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Chỉ ghi khi cơ sở dữ liệu chưa có người này."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Để nhắn tin. Không có thì để trống; giấy tiếp nhận có mã tra cứu."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "input-medium", "autocomplete": "off"}),
    )
    comes = forms.CharField(
        label=gettext_lazy("Người khác đến nộp thay"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Tên, quan hệ, giấy ủy quyền. Để trống khi chính người đó đến."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    seen = forms.BooleanField(
        label=gettext_lazy("Tôi đã đối chiếu thẻ căn cước với người đến quầy"),
        help_text=gettext_lazy("Thủ tục này cần biết chắc người nộp là ai; hồ sơ ghi lại việc bạn đối chiếu."),
        error_messages={"required": gettext_lazy("Xem thẻ căn cước của người đến quầy, rồi đánh dấu.")},
    )

    def __init__(self, package: Package, data: Any = None, *, now: datetime) -> None:
        """Where the procedure asks for no proof of the person, no card is asked for; an enterprise has its own code."""
        super().__init__(data)
        self._now, self._is_for_enterprises = now, package.is_for_enterprises
        if package.assurance.account == AccountLevel.UNPROVEN:
            del self.fields["seen"]
        if self._is_for_enterprises:
            self.fields["number"].label = _("Số định danh cá nhân, hoặc mã số thuế của doanh nghiệp, tổ chức")

    def clean_number(self) -> str:
        """The personal number of a person; the code of an enterprise where one may apply in its name."""
        typed = re.sub(r"[\s.–-]", "", self.cleaned_data["number"])
        try:
            if self._is_for_enterprises and enterprise_codes.is_one(typed):
                return enterprise_codes.read(typed)
            numbers.read(typed)
        except Invalid as refused:
            raise forms.ValidationError(refused.detail, code="form") from refused
        return typed

    def clean_phone(self) -> str:
        """A mobile number people can be texted at, or none."""
        given = self.cleaned_data["phone"].strip()
        read = phones.read(given) if given else ""
        if read is None:
            raise forms.ValidationError(_("Ghi số di động như 0912 345 678, hoặc để trống."))
        return read

    def clean(self) -> dict[str, Any]:
        """The name comes from the register; where it knows nobody, it is written down."""
        found = super().clean() or {}
        self.person = Person.objects.filter(number=found.get("number", "")).first()
        if found.get("number") and self.person is None and not found.get("name"):
            self.add_error("name", _("Cơ sở dữ liệu chưa có số này: hãy ghi họ tên theo thẻ."))
        if enterprise_codes.is_one(found.get("number", "")) and not found.get("comes"):
            self.add_error("comes", _("Ghi ai đến nộp thay doanh nghiệp, tổ chức và theo tư cách nào."))
        try:
            require_living(found.get("number", ""))
        except PersonDied as refused:
            self.add_error("number", refused.detail)
        return found

    def meant(self) -> Whom:
        """Only after `is_valid`."""
        given = self.cleaned_data
        name = self.person.full_name if self.person else given["name"]
        known = assurance.at_a_counter(self._now).plain() if given.get("seen") else {}
        return Whom(
            given["number"], name, Relation.COUNTER, basis=given["comes"], phone=given["phone"], assurance=known
        )


@dataclass(frozen=True)
class Section:
    """One page of questions on the dense page; `may_come` = whether it is asked, the answers have not said yet."""

    name: str
    title: Mapping[str, str]
    form: QuestionForm
    may_come: bool


class DenseForm:
    """All questions that are asked or may still come, page under page, each page a form of its own."""

    def __init__(self, filled: Filled, data: Mapping[str, Any] | None = None, *, lenient: bool = False) -> None:
        """Without `data` they show what was answered so far. `lenient`: what is left open is no mistake yet."""
        titles = {each["name"]: each["title"] for each in filled.package.plain["questions"]["pages"]}
        decided = {page.name for page in filled.simulation.walk.pages}
        self.sections = [
            Section(page.name, titles[page.name], form, page.name not in decided)
            for page in _pages(filled)
            if (form := _form(filled, page, data, lenient=lenient or page.name not in decided))
        ]

    @property
    def forms(self) -> list[QuestionForm]:
        """The forms of the pages."""
        return [each.form for each in self.sections]

    @property
    def is_wrong(self) -> bool:
        """Is anything marked?"""
        return any(form.errors for form in self.forms)

    def answers(self) -> dict[str, dict[str, Any]]:
        """Page -> answers, of the pages that are asked and right; what is wrong stays marked in its form."""
        return {each.name: each.form.plain() for each in self.sections if not each.may_come and each.form.is_valid()}


def _pages(filled: Filled) -> list[Page]:
    """Every page that is not ruled out."""
    facts, today = filled.simulation.walk.facts, local(filled.at).date()
    return [page for page in filled.package.pages if evaluate(page.when, facts, today, closed=False) is not False]


def _form(filled: Filled, page: Page, data: Mapping[str, Any] | None, *, lenient: bool) -> QuestionForm | None:
    """The questions of a page that no register answers; None when there are none."""
    questions = asked(page, filled.application.facts, filled.application.relation)
    if not questions:
        return None
    known = {**suggested(questions, filled.application.given), **filled.application.given}
    form = QuestionForm(questions, known, data, today=local(filled.at).date())
    if lenient and form.is_bound:
        required = [field for field in form.fields.values() if field.required]
        for field in required:
            field.required = False
        form.is_valid()
        for field in required:
            field.required = True
    return form


class Together:
    """Several forms of one page, as one for the summary of what is wrong."""

    def __init__(self, forms: Sequence[forms.Form]) -> None:
        self._forms = forms

    def non_field_errors(self) -> list[str]:
        """What is wrong with no field in particular."""
        return [str(error) for form in self._forms for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Every field, form after form."""
        for form in self._forms:
            yield from form


class AgainForm(forms.Form):
    """Why the person hands the same in once more while a dossier of theirs is open; the dossier keeps it."""

    why = forms.CharField(
        label=gettext_lazy("Vì sao nộp thêm một hồ sơ nữa?"),
        help_text=gettext_lazy("Lý do được lưu trong hồ sơ mới. Nếu chỉ thiếu giấy tờ, hãy bổ sung hồ sơ đang mở."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, dossiers: Sequence[Dossier]) -> None:
        """`dossiers` = those that are open."""
        super().__init__(data)
        self.dossiers = dossiers


class FeeForm(forms.Form):
    """Cash against a slip, or by QR from a bank; asked only where a fee is due."""

    needed_when = ("slip",)

    pay = forms.ChoiceField(label=gettext_lazy("Cách nộp phí, lệ phí"), widget=forms.RadioSelect)
    slip = forms.CharField(
        label=gettext_lazy("Số biên lai"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Cần khi nộp tiền mặt: số của biên lai bạn đưa cho người nộp."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, by_qr: bool) -> None:
        """`by_qr` = the body has an account to which a QR can lead."""
        super().__init__(data, initial={"pay": CASH})
        choices = [(CASH, _("Tiền mặt tại quầy")), (QR, _("Quét mã QR bằng ứng dụng ngân hàng"))]
        self.fields["pay"].choices = choices if by_qr else choices[:1]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Cash needs its slip."""
        found = super().clean() or {}
        if found.get("pay") == CASH and not found.get("slip", "").strip():
            self.add_error("slip", _("Ghi số biên lai đã đưa cho người nộp."))
        return found

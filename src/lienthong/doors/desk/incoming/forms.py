"""What people say when they assign, refuse, complete or report a document."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.ground.calendar.compiled import BeyondCalendar
from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Unit
from lienthong.kit.clock import local
from lienthong.kit.web.forms import DayField
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import RefusalReason

_PERSON, _UNIT = "person", "unit"
_SHORTEST_REASON = 10


class AssignForm(forms.Form):
    """Who handles it, until when, and what is to be done."""

    given_to = forms.ChoiceField(
        label=_("Giao cho"),
        help_text=_("Chọn một người, hoặc cả đơn vị để trưởng đơn vị giao tiếp."),
        error_messages={"required": _("Chọn người hoặc đơn vị xử lý.")},
    )
    instruction = forms.CharField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nơi gửi cũng thấy ý kiến này."),
    )
    due_on = DayField(label=_("Hạn xử lý"), required=False)
    due_reason = forms.CharField(
        label=_("Lý do đổi hạn"), required=False, max_length=300, help_text=_("Chỉ cần khi hạn khác ngày gợi ý.")
    )
    cooperating = forms.MultipleChoiceField(
        label=_("Đơn vị phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any, *, delivery: Delivery, by: Mandate, usual: datetime, now: datetime,
        asked: datetime | None = None,
    ) -> None:  # fmt: skip
        """`usual` is the deadline of the law; `asked` the day by which the sender asks for an opinion.

        The day field begins with the earlier of the two, and with the reason where that is the sender's.
        """
        super().__init__(data)
        self.delivery, self.usual = delivery, usual
        today = local(now).date()
        self.units = {str(unit.pk): unit for unit in organisations.units_of(by.post.body, today)}
        self.people = {str(one.pk): one for one in _handlers(by, now)}
        self.fields["given_to"].choices = self._choices(by)  # type: ignore[attr-defined]
        self.fields["cooperating"].choices = [  # type: ignore[attr-defined]
            (key, unit.name_vi) for key, unit in self.units.items()
        ]
        self.fields["due_on"].initial = local(min(usual, asked or usual)).date()
        if asked is not None and asked < usual:
            self.fields["due_reason"].initial = _("Nơi gửi cần ý kiến trước ngày này.")
        if by.role == Role.HEAD_OF_UNIT:
            del self.fields["cooperating"]

    def _choices(self, by: Mandate) -> list[Any]:
        """Each unit a group: the unit as a whole, then its people. A head of unit assigns within the unit."""
        people: dict[UUID | None, list[tuple[str, str]]] = defaultdict(list)
        for key, one in self.people.items():
            people[one.post.unit_id].append((f"{_PERSON}:{key}", f"{one.account.full_name} · {one.post.title_vi}"))
        within = by.post.unit_id if reach_of(by.role, Verb.ASSIGN_DOCUMENT) is Reach.UNIT else None
        groups: list[Any] = [("", _("Chọn người hoặc đơn vị"))]
        for key, unit in self.units.items():
            if within is None or unit.pk == within:
                whole = (f"{_UNIT}:{key}", _("Cả đơn vị: %(name)s") % {"name": unit.name_vi})
                groups.append((unit.name_vi, [whole, *people[unit.pk]]))
        return groups

    def clean_due_on(self) -> datetime | None:
        """The end of work on the chosen day; the suggested day, or none, means the usual deadline to the minute."""
        day = self.cleaned_data["due_on"]
        if day is None or day == local(self.usual).date():
            return None
        try:
            return calendar_for(self.delivery.recipient_id, day).closes_at(day)
        except BeyondCalendar as beyond:
            raise forms.ValidationError(_("Lịch làm việc chưa có ngày này. Chọn ngày khác.")) from beyond

    @property
    def holder(self) -> Mandate | None:
        """The person chosen, if it was one."""
        kind, _colon, key = self.cleaned_data["given_to"].partition(":")
        return self.people[key] if kind == _PERSON else None

    @property
    def unit(self) -> Unit:
        """The unit chosen, or that of the person chosen."""
        kind, _colon, key = self.cleaned_data["given_to"].partition(":")
        if kind == _UNIT:
            return self.units[key]
        unit = self.people[key].post.unit
        assert unit is not None
        return unit

    @property
    def helpers(self) -> list[Unit]:
        """The co-operating units chosen."""
        return [self.units[key] for key in self.cleaned_data.get("cooperating", [])]


def _handlers(by: Mandate, now: datetime) -> list[Mandate]:
    """Who in the body handles documents now and works in a unit, in the order of their names."""
    roles = [role for role in Role.values if reach_of(role, Verb.HANDLE_DOCUMENT) is not None]
    mandates = Mandate.objects.in_force_at(now).filter(
        post__body_id=by.post.body_id, post__unit__isnull=False, role__in=roles
    )
    return list(mandates.with_people().order_by("account__full_name"))


class RefuseForm(forms.Form):
    """Why it goes back; the sender reads it."""

    reason = forms.ChoiceField(
        label=_("Lý do"),
        choices=RefusalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một lý do.")},
    )
    text = forms.CharField(
        label=_("Nói rõ với nơi gửi"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nơi gửi đọc nguyên văn và làm theo, ví dụ: «Việc này thuộc Bộ Tài chính, đề nghị gửi lại.»"),
        error_messages={"required": _("Viết vài chữ để nơi gửi biết phải làm gì.")},
    )


class AnswerForm(forms.Form):
    """Does the body agree to what the sender asks?"""

    AGREE, DECLINE = "agree", "decline"

    answer = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[(AGREE, _("Đồng ý")), (DECLINE, _("Không đồng ý"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đồng ý hoặc không đồng ý.")},
    )
    words = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Cần khi không đồng ý, ít nhất mười chữ cái; nơi gửi đọc nguyên văn."),
    )

    def clean(self) -> dict[str, Any]:
        """Who declines says why."""
        given = super().clean() or {}
        if given.get("answer") == self.DECLINE and len(given.get("words", "").strip()) < _SHORTEST_REASON:
            self.add_error("words", _("Viết vài chữ vì sao không đồng ý, ít nhất mười chữ cái."))
        return given


class OutcomeForm(forms.Form):
    """What was done."""

    outcome = forms.CharField(
        label=_("Kết quả"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vài chữ là đủ, ví dụ: «Đã có văn bản trả lời số 15/BTC-VP.»"),
        error_messages={"required": _("Viết vài chữ về việc đã làm.")},
    )

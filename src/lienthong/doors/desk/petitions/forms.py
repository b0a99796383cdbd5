"""What is written at the steps of a petition."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.ground.organisations.queries import units_of
from lienthong.kit.clock import local
from lienthong.kit.web.words import called
from lienthong.work.petitions import queries
from lienthong.work.petitions.models import Petition, PetitionEvent
from lienthong.work.petitions.rules import MOST_LETTERS, MOST_SUBJECT
from lienthong.work.petitions.states import Ground, Kind

_READ = gettext_lazy("Người gửi đọc đúng những lời này. Câu mẫu không được nhận.")


def _words(label: Any, *, rows: int = 5, hint: Any = _READ, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=MOST_LETTERS, widget=area, required=required)


class StepForm(forms.Form):
    """A step that needs no more than a press; others add what is written."""

    def __init__(self, petition: Petition, events: list[PetitionEvent], data: Any = None) -> None:
        """`petition` = which it is about, with what happened to it: some forms begin with its words."""
        super().__init__(data, prefix=self.__class__.__name__.lower().removesuffix("form"))
        self.petition, self.events = petition, events

    def given(self) -> dict[str, Any]:
        """What the action takes by name; only after `is_valid`."""
        return dict(self.cleaned_data)


class ClarityForm(StepForm):
    """What is to be made clear."""

    words = _words(gettext_lazy("Cần làm rõ điều gì?"))


class RefusalForm(StepForm):
    """Why it is not taken in."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Vì sao không tiếp nhận?"), choices=Ground.choices, widget=forms.RadioSelect
    )
    words = _words(gettext_lazy("Giải thích cho người gửi"))


class ForwardForm(StepForm):
    """To which body."""

    to = forms.ChoiceField(label=gettext_lazy("Cơ quan nào phải trả lời?"))
    words = _words(
        gettext_lazy("Lời nhắn cho cơ quan đó"),
        rows=2,
        hint=gettext_lazy("Chỉ hai cơ quan đọc được."),
        required=False,
    )

    def __init__(self, petition: Petition, events: list[PetitionEvent], data: Any = None) -> None:
        """The bodies that have named who receives."""
        super().__init__(petition, events, data)
        self._bodies = {str(each.body_id): each.body for each in queries.desks()}
        choices = [("", _("Chọn cơ quan")), *((key, called(each)) for key, each in self._bodies.items())]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """With the body itself."""
        return {**self.cleaned_data, "to": self._body()}

    def _body(self) -> Body:
        return self._bodies[self.cleaned_data["to"]]


class SendBackForm(StepForm):
    """Why it is not for this body."""

    words = _words(
        gettext_lazy("Vì sao không thuộc cơ quan bạn, và theo bạn thuộc cơ quan nào?"),
        rows=3,
        hint=gettext_lazy("Chỉ hai cơ quan đọc được."),
    )


class AnswerForm(StepForm):
    """The answer."""

    words = _words(gettext_lazy("Câu trả lời"), rows=8)
    law = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Điều, khoản của văn bản, nếu có."),
    )


class PublishForm(StepForm):
    """What everybody may read; begins with the words of the two sides, from which names have to be taken out."""

    subject = forms.CharField(label=gettext_lazy("Tóm tắt một dòng"), max_length=MOST_SUBJECT)
    content = _words(
        gettext_lazy("Nội dung phản ánh"), hint=gettext_lazy("Bỏ tên, địa chỉ, số điện thoại, mã hồ sơ."), rows=6
    )
    answer = _words(gettext_lazy("Câu trả lời"), hint=gettext_lazy("Bỏ tên người gửi và tên cán bộ."), rows=6)

    def __init__(self, petition: Petition, events: list[PetitionEvent], data: Any = None) -> None:
        """From what was said and answered."""
        super().__init__(petition, events, data)
        answer = queries.last(events, Kind.ANSWERED)
        self.initial = {"subject": petition.subject, "content": petition.content}
        self.initial["answer"] = answer.words if answer else ""


class WithholdForm(StepForm):
    """Why everybody may not read it."""

    words = _words(gettext_lazy("Vì sao không công khai?"), rows=3)


class MergeForm(forms.Form):
    """The code of another petition that says the same."""

    main = forms.CharField(
        label=gettext_lazy("Mã phản ánh cùng nội dung"),
        max_length=40,
        help_text=gettext_lazy("Ví dụ H41-PAKN-261116-0001. Mỗi người vẫn giữ mã, biên nhận và câu trả lời của mình."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )


class DeskForm(forms.Form):
    """Which unit receives."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị tiếp nhận phản ánh, kiến nghị"))

    def __init__(self, mandate: Mandate, data: Any = None, *, now: datetime) -> None:
        """The units of the leader's body today."""
        super().__init__(data)
        self._units = {str(each.pk): each for each in units_of(mandate.post.body, local(now).date())}
        self.fields["unit"].choices = [(key, called(each)) for key, each in self._units.items()]  # type: ignore[attr-defined]

    @property
    def unit_chosen(self) -> Unit:
        """Only after `is_valid`."""
        return self._units[self.cleaned_data["unit"]]

"""What a person types about an outgoing document, and what is wrong with it."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.files import content
from lienthong.ground.mandates.models import Mandate
from lienthong.kit.clock import VIETNAM, local
from lienthong.kit.text import normalise
from lienthong.kit.web.forms import DayField
from lienthong.records.documents import kinds, queries
from lienthong.records.documents.content import MOST_CHARACTERS
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends, Urgency
from lienthong.records.exchange.models import Delivery

ANNEX_TYPES = frozenset(
    {content.PDF, content.DOCX, content.XLSX, content.PPTX, content.ODT, content.ODS, content.ODP, content.PNG,
     content.JPEG, content.TEXT, content.CSV, content.XML, content.ZIP}
)  # fmt: skip

_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Hay dùng"),
        ("cong_van", "quyet_dinh", "thong_bao", "bao_cao", "to_trinh", "ke_hoach", "giay_moi", "bien_ban"),
    ),
    (
        gettext_lazy("Chỉ đạo, quy định"),
        ("nghi_quyet", "chi_thi", "quy_che", "quy_dinh", "thong_cao", "huong_dan", "cong_dien", "thu_cong"),
    ),
    (
        gettext_lazy("Chương trình, dự án, thoả thuận"),
        ("chuong_trinh", "phuong_an", "de_an", "du_an", "hop_dong", "ban_ghi_nho", "ban_thoa_thuan"),
    ),
    (
        gettext_lazy("Giấy và phiếu"),
        ("giay_uy_quyen", "giay_gioi_thieu", "giay_nghi_phep", "phieu_gui", "phieu_chuyen", "phieu_bao"),
    ),
)


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The 29 kinds, those used daily first."""
    return [(str(group), [(code, kinds.kind_of(code).label) for code in codes]) for group, codes in _GROUPS]


class ComposeForm(forms.Form):
    """A draft: what it is, what it says, how fast it travels and who signs it."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=kind_choices)
    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=500,
        help_text=gettext_lazy("Một dòng, nói văn bản về việc gì. Không cần ghi “V/v”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "textarea-text", "spellcheck": "true"}),
    )
    finished = forms.FileField(
        label=gettext_lazy("Hoặc tải lên bản đã soạn xong"),
        required=False,
        help_text=gettext_lazy("Tệp PDF hoặc Word. Khi có tệp này, phần nội dung ở trên không được dùng."),
    )
    drop_finished = forms.BooleanField(label=gettext_lazy("Bỏ tệp đã tải lên, soạn tại đây"), required=False)
    signer = forms.ChoiceField(label=gettext_lazy("Người ký"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Độ khẩn"), choices=Urgency.choices, initial=Urgency.NORMAL)
    due_on = DayField(label=gettext_lazy("Ngày phải đến"), required=False)
    due_time = forms.TimeField(
        label=gettext_lazy("Giờ phải đến"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%Hh%M"],
        error_messages={"invalid": gettext_lazy("Ghi giờ như 14:30.")},
        widget=forms.TimeInput(
            format="%H:%M", attrs={"class": "input-short", "placeholder": "14:30", "autocomplete": "off"}
        ),
    )
    circulation = forms.CharField(
        label=gettext_lazy("Phạm vi lưu hành"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("In ở đầu văn bản, ví dụ: Xem xong trả lại; Lưu hành nội bộ."),
    )
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, mandate: Mandate, now: datetime, **more: Any) -> None:
        """`mandate` says of which body the signers are."""
        super().__init__(*args, **more)
        self.signers = {str(one.pk): one for one in queries.possible_signers(mandate.post.body, now)}
        signer = self.fields["signer"]
        assert isinstance(signer, forms.ChoiceField)
        signer.choices = [("", _("Chọn sau")), *((key, _signer_words(one)) for key, one in self.signers.items())]

    def clean_subject(self) -> str:
        """One line, however it was pasted."""
        return normalise(self.cleaned_data["subject"])

    def clean_seen_at(self) -> datetime | None:
        """When the draft this form was made from was last changed; nonsense counts as never seen."""
        given = self.cleaned_data["seen_at"]
        try:
            return datetime.fromisoformat(given) if given else None
        except ValueError:
            return datetime(1, 1, 1, tzinfo=VIETNAM)

    def clean(self) -> dict[str, Any]:
        """Day and hour belong to «hỏa tốc hẹn giờ», and only to it."""
        given = super().clean() or {}
        timed = given.get("urgency") == Urgency.EXPRESS_TIMED
        for name, words in (("due_on", _("Ghi ngày phải đến.")), ("due_time", _("Ghi giờ phải đến, như 14:30."))):
            if timed and not given.get(name) and name not in self.errors:
                self.add_error(name, words)
        return given

    def facts(self) -> dict[str, Any]:
        """The fields of a draft, as `documents.edit` takes them."""
        given = self.cleaned_data
        timed = given["urgency"] == Urgency.EXPRESS_TIMED
        return {
            "kind": given["kind"],
            "subject": given["subject"],
            "content_text": given["text"].replace("\r\n", "\n"),
            "urgency": given["urgency"],
            "express_due_at": _instant(given["due_on"], given["due_time"]) if timed else None,
            "circulation": given["circulation"],
            "signer": self.signers.get(given["signer"]),
        }

    @property
    def upload(self) -> "UploadedFile[Any] | None":
        """The finished file, when one was sent."""
        found = self.cleaned_data.get("finished")
        return found if isinstance(found, UploadedFile) else None


def initial_of(document: Document) -> dict[str, Any]:
    """What the form shows of a draft."""
    due = local(document.express_due_at) if document.express_due_at else None
    return {
        "kind": document.kind,
        "subject": document.subject,
        "text": document.content_text,
        "signer": str(document.signer_id or ""),
        "urgency": document.urgency,
        "due_on": due.date() if due else None,
        "due_time": due.time() if due else None,
        "circulation": document.circulation,
        "seen_at": document.changed_at.isoformat(),
    }


class AnnexForm(forms.Form):
    """A file that goes with the document."""

    file = forms.FileField(
        label=gettext_lazy("Chọn tệp"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument, ảnh, CSV, XML hoặc ZIP."),
    )
    title = forms.CharField(
        label=gettext_lazy("Tên phụ lục"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Bỏ trống thì lấy tên tệp."),
    )


class ReasonForm(forms.Form):
    """Why: kept with the document for everybody who reads it later."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Ít nhất mười chữ cái. Lý do được lưu cùng văn bản."),
    )


class RecallForm(forms.Form):
    """From whom the document is asked back, and why."""

    deliveries = forms.MultipleChoiceField(
        label=gettext_lazy("Thu hồi ở những nơi nào"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một nơi.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Nơi nhận đọc nguyên văn rồi quyết định. Ít nhất mười chữ cái."),
    )

    def __init__(self, data: Any, *, deliveries: Sequence[Delivery]) -> None:
        """Every place that still has it is ticked to begin with."""
        super().__init__(data)
        field = self.fields["deliveries"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), _place_words(one)) for one in deliveries]
        field.initial = [str(one.pk) for one in deliveries]

    @property
    def chosen(self) -> list[UUID]:
        """The deliveries that were ticked."""
        return [UUID(one) for one in self.cleaned_data["deliveries"]]


class AmendForm(forms.Form):
    """How the newer document changes the older one, and why."""

    how = forms.ChoiceField(
        label=gettext_lazy("Văn bản mới"),
        choices=[
            (Amends.REPLACE.value, gettext_lazy("Thay thế: văn bản cũ không còn dùng")),
            (Amends.UPDATE.value, gettext_lazy("Cập nhật: văn bản cũ còn dùng, đọc cùng văn bản mới")),
        ],
        widget=forms.RadioSelect,
        initial=Amends.REPLACE.value,
        error_messages={"required": gettext_lazy("Chọn thay thế hoặc cập nhật.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Đi cùng văn bản mới tới mọi nơi nhận. Ít nhất mười chữ cái."),
    )


class CommentForm(forms.Form):
    """A remark for everybody who works on the document."""

    text = forms.CharField(
        label=gettext_lazy("Ý kiến"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "class": "textarea-low"})
    )


class PaperForm(forms.Form):
    """A number for a document that exists on paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), choices=kind_choices)
    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        max_length=500,
        help_text=gettext_lazy("Như trên bản giấy; số và trích yếu ở lại trong sổ."),
    )


def _place_words(delivery: Delivery) -> str:
    unit = f"{delivery.unit.name_vi}, " if delivery.unit else ""
    return f"{unit}{delivery.recipient.name_vi} ({delivery.get_state_display()})"


def _signer_words(signer: Mandate) -> str:
    capacity = f"{signer.capacity} " if signer.capacity else ""
    return f"{signer.account.full_name} – {capacity}{signer.post.title_vi}"


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=VIETNAM)

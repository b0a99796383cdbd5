"""Writing down a petition for the person who says it: at the counter, by telephone, on paper; and its receipt."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.petitions.cases import NoSuchPetitionHere
from lienthong.ground.files import actions as files
from lienthong.ground.files import content
from lienthong.ground.files import delivery as giving
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit.errors import Refused
from lienthong.kit.web.forms import DayField
from lienthong.work.petitions import actions, queries, rules
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.rules import MOST_FILES, MOST_LETTERS, MOST_SUBJECT, Said
from lienthong.work.petitions.slips import RECEIPT
from lienthong.work.petitions.states import BY_OFFICIALS, Channel, Matter, Petitioner, Way
from lienthong.work.services.models import Procedure

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
SCANS = frozenset({content.PDF, content.JPEG, content.PNG})
LARGEST_BYTES = 20 * 1024 * 1024
_LINE = {"autocomplete": "off"}
_SHORT = {"class": "input-medium", "autocomplete": "off"}


class EntryForm(forms.Form):
    """How it came, what is said, by whom, and how they are answered."""

    needed_when = ("came_on", "phone", "email")

    channel = forms.ChoiceField(
        label=gettext_lazy("Người dân gửi thế nào?"),
        choices=[(each.value, each.label) for each in Channel if each in BY_OFFICIALS],
        widget=forms.RadioSelect,
    )
    came_on = DayField(
        label=gettext_lazy("Ngày văn bản đến"),
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi gửi bằng văn bản: thời hạn tính từ ngày này."),
    )
    matter = forms.ChoiceField(label=gettext_lazy("Nói về điều gì?"), choices=Matter.choices, widget=forms.RadioSelect)
    about = forms.CharField(
        label=gettext_lazy("Về cơ quan, việc làm hoặc quy định nào?"),
        max_length=300,
        widget=forms.TextInput(attrs=_LINE),
    )
    procedure = forms.ChoiceField(label=gettext_lazy("Thủ tục liên quan"), required=False)
    dossier_code = forms.CharField(
        label=gettext_lazy("Mã hồ sơ liên quan"), required=False, max_length=40, widget=forms.TextInput(attrs=_SHORT)
    )
    official = forms.CharField(
        label=gettext_lazy("Tên cán bộ bị phản ánh"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_LINE),
    )
    subject = forms.CharField(
        label=gettext_lazy("Tóm tắt một dòng"), max_length=MOST_SUBJECT, widget=forms.TextInput(attrs=_LINE)
    )
    content = forms.CharField(
        label=gettext_lazy("Nội dung, bằng lời của người gửi"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    petitioner = forms.ChoiceField(
        label=gettext_lazy("Người gửi là"),
        choices=Petitioner.choices,
        initial=Petitioner.PERSON,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Họ và tên, hoặc tên tổ chức"), max_length=200, widget=forms.TextInput(attrs=_LINE)
    )
    address = forms.CharField(label=gettext_lazy("Địa chỉ"), max_length=300, widget=forms.TextInput(attrs=_LINE))
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Cần khi trả lời bằng tin nhắn."),
        widget=forms.TextInput(attrs={**_SHORT, "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        help_text=gettext_lazy("Cần khi trả lời bằng thư điện tử."),
        widget=forms.EmailInput(attrs=_SHORT),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Trả lời người gửi bằng cách nào?"), choices=Way.choices, widget=forms.RadioSelect
    )
    may_publish = forms.BooleanField(
        label=gettext_lazy("Người gửi đồng ý công khai nội dung và câu trả lời, không kèm tên và địa chỉ"),
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        """With the procedures that can be chosen."""
        super().__init__(data)
        found = [(each.key, each.current.name) for each in Procedure.objects.published() if each.current]
        self.fields["procedure"].choices = [("", _("Không có")), *sorted(found, key=lambda each: each[1])]  # type: ignore[attr-defined]

    @property
    def came_on_paper(self) -> date | None:
        """The day of a paper; only after `is_valid`."""
        day: date | None = self.cleaned_data["came_on"]
        return day

    def said(self) -> Said:
        """What was said; only after `is_valid`."""
        told = dict(self.cleaned_data)
        told["procedure_key"] = told.pop("procedure")
        return Said(**{name: value for name, value in told.items() if name not in {"channel", "came_on"}})


@official
@get_or_post
def enter(request: OfficialRequest) -> HttpResponse:
    """Write one down and get its codes and receipt. Refuses: NoDeskThere, NotInThisRole, NotYours."""
    desk = rules.require_may_enter(request.mandate, queries.desk_of(request.mandate.post.body), now=request.now)
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _entered(request, form)
        except Refused as refused:
            form.add_error(_BLAMED.get(type(refused)), refused.detail)
        else:
            messages.success(request, _("Đã ghi. Đưa người gửi biên nhận, hoặc đọc cho họ hai mã."))
            return redirect("desk:petition-entered", made.pk)
    may_list = reach_of(request.mandate.role, Verb.HANDLE_PETITION) is not None
    context = {"form": form, "desk": desk, "may_list": may_list}
    return page(request, "desk/petitions/enter.html", context, status=422 if form.errors else 200)


_BLAMED: dict[type[Refused], str] = {
    rules.AnonymousNotHandled: "phone",
    rules.PhoneUnreadable: "phone",
    rules.WayWithoutContact: "way",
    rules.CameUnfit: "came_on",
    rules.SaidTooLittle: "content",
}


def _entered(request: OfficialRequest, form: EntryForm) -> Petition:
    """The petition with its scans, or nothing of both."""
    with files.infections_recorded(by=request.mandate, now=request.now):
        given = form.cleaned_data
        return actions.enter_petition(
            said=form.said(), channel=given["channel"], by=request.mandate, now=request.now, files=_scans(request),
            came_on=form.came_on_paper,
        )  # fmt: skip


def _scans(request: OfficialRequest) -> list[StoredFile]:
    """Refuses: TooManyFiles, and as `files.keep`."""
    given = request.FILES.getlist("files")
    if len(given) > MOST_FILES:
        raise rules.TooManyFiles
    kept: dict[str, Any] = {"by": request.mandate, "now": request.now, "allowed": SCANS, "largest_bytes": LARGEST_BYTES}
    return [files.keep(each, name=each.name or "", **kept) for each in given]


@official
@require_safe
def entered(request: OfficialRequest, petition_id: UUID) -> HttpResponse:
    """What the official reads out or prints for the person. Refuses: NoSuchPetitionHere."""
    found = _mine(request, petition_id)
    may_open = queries.readable(request.mandate, petition_id) is not None
    return page(request, "desk/petitions/entered.html", {"petition": found, "may_open": may_open})


@official
@require_safe
def slip(request: OfficialRequest, petition_id: UUID, name: str) -> HttpResponseBase:
    """A sealed slip, for who reads the petition; the receipt also for who wrote it down.

    Refuses: NoSuchPetitionHere, NoSuchSlip.
    """
    found = queries.readable(request.mandate, petition_id)
    if found is None and name == RECEIPT:
        found = _mine(request, petition_id)
    if found is None:
        raise NoSuchPetitionHere
    with transaction.atomic():
        file = actions.print_slip(petition=found, name=name, by=request.mandate, now=request.now)
    return giving.download(request, file, inline=True)


def _mine(request: OfficialRequest, petition_id: UUID) -> Petition:
    """One this official wrote down. Refuses: NoSuchPetitionHere."""
    found = Petition.objects.whole().filter(pk=petition_id, entered_by__account=request.user).first()
    if found is None:
        raise NoSuchPetitionHere
    return found

"""Petitions for everybody: the list of answers, writing one, finding one again by its code, one answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.doors.portal.applying import ACCEPTED
from lienthong.doors.portal.frame import page
from lienthong.doors.portal.opened import OPEN_SECONDS
from lienthong.ground.files import actions as files
from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import Refused
from lienthong.kit.web import limits, pagination
from lienthong.kit.web.middleware import Request
from lienthong.kit.web.words import called
from lienthong.work.onestop import queries as dossiers
from lienthong.work.petitions import actions, queries, rules
from lienthong.work.petitions.models import Desk, Petition
from lienthong.work.petitions.rules import MOST_FILES, MOST_LETTERS, MOST_SUBJECT, Said
from lienthong.work.petitions.states import Matter, Petitioner
from lienthong.work.services.models import Procedure

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
LARGEST_BYTES = 10 * 1024 * 1024
_OPENED = "opened_petitions"
"""The key of the session: petition -> until when (Unix time) it is open here."""
_TRIES_A_MINUTE = 10
_SENT_AN_HOUR = 6
_A_PAGE = 20


class PetitionForm(forms.Form):
    """What, about whom or which rule, and who says it."""

    needed_when = ("phone", "email")

    matter = forms.ChoiceField(
        label=gettext_lazy("Bạn muốn nói về điều gì?"), choices=Matter.choices, widget=forms.RadioSelect
    )
    body = forms.ChoiceField(
        label=gettext_lazy("Gửi tới cơ quan nào?"),
        help_text=gettext_lazy(
            "Chưa chắc thì gửi tỉnh nơi xảy ra việc; nơi nhận phải chuyển đúng chỗ trong 5 ngày làm việc."
        ),
    )
    about = forms.CharField(
        label=gettext_lazy("Về cơ quan, việc làm hoặc quy định nào?"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: UBND phường Hưng Bình; hoặc Điều 5 Thông tư 12/2025/TT-BXD."),
    )
    procedure = forms.ChoiceField(label=gettext_lazy("Thủ tục liên quan"), required=False)
    dossier = forms.CharField(
        label=gettext_lazy("Mã hồ sơ liên quan"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    official = forms.CharField(
        label=gettext_lazy("Tên cán bộ bị phản ánh"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Người có tên ở đây không được xem và không được xử lý phản ánh này."),
    )
    subject = forms.CharField(label=gettext_lazy("Tóm tắt một dòng"), max_length=MOST_SUBJECT)
    content = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=MOST_LETTERS,
        help_text=gettext_lazy("Chuyện gì xảy ra, khi nào, ở đâu; theo bạn nên sửa thế nào."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    petitioner = forms.ChoiceField(
        label=gettext_lazy("Bạn là"), choices=Petitioner.choices, initial=Petitioner.PERSON, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=gettext_lazy("Họ và tên, hoặc tên tổ chức"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Để trả lời bạn, cần số điện thoại hoặc thư điện tử: ghi một trong hai là đủ."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        help_text=gettext_lazy("Không có số điện thoại thì cần thư điện tử."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    may_publish = forms.BooleanField(
        label=gettext_lazy("Tôi đồng ý công khai nội dung và câu trả lời, không kèm tên và địa chỉ của tôi"),
        required=False,
    )

    def __init__(self, desks: list[Desk], account: Account | None, data: Any = None) -> None:
        """Who is signed in finds name and contact filled in, and the own dossiers to choose from."""
        super().__init__(data)
        self._desks = {str(each.body_id): each for each in desks}
        bodies = [("", _("Chọn cơ quan")), *((key, called(each.body)) for key, each in self._desks.items())]
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        procedures = [(each.key, each.current.name) for each in Procedure.objects.published() if each.current]
        self.fields["procedure"].choices = [("", _("Không có")), *sorted(procedures, key=lambda each: each[1])]  # type: ignore[attr-defined]
        if account is not None:
            self.initial = {"name": account.full_name, "phone": account.phone or "", "email": account.email or ""}
            own = [(each.code, f"{each.code} · {each.title}") for each in dossiers.all_of(account)]
            label = self.fields["dossier"].label
            choices = [("", _("Không có")), *own]
            self.fields["dossier"] = forms.ChoiceField(label=label, required=False, choices=choices)

    def clean(self) -> dict[str, Any]:
        """One way to reach the person is needed; which one is theirs to choose."""
        found = super().clean() or {}
        if not {"phone", "email"} & set(self.errors) and not (found.get("phone") or found.get("email")):
            self.add_error("phone", _("Ghi số điện thoại hoặc thư điện tử, để cơ quan trả lời được bạn."))
        return found

    @property
    def desk(self) -> Desk:
        """Where it goes; only after `is_valid`."""
        return self._desks[self.cleaned_data["body"]]

    def said(self) -> Said:
        """What was said; only after `is_valid`."""
        told = self.cleaned_data
        named = ("matter", "subject", "content", "about", "petitioner", "name", "address", "phone", "email", "official")
        return Said(
            **{each: told[each] for each in named},
            procedure_key=told["procedure"],
            dossier_code=told["dossier"],
            may_publish=told["may_publish"],
        )


class LookupForm(forms.Form):
    """Code and second code, both from the receipt."""

    code = forms.CharField(
        label=gettext_lazy("Mã phản ánh"),
        max_length=40,
        help_text=gettext_lazy("Có trong tin nhắn và trên biên nhận, ví dụ H41-PAKN-261116-0001."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    second = forms.CharField(
        label=gettext_lazy("Mã tra cứu"),
        help_text=gettext_lazy("Sáu chữ và số, cũng ở đó."),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "input-short", "autocomplete": "off", "spellcheck": "false"}),
    )


@require_safe
def home(request: Request) -> HttpResponse:
    """What was asked and answered, the latest first; the ways to write one and to find one's own."""
    listed = pagination.page(queries.published(), request.GET, order=("-published_at", "id"), size=_A_PAGE)
    account = account_of(request)
    mine = queries.of_person(account, most=5) if account else []
    return page(request, "portal/petitions/home.html", {"page": listed, "mine": mine})


@require_safe
def answer(request: Request, publication_id: UUID) -> HttpResponse:
    """One published answer. Refuses: NotPublished."""
    return page(request, "portal/petitions/answer.html", {"shown": queries.publication(publication_id)})


@never_cache
@get_or_post
def write(request: Request) -> HttpResponse:
    """Write one and send it; after it both codes are shown once more on its page. Refuses: TooMany."""
    desks, account = queries.desks(), account_of(request)
    form = PetitionForm(desks, account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.count(
            "petition", limits.caller_of(request), most=_SENT_AN_HOUR, seconds=3600, at=request.now.timestamp()
        )
        said = form.said()
        try:
            sent = _sent(request, form.desk.body, said, account)
        except Refused as refused:
            _say_what_is_wrong(form, said, refused)
        else:
            open_here(request.session, sent, request.now)
            messages.success(request, _("Đã gửi. Hãy giữ mã phản ánh và mã tra cứu dưới đây."))
            return redirect("portal:petition", sent.pk)
    context = {"form": form, "desks": desks, "most_files": MOST_FILES}
    return page(request, "portal/petitions/write.html", context, status=422 if form.errors else 200)


def _say_what_is_wrong(form: PetitionForm, said: Said, refused: Refused) -> None:
    """What is wrong with the words beside their field, with the files above them all; never one without the other."""
    if not isinstance(refused, rules.OF_THE_WORDS):
        form.add_error(None, f"{_('Tệp kèm theo')}: {refused.detail}")
    try:
        rules.require_said(said)
    except rules.SaidTooLittle as wrong:
        form.add_error("content", wrong.detail)
    except rules.OF_THE_WORDS as wrong:
        form.add_error("phone", wrong.detail)


def _sent(request: Request, body: Body, said: Said, account: Account | None) -> Petition:
    """The petition with its files, or nothing of both."""
    with files.infections_recorded(by=account, now=request.now):
        kept = kept_files(request, account)
        return actions.submit_petition(body=body, said=said, by=account, now=request.now, files=kept)


def kept_files(request: Request, account: Account | None) -> list[StoredFile]:
    """The files of a form, looked into like any other. Refuses: TooManyFiles, and as `files.keep`."""
    given = request.FILES.getlist("files")
    if len(given) > MOST_FILES:
        raise rules.TooManyFiles
    limited: dict[str, Any] = {"by": account, "now": request.now, "allowed": ACCEPTED, "largest_bytes": LARGEST_BYTES}
    return [files.keep(each, name=each.name or "", **limited) for each in given]


@never_cache
@get_or_post
def lookup(request: Request) -> HttpResponse:
    """Opens a petition in this session for two hours, for who knows both codes. Refuses: TooMany."""
    form = LookupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request, "petition-lookup", most=_TRIES_A_MINUTE, seconds=60)
        try:
            found = queries.by_code(form.cleaned_data["code"], form.cleaned_data["second"])
        except queries.NoSuchPetition as refused:
            form.add_error(None, refused.detail)
        else:
            open_here(request.session, found, request.now)
            return redirect("portal:petition", found.pk)
    return page(request, "portal/petitions/lookup.html", {"form": form}, status=422 if form.errors else 200)


def _count(request: Request, name: str, *, most: int, seconds: int) -> None:
    limits.count(name, limits.caller_of(request), most=most, seconds=seconds, at=request.now.timestamp())


def account_of(request: Request) -> Account | None:
    """Who is signed in."""
    return request.user if isinstance(request.user, Account) else None


def open_here(session: SessionBase, petition: Petition, now: datetime) -> None:
    """From now on, for two hours, this session reads this petition."""
    session.cycle_key()
    session[_OPENED] = {**session.get(_OPENED, {}), str(petition.pk): now.timestamp() + OPEN_SECONDS}


def is_open_here(session: SessionBase, petition_id: UUID, now: datetime) -> bool:
    """Was it opened by its codes, or written, in this session, and not too long ago?"""
    until: float = session.get(_OPENED, {}).get(str(petition_id), 0)
    return now.timestamp() < until

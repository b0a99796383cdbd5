"""Writing the next version: the draft and what is wrong with it, one file at a time, the preview, and publication."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page, stepped_up
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict, Invalid, Refused
from lienthong.work.onestop.queries import rehearsed
from lienthong.work.services import actions, comparing, queries, rules
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.form import ALL_FILES
from lienthong.work.services.models import Draft, Procedure
from lienthong.work.services.packages import is_file_of_package
from lienthong.work.services.queries import Checked
from lienthong.work.services.reading import MOST_BYTES

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
_AS_CODE = {"rows": 24, "spellcheck": "false", "autocapitalize": "off", "class": "input-code"}


class ReadTheDryRun(Conflict):
    """Dossiers would be decided differently under this version. Read what changes, and tick that you have."""


class FileForm(forms.Form):
    """One file as text, or one chosen from the computer."""

    needed_when = frozenset({"text", "file"})
    """One of the two, so neither is optional by itself."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Nội dung"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "autocapitalize": "off", "class": "input-code"}
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc chọn tệp YAML"),
        required=False,
        widget=forms.FileInput(attrs={"class": "file", "accept": ".yaml,.yml"}),
    )

    def said(self) -> str:
        """What to put in: the file that was chosen, else what was typed. Refuses: FileTooLarge, NotText."""
        chosen = self.cleaned_data["file"]
        if chosen is None:
            return str(self.cleaned_data["text"])
        if chosen.size > MOST_BYTES:
            raise rules.FileTooLarge(most=MOST_BYTES)
        try:
            return str(chosen.read().decode("utf-8-sig"))
        except UnicodeDecodeError as broken:
            raise rules.NotText from broken


@official
@require_POST
def begin(request: OfficialRequest) -> HttpResponse:
    """Begin, or go on with the draft there is. Refuses: as `actions.begin_draft`."""
    key = request.POST.get("key", "").strip()
    with transaction.atomic():
        made = actions.begin_draft(key=key, owner=request.mandate.post.body, by=request.mandate, now=request.now)
    return redirect("desk:procedure-draft", made.pk)


@official
@require_GET
def draft(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """Its files, and everything that is wrong with them, with file and line. Refuses: NoSuchDraft."""
    found = _found(request, draft_id)
    checked = queries.checked(found, at=request.now)
    return page(
        request, "desk/authoring/draft.html", {**_about(request, found, checked), "files": _files(found, checked)}
    )


def _found(request: OfficialRequest, draft_id: UUID) -> Draft:
    rules.require_may_read(request.mandate, now=request.now)
    return queries.draft_of(request.mandate.post.body, draft_id)


def _about(request: OfficialRequest, found: Draft, checked: Checked) -> dict[str, Any]:
    package = checked.package
    return {
        "draft": found,
        "name": in_language(package.plain["procedure"]["name"]) if package else found.key,
        "checked": checked,
        "problems": [(each, _file_url(found, each.place.file)) for each in checked.problems],
        "may_write": mandates.may(request.mandate, Verb.DRAFT_PROCEDURE, now=request.now),
        "may_publish": mandates.may(request.mandate, Verb.PUBLISH_PROCEDURE, now=request.now),
    }


def _file_url(found: Draft, name: str) -> str:
    """Where this file is changed; nowhere for what is no file of the draft."""
    known = is_file_of_package(name)
    return f"{reverse('desk:procedure-file', args=[found.pk])}?{urlencode({'name': name})}" if known else ""


def _files(found: Draft, checked: Checked) -> list[dict[str, Any]]:
    names = [f"{name}.yaml" for name in ALL_FILES]
    examples = sorted(name for name in found.files if name not in names)
    return [
        {
            "name": name,
            "url": _file_url(found, name),
            "lines": found.files.get(name, "").count("\n"),
            "wrong": sum(each.place.file == name for each in checked.problems),
            "is_example": name in examples,
        }
        for name in (*names, *examples)
    ]


@official
@get_or_post
def file(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """One file: read, changed, checked with all others. Refuses: NoSuchDraft, UnknownFile, and as `save_file`."""
    found, name = _found(request, draft_id), request.GET.get("name", "")
    if not is_file_of_package(name):
        raise rules.UnknownFile(name=name)
    initial = {"revision": found.revision, "text": found.files.get(name, "")}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(request, found, name, form):
            return redirect(_file_url(found, name))
        status = 422
    checked = queries.checked(found, at=request.now)
    mine = [each for each in checked.problems if each.place.file == name]
    context = {**_about(request, found, checked), "file_name": name, "form": form, "mine": mine}
    return page(request, "desk/authoring/file.html", context, status=status)


def _saved(request: OfficialRequest, found: Draft, name: str, form: FileForm) -> bool:
    """Put in, or the form says why not; what was typed stays on the page."""
    try:
        text, revision = form.said(), form.cleaned_data["revision"]
        with transaction.atomic():
            actions.save_file(draft=found, name=name, text=text, revision=revision, by=request.mandate, now=request.now)
    except (Invalid, rules.DraftMovedOn) as refused:
        form.add_error("text", refused.detail)
        return False
    messages.success(request, _("Đã lưu và kiểm tra lại."))
    return True


@official
@require_POST
def remove(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """Take an example away. Refuses: as `actions.remove_file`."""
    found, name = _found(request, draft_id), request.POST.get("name", "")
    with transaction.atomic():
        actions.remove_file(draft=found, name=name, revision=_revision(request), by=request.mandate, now=request.now)
    messages.success(request, _("Đã bỏ %(name)s.") % {"name": name})
    return redirect("desk:procedure-draft", draft_id)


def _revision(request: OfficialRequest) -> int:
    """Which state of the draft the page showed; none fits what is no number."""
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() and said.isascii() else 0


@official
@require_POST
def drop(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """Throw the draft away. Refuses: as `actions.drop_draft`."""
    with transaction.atomic():
        actions.drop_draft(draft=_found(request, draft_id), by=request.mandate, now=request.now)
    messages.success(request, _("Đã bỏ bản nháp; phiên bản đã công bố vẫn nguyên."))
    return redirect("desk:procedures")


@official
@stepped_up
@get_or_post
def publish(request: OfficialRequest, draft_id: UUID) -> HttpResponse:
    """What changes, what the dry run says, and the seal. Refuses: NoSuchDraft, and as `actions.publish_draft`."""
    mandates.require(request.mandate, Verb.PUBLISH_PROCEDURE, now=request.now)
    found = _found(request, draft_id)
    checked = queries.checked(found, at=request.now)
    if checked.package is None or not checked.is_ready:
        return redirect("desk:procedure-draft", draft_id)
    procedure = Procedure.objects.filter(key=found.key).select_related("current").first()
    rehearsal = rehearsed(procedure, checked.package)
    problem = ""
    if request.method == "POST":
        try:
            return _published(request, found, changed=bool(rehearsal.changed))
        except Refused as refused:
            problem = refused.detail
    current = procedure.current if procedure else None
    context = {
        **_about(request, found, checked),
        "current": current,
        "changes": comparing.compare(current.package.plain, checked.package.plain) if current else [],
        "rehearsal": rehearsal,
        "problem": problem,
        "is_own_hand": found.changed_by.account_id == request.mandate.account_id,
    }
    return page(request, "desk/authoring/publish.html", context, status=422 if problem else 200)


def _published(request: OfficialRequest, found: Draft, *, changed: bool) -> HttpResponse:
    if changed and "read" not in request.POST:
        raise ReadTheDryRun
    with transaction.atomic():
        made = actions.publish_draft(draft=found, revision=_revision(request), by=request.mandate, now=request.now)
    messages.success(request, _("Đã công bố phiên bản %(number)s dưới dấu của cơ quan.") % {"number": made.number})
    return redirect("desk:procedure-version", made.pk)

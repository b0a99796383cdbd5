"""One's own petition: where it is and until when, what was answered, making it clearer, and ending one's consent."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.portal.frame import page
from lienthong.doors.portal.petitions import account_of, is_open_here, kept_files
from lienthong.ground.files import actions as files
from lienthong.ground.files import delivery as giving
from lienthong.kit.errors import Invalid
from lienthong.kit.web.middleware import Request
from lienthong.work.feedback import queries as feedback
from lienthong.work.feedback.models import Invitation
from lienthong.work.feedback.states import Level
from lienthong.work.petitions import actions, queries, rules
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.rules import MOST_LETTERS
from lienthong.work.petitions.states import Kind, Status


class ClarityForm(forms.Form):
    """What the office asked."""

    words = forms.CharField(
        label=gettext_lazy("Bạn trả lời"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 5})
    )


@never_cache
@require_safe
def petition(request: Request, petition_id: UUID) -> HttpResponse:
    """Receipt and status in one. Refuses: NoSuchPetition (also for somebody else's)."""
    return _shown(request, _own(request, petition_id), ClarityForm())


@never_cache
@require_POST
def clarify(request: Request, petition_id: UUID) -> HttpResponse:
    """Answer the office's question. Refuses: NoSuchPetition, PetitionMovedOn."""
    found, form = _own(request, petition_id), ClarityForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    account, opened = account_of(request), is_open_here(request.session, petition_id, request.now)
    try:
        with files.infections_recorded(by=account, now=request.now):
            kept = kept_files(request, account)
            words = form.cleaned_data["words"]
            actions.clarify_petition(
                petition=found, words=words, by=account, now=request.now, opened=opened, files=kept
            )
    except Invalid as refused:
        form.add_error("words", refused.detail)
        return _shown(request, found, form)
    messages.success(request, _("Đã gửi. Thời hạn chuyển tính lại từ hôm nay."))
    return redirect("portal:petition", petition_id)


@require_POST
def end_consent(request: Request, petition_id: UUID) -> HttpResponse:
    """Not agree any more: a published answer is taken down. Refuses: NoSuchPetition."""
    found = _own(request, petition_id)
    opened = is_open_here(request.session, petition_id, request.now)
    with transaction.atomic():
        actions.end_consent(petition=found, by=account_of(request), now=request.now, opened=opened)
    messages.success(request, _("Đã ghi: không công khai."))
    return redirect("portal:petition", petition_id)


@never_cache
@require_safe
def petition_file(request: Request, petition_id: UUID, file_id: UUID) -> HttpResponseBase:
    """One of one's own files. Refuses: NoSuchPetition."""
    found = next((each for each in queries.enclosed(_own(request, petition_id)) if each.pk == file_id), None)
    if found is None:
        raise queries.NoSuchPetition
    return giving.download(request, found, inline=True)


def _own(request: Request, petition_id: UUID) -> Petition:
    """Only for who sent it or opened it by its codes; to others it is not there. Refuses: NoSuchPetition."""
    found = queries.one(petition_id)
    opened = is_open_here(request.session, petition_id, request.now)
    try:
        rules.require_petitioner(found, account_of(request), opened=opened)
    except rules.NotYourPetition as refused:
        raise queries.NoSuchPetition from refused
    return found


def _shown(request: Request, found: Petition, form: forms.Form) -> HttpResponse:
    events = list(found.events.in_order())
    refused = queries.last(events, Kind.REFUSED)
    language = get_language() or "vi"
    context: dict[str, Any] = {
        "petition": found,
        "tone": _tone(found, request),
        "files": queries.enclosed(found),
        "why": queries.why(events, found, language=language),
        "history": queries.history(events, for_officials=False),
        "answer": queries.last(events, Kind.ANSWERED),
        "refused": refused,
        "other_way": queries.other_way(refused) if refused else "",
        "asked": queries.last(events, Kind.CLARITY_ASKED) if found.status == Status.CLARIFYING else None,
        "form": form,
        "asked_how": _asked_how(request, found),
        "levels": Level.choices,
    }
    return page(request, "portal/petitions/petition.html", context, status=422 if form.errors else 200)


def _asked_how(request: Request, found: Petition) -> Invitation | None:
    """The question how it was, for who is signed in as who sent it; others have its code by text or letter."""
    account = account_of(request)
    return feedback.asked_of(account, found.pk) if account and account.pk == found.account_id else None


@never_cache
@require_safe
def slip(request: Request, petition_id: UUID, name: str) -> HttpResponseBase:
    """The sealed receipt, or answer. Refuses: NoSuchPetition, NoSuchSlip."""
    found, opened = _own(request, petition_id), is_open_here(request.session, petition_id, request.now)
    with transaction.atomic():
        by = account_of(request)
        file = actions.print_slip(petition=found, name=name, by=by, now=request.now, opened=opened)
    return giving.download(request, file, inline="save" not in request.GET)


def _tone(found: Petition, request: Request) -> str:
    if found.status == Status.REFUSED:
        return "clay"
    late = found.due_at is not None and found.due_at < request.now
    return "amber" if late or found.status == Status.CLARIFYING else "leaf"

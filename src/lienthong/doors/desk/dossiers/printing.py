"""Forms at the desk: those of one dossier by number, and the book of a day or of several."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lienthong.doors.desk.dossiers.case import about, dossier_of, pressed
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.files import delivery as giving
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict
from lienthong.kit.web.forms import DayField
from lienthong.work.feedback import actions as feedback_actions
from lienthong.work.feedback import queries as feedback
from lienthong.work.onestop import actions, rules


class BookForm(forms.Form):
    """Two days, both counted."""

    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến ngày"))

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", _("Ngày cuối phải từ ngày đầu trở đi."))
        elif given.get("last") and given["last"] > self.initial["last"]:
            self.add_error("last", _("Sổ ghi đến hôm nay là hết: chọn ngày cuối không sau hôm nay."))
        return given


@official
@require_safe
def form(request: OfficialRequest, dossier_id: UUID, number: str) -> HttpResponseBase:
    """A form of this dossier, sealed: 01-04 the same file for the citizen, 05 as it stands now.

    Refuses: NoSuchDossier, NoSuchForm.
    """
    found = dossier_of(request, dossier_id)
    with transaction.atomic():
        file = actions.print_form(dossier=found, number=number, by=request.mandate, now=request.now)
    return giving.download(request, file, inline=True)


@official
@require_safe
def book(request: OfficialRequest) -> HttpResponseBase:
    """Form 06 for the days that are asked for, today's to begin with. Refuses: BookTooLong."""
    today = local(request.now).date()
    asked = BookForm(request.GET if "first" in request.GET else None, initial={"first": today, "last": today})
    if not asked.is_valid():
        return page(request, "desk/dossiers/book.html", {"form": asked}, status=422 if asked.errors else 200)
    return _book(request, asked.cleaned_data["first"], asked.cleaned_data["last"])


class NothingToHandOver(Conflict):
    """No question waits on paper: it was sent, handed over or answered already. Look at the history of the dossier."""


@official
@pressed
def invitation(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """A code on paper for whom none could be sent, shown once. Refuses: NotInThisRole, NothingToHandOver."""
    found = dossier_of(request, dossier_id)
    rules.require(request.mandate, Verb.RETURN_RESULT, found, now=request.now)
    asked = feedback.to_hand_over(found.pk)
    if asked is None:
        raise NothingToHandOver
    with transaction.atomic():
        written = feedback_actions.write_code(end_id=asked.end_id, by=request.mandate, now=request.now)
    if written is None:  # somebody else printed it a moment ago
        raise NothingToHandOver
    place = f"{settings.PUBLIC_URL}{reverse('portal:feedback')}"
    return page(request, "desk/dossiers/invitation.html", {**about(found), "written": written, "place": place})


def _book(request: OfficialRequest, first: date, last: date) -> HttpResponse:
    with transaction.atomic():
        pdf = actions.seal_book(by=request.mandate, first=first, last=last, now=request.now)
    return _shown(pdf, f"so-theo-doi-ho-so-{first:%Y%m%d}-{last:%Y%m%d}.pdf")


def _shown(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = giving.disposition(name, inline=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer

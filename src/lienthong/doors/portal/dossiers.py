"""What becomes of it: one's own list, the status of a dossier, the look-up by code, supplement, withdrawal, result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.doors.portal import reading, told
from lienthong.doors.portal.applying import ACCEPTED, LARGEST_PAPER_BYTES
from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.files import actions as files
from lienthong.ground.files import delivery as giving
from lienthong.ground.files.delivery import disposition
from lienthong.ground.files.models import StoredFile
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import together
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, NotFound, Refused
from lienthong.kit.web import limits
from lienthong.kit.web.middleware import Request
from lienthong.work.feedback import queries as feedback
from lienthong.work.feedback.states import Level
from lienthong.work.onestop import actions, families, fees, histories, locker, printing, queries, wording
from lienthong.work.onestop.models import Dossier, Event
from lienthong.work.onestop.opinions import Asked, fold
from lienthong.work.onestop.states import FOR_THE_PERSON, NOTHING_CAME, PAUSED, Form, Kind, Status
from lienthong.work.petitions import queries as petitions
from lienthong.work.services import delivering
from lienthong.work.services import papers as handed
from lienthong.work.services import queries as services
from lienthong.work.services.asking import QuestionForm
from lienthong.work.services.expressions.saying import in_language

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class NoResultYet(NotFound):
    """There is no result yet. The status page says who has the dossier and until when."""


class CredentialRevoked(Conflict):
    """This result was revoked, so there is nothing to prove with it. The status page says when and why."""


class LookupForm(forms.Form):
    """Code and second code, both from the receipt."""

    code = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        max_length=40,
        help_text=gettext_lazy("Ghi trên giấy tiếp nhận, ví dụ H41.06-261116-0001."),
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off", "spellcheck": "false"}),
    )
    second = forms.CharField(
        label=gettext_lazy("Mã tra cứu, hoặc 4 số cuối điện thoại"),
        max_length=12,
        widget=forms.TextInput(attrs={"class": "input-short", "autocomplete": "off", "spellcheck": "false"}),
    )


class WaitingForm(forms.Form):
    """Which of those that wait are not wanted any more."""

    dossier = forms.MultipleChoiceField(
        label=gettext_lazy("Rút hồ sơ nào?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một hồ sơ.")},
    )

    def __init__(self, data: Any, *, waiting: list[Dossier]) -> None:
        """`waiting` = those that wait now."""
        super().__init__(data)
        self._waiting = {str(each.pk): each for each in waiting}
        named = [(key, f"{each.code} · {each.version.name}") for key, each in self._waiting.items()]
        self.fields["dossier"].choices = named  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Dossier]:
        """Those that were ticked; only after `is_valid`."""
        return [self._waiting[key] for key in self.cleaned_data["dossier"]]


@citizen
@require_safe
def mine(request: CitizenRequest) -> HttpResponse:
    """Drafts first, then dossiers, the open ones above the ended ones."""
    found = queries.all_of(request.user)
    context = {
        "drafts": services.drafts_of(request.user, now=request.now),
        "open": [each for each in found if each.is_open],
        "ended": [each for each in found if not each.is_open],
        "about": queries.about(request.user, now=request.now),
        "petitions": petitions.of_person(request.user),
        "unread": told.told(request.user).unread().count(),
    }
    return page(request, "portal/mine.html", context)


def _told(dossier: Dossier, now: datetime, *, own: bool) -> dict[str, Any]:
    """Everything a status page says, for the person (`own`) and for the look-up alike; there without any name."""
    events = queries.events_of(dossier) if own else queries.public_events_of(dossier)
    request = queries.request_of(events)
    family = families.family_of(dossier) if getattr(dossier, "is_linked", True) else None
    refused = histories.refusal_of(dossier, events)
    return {
        "dossier": dossier,
        "events": events,
        "title": dossier.version.name,
        "status": Status(dossier.status),
        "refused": refused,
        "about": False,
        "tone": "clay" if refused else _tone(dossier, now),
        "revoked_because": histories.why_revoked(dossier, events) if own else "",
        "clock": queries.clock_words(dossier),
        "is_paused": dossier.status in PAUSED,
        "steps": queries.ahead(dossier, events),
        "why": families.why_none(family, dossier) or queries.why(dossier, events),
        "family": family,
        "history": histories.outside(dossier, events) if own else histories.public(dossier, events),
        "forms": [each for each in printing.printable(events) if each.form in FOR_THE_PERSON],
        "request": request,
        "ended_because": queries.ended_because(dossier, events),
        "opinions": _opinions(events),
        "alarms": queries.alarms_of(dossier),
        "is_over": dossier.status in NOTHING_CAME,
        "moved": dossier.promised_at is not None and dossier.due_at != dossier.promised_at,
    }


def _opinions(events: list[Event]) -> list[tuple[Asked, Body]]:
    """What other bodies were asked and have in hand, each with the body itself; one query, none where nobody was."""
    asked = [each for each in fold(events) if each.reached_at is not None]
    bodies = Body.objects.in_bulk({each.body_id for each in asked}) if asked else {}
    return [(each, bodies[each.body_id]) for each in asked]


def _tone(dossier: Dossier, now: datetime) -> str:
    status = Status(dossier.status)
    if status in {Status.NOT_RECEIVED, Status.STOPPED} or dossier.revoked_at is not None:
        return "clay"
    due = dossier.law_due_at or dossier.due_at
    if status in PAUSED or (due and now > due and dossier.is_open):
        return "amber"
    return "leaf"


@citizen
@require_safe
def dossier(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """Who has it, since when, until when and why that date; what comes next. Refuses: NoSuchDossier."""
    found, is_own = _whose(request, dossier_id)
    if not is_own:
        return _about_me(request, found)
    filled = services.filled(found.application, at=found.submitted_at)
    shown = _told(found, request.now, own=True)
    context = {
        **shown,
        "own": True,
        "corrections": families.corrections(found, shown["events"]),
        "told": families.told_of(shown["events"], shown["family"]),
        "application": found.application,
        "lines": reading.lines(filled),
        "papers": handed.handed_in(filled),
        "origins": locker.origins(filled.attachments),
        "fee": fees.told(found, shown["events"]),
        "delivery": delivering.chosen(found.application.given),
        "posted": next((wording.posted(each.details) for each in shown["events"] if each.kind == Kind.RETURNED), ""),
        "may_withdraw": found.status in {1, 2, 4, 5, 6},
        "result": found.result,
        "asked": feedback.asked_of(request.user, found.pk),
        "levels": Level.choices,
    }
    return page(request, "portal/dossier.html", context)


def _whose(request: CitizenRequest, dossier_id: UUID) -> tuple[Dossier, bool]:
    """The dossier, and whether it is one's own; else it is about oneself, and a counter or somebody else handed it in.

    Refuses: NotAmongYours.
    """
    try:
        return queries.dossier_of(request.user, dossier_id), True
    except queries.NotAmongYours:
        return queries.dossier_about(request.user, dossier_id, now=request.now), False


def _about_me(request: CitizenRequest, found: Dossier) -> HttpResponse:
    """What the look-up shows, to whom it is about: to read, with the office's own words to them and the result."""
    shown = _told(found, request.now, own=False)
    context = {**shown, "own": False, "about": True, "application": found.application, "result": found.result}
    return page(request, "portal/dossier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: Request) -> HttpResponse:
    """The same for anybody who knows code and second code; a few tries a minute. Refuses: TooMany."""
    form = LookupForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if request.method == "POST" and form.is_valid():
        limits.count(
            "lookup", limits.caller_of(request), most=queries.LOOKUPS_A_MINUTE, seconds=60, at=request.now.timestamp()
        )
        try:
            found = queries.by_code(form.cleaned_data["code"], form.cleaned_data["second"])
        except queries.NoSuchDossier as refused:
            form.add_error(None, refused.detail)
        else:
            answer = page(request, "portal/dossier.html", {**_told(found, request.now, own=False), "own": False})
            answer.headers["Cache-Control"] = "no-store"
            return answer
    status = 422 if form.errors else 200
    return page(request, "portal/lookup.html", {"form": form}, status=status)


@citizen
@get_or_post
def supplement(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """Only what was asked for, with the office's words beside each place. Refuses: NoSuchDossier, DossierMovedOn."""
    found = queries.dossier_of(request.user, dossier_id)
    asked = queries.request_of(list(found.events.in_order()))
    if asked is None:
        return redirect("portal:dossier", dossier_id)
    package = found.version.package
    items = asked.details["items"]
    words = {(item["kind"], item["name"]): item["words"] for item in items}
    wanted = tuple(package.questions[item["name"]] for item in items if item["kind"] == "question")
    papers = [item["name"] for item in items if item["kind"] == "paper"]
    names = {each["code"]: in_language(each["name"]) for each in package.plain["procedure"]["papers"]}
    before = handed.file_names(found.application)
    sent = request.POST if request.method == "POST" else None
    form = QuestionForm(wanted, reading.told(found.application), sent, today=local(request.now).date())
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _supplied(request, found, form, papers) if form.is_valid() else _to_choose_again(request, papers)
        if not problems and not form.errors:
            messages.success(request, _("Đã gửi bổ sung. Cơ quan tiếp tục giải quyết."))
            return redirect("portal:dossier", dossier_id)
        for code, problem in problems.items():
            form.add_error(None, f"{names[code]}: {problem}" if code else problem)
    taking = families.taking(found)
    context = {
        "dossier": found,
        "title": found.version.name,
        "asked": asked,
        "form": form,
        "fields": [(form[each.name], words["question", each.name], taking.get(each.name, [])) for each in wanted],
        "papers": [
            (code, names[code], words["paper", code], problems.get(code, ""), before.get(code, [])) for code in papers
        ],
    }
    return page(request, "portal/supplement.html", context, status=422 if problems or form.errors else 200)


def _to_choose_again(request: CitizenRequest, papers: list[str]) -> dict[str, str]:
    """A browser gives a file once: where something else is to be mended, it is chosen again; by paper."""
    lost = _("Chọn lại tệp: trình duyệt không giữ tệp khi có chỗ khác phải sửa.")
    return {code: lost if f"file-{code}" in request.FILES else _("Chọn một tệp.") for code in papers}


def _supplied(request: CitizenRequest, found: Dossier, form: QuestionForm, papers: list[str]) -> dict[str, str]:
    """Hand the supplement in, all in one transaction; what is wrong, by paper (empty key: in general)."""
    given = {code: upload for code in papers if isinstance(upload := request.FILES.get(f"file-{code}"), UploadedFile)}
    if missing := {code: _("Chọn một tệp.") for code in papers if code not in given}:
        return missing
    kept: list[tuple[str, StoredFile]] = []
    try:
        with files.infections_recorded(by=request.user, now=request.now):
            for code, upload in given.items():
                kept.append((code, _kept(upload, request)))
            actions.supply(dossier=found, answers=form.plain(), files=kept, by=request.user, now=request.now)
    except Refused as refused:
        return {papers[len(kept)] if len(kept) < len(papers) else "": refused.detail}
    return {}


def _kept(upload: "UploadedFile[Any]", request: CitizenRequest) -> StoredFile:
    return files.keep(
        upload,
        name=upload.name or "",
        by=request.user,
        now=request.now,
        allowed=ACCEPTED,
        largest_bytes=LARGEST_PAPER_BYTES,
    )


@citizen
@get_or_post
def withdraw(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """Ask once whether it is meant. Refuses: NoSuchDossier, DossierMovedOn."""
    found = queries.dossier_of(request.user, dossier_id)
    if request.method == "POST":
        with transaction.atomic():
            words = request.POST.get("words", "")[:500]
            actions.withdraw(dossier=found, words=words, by=request.user, now=request.now)
        messages.success(request, _("Đã rút hồ sơ."))
        return redirect("portal:dossier", dossier_id)
    context = {"dossier": found, "title": found.version.name, "ends": families.waiting_for(found)}
    context["fee"] = fees.of_a_withdrawal(found)
    return page(request, "portal/withdraw.html", context)


@citizen
@get_or_post
def withdraw_waiting(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """Of what waits for the result of a dossier, one or all; the lead goes on. Refuses: NoSuchDossier."""
    found = queries.dossier_of(request.user, dossier_id)
    waiting = families.waiting_for(found)
    if not waiting:
        return redirect("portal:dossier", dossier_id)
    form = WaitingForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for each in form.chosen:
                actions.withdraw(dossier=each, words="", by=request.user, now=request.now)
        messages.success(request, _("Đã rút những hồ sơ bạn chọn."))
        return redirect("portal:dossier", dossier_id)
    context = {"dossier": found, "title": found.version.name, "form": form}
    return page(request, "portal/withdraw_waiting.html", context, status=422 if form.errors else 200)


@citizen
@require_safe
def result(request: CitizenRequest, dossier_id: UUID) -> HttpResponseBase:
    """The signed result, to keep; looking at one's own is receiving it. What was revoked has a name that says so.

    Refuses: NoSuchDossier, NoResultYet.
    """
    found, is_own = _whose(request, dossier_id)
    paper = found.result
    if paper is None or paper.file is None:
        raise NoResultYet
    if is_own:
        _fetched(request, found)
    if found.revoked_at is not None:
        return giving.download(request, paper.file, name=_("%(code)s đã bị thu hồi.pdf") % {"code": found.code})
    return giving.download(request, paper.file, inline="save" not in request.GET)


def _fetched(request: CitizenRequest, found: Dossier) -> None:
    with transaction.atomic():
        actions.fetch_result(dossier=found, by=request.user, now=request.now)


@citizen
@require_safe
def result_credential(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """The same result for machines (SD-JWT VC), to keep; of one's own, that is receiving it.

    Refuses: NoSuchDossier, NoResultYet, CredentialRevoked.
    """
    found, is_own = _whose(request, dossier_id)
    given = found.result
    if given is None or not given.credential:
        raise NoResultYet
    if found.revoked_at is not None:
        raise CredentialRevoked
    if is_own:
        _fetched(request, found)
    answer = HttpResponse(given.credential, content_type=together.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = disposition(f"{found.code}.sd-jwt", inline=False)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@citizen
@require_safe
def receipt(request: CitizenRequest, dossier_id: UUID) -> HttpResponseBase:
    """The receipt with the promised date, printed by one press. Refuses: NoSuchDossier, NoSuchForm."""
    return _form(request, dossier_id, Form.RECEIPT.value)


@citizen
@require_safe
def form(request: CitizenRequest, dossier_id: UUID, number: str) -> HttpResponseBase:
    """Another form that was given: XN that it has come, 02 what to supply, 03 refused, 04 sorry.

    Refuses: NoSuchDossier, NoSuchForm.
    """
    return _form(request, dossier_id, number)


def _form(request: CitizenRequest, dossier_id: UUID, number: str) -> HttpResponseBase:
    found = queries.dossier_of(request.user, dossier_id)
    with transaction.atomic():
        file = actions.print_form(dossier=found, number=number, by=request.user, now=request.now)
    return giving.download(request, file, inline="save" not in request.GET)

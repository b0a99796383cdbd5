"""One dossier: what was asked and on which facts, what the tables say, its dates, and what this person may do."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from lienthong.doors.desk.dossiers import opinions, saying
from lienthong.doors.desk.dossiers.lists import pane
from lienthong.doors.desk.frame import OfficialRequest, View, official, page
from lienthong.ground.files import delivery as giving
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.work.feedback import queries as feedback
from lienthong.work.onestop import (
    actions,
    families,
    fees,
    histories,
    locker,
    printing,
    queries,
    refunding,
    rules,
    standing,
)
from lienthong.work.onestop.models import Dossier, Result
from lienthong.work.onestop.states import NOTHING_CAME, Alarm, Kind, Opened, Status
from lienthong.work.services import delivering, papers
from lienthong.work.services import queries as services

_BUTTONS: dict[str, tuple[str, str, str]] = {
    "receive": ("check", "a", ""),
    "cash": ("banknote", "m", "quiet"),
    "remind": ("bell", "n", "quiet"),
    "acknowledge": ("user-check", "a", ""),
    "pass-on": ("arrow-right", "p", "quiet"),
    "propose": ("file-text", "h", ""),
    "decide": ("signature", "s", ""),
    "return": ("check-check", "h", ""),
    "assign": ("user-check", "v", "quiet"),
    "consult": ("message-square", "y", "quiet"),
    "supplement": ("file-plus", "b", "quiet"),
    "heed": ("eye", "e", ""),
    "apologise": ("calendar-clock", "x", "quiet"),
    "refuse": ("undo-2", "t", "danger-quiet"),
    "stop": ("ban", "d", "danger-quiet"),
    "revoke": ("ban", "w", "danger-quiet"),
}
AT_ONCE = frozenset({"receive", "acknowledge", "pass-on", "remind", "heed"})
"""Steps that need no words: the button does it."""


def dossier_of(request: OfficialRequest, dossier_id: UUID) -> Dossier:
    """The dossier, if this person may read it. Refuses: NotAmongYours."""
    found = queries.readable(request.mandate, dossier_id)
    if found is None:
        raise queries.NotAmongYours
    return found


def pressed(view: View) -> View:
    """For a step that is a button: whoever comes by its address, as after signing in anew, is led to the dossier.

    There it is said that nothing was done, and the button stands.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: OfficialRequest, dossier_id: UUID) -> HttpResponseBase:
        if request.method == "POST":
            return view(request, dossier_id)
        messages.info(request, _("Bước này chưa được làm: trang được mở lại, không phải bấm nút. Hãy bấm lại nút."))
        return redirect("desk:dossier", dossier_id)

    return guarded


@official
@require_GET
def case(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """All about one dossier. Refuses: NoSuchDossier."""
    found = dossier_of(request, dossier_id)
    _opened(request, found, Opened.DOSSIER)
    events = list(found.events.in_order())
    filled = services.filled(found.application, at=found.begins_at or found.submitted_at)
    family = families.family_of(found)
    context = {
        **pane(request),
        **about(found),
        "steps": _steps(request.mandate, found, request),
        "undo": _undo(request, found, events),
        "known_by": saying.known_by(found.application),
        "lines": saying.lines(filled),
        "papers": papers.handed_in(filled),
        "origins": locker.origins(filled.attachments),
        "tables": saying.tables(filled),
        "way": queries.ahead(found, events),
        "why": families.why_none(family, found) or queries.why(found, events),
        "family": family,
        "corrections": families.corrections(found, events),
        "may_open": families.readable(family, request.mandate),
        "history": histories.inside(found, events),
        "asked": queries.request_of(events),
        "opinions": opinions.shown(request, found, events),
        "proposed": _proposed(found, events),
        "result": found.result,
        "former": queries.former_results(found, events),
        "refused": histories.refusal_of(found, events),
        "forms": printing.printable(events),
        "fee": fees.told(found, events, to_office=True),
        "delivery": _delivery(found),
        "gives_back": refunding.may_give_back(request.mandate, found, now=request.now),
        "owes_cash": rules.may_hand_back(request.mandate, found, now=request.now),
        "to_ask": _to_ask(request.mandate, found, request),
    }
    return page(request, "desk/dossiers/case.html", context)


def about(found: Dossier) -> dict[str, Any]:
    """What every page of one dossier says at its head."""
    return {
        "dossier": found,
        "title": found.version.name,
        "application": found.application,
        "status": Status(found.status),
        "is_late": False,
        "owes": rules.waits_for_fee(found),
        "escalated": Alarm.ESCALATED in found.alarms.split(),
        "same_matter": queries.of_same_matter(found.matter, but=found.pk) if found.is_open else [],
    }


def _steps(by: Mandate, found: Dossier, request: OfficialRequest) -> list[dict[str, Any]]:
    offered = rules.next_steps(by, found, now=request.now)
    names = [each for each in offered if each != "pass-on" or queries.has_next_step(found)]
    return [_button(name, found, first=place == 0) for place, name in enumerate(names)]


def _button(name: str, found: Dossier, *, first: bool) -> dict[str, Any]:
    icon, key, kind = _BUTTONS[name]
    return {
        "words": words_of(name),
        "icon": icon,
        "key": key,
        "kind": kind if kind.startswith("danger") else "" if first else "quiet",
        "url": reverse(f"desk:dossier-{name}", args=[found.pk]),
        "posts": name in AT_ONCE,
    }


def words_of(name: str) -> str:
    """A step in the words of its button."""
    return {
        "receive": _("Tiếp nhận"),
        "cash": _("Thu tại quầy"),
        "remind": _("Nhắc nộp phí"),
        "acknowledge": _("Nhận bàn giao"),
        "pass-on": _("Chuyển bước sau"),
        "propose": _("Trình kết quả"),
        "decide": _("Ký kết quả"),
        "return": _("Trả kết quả"),
        "assign": _("Phân công"),
        "consult": _("Lấy ý kiến"),
        "supplement": _("Yêu cầu bổ sung"),
        "heed": _("Đã biết, tôi theo dõi"),
        "apologise": _("Xin lỗi, hẹn lại"),
        "refuse": _("Từ chối tiếp nhận"),
        "stop": _("Dừng xử lý"),
        "revoke": _("Thu hồi kết quả"),
    }[name]


def _undo(request: OfficialRequest, found: Dossier, events: list[Any]) -> str:
    """Where the last act is taken back, while it is this person's and ten minutes young."""
    try:
        rules.require_undo(standing.acted(events)[-1], request.mandate, now=request.now)
    except rules.TooLateToUndo:
        return ""
    return reverse("desk:dossier-undo", args=[found.pk])


def _proposed(found: Dossier, events: list[Any]) -> Any:
    """The proposal that lies before who decides, while it does."""
    made = [each for each in events if each.kind == Kind.PROPOSED]
    return made[-1] if found.proposed_at else None


def _delivery(found: Dossier) -> delivering.Delivery | None:
    """How the result is handed over, while one is to come or there is one that holds."""
    nothing_comes = found.status in NOTHING_CAME or found.revoked_at is not None
    return None if nothing_comes else delivering.chosen(found.application.given)


def _to_ask(by: Mandate, found: Dossier, request: OfficialRequest) -> bool:
    """Does the question how it was wait for paper, and may this person hand it over?"""
    may = not found.is_open and rules.may(by, Verb.RETURN_RESULT, found, now=request.now)
    return may and feedback.to_hand_over(found.pk) is not None


def _opened(request: OfficialRequest, found: Dossier, what: Opened, name: str = "") -> None:
    """The person whose dossier it is can see who opened it."""
    with transaction.atomic():
        actions.note_opening(dossier=found, what=what, by=request.mandate, now=request.now, name=name)


@official
@require_safe
def file(request: OfficialRequest, dossier_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """A paper the applicant gave. Refuses: NoSuchDossier."""
    found = dossier_of(request, dossier_id)
    paper = found.application.attachments.select_related("file").filter(pk=attachment_id).first()
    if paper is None:
        raise queries.NoSuchDossier
    _opened(request, found, Opened.PAPER, paper.file.name)
    return giving.download(request, paper.file)


@official
@require_safe
def result(request: OfficialRequest, dossier_id: UUID) -> HttpResponseBase:
    """The signed result. Refuses: NoSuchDossier."""
    found = dossier_of(request, dossier_id)
    return _paper(request, found, found.result)


@official
@require_safe
def former_result(request: OfficialRequest, dossier_id: UUID, result_id: UUID) -> HttpResponseBase:
    """What was decided before, was revoked, and was decided anew. Refuses: NoSuchDossier."""
    found = dossier_of(request, dossier_id)
    return _paper(request, found, found.results.select_related("file").filter(pk=result_id).first())


def _paper(request: OfficialRequest, found: Dossier, paper: Result | None) -> HttpResponseBase:
    if paper is None or paper.file is None:
        raise queries.NoSuchDossier
    _opened(request, found, Opened.RESULT, paper.file.name)
    return giving.download(request, paper.file, inline="save" not in request.GET)

"""What every page of the desk stands in: navigation with counts, the person and the post acted under, step-up."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.doors.desk import waiting
from lienthong.ground.identity import step_up
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Reach, Verb, reach_of
from lienthong.ground.notices.queries import unread_count
from lienthong.kit.errors import NotAllowed
from lienthong.kit.web.words import called
from lienthong.records.registers import rules as registers
from lienthong.work.feedback import browsers

View = Callable[..., HttpResponseBase]


class NoPost(NotAllowed):
    """You hold no post at this moment, so there is nothing to do here. Ask your body to appoint you."""


class OfficialRequest(HttpRequest):
    """A request on the desk: signed in, acting under one mandate, with its one `now`."""

    user: Account
    now: datetime
    trace_id: str
    mandate: Mandate
    mandates: list[Mandate]


def official(view: View) -> View:
    """Only for people who are signed in and hold a post; the browser is known as an office's. Refuses: NoPost."""

    @login_required
    @wraps(view)
    def guarded(request: OfficialRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.mandates:
            raise NoPost
        answer = view(request, *args, **kwargs)
        browsers.mark(request, answer, request.mandate.post.body_id)
        return answer

    return guarded


def stepped_up(view: View) -> View:
    """Before signing and sending: the person proves again that it is them, at most ten minutes ago."""

    @wraps(view)
    def guarded(request: OfficialRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not step_up.is_fresh(request):
            return step_up.ask(request)
        return view(request, *args, **kwargs)

    return guarded


def page(request: OfficialRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page of the desk in its frame."""
    frame = {"nav": navigation(request), "person": person(request), "mandate": request.mandate}
    return render(request, template, {**frame, **context}, status=status)


def person(request: OfficialRequest) -> dict[str, Any]:
    """Who is at the desk, as the frame shows it."""
    mandate = request.mandate
    return {
        "name": mandate.account.full_name,
        "post": called(mandate.post),
        "body": called(mandate.post.body),
        "switch_url": reverse("desk:posts") if len(request.mandates) > 1 else "",
        "sign_out_url": reverse("account_logout"),
        "settings_url": reverse("my-account"),
    }


def navigation(request: OfficialRequest) -> list[dict[str, Any]]:
    """The entries this mandate may use, with what waits behind them; a few counts.

    Requests to correct are only for a body that keeps a register; money for one with an account; petitions for leaders,
    auditors and the receiving unit.
    """
    counts = waiting.counts(request.mandate, now=request.now) | {"notices": unread_count(request.mandate.account)}
    keeps = registers.may_read_any(request.mandate)
    counts |= {"corrections": counts["correction"], "feedback": counts["case"], "payments": counts["payment"]}
    hearing = (reach_of(request.mandate.role, verb) for verb in (Verb.HANDLE_PETITION, Verb.READ_PETITION))
    hears = Reach.BODY in hearing
    hears = hears or bool(counts["petition_desk"] or counts["petitions"])
    entries = {"corrections": keeps, "petitions": hears, "payments": bool(counts["accounts"])}
    closed = {name for name, opens in entries.items() if not opens}
    name = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(f"desk:{target}"), "icon": icon, "count": counts.get(target, 0),
         "current": name == target or name in _WITHIN.get(target, ())}
        for target, label, icon, *verbs in _entries()
        if (not verbs or any(reach_of(request.mandate.role, verb) is not None for verb in verbs))
        and target not in closed
    ]  # fmt: skip


_WITHIN = {
    "books": ("book-incoming", "book-outgoing", "book-print"),
    "directory": ("body",),
    "dossiers": ("dossier", "dossier-book"),
    "board": ("board-number",),
    "procedures": (
        "procedure-version",
        "procedure-compare",
        "procedure-draft",
        "procedure-file",
        "procedure-preview",
        "procedure-publish",
        "procedure-offers",
        "procedure-offer",
    ),
    "feedback": ("feedback-case",),
    "petitions": ("petition", "petition-step", "petition-desk", "petition-merge", "petition-enter", "petition-entered"),
    "corrections": (
        "correction",
        "correction-propose",
        "correction-confirm",
        "correction-send-back",
        "correction-refuse",
    ),
    "payments": (
        "payment",
        "payment-match",
        "payment-give-back",
        "payment-refund-sent",
        "payment-refund-failed",
        "payment-refund-done",
    ),
    "counter": ("counter-enter", "counter-fill", "counter-done"),
}
"""Pages that belong to an entry besides its own."""


_OF_PROCEDURES = (Verb.DRAFT_PROCEDURE, Verb.PUBLISH_PROCEDURE, Verb.READ_PROCEDURE)
_OF_PETITIONS = (Verb.HANDLE_PETITION, Verb.ENTER_PETITION, Verb.READ_PETITION)


def _entries() -> list[tuple[str, str, str, *tuple[Verb, ...]]]:
    """Each with the rights of which one opens it; those without are for everybody."""
    return [
        ("mine", _("Chờ tôi"), "inbox"),
        ("incoming", _("Văn bản đến"), "mail"),
        ("outgoing", _("Văn bản đi"), "send"),
        ("dossiers", _("Hồ sơ Một cửa"), "folder-open", Verb.READ_DOSSIER),
        ("board", _("Bảng theo dõi"), "gauge", Verb.OVERSEE_DOSSIERS),
        ("feedback", _("Ý kiến người dân"), "message-square", Verb.HANDLE_FEEDBACK),
        ("petitions", _("Phản ánh, kiến nghị"), "megaphone", *_OF_PETITIONS),
        ("corrections", _("Đề nghị sửa"), "database", Verb.ANSWER_CORRECTION, Verb.READ_CORRECTION),
        ("counter", _("Quầy"), "ticket", Verb.RECEIVE_DOSSIER),
        ("payments", _("Tiền nộp"), "banknote", Verb.MANAGE_PAYMENTS, Verb.READ_PAYMENTS),
        ("procedures", _("Thủ tục của cơ quan"), "file-badge", *_OF_PROCEDURES),
        ("books", _("Sổ văn bản"), "book-open", Verb.READ_BOOKS),
        ("notices", _("Thông báo của tôi"), "bell"),
        ("directory", _("Danh bạ"), "building-2"),
        ("search", _("Tìm kiếm"), "search"),
        ("imports", _("Nhập edXML"), "upload", Verb.IMPORT_DOCUMENT),
        ("tokens", _("Kết nối phần mềm"), "plug", Verb.MANAGE_TOKENS),
    ]

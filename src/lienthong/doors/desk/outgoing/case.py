"""The page of one outgoing document: where it stands, its pages, who received it, what happened, what is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.desk import acts
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.outgoing import changes, lists
from lienthong.doors.desk.outgoing.changes import Mark
from lienthong.doors.desk.outgoing.forms import CommentForm
from lienthong.doors.desk.outgoing.loading import document_of
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.web.words import called
from lienthong.records.documents import queries, rules
from lienthong.records.documents.actions.finished import FINISHED
from lienthong.records.documents.deadlines import issue_by
from lienthong.records.documents.models import Annex, Comment, Document, Number, Recipient, StateChange, Version
from lienthong.records.documents.states import EDITABLE, WAITS_FOR_CLERK, DocumentState, Manner, ProofLevel, WrongState
from lienthong.records.exchange.models import Delivery, Message, StatusChange
from lienthong.records.exchange.states import ENDED_BY_SENDER, DeliveryState

RECEIVED = frozenset(DeliveryState) - {DeliveryState.QUEUED, DeliveryState.REFUSED}
NAMED_AT_MOST = 8
"""Names of places that have not received it: more are only counted."""


@dataclass(frozen=True)
class Place:
    """One recipient as the sender sees it."""

    name: str
    manner: str = ""
    is_copy: bool = False
    code: str = ""
    status: str = ""
    tone: str = "plain"
    at: datetime | None = None
    person: str = ""
    note: str = ""
    instead_of: str = ""
    evidence_url: str = ""
    changes: Sequence[Mark] = ()
    was_stopped: bool = False


@require_safe
@official
def document(request: OfficialRequest, document_id: UUID) -> HttpResponse:
    """The case."""
    return show(request, document_of(request, document_id))


def show(
    request: OfficialRequest, document: Document, *, comment_form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    """The case page, perhaps with a remark that could not be taken."""
    places = places_of(request, document)
    steps = [*rules.next_steps(request.mandate, document, now=request.now), *changes.steps(request, document)]
    context = {
        **lists.pane(request, chosen=document.pk),
        **paper(document),
        "document": document,
        "banner": banner(document, places),
        "steps": steps,
        "places": places,
        "relations": changes.relations(document),
        "received": received(places),
        "facts": facts(document),
        "deadline": deadline(document),
        "annexes": Annex.objects.filter(document=document).select_related("file").order_by("ordinal"),
        "versions": Version.objects.filter(document=document).select_related("file").order_by("ordinal"),
        "archived": archived(document),
        "never_archived": never_archived(document),
        "comments": Comment.objects.filter(document=document).select_related("by__account", "by__post"),
        "comment_form": comment_form or CommentForm(),
        "may_comment": mandates.may(request.mandate, Verb.DRAFT_DOCUMENT, document, now=request.now),
        "timeline": timeline(document),
        "held": queries.held_number(document) if "issue" in steps else None,
        "may_void": mandates.may(request.mandate, Verb.VOID_NUMBER, document, now=request.now),
    }
    return page(request, "desk/outgoing/document.html", context, status=status)


def archived(document: Document) -> dict[str, Any] | None:
    """How long the sealed document can be proven, and what stands in the way; None before the seal."""
    form = queries.archived_form(document)
    if form is None:
        return None
    tone = {ProofLevel.B_LT: "leaf", ProofLevel.B_LTA: "leaf", ProofLevel.B_T: "amber"}.get(
        ProofLevel(form.level), "plain"
    )
    return {"form": form, "tone": tone}


def never_archived(document: Document) -> bool:
    """Was it finished elsewhere, and in a way that no archived form can be made of it here?"""
    elsewhere = Version.objects.filter(document=document, step=FINISHED).exists()
    return elsewhere and queries.archived_form(document) is None


def paper(document: Document) -> dict[str, Any]:
    """Addresses of the pages as pictures: of the newest version, or of the draft as it stands."""
    latest = Version.objects.filter(document=document).order_by("ordinal").last()
    if latest is None or DocumentState(document.state) in EDITABLE:
        count = document.page_count if document.finished_id else 1
        names = [reverse("desk:document-draft-page", args=[document.pk, place + 1]) for place in range(max(count, 1))]
        return {"pictures": names, "paper_url": reverse("desk:document-draft", args=[document.pk]), "is_draft": True}
    pages = range(1, max(document.page_count, 1) + 1)
    names = [reverse("desk:document-page", args=[document.pk, latest.ordinal, place]) for place in pages]
    return {"pictures": names, "paper_url": reverse("desk:document-file", args=[document.pk]), "is_draft": False}


def banner(document: Document, places: list[Place]) -> dict[str, str]:
    """The state in words nobody misreads: what it is, and what it is not yet."""
    state = DocumentState(document.state)
    if state is DocumentState.ISSUED:
        taken_back = sum(place.code == DeliveryState.TAKEN_BACK for place in places)
        if places and taken_back == len(places):
            return {"kind": "refused", "words": _("ĐÃ THU HỒI ở mọi nơi nhận"), "about": ""}
        words = _("ĐÃ PHÁT HÀNH tới %(count)d nơi")
        if taken_back:
            words = _("ĐÃ PHÁT HÀNH tới %(count)d nơi, đã thu hồi ở %(taken_back)d nơi")
        everywhere = bool(places) and all(place.tone == "leaf" for place in places)
        return {
            "kind": "accepted" if everywhere else "sent",
            "words": words % {"count": len(places), "taken_back": taken_back},
            "about": "",
        }
    kind, words = {
        DocumentState.DRAFT: ("draft", _("BẢN THẢO – CHƯA TRÌNH KÝ")),
        DocumentState.RETURNED: ("refused", _("BỊ TRẢ LẠI – cần sửa rồi trình lại")),
        DocumentState.IN_REVIEW: ("draft", _("ĐANG CHỜ KÝ – CHƯA CÓ HIỆU LỰC")),
        DocumentState.SIGNED: ("draft", _("ĐÃ KÝ – CHƯA CÓ SỐ, CHƯA GỬI")),
        DocumentState.NUMBERED: ("draft", _("ĐÃ CẤP SỐ – CHƯA ĐÓNG DẤU, CHƯA GỬI")),
        DocumentState.SEALED: ("draft", _("ĐÃ ĐÓNG DẤU – CHƯA GỬI")),
        DocumentState.ABANDONED: ("refused", _("ĐÃ BỎ – không ban hành")),
    }[state]
    ended = state in {DocumentState.RETURNED, DocumentState.ABANDONED}
    return {"kind": kind, "words": words, "about": _last_reason(document) if ended else ""}


def _last_reason(document: Document) -> str:
    """Why it was returned or given up, and by whom."""
    last = StateChange.objects.filter(document=document).select_related("by__account").order_by("at", "id").last()
    if last is None or not last.reason:
        return ""
    return f"{last.by.account.full_name}: “{last.reason}”" if last.by else last.reason


def facts(document: Document) -> list[tuple[str, Any]]:
    """Label and value; empty ones are left out by the page."""
    signer = document.signed_by or document.signer
    capacity = f"{signer.capacity} " if signer and signer.capacity else ""
    return [
        (_("Loại"), document.kind_name),
        (_("Số, ký hiệu"), document.number_and_symbol),
        (_("Ngày ban hành"), f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""),
        (_("Độ khẩn"), document.get_urgency_display()),
        (_("Đơn vị soạn"), called(document.unit)),
        (_("Người soạn"), document.drafted_by.account.full_name if document.drafted_by else ""),
        (_("Người ký"), f"{signer.account.full_name}, {capacity}{called(signer.post)}" if signer else ""),
        (_("Trả lời văn bản"), document.reply_to.number_and_symbol if document.reply_to else ""),
        (_("Phạm vi lưu hành"), document.circulation),
        (_("Mã định danh văn bản"), document.identifier),
    ]


def deadline(document: Document) -> dict[str, Any] | None:
    """Until when a signed document must leave, why that date, and whether it has left."""
    if document.signed_at is None or document.issue_due_at is None:
        return None
    derived = issue_by(document, document.signed_at)
    return {
        "due_at": document.issue_due_at,
        "why": derived.explain(get_language() or "vi"),
        "done": document.state == DocumentState.ISSUED,
        "late": document.issued_at is not None and document.issued_at > document.issue_due_at,
    }


def places_of(request: OfficialRequest, document: Document) -> list[Place]:
    """Everybody it is addressed to; once sent, how far each has come, with time and person."""
    addressed = list(Recipient.objects.filter(document=document).select_related("body", "unit"))
    if document.state != DocumentState.ISSUED:
        return [_before_sending(one) for one in addressed]
    manners = {(one.body_id, one.unit_id): one for one in addressed}
    deliveries = list(
        Delivery.objects.filter(message__document=document).select_related("recipient", "unit", "addressed_to")
    )
    told = StatusChange.objects.filter(delivery__message__document=document).order_by("at", "id")
    last = {change.delivery_id: change for change in told}
    order = {key: place for place, key in enumerate(manners)}
    keys = {one.pk: _asked_for(one) for one in deliveries}
    deliveries.sort(key=lambda one: order.get(keys[one.pk], len(order)))
    may_prove = mandates.may(request.mandate, Verb.READ_EVIDENCE, document, now=request.now)
    marked = changes.marks(document)
    return [
        replace(
            _place(one, manners.get(keys[one.pk]), last.get(one.pk), may_prove=may_prove),
            changes=marked.get(one.pk, ()),
        )
        for one in deliveries
    ]


def _before_sending(recipient: Recipient) -> Place:
    return Place(
        _full_name(called(recipient.body), called(recipient.unit)),
        manner=recipient.get_manner_display(),
        is_copy=recipient.manner == Manner.COPY,
    )


def _asked_for(delivery: Delivery) -> tuple[UUID, UUID | None]:
    """Body and unit as the drafter addressed them, before any successor stood in."""
    if delivery.addressed_to_id is not None:
        return delivery.addressed_to_id, None
    return delivery.recipient_id, delivery.unit_id


def _place(delivery: Delivery, recipient: Recipient | None, last: StatusChange | None, *, may_prove: bool) -> Place:
    state = DeliveryState(delivery.state)
    return Place(
        name=_full_name(called(delivery.recipient), called(delivery.unit) if recipient and recipient.unit else ""),
        manner=recipient.get_manner_display() if recipient else "",
        is_copy=recipient is not None and recipient.manner == Manner.COPY,
        code=state.value,
        status=str(state.label),
        tone=_TONES.get(state, "leaf"),
        at=last.at if last else delivery.queued_at,
        person=", ".join(part for part in (last.person, last.unit_name) if part) if last else "",
        note=last.note if last and state is DeliveryState.REFUSED else "",
        instead_of=called(delivery.addressed_to),
        evidence_url=evidence_url(delivery) if may_prove else "",
        was_stopped=state in ENDED_BY_SENDER and delivery.arrived_at is None,
    )


_TONES = {
    DeliveryState.QUEUED: "plain",
    DeliveryState.REFUSED: "clay",
    DeliveryState.ARRIVED: "sea",
    DeliveryState.TAKEN_BACK: "plain",
    DeliveryState.REPLACED: "plain",
}


def _full_name(body: str, unit: str) -> str:
    return f"{unit}, {body}" if unit else body


def evidence_url(delivery: Delivery) -> str:
    """Where the proof of this delivery is kept; nothing as long as there is no such page."""
    try:
        return reverse("desk:evidence", args=[delivery.pk])
    except NoReverseMatch:
        return ""


def received(places: list[Place]) -> dict[str, Any] | None:
    """How many places have it, and the names of those that do not; None before it was sent."""
    if not places or not places[0].code:
        return None
    without = [place.name for place in places if place.was_stopped or DeliveryState(place.code) not in RECEIVED]
    there = len(places) - len(without)
    words = _("%(received)d nơi đã nhận, %(waiting)d nơi chưa") if without else _("Cả %(received)d nơi đã nhận")
    return {
        "count": there,
        "total": len(places),
        "words": words % {"received": there, "waiting": len(without)},
        "without": without[:NAMED_AT_MOST],
        "more": max(0, len(without) - NAMED_AT_MOST),
    }


def timeline(document: Document) -> list[acts.Step]:
    """Everything that happened to the document, its sending and its numbers, and the step that is due."""
    messages = list(Message.objects.filter(document=document).values_list("pk", flat=True))
    numbers = list(Number.objects.filter(document=document).values_list("pk", flat=True))
    copies = Delivery.objects.filter(message__document=document).values("pk")
    answered = Q(subject_id__in=copies, verb__in=_ANSWERS)
    found = Act.objects.filter(Q(subject_id__in=[document.pk, *messages, *numbers]) | answered).oldest_first()
    due = _DUE.get(DocumentState(document.state))
    return [*acts.timeline(found), *([acts.to_come(_(due))] if due else [])]


_ANSWERS = ["exchange.change.agreed", "exchange.change.refused"]
"""What of each copy's own life stands on the sender's timeline; the rest is in the list of recipients."""


def require_waits_for_clerk(document: Document) -> None:
    """Refuses: WrongState, unless it is signed and has not left."""
    if DocumentState(document.state) not in WAITS_FOR_CLERK:
        raise WrongState(current=document.state)


_DUE = {
    DocumentState.DRAFT: gettext_noop("Trình ký"),
    DocumentState.RETURNED: gettext_noop("Sửa và trình lại"),
    DocumentState.IN_REVIEW: gettext_noop("Ký"),
    DocumentState.SIGNED: gettext_noop("Cấp số, đóng dấu, gửi"),
    DocumentState.NUMBERED: gettext_noop("Đóng dấu, gửi"),
    DocumentState.SEALED: gettext_noop("Gửi đi"),
}

"""The case of a received document: its page, its files, its receipt, and its printed slip."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.incoming import reading
from lienthong.doors.desk.incoming.finding import annex_of, delivery_of, sent_file
from lienthong.doors.desk.incoming.lists import URGENCY_TONES, list_pane
from lienthong.ground.files import delivery as giving
from lienthong.ground.files.content import PDF
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import NotFound
from lienthong.records.documents import kinds, pictures
from lienthong.records.exchange import rules
from lienthong.records.exchange.models import Delivery, Receipt
from lienthong.records.exchange.states import ENDED_BY_SENDER, DeliveryState


class NoReceiptYet(NotFound):
    """The receipt has not been sealed yet. It follows the arrival by a few seconds; reload the page."""


@official
@require_GET
def case(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """All about one received document, and what this person may do with it now. Refuses: NoSuchDelivery."""
    delivery = delivery_of(request, delivery_id)
    told, given, sealed = reading.statuses(delivery), reading.assignments(delivery), reading.receipt(delivery)
    sent = sent_file(delivery) if delivery.state != DeliveryState.TAKEN_BACK else None
    return page(
        request,
        "desk/incoming/case.html",
        {
            **list_pane(request),
            **about(delivery),
            "file": sent,
            "pictures": _pictures(delivery, sent),
            "annexes": reading.annexes(delivery) if sent else [],
            "others": reading.other_recipients(delivery),
            "statuses": [(change, reading.status_label(change.code)) for change in told],
            "assignments": given,
            "dues": reading.dues(delivery, given, told),
            "receipt": sealed,
            "steps": _steps(request, delivery),
            **_changes(request, delivery),
            "timeline": reading.timeline(delivery, sealed),
            "reply_url": _reply_url(request, delivery),
        },
    )


def _changes(request: OfficialRequest, delivery: Delivery) -> dict[str, Any]:
    """What the sender asks or asked of this copy, and which newer or older documents it is tied to."""
    requests = reading.changes(delivery)
    opened = next((one for one in requests if one.is_open), None)
    may_answer = opened is not None and rules.may_answer(request.mandate, delivery, now=request.now)
    return {
        "change": opened,
        "changes": [one for one in requests if not one.is_open],
        "older": reading.older(delivery),
        "answer_url": reverse("desk:answer-change", args=[delivery.pk]) if may_answer else "",
    }


def _pictures(delivery: Delivery, sent: StoredFile | None) -> list[str]:
    """Addresses of its pages as pictures; none for what is not a PDF, or was taken back."""
    if sent is None or sent.media_type != PDF:
        return []
    count = max(delivery.message.document.page_count, 1)
    return [reverse("desk:delivery-page", args=[delivery.pk, number]) for number in range(1, count + 1)]


def about(delivery: Delivery) -> dict[str, Any]:
    """What every page of one delivery says at its head."""
    document = delivery.message.document
    return {
        "delivery": delivery,
        "document": document,
        "kind": kinds.kind_of(document.kind).label,
        "verdict": reading.verdict(delivery),
        "due_at": _due_at(delivery),
        "answer_by": answer_by(delivery),
        "urgency_tone": URGENCY_TONES.get(delivery.urgency, ""),  # type: ignore[call-overload]
        "is_refused": delivery.state == DeliveryState.REFUSED,
        "is_done": delivery.state == DeliveryState.COMPLETED,
        "is_taken_back": delivery.state == DeliveryState.TAKEN_BACK,
        "is_ended": delivery.state in ENDED_BY_SENDER,
    }


def _due_at(delivery: Delivery) -> datetime | None:
    """Until when the next step is due: of a request for an opinion the earlier of one's own date and the asked one."""
    due: datetime | None = getattr(delivery, "due_at", delivery.handle_due_at or delivery.accept_due_at)
    return due


def answer_by(delivery: Delivery) -> datetime | None:
    """Until when its sender asks for an opinion, where it does and none was given."""
    asked: datetime | None = getattr(delivery, "answer_by", None)
    return asked


def _steps(request: OfficialRequest, delivery: Delivery) -> list[dict[str, Any]]:
    """What the person may do, as buttons: the first is the one that brings the work forward."""
    names = rules.next_steps(request.mandate, delivery, now=request.now)
    offered = [name for name in _ORDER if name in names]
    if {"accept", "assign"} <= {*names, *_also_assign(request, delivery)} and "accept" in names:
        offered.insert(offered.index("accept") + 1, "accept-assign")
    return [
        _button(name, delivery, first=place == 0 and delivery.change_asked_at is None)
        for place, name in enumerate(offered)
    ]


_ORDER = ("accept", "assign", "start", "contribute", "complete", "refuse")


def _also_assign(request: OfficialRequest, delivery: Delivery) -> list[str]:
    """Would the person also assign what they accept?"""
    may = mandates.may(request.mandate, Verb.ASSIGN_DOCUMENT, delivery, now=request.now)
    return ["assign"] if may and delivery.state == DeliveryState.ARRIVED else []


def _button(name: str, delivery: Delivery, *, first: bool) -> dict[str, Any]:
    words, icon, key = {
        "accept": (_("Tiếp nhận"), "check", "a"),
        "accept-assign": (_("Tiếp nhận và phân công"), "user-check", "p"),
        "assign": (_("Phân công"), "user-check", "p"),
        "start": (_("Bắt đầu xử lý"), "play", "b"),
        "contribute": (_("Báo phần phối hợp"), "message-square", "h"),
        "complete": (_("Hoàn thành"), "check-check", "h"),
        "refuse": (_("Từ chối"), "undo-2", "t"),
    }[name]
    step = "assign" if name == "accept-assign" else name
    return {
        "name": name,
        "words": words,
        "icon": icon,
        "key": key,
        "kind": "danger-quiet" if name == "refuse" else "" if first else "quiet",
        "url": reverse(f"desk:{step}", args=[delivery.pk]),
        "posts": name in {"accept", "start"},
    }


def _reply_url(request: OfficialRequest, delivery: Delivery) -> str:
    """Where a reply is drafted, for whoever may draft one to what was taken in."""
    if delivery.accepted_at is None or delivery.state == DeliveryState.TAKEN_BACK:
        return ""
    if not mandates.may(request.mandate, Verb.DRAFT_DOCUMENT, now=request.now):
        return ""
    return f"{reverse('desk:compose')}?reply_to={delivery.message.document_id}"


@official
@require_safe
def file(request: OfficialRequest, delivery_id: UUID) -> HttpResponseBase:
    """The very file that was sent: opened in the browser, or saved with `?save=1`. Refuses: NoSuchDelivery."""
    found = sent_file(delivery_of(request, delivery_id))
    return giving.download(request, found, inline="save" not in request.GET)


@official
@require_safe
def picture(request: OfficialRequest, delivery_id: UUID, number: int) -> HttpResponse:
    """One page of it as a picture, for any browser. Refuses: NoSuchDelivery, NoSuchFile, NotDrawable."""
    found = sent_file(delivery_of(request, delivery_id))
    answer = HttpResponse(pictures.page(found.sha256, number), content_type="image/png")
    patch_cache_control(answer, private=True, max_age=_A_DAY)
    return answer


_A_DAY = 24 * 3600


@official
@require_safe
def annex(request: OfficialRequest, delivery_id: UUID, annex_id: UUID) -> HttpResponseBase:
    """An annex, always as a download. Refuses: NoSuchDelivery, NoSuchFile."""
    return giving.download(request, annex_of(delivery_of(request, delivery_id), annex_id))


# -- the receipt
@official
@require_GET
def receipt(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """The receipt on paper, with what its seal covers and how to check it. Refuses: NoSuchDelivery, NoReceiptYet."""
    delivery = delivery_of(request, delivery_id)
    context = {**about(delivery), "receipt": _receipt_of(delivery), "others": reading.other_recipients(delivery)}
    return page(request, "desk/incoming/receipt.html", {**context, "said": reading.receipt_said(context["receipt"])})


@official
@require_GET
def receipt_content(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """The very bytes the seal covers. Refuses: NoSuchDelivery, NoReceiptYet."""
    found = _receipt_of(delivery_of(request, delivery_id))
    return _saved(bytes(found.content), f"receipt-{delivery_id}.json", "application/json")


@official
@require_GET
def receipt_seal(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """The receiver's seal over them: detached CMS, as `openssl cms -verify` takes it. Refuses: as above."""
    found = _receipt_of(delivery_of(request, delivery_id))
    return _saved(bytes(found.seal), f"receipt-{delivery_id}.p7s", "application/pkcs7-signature")


def _receipt_of(delivery: Delivery) -> Receipt:
    found = reading.receipt(delivery)
    if found is None:
        raise NoReceiptYet
    return found


def _saved(data: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = giving.disposition(name, inline=False)
    return answer


@official
@require_GET
def slip(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """The routing slip of the decree (Annex IV): what is known is filled in, hands write the rest."""
    delivery = delivery_of(request, delivery_id)
    given = reading.assignments(delivery)
    return page(request, "desk/incoming/slip.html", {**about(delivery), "assignments": given})

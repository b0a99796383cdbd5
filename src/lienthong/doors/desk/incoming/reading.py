"""A received document as its page shows it: verdict, deadlines with reasons, assignment, what the sender sees, acts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from lienthong.doors.desk import acts
from lienthong.ground.calendar.deadlines import Deadline
from lienthong.ground.journal.models import Act, kind_and_id
from lienthong.records.documents.models import Annex
from lienthong.records.exchange import deadlines, states
from lienthong.records.exchange.models import Assignment, ChangeRequest, Delivery, Receipt, StatusChange
from lienthong.records.exchange.states import REGISTERED, DeliveryState


@dataclass(frozen=True)
class Verdict:
    """What the checks on arrival came to, in one tag, and each of them in words."""

    tone: str
    icon: str
    words: str
    checks: list[dict[str, Any]]


@dataclass(frozen=True)
class Due:
    """One step with its deadline: when it is or was due, when it was done, and why that date."""

    name: str
    due_at: datetime
    done_at: datetime | None
    why: list[str]

    @property
    def was_late(self) -> bool:
        """Was it done after its deadline?"""
        return self.done_at is not None and self.done_at > self.due_at


def verdict(delivery: Delivery) -> Verdict:
    """The verdict tag: all is well, or what to look at, or why it went back."""
    checks = [
        {"name": _check_name(check["check"]), "passed": check["passed"], "sentence": gettext(check["sentence"])}
        for check in delivery.checks
    ]
    if all(check["passed"] for check in checks):
        return Verdict("leaf", "badge-check", _("Chữ ký hợp lệ"), checks)
    if delivery.arrived_at is None:
        return Verdict("clay", "shield-x", _("Kiểm tra không đạt"), checks)
    return Verdict("amber", "shield-alert", _("Cần xem lại chữ ký"), checks)


def _check_name(name: str) -> str:
    return {
        "integrity": _("Nguyên vẹn"),
        "seal": _("Con dấu cơ quan gửi"),
        "addressee": _("Nơi nhận"),
        "files": _("Tệp kèm theo"),
        "signatures": _("Chữ ký trên văn bản"),
    }.get(name, name)


def other_recipients(delivery: Delivery) -> int:
    """To how many others the same message went."""
    return len(json.loads(bytes(delivery.message.manifest))["to"]) - 1


def annexes(delivery: Delivery) -> list[Annex]:
    """The files that came with the document, in order."""
    return list(Annex.objects.filter(document=delivery.message.document_id).select_related("file").order_by("ordinal"))


def statuses(delivery: Delivery) -> list[StatusChange]:
    """What the sender sees, oldest first."""
    return list(StatusChange.objects.filter(delivery=delivery).order_by("at", "id"))


def status_label(code: str) -> str:
    """The code of the national exchange in words."""
    return states.status_label(code)


def changes(delivery: Delivery) -> list[ChangeRequest]:
    """What the sender asked of this copy, the newest first, with the newer document where there is one."""
    rows = ChangeRequest.objects.filter(delivery=delivery).select_related("newer__message__document", "answered_by")
    return list(rows.order_by("-asked_at", "-id"))


def open_change(delivery: Delivery) -> ChangeRequest | None:
    """What waits for an answer; there is never more than one."""
    return next((one for one in changes(delivery) if one.is_open), None)


def older(delivery: Delivery) -> list[ChangeRequest]:
    """What this document, as the newer one, asks of older ones in the same inbox."""
    rows = ChangeRequest.objects.filter(newer=delivery).select_related("delivery__message__document")
    return list(rows.order_by("asked_at", "id"))


def assignments(delivery: Delivery) -> list[Assignment]:
    """Who had and has it: what is open first, the lead unit before those who help."""
    rows = Assignment.objects.filter(delivery=delivery).select_related(
        "unit", "holder__account", "holder__post", "assigned_by__account", "assigned_by__post"
    )
    return sorted(rows, key=lambda row: (row.ended_at is not None, not row.lead, row.assigned_at))


def receipt(delivery: Delivery) -> Receipt | None:
    """The sealed receipt, when it has been made."""
    return Receipt.objects.filter(delivery=delivery).first()


def dues(delivery: Delivery, given: list[Assignment], told: list[StatusChange]) -> list[Due]:
    """The deadlines of accepting, assigning and handling, with the sentences that derive it; none once it is over."""
    if delivery.state in states.ENDED_BY_SENDER:
        return []
    found = []
    if delivery.arrived_at and delivery.accept_due_at:
        accepting = deadlines.accept_by(delivery, delivery.arrived_at)
        found.append(_due(_("Tiếp nhận"), delivery.accept_due_at, _settled_at(delivery, told), accepting))
    if delivery.accepted_at and delivery.state in REGISTERED:
        assigning = deadlines.assign_by(delivery, delivery.accepted_at)
        found.append(_due(_("Phân công"), assigning.due_at, _first(told, DeliveryState.ASSIGNED), assigning))
    lead = next((row for row in given if row.lead and row.due_at), None)
    if lead is not None and lead.due_at is not None:
        usual = deadlines.handle_by(delivery, lead.assigned_at)
        found.append(_due(_("Xử lý xong"), lead.due_at, delivery.completed_at, usual))
    return found


def _due(name: str, due_at: datetime, done_at: datetime | None, derived: Deadline) -> Due:
    """A deadline somebody set by hand says so instead of a derivation that leads to another date."""
    if derived.due_at == due_at:
        return Due(name, due_at, done_at, derived.explain(get_language() or "vi"))
    return Due(name, due_at, done_at, [_("Hạn do người phân công đặt; lý do ghi trong diễn biến.")])


def _settled_at(delivery: Delivery, told: list[StatusChange]) -> datetime | None:
    return delivery.accepted_at or _first(told, DeliveryState.REFUSED)


def _first(told: list[StatusChange], state: DeliveryState) -> datetime | None:
    return next((change.at for change in told if change.code == state), None)


_OF_THE_SENDER = ["documents.document.signed", "documents.document.numbered", "documents.document.sealed"]
"""What a receiver may know of how the document came to be; drafts and remarks stay with the sender."""


def timeline(delivery: Delivery, sealed: Receipt | None) -> list[acts.Step]:
    """Signature, number and seal at the sender, the sending, and everything that happened to this copy."""
    subjects = [delivery, delivery.message, *([sealed] if sealed else [])]
    about = Q(verb__in=_OF_THE_SENDER, **_subject(delivery.message.document))
    for subject in subjects:
        about |= Q(**_subject(subject))
    return acts.timeline(Act.objects.filter(about).oldest_first())


def _subject(row: Any) -> dict[str, Any]:
    kind, identity = kind_and_id(row)
    return {"subject_kind": kind, "subject_id": identity}


def receipt_said(sealed: Receipt) -> dict[str, Any]:
    """What the receipt says, for its printed page: the digest of the message, the instants, the checks."""
    content = json.loads(bytes(sealed.content))
    return {
        "manifest_sha256": content["manifest_sha256"],
        "message_id": content["message_id"],
        "recipient": content["recipient"]["name"],
        "sender": content["from"]["name"],
        "sha256": hashlib.sha256(bytes(sealed.content)).hexdigest(),
    }

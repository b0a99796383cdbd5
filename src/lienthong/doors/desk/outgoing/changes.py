"""What a page shows of recalls, updates and replacements of a document that has left. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.doors.desk.frame import OfficialRequest
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import Amends, DocumentState
from lienthong.records.exchange import rules
from lienthong.records.exchange.models import Amendment, ChangeRequest, Delivery, Message
from lienthong.records.exchange.states import Business, ChangeState


@dataclass(frozen=True)
class Mark:
    """One line beside a recipient: what was asked and where that stands, and the recipient's words."""

    tone: str
    words: str
    about: str


@dataclass(frozen=True)
class Relation:
    """How a document is tied to another one, for the note at the head of its page."""

    title: str
    words: str
    document: Document


def sent(document: Document) -> Message:
    """The message by which it left."""
    return Message.objects.select_related("document", "sender").exclude(business=Business.RECALL).get(document=document)


def recallable(document: Document) -> list[Delivery]:
    """Copies that can be asked back and have not been asked for yet, as the list of recipients has them."""
    asked = ChangeRequest.objects.filter(state=ChangeState.ASKED, business=Business.RECALL)
    found = Delivery.objects.filter(message__document=document, state__in=rules.RECALLABLE)
    found = found.exclude(pk__in=asked.filter(delivery__message__document=document).values("delivery"))
    return list(found.select_related("recipient", "unit").order_by("recipient__sort_key", "id"))


def steps(request: OfficialRequest, document: Document) -> list[str]:
    """`recall`, `amend`: what this person may do with a document that has left."""
    if document.state != DocumentState.ISSUED:
        return []
    may_recall = mandates.may(request.mandate, Verb.RECALL_DOCUMENT, document, now=request.now)
    may_amend = mandates.may(request.mandate, Verb.DRAFT_DOCUMENT, now=request.now)
    offers = [("recall", may_recall and bool(recallable(document))), ("amend", may_amend)]
    return [name for name, offered in offers if offered]


def relations(document: Document) -> list[Relation]:
    """The older document it updates or replaces, and the newer ones that do so with it."""
    found = []
    if document.amends is not None:
        title = _("Văn bản này thay thế") if document.amends_as == Amends.REPLACE else _("Văn bản này cập nhật")
        found.append(Relation(title, document.amends_reason, document.amends))
    newer = Amendment.objects.filter(original=document).select_related("message__document").order_by("message__sent_at")
    for one in newer:
        replaced = one.message.business == Business.REPLACE
        title = _("Đã ban hành văn bản thay thế") if replaced else _("Đã ban hành văn bản cập nhật")
        found.append(Relation(title, one.reason, one.message.document))
    return found


def marks(document: Document) -> dict[UUID, list[Mark]]:
    """What was asked of each copy, and what was answered: the last request of each, by delivery."""
    rows = ChangeRequest.objects.filter(delivery__message__document=document).exclude(state=ChangeState.OVERTAKEN)
    return {one.delivery_id: [_mark(one)] for one in rows.order_by("asked_at", "id")}


def _mark(one: ChangeRequest) -> Mark:
    tone = {ChangeState.AGREED: "leaf", ChangeState.DECLINED: "clay"}.get(ChangeState(one.state), "amber")
    return Mark(tone, f"{one.get_business_display()}: {one.get_state_display()}", one.answer)

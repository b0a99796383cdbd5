"""A document that follows another one: what is wrong in an issued document is mended by a new one of the same form."""

from datetime import datetime

from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict, Refused
from lienthong.records.documents import rules
from lienthong.records.documents.actions.drafting import Address, draft, set_recipients
from lienthong.records.documents.models import Document, Recipient
from lienthong.records.documents.states import Amends, DocumentState, Manner, Urgency


class NotIssued(Conflict):
    """Only a document that has been issued can be updated or replaced. Edit this one instead."""


def amend(*, document: Document, how: Amends, reason: str, by: Mandate, now: datetime) -> Document:
    """Begin the document that updates or replaces an issued one: same kind, text, signer and recipients to start from.

    It is drafted, signed and numbered like any other; when it is sent, each recipient is asked to take the change.
    Refuses: NotInThisRole, NotYours, MandateEnded, NotIssued, ReasonNeeded.
    Source: Decree 30/2020 art. 18 (wrong content is corrected by a document of the same form).
    """
    require_amendable(document, by=by, now=now)
    timed = document.urgency == Urgency.EXPRESS_TIMED
    begun = draft(
        kind=document.kind,
        subject=document.subject,
        text=document.content_text,
        by=by,
        now=now,
        urgency=Urgency.EXPRESS if timed else document.urgency,
        circulation=document.circulation,
        language=document.language,
        signer=_signer(document, now),
        amends=document,
        amends_as=Amends(how).value,
        amends_reason=rules.require_reason(reason),
    )
    set_recipients(document=begun, addresses=_addresses(document), by=by, now=now)
    return begun


def require_amendable(document: Document, *, by: Mandate, now: datetime) -> None:
    """Only an issued document of one's own body. Refuses: NotInThisRole, NotYours, MandateEnded, NotIssued."""
    mandates.require(by, Verb.DRAFT_DOCUMENT, document, now=now)
    if document.state != DocumentState.ISSUED:
        raise NotIssued


def _signer(document: Document, now: datetime) -> Mandate | None:
    """Who signed the older one, if that person may still sign."""
    if document.signed_by is None:
        return None
    try:
        rules.require_can_sign(document.signed_by, document, now=now)
    except Refused:
        return None
    return document.signed_by


def _addresses(document: Document) -> list[Address]:
    held = Recipient.objects.filter(document=document).select_related("body", "unit")
    return [Address(one.body, one.unit, one.manner == Manner.COPY) for one in held]

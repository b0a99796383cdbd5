"""Number, seal and send: one press of the clerk, four transactions, each complete in itself.

A crash between two of them leaves the document in a named state (signed with a number held, numbered, sealed); the next
press goes on from there with the very same number. Nothing is ever done twice.
"""

from datetime import datetime

from django.db import transaction

from lienthong.ground.mandates.models import Mandate
from lienthong.kit.clock import local
from lienthong.records.documents import actions as documents
from lienthong.records.documents.models import Document
from lienthong.records.documents.states import DocumentState
from lienthong.records.exchange import actions as exchange
from lienthong.records.exchange.actions.sending import living_recipients
from lienthong.records.exchange.models import Message


def issue(*, document: Document, by: Mandate, now: datetime) -> Message:
    """Bring a signed document to all its recipients. The caller has seen a fresh step-up.

    Whether anybody can receive it is asked before a number is spent.
    Refuses: NoRecipientLeft, SenderMayNotReceive, and as the four actions.
    Source: Decree 30/2020 arts 15-18 (number, seal, dispatch by the clerk).
    """
    living_recipients(document, local(now).date())
    if _stands(document) == DocumentState.SIGNED:
        with transaction.atomic():
            documents.reserve_number(document=document, by=by, now=now)
        with transaction.atomic():
            documents.number(document=document, by=by, now=now)
    if _stands(document) == DocumentState.NUMBERED:
        with transaction.atomic():
            documents.seal(document=document, by=by, now=now)
    with transaction.atomic():
        return exchange.send_document(document=document, by=by, now=now)


def _stands(document: Document) -> str:
    """Its state as the database has it now."""
    return Document.objects.values_list("state", flat=True).get(pk=document.pk)

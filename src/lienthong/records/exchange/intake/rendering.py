"""From a message of ours to the words of edXML: what the sealed manifest says, in the regulation's form. Pure reads."""

from collections.abc import Sequence
from functools import partial

from lienthong.ground.files import store
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.clock import local
from lienthong.records.documents import kinds
from lienthong.records.documents.models import Annex, Document
from lienthong.records.documents.sheet import place_of
from lienthong.records.exchange.adapters.edxml import document_types
from lienthong.records.exchange.adapters.edxml import message as edxml
from lienthong.records.exchange.adapters.edxml.writer import Enclosure
from lienthong.records.exchange.models import Delivery, Message, StatusChange


def document_message(message: Message, deliveries: Sequence[Delivery]) -> tuple[edxml.DocumentMessage, list[Enclosure]]:
    """The document for these recipients, and the files that go with it."""
    document = message.document
    number, _slash, notation = document.number_and_symbol.partition("/")
    group, item = document_types.code_of(kinds.kind_of(document.kind).vietnamese)
    attachments, enclosures = _files(document)
    return (
        edxml.DocumentMessage(
            sender=organ(message.sender),
            recipients=tuple(_addressed(delivery) for delivery in deliveries),
            document_id=document.identifier,
            code=edxml.Code(number, notation),
            promulgation=edxml.Promulgation(document.place or place_of(document.body), document.issued_on),
            type=edxml.DocumentType(group, item, kinds.kind_of(document.kind).vietnamese),
            subject=document.subject,
            signer=edxml.Signer(document.signer_capacity, document.signer_position, document.signer_name),
            due_on=local(document.express_due_at).date() if document.express_due_at else None,
            other=edxml.Other(
                urgency=edxml.Urgency(int(document.urgency)),
                circulation=document.circulation,
                copy_count=document.copies,
                page_count=document.page_count or None,
            ),
            traces=(edxml.Trace(message.sender.code, local(message.sent_at).replace(microsecond=0)),),
            transaction=edxml.Transaction(document_id=document.identifier),
            attachments=attachments,
        ),
        enclosures,
    )


def status_message(change: StatusChange) -> edxml.StatusMessage:
    """What the receiver reports, addressed to the sender."""
    message = change.delivery.message
    return edxml.StatusMessage(
        response=edxml.Response(
            organ=message.sender.code,
            code=message.document.number_and_symbol,
            issued_on=message.document.issued_on,
            document_id=message.document.identifier,
        ),
        sender=organ(change.delivery.recipient),
        status=edxml.Status(change.code),
        recipients=(organ(message.sender),),
        description=change.note,
        at=local(change.at).replace(microsecond=0),
        staff=edxml.Staff(department=change.unit_name, name=change.person),
    )


def organ(institution: Body | Unit) -> edxml.Organ:
    """A body or unit under its code of today."""
    return edxml.Organ(institution.code, name=institution.name_vi)


def _addressed(delivery: Delivery) -> edxml.Organ:
    """Under the code that was written on the document: the dissolved body's, the unit's, or the body's."""
    return organ(delivery.addressed_to or delivery.unit or delivery.recipient)


def _files(document: Document) -> tuple[tuple[edxml.Attachment, ...], list[Enclosure]]:
    """The document first, then its annexes; each under its own name."""
    annexes = Annex.objects.filter(document=document).select_related("file").order_by("ordinal")
    files = [document.latest.file, *(annex.file for annex in annexes)]
    attachments = tuple(
        edxml.Attachment(f"f{place}", file.name, content_type=file.media_type) for place, file in enumerate(files)
    )
    enclosures = [
        Enclosure(f"f{place}", partial(store.open, file.sha256), file.sha256) for place, file in enumerate(files)
    ]
    return attachments, enclosures

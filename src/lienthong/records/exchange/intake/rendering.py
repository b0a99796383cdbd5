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
from lienthong.records.exchange.models import Amendment, ChangeRequest, Delivery, Message, StatusChange
from lienthong.records.exchange.states import ASKED_BACK, Business


def document_message(message: Message, deliveries: Sequence[Delivery]) -> tuple[edxml.DocumentMessage, list[Enclosure]]:
    """The document for these recipients, and the files that go with it."""
    document = message.document
    number, _slash, notation = document.number_and_symbol.partition("/")
    recalls = message.business == Business.RECALL
    group, item = document_types.code_of(kinds.kind_of(document.kind).vietnamese)
    attachments, enclosures = ((), []) if recalls else _files(document)
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
            responses=_answered(document),
            transaction=_transaction(message),
            attachments=attachments,
        ),
        enclosures,
    )


def _answered(document: Document) -> tuple[edxml.Response, ...]:
    """The document that this one answers, under its sender's own words."""
    older = document.reply_to
    if older is None:
        return ()
    return (edxml.Response(older.body.code, older.number_and_symbol, older.issued_on, older.identifier),)


def asked_back(message: Message) -> list[Delivery]:
    """The copies a recall asks for."""
    asked = ChangeRequest.objects.filter(message=message).values("delivery_id")
    return list(Delivery.objects.filter(pk__in=asked).whole().order_by("queued_at", "id"))


def _transaction(message: Message) -> edxml.Transaction:
    """New, recall, update or replacement: which document is meant, why, and where it is replaced."""
    business = edxml.Business(message.business)
    identifier = message.document.identifier
    if business is edxml.Business.NEW:
        return edxml.Transaction(document_id=identifier)
    if business is edxml.Business.RECALL:
        request = ChangeRequest.objects.filter(message=message).order_by("asked_at", "id").first()
        return edxml.Transaction(business, request.reason if request else "", document_id=identifier)
    amendments = list(Amendment.objects.filter(message=message).select_related("original").order_by("id"))
    reason = amendments[0].reason if amendments else ""
    if business is edxml.Business.UPDATE:
        change = edxml.DocumentChange(particulars=1, receivers=0)
        older = amendments[0].original.identifier if amendments else identifier
        return edxml.Transaction(business, reason, change, document_id=older)
    replaced = tuple(edxml.Replacement(one.original.identifier, _holders(one)) for one in amendments)
    return edxml.Transaction(business, reason, document_id=identifier, replacements=replaced)


def _holders(amendment: Amendment) -> tuple[str, ...]:
    """Codes of the recipients of the newer document that got the older one too."""
    newer = Delivery.objects.filter(message=amendment.message).values("recipient_id")
    older = Delivery.objects.filter(message__document=amendment.original, recipient__in=newer)
    return tuple(dict.fromkeys(older.order_by("recipient__sort_key", "id").values_list("recipient__code", flat=True)))


def status_message(change: StatusChange) -> edxml.StatusMessage:
    """What the receiver reports to the sender; 13 goes the other way: the sender asks the receiver."""
    message = change.delivery.message
    speaker, listener = organ(change.delivery.recipient), organ(message.sender)
    if change.code == ASKED_BACK:
        speaker, listener = listener, speaker
    return edxml.StatusMessage(
        response=edxml.Response(
            organ=message.sender.code,
            code=message.document.number_and_symbol,
            issued_on=message.document.issued_on,
            document_id=message.document.identifier,
        ),
        sender=speaker,
        status=edxml.Status(change.code),
        recipients=(listener,),
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

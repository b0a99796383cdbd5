"""What a call may see: its own body's documents, messages and deliveries; all others do not exist for it."""

from uuid import UUID

from django.db.models import Q

from lienthong.doors.api.calls import Call
from lienthong.doors.api.problems import NoSuchAddress, NotOurFile
from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.records.documents.models import Document
from lienthong.records.exchange import rules
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.states import Business


def our_file(call: Call, identity: UUID) -> StoredFile:
    """A file this body's software or people uploaded. Refuses: NotOurFile."""
    found = StoredFile.objects.held().filter(pk=identity).first()
    if found is None or not _kept_by(call.mandate, found):
        raise NotOurFile(file=str(identity))
    return found


def _kept_by(mandate: Mandate, file: StoredFile) -> bool:
    if file.kept_by_id is None:
        return False
    return Mandate.objects.filter(pk=file.kept_by_id, post__body_id=mandate.post.body_id).exists()


def received(call: Call, identity: UUID, verb: Verb = Verb.READ_DOCUMENT) -> Delivery:
    """A delivery that came to this body. Refuses: NoSuchAddress, NotInThisRole."""
    rows = Delivery.objects.addressed_to(call.mandate.body).whole().reached()
    found = rows.filter(pk=identity).first()
    if found is None:
        raise NoSuchAddress
    mandates.require(call.mandate, verb, found, now=call.now)
    return found


def concerned(call: Call, identity: UUID, verb: Verb = Verb.READ_DOCUMENT) -> Delivery:
    """A delivery this body sent or received. Refuses: NoSuchAddress, NotInThisRole."""
    body = call.mandate.body
    came = Q(pk__in=Delivery.objects.addressed_to(body).filter(pk=identity).reached().values("pk"))
    found = Delivery.objects.whole().filter(Q(message__sender=body) | came, pk=identity).first()
    if found is None:
        raise NoSuchAddress
    mine = found if found.recipient_id == body.pk else found.message.document
    mandates.require(call.mandate, verb, mine, now=call.now)
    return found


def sent(call: Call, identity: UUID) -> Message:
    """A message this body sent. Refuses: NoSuchAddress, NotInThisRole."""
    rows = Message.objects.select_related("document", "sender")
    found = rows.exclude(business=Business.RECALL).filter(pk=identity, sender=call.mandate.body).first()
    if found is None:
        raise NoSuchAddress
    mandates.require(call.mandate, Verb.READ_DOCUMENT, found.document, now=call.now)
    return found


def readable(call: Call, identity: UUID) -> tuple[Document, Message | None, Delivery | None]:
    """A document this body issued (with its message) or received (with its delivery).

    Refuses: NoSuchAddress, NotInThisRole.
    """
    document = Document.objects.for_lists().filter(pk=identity).first()
    if document is None:
        raise NoSuchAddress
    if document.body_id == call.mandate.post.body_id:
        mandates.require(call.mandate, Verb.READ_DOCUMENT, document, now=call.now)
        return document, Message.objects.filter(document=document).order_by("sent_at").first(), None
    delivery = _latest_delivery(call, document)
    if delivery is None:
        raise NoSuchAddress
    mandates.require(call.mandate, Verb.READ_DOCUMENT, delivery, now=call.now)
    return document, None, delivery


def openable(call: Call, identity: UUID) -> Document:
    """The same, when its bytes are asked for. Refuses: NoSuchAddress, NotInThisRole, TakenBack."""
    document, _message, delivery = readable(call, identity)
    if delivery is not None:
        rules.require_readable(delivery)
    return document


def _latest_delivery(call: Call, document: Document) -> Delivery | None:
    rows = Delivery.objects.addressed_to(call.mandate.body).filter(message__document=document)
    return rows.reached().order_by("-queued_at").first()

"""Finding what a page speaks of: only what this person may open; everything else does not exist for them."""

import json
from uuid import UUID

from lienthong.doors.desk import waiting
from lienthong.doors.desk.frame import OfficialRequest
from lienthong.ground.files.models import StoredFile
from lienthong.kit.errors import NotFound
from lienthong.records.documents.models import Annex, Version
from lienthong.records.exchange import rules
from lienthong.records.exchange.models import Delivery


class NoSuchDelivery(NotFound):
    """There is no such document here, or it is not yours to open. Look for it in the list of what came in."""


class NoSuchFile(NotFound):
    """This file is not part of the document. Open the document again and choose from its files."""


def delivery_of(request: OfficialRequest, delivery_id: UUID) -> Delivery:
    """The delivery with its dates, if the person may read it. Refuses: NoSuchDelivery."""
    readable = waiting.with_answer_by(Delivery.objects.readable_by(request.mandate))
    found = readable.whole().filter(pk=delivery_id).first()
    if found is None:
        raise NoSuchDelivery
    return found


def sent_file(delivery: Delivery) -> StoredFile:
    """The very file that was sent, by its digest in the sealed manifest; later versions do not stand in for it.

    Refuses: NoSuchFile, TakenBack.
    """
    rules.require_readable(delivery)
    facts = json.loads(bytes(delivery.message.manifest))["files"]
    digest = next((fact["sha256"] for fact in facts if fact["role"] == "document"), "")
    versions = Version.objects.filter(document=delivery.message.document_id, file__sha256=digest)
    version = versions.select_related("file").first()
    if version is None:
        raise NoSuchFile
    return version.file


def annex_of(delivery: Delivery, annex_id: UUID) -> StoredFile:
    """One annex of the document. Refuses: NoSuchFile, TakenBack."""
    rules.require_readable(delivery)
    annex = Annex.objects.filter(document=delivery.message.document_id, pk=annex_id).select_related("file").first()
    if annex is None:
        raise NoSuchFile
    return annex.file

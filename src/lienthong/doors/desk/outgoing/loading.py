"""Finding the document an address names: one that this person may not read does not exist for them."""

from uuid import UUID

from lienthong.doors.desk.frame import OfficialRequest
from lienthong.kit.errors import NotFound
from lienthong.records.documents import queries
from lienthong.records.documents.models import Document


class NoSuchDocument(NotFound):
    """There is no such document among those you may read. Look for it in the list of outgoing documents."""


def document_of(request: OfficialRequest, document_id: UUID) -> Document:
    """The document, with all that its pages show of it. Refuses: NoSuchDocument."""
    wanted = queries.readable_by(request.mandate).for_lists().filter(pk=document_id)
    found = wanted.select_related(
        "body", "unit", "drafted_by__account", "drafted_by__post", "signed_by__account", "finished", "finished_from",
        "signer__account", "signer__post__body", "signer__principal__post", "reply_to", "amends",
    ).first()  # fmt: skip
    if found is None:
        raise NoSuchDocument
    return found

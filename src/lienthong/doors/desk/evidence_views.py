"""The evidence of one delivery, for whoever sent or received it: one file that is checked without the server."""

import tempfile
from uuid import UUID

from django.db.models import Q
from django.http import FileResponse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.frame import OfficialRequest, official
from lienthong.ground.files.delivery import disposition
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import NotFound
from lienthong.records.exchange import evidence
from lienthong.records.exchange.evidence_archive import MEDIA_TYPE
from lienthong.records.exchange.models import Delivery


class NoSuchProof(NotFound):
    """There is no such delivery among those your body sent or received."""


@official
@require_GET
def download(request: OfficialRequest, delivery_id: UUID) -> FileResponse:
    """The evidence file, made at this moment. Refuses: NoSuchProof, NotInThisRole, NotYours."""
    body = request.mandate.post.body_id
    found = Delivery.objects.for_lists().filter(Q(recipient=body) | Q(message__sender=body), pk=delivery_id).first()
    if found is None:
        raise NoSuchProof
    belonging = found if found.recipient_id == body else found.message.document
    mandates.require(request.mandate, Verb.READ_EVIDENCE, belonging, now=request.now)
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    evidence.build(evidence.gather(found, now=request.now), made, files=evidence.files_for(found, body, "auto"))
    made.seek(0)
    name = (
        f"bang-chung-{found.message.document.number_and_symbol.replace('/', '-')}-{found.recipient.abbreviation}.asice"
    )
    response = FileResponse(made, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = disposition(name, inline=False)
    return response

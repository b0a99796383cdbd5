"""Printing the slips of a petition: sealed by the body, of one event once, the same file ever after."""

import io
from datetime import datetime

from django.conf import settings

from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PDF
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.records.documents import sealing
from lienthong.work.feedback import actions as feedback
from lienthong.work.onestop.printing import forms
from lienthong.work.petitions import queries, rules, slips
from lienthong.work.petitions.actions import happening
from lienthong.work.petitions.actions.happening import Actor
from lienthong.work.petitions.models import Petition, Printed
from lienthong.work.petitions.states import Way


def print_slip(*, petition: Petition, name: str, by: Actor, now: datetime, opened: bool = False) -> StoredFile:
    """The receipt (`receipt`), or the answer or refusal (`answer`), as a PDF under the seal of the body (PAdES).

    Made at the first press and kept: printed again it is the same bytes. `opened` = the codes are open in this session;
    an official has read rights already. Who is answered by letter alone finds a code in it to say how it was.
    Refuses: NotYourPetition, NoSuchSlip, LettersMissing, NoCertificate.
    """
    held = happening.locked(petition)
    if not isinstance(by, Mandate):
        rules.require_petitioner(held, by, opened=opened)
    event = slips.event_of(held, name)
    kept = Printed.objects.filter(event=event).select_related("file").first()
    if kept is not None:
        return kept.file
    by_letter = name == slips.ANSWER and held.way == Way.LETTER
    rating = feedback.write_code(end_id=event.pk, by=by, now=now) if by_letter else None
    pages = slips.typeset(held, event, queries.enclosed(held), site=settings.PUBLIC_URL, rating=rating)
    body = slips.body_of(held, event)
    sealed = sealing.seal_pages(pages.pdf, forms.places(pages), body=body, now=now)
    named = f"{held.code}-{slips.FILE_NAMES[name]}.pdf"
    file = files.keep(io.BytesIO(sealed), name=named, by=by, now=now, allowed=frozenset({PDF}))
    Printed.objects.create(event=event, file=file, printed_at=now)
    said = {"code": held.code, "slip": name, "event": str(event.pk), "sha256": file.sha256}
    journal.record("petitions.slip.sealed", held, by=by, for_whom=body, at=now, body=said)
    return file

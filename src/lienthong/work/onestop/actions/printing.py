"""Printing a form for the citizen: sealed by the body, once for each event, the same file ever after."""

import io
from datetime import datetime

from django.conf import settings

from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PDF
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.records.documents import sealing
from lienthong.work.onestop import printing
from lienthong.work.onestop.actions.happening import Actor, locked, names
from lienthong.work.onestop.models import Dossier, Printed
from lienthong.work.onestop.printing import forms
from lienthong.work.onestop.states import FOR_THE_PERSON


def print_form(*, dossier: Dossier, number: str, by: Actor, now: datetime) -> StoredFile:
    """Form 01-04 of this dossier by its number (`02`, `02-2`), as a PDF under the seal of the body (PAdES).

    Made at the first press and kept; printing again gives the same bytes. Who asks, the door has proven.
    Refuses: NoSuchForm, LettersMissing, NoCertificate when the body has no seal.
    """
    events = list(dossier.events.in_order())
    which = printing.printable_of(events, number)
    if which.form not in FOR_THE_PERSON:
        raise printing.NoSuchForm(form=number)
    held = locked(dossier)
    kept = Printed.objects.filter(event=which.event, form=which.form).select_related("file").first()
    if kept is not None:
        return kept.file
    given = [each.file for each in held.application.attachments.select_related("file")]
    pages = printing.printed(which, held, events, given, site=settings.PUBLIC_URL)
    sealed = sealing.seal_pages(pages.pdf, forms.places(pages), body=held.body, now=now)
    name = f"{held.code}-mau-{which.number}.pdf"
    file = files.keep(io.BytesIO(sealed), name=name, by=by, now=now, allowed=frozenset({PDF}))
    Printed.objects.create(event=which.event, form=which.form, file=file, printed_at=now)
    said = {"form": which.number, "event": which.event.pk, "sha256": file.sha256, **names(held, by)}
    journal.record("onestop.form.sealed", held, by=by, for_whom=held.body, at=now, body=said)
    return file

"""Printing the six forms: sealed by the body; of one event once, the same file ever after; the book as it stands."""

import hashlib
import io
from datetime import date, datetime

from django.conf import settings

from lienthong.ground.files import actions as files
from lienthong.ground.files.content import PDF
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.records.documents import sealing
from lienthong.work.onestop import printing, queries
from lienthong.work.onestop.actions.happening import Actor, locked, names
from lienthong.work.onestop.models import Dossier, Printed
from lienthong.work.onestop.printing import forms
from lienthong.work.onestop.states import FOR_THE_PERSON


def print_form(*, dossier: Dossier, number: str, by: Actor, now: datetime) -> StoredFile:
    """A form of this dossier by its number (`02`, `02-2`), as a PDF under the seal of the body (PAdES).

    Made at the first press and kept; printing again gives the same bytes, of form 05 until something new happens. Form
    05 is for the office: asked by anybody but an official there is none. Who asks, the door has proven.
    Refuses: NoSuchForm, LettersMissing, NoCertificate when the body has no seal.
    """
    events = list(dossier.events.in_order())
    which = printing.printable_of(events, number)
    if which.form not in FOR_THE_PERSON and not isinstance(by, Mandate):
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


def seal_book(*, by: Mandate, first: date, last: date, now: datetime) -> bytes:
    """Form 06 of what this official may read between two days, both counted, under the seal of the body (PAdES).

    It is made as it stands now and not kept; the act keeps its digest. Refuses: BookTooLong, LettersMissing,
    NoCertificate when the body has no seal.
    """
    lines = printing.lines_of(queries.of_the_book(by, first=first, last=last))
    body, unit = by.post.body, by.post.unit
    name = unit.name_vi if unit else ""
    pages = printing.book(lines, body=body, unit=name, first=first, last=last, made_at=now)
    sealed = sealing.seal_pages(pages.pdf, forms.places(pages), body=body, now=now)
    said = {"first": first.isoformat(), "last": last.isoformat(), "unit": name, "count": len(lines)}
    said |= {"sha256": hashlib.sha256(sealed).hexdigest()}
    journal.record("onestop.book.sealed", body, by=by, for_whom=body, at=now, body=said)
    return sealed

"""From rows to structs: the one place that decides which columns leave, and under which names."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal, cast
from uuid import UUID

from lienthong.doors.api import shapes
from lienthong.doors.api.endpoints import PREFIX
from lienthong.ground.files.models import StoredFile
from lienthong.ground.organisations.models import Body, Unit
from lienthong.records.documents import queries as documents
from lienthong.records.documents.models import Annex, Document
from lienthong.records.exchange.models import ChangeRequest, Delivery, StatusChange
from lienthong.records.exchange.states import Business, status_label


def body_then(row: Any) -> shapes.Body:
    """A body, with the names of the day when the query brought them, else those recorded last."""
    return shapes.Body(
        id=row.id,
        code=_then(row, "code_then", row.code),
        name=_then(row, "vi_then", row.name_vi),
        name_en=_then(row, "en_then", row.name_en),
        abbreviation=_then(row, "abbreviation_then", row.abbreviation),
        kind=row.kind,
        established_on=row.established_on,
        dissolved_on=row.dissolved_on,
    )


def unit_then(row: Any) -> shapes.Part:
    """A unit, the same way."""
    return shapes.Part(id=row.id, code=_then(row, "code_then", row.code), name=_then(row, "vi_then", row.name_vi))


def _then(row: Any, column: str, last: str) -> str:
    return str(getattr(row, column, None) or last)


def party(body: Body, unit: Unit | None = None) -> shapes.Party:
    """A body, and the unit in it if one is meant."""
    part = shapes.Part(id=unit.pk, code=unit.code, name=unit.name_vi) if unit else None
    return shapes.Party(id=body.pk, code=body.code, name=body.name_vi, unit=part)


def institution(found: Body | Unit) -> shapes.Party:
    """A body or a unit as a party."""
    return party(found) if isinstance(found, Body) else party(found.body, found)


def file(stored: StoredFile) -> shapes.File:
    """A stored file."""
    return shapes.File(
        id=stored.pk,
        name=stored.name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        media_type=stored.media_type,
        scan=cast("Any", str(stored.scan)),
    )


def document(found: Document, *, message: UUID | None, delivery: UUID | None) -> shapes.Document:
    """A document with its files."""
    return shapes.Document(
        id=found.pk,
        kind=found.kind,
        number_and_symbol=found.number_and_symbol,
        issued_on=found.issued_on,
        subject=found.subject,
        urgency=cast("Any", shapes.urgency_word(found.urgency)),
        sender=party(found.body),
        signer_name=found.signer_name,
        signer_position=found.signer_position,
        signer_capacity=found.signer_capacity,
        page_count=found.page_count,
        files=files_of(found),
        archived=archived(found),
        message=message,
        delivery=delivery,
    )


def files_of(found: Document) -> list[shapes.FileOf]:
    """The document itself first, then its annexes in order."""
    annexes = Annex.objects.filter(document=found).select_related("file").order_by("ordinal")
    own = _file_of("document", found.latest.file, f"{PREFIX}/documents/{found.pk}/file")
    rest = (_file_of("annex", a.file, f"{PREFIX}/documents/{found.pk}/annexes/{a.ordinal}") for a in annexes)
    return [own, *rest]


def archived(found: Document) -> shapes.Archived | None:
    """How long the document can be proven, and where the file is that proves it."""
    form = documents.archived_form(found)
    if form is None:
        return None
    file = form.file
    return shapes.Archived(
        level=cast("Any", str(form.level)),
        stamped_at=form.stamped_at,
        sha256=file.sha256 if file else None,
        size_bytes=file.size_bytes if file else None,
        href=f"{PREFIX}/documents/{found.pk}/archived" if file else None,
    )


def _file_of(role: Literal["document", "annex"], stored: StoredFile, href: str) -> shapes.FileOf:
    return shapes.FileOf(
        role=role,
        name=stored.name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        media_type=stored.media_type,
        href=href,
    )


def delivery_made(row: Delivery) -> shapes.DeliveryMade:
    """One recipient of a message just sent."""
    return shapes.DeliveryMade(
        id=row.pk,
        recipient=party(row.recipient, row.unit),
        addressed_to=party(row.addressed_to) if row.addressed_to else None,
        status=cast("Any", str(row.state)),
    )


def inbox_item(row: Delivery) -> shapes.InboxItem:
    """One thing that came."""
    found = row.message.document
    assert row.inbox_position is not None
    assert row.arrived_at is not None
    return shapes.InboxItem(
        position=row.inbox_position,
        delivery=row.pk,
        message=row.message_id,
        document=found.pk,
        number_and_symbol=found.number_and_symbol,
        issued_on=found.issued_on,
        kind=found.kind,
        subject=found.subject,
        urgency=cast("Any", shapes.urgency_word(row.urgency)),
        sender=party(row.message.sender),
        status=cast("Any", str(row.state)),
        arrived_at=row.arrived_at,
        accept_due_at=row.accept_due_at,
        confirmed_at=row.confirmed_at,
    )


def deliveries(rows: Iterable[Delivery]) -> list[shapes.Delivery]:
    """Deliveries with their histories and what was asked of them, in two more queries."""
    held = list(rows)
    steps: dict[UUID, list[StatusChange]] = defaultdict(list)
    for step in StatusChange.objects.filter(delivery__in=held).order_by("at", "id"):
        steps[step.delivery_id].append(step)
    asked: dict[UUID, list[ChangeRequest]] = defaultdict(list)
    for one in ChangeRequest.objects.filter(delivery__in=held).order_by("asked_at", "id"):
        asked[one.delivery_id].append(one)
    return [_delivery(row, steps[row.pk], asked[row.pk]) for row in held]


def change(one: ChangeRequest) -> shapes.Change:
    """What the sender asked of one copy."""
    return shapes.Change(
        id=one.pk,
        delivery=one.delivery_id,
        business=cast("Any", Business(one.business).name.lower()),
        state=cast("Any", str(one.state)),
        reason=one.reason,
        newer=one.newer_id,
        asked_at=one.asked_at,
        answered_at=one.answered_at,
        answer=one.answer,
    )


def _delivery(row: Delivery, steps: list[StatusChange], asked: list[ChangeRequest]) -> shapes.Delivery:
    return shapes.Delivery(
        id=row.pk,
        message=row.message_id,
        document=row.message.document_id,
        recipient=party(row.recipient, row.unit),
        addressed_to=party(row.addressed_to) if row.addressed_to else None,
        status=cast("Any", str(row.state)),
        status_name=status_label(row.state),
        history=[_step(step) for step in steps],
        changes=[change(one) for one in asked],
        checks=[shapes.Arrival(**check) for check in row.checks],
        arrived_at=row.arrived_at,
        accept_due_at=row.accept_due_at,
        accepted_at=row.accepted_at,
        handle_due_at=row.handle_due_at,
        completed_at=row.completed_at,
        confirmed_at=row.confirmed_at,
        arrival_number=row.entry.arrival_number if row.entry else None,
    )


def _step(row: StatusChange) -> shapes.Step:
    return shapes.Step(
        code=cast("Any", row.code),
        name=status_label(row.code),
        at=row.at,
        person=row.person,
        unit=row.unit_name,
        note=row.note,
    )

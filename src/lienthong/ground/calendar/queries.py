"""Which calendar holds for a body, compiled once for each set of published documents."""

import functools
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lienthong.ground.calendar import content
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.ground.calendar.content import Content
from lienthong.ground.calendar.layers import compile_documents
from lienthong.ground.calendar.models import CalendarDocument

_CALENDARS_IN_MEMORY = 256


@dataclass(frozen=True)
class Published:
    """A document as a page lists it: packaged with the product, or published here."""

    name: str
    valid_from: date
    valid_until: date
    version: int
    source: str
    body_id: UUID | None
    published_at: datetime | None
    content: dict[str, Any]


def calendar_for(body_id: UUID | None, on: date, *, known_at: datetime | None = None) -> WorkingCalendar:
    """The working calendar of a body (None = the country's) for counting from the day `on`. Costs one small query.

    Documents published later decide over earlier ones, a body's own over the country's. `known_at` = as it was known
    at that moment, so that an old promise can be reckoned again as it was made.
    Refuses: BeyondCalendar when `on` lies outside everything published.
    """
    documents = CalendarDocument.objects.binding(body_id)
    if known_at is not None:
        documents = documents.published_by(known_at)
    compiled = _compiled(tuple(documents.in_force_order().values_list("id", flat=True)))
    compiled.day(on)
    return compiled


def documents(body_id: UUID | None) -> list[Published]:
    """Every document that binds a body, in the order in which they are laid over each other."""
    shipped = [
        Published(
            plain["name"], date.fromisoformat(plain["valid_from"]), date.fromisoformat(plain["valid_until"]),
            plain["version"], plain["source"], None, None, plain,
        )
        for plain in content.packaged()
    ]  # fmt: skip
    return shipped + [
        Published(
            row.name, row.valid_from, row.valid_until, row.version, row.source, row.body_id, row.published_at,
            row.content,
        )
        for row in CalendarDocument.objects.binding(body_id).in_force_order()
    ]  # fmt: skip


@functools.lru_cache(maxsize=_CALENDARS_IN_MEMORY)
def _compiled(document_ids: tuple[UUID, ...]) -> WorkingCalendar:
    """Documents never change, so their ids say everything about the calendar they make."""
    rows = {row.id: row for row in CalendarDocument.objects.filter(id__in=document_ids)}
    national = [content.parse(plain, whole=True) for plain in content.packaged()]
    own: list[Content] = []
    for identity in document_ids:
        row = rows[identity]
        parsed = content.parse(row.content, whole=row.body_id is None)
        (national if row.body_id is None else own).append(parsed)
    return compile_documents(national, own)

"""Publishing calendars."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.ground.calendar import content, events, queries
from lienthong.ground.calendar.models import CalendarDocument
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.kit import outbox
from lienthong.kit.errors import Invalid

_PUBLISHING = 0x6C696368  # one advisory lock for all publishing: it happens a few times a year


class SourceMissing(Invalid):
    """A calendar needs its source: the law, decision or notice it follows. Name it and publish again."""


def publish_calendar(
    *, plain: dict[str, Any], body_id: UUID | None, by: Subject, now: datetime, capacity: str = ""
) -> CalendarDocument:
    """Publish a calendar document, or a new version of one for the same days; earlier versions stay as they were.

    `plain` is the JSON form (see the packaged documents); a body's own may leave out what it does not change.
    Refuses: CalendarMalformed, SourceMissing, BeyondCalendar when it would leave a gap between national documents.
    """
    parsed = content.parse(plain, whole=body_id is None)
    source = str(plain.get("source", "")).strip()
    if not source:
        raise SourceMissing(_("Lịch làm việc phải ghi rõ căn cứ: luật, quyết định hoặc thông báo."))
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_PUBLISHING])
    earlier = [
        each.version
        for each in queries.documents(body_id)
        if (each.body_id, each.valid_from, each.valid_until) == (body_id, parsed.valid_from, parsed.valid_until)
    ]
    document = CalendarDocument.objects.create(
        body_id=body_id,
        valid_from=parsed.valid_from,
        valid_until=parsed.valid_until,
        version=max(earlier, default=0) + 1,
        name=str(plain.get("name", ""))[:200],
        content=plain,
        source=source,
        published_at=now,
    )
    queries.calendar_for(body_id, parsed.valid_from)
    body = {"version": document.version, "valid_from": parsed.valid_from, "valid_until": parsed.valid_until}
    journal.record("calendar.document.published", document, by=by, capacity=capacity, at=now, body=body)
    outbox.announce(events.document_published(document.id, at=now))
    return document

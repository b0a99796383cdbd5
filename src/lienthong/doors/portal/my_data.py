"""Who read my data: every reading of the registers about the person who is signed in, with its receipt to keep."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.files.delivery import disposition
from lienthong.ground.identity.queries import identification_of
from lienthong.kit.errors import NotFound
from lienthong.records.registers import declared, queries
from lienthong.records.registers.models import Reading


class NoSuchReading(NotFound):
    """There is no such reading of your data. Open it from the list of who read your data."""


@citizen
@require_safe
def my_data(request: CitizenRequest) -> HttpResponse:
    """Newest first. Without an identification nothing can be shown, and the page says how to get one."""
    held = identification_of(request.user, request.now)
    if held is None:
        return page(request, "portal/my_data.html", {"number": ""})
    found = queries.read_about(held.number, request.GET)
    shown: Any = replace(found, rows=[_told(each) for each in found.rows])  # type: ignore[misc]
    return page(request, "portal/my_data.html", {"number": held.number, "page": shown})


def _told(reading: Reading) -> SimpleNamespace:
    """A reading in the reader's language."""
    register = declared.find(reading.register)
    return SimpleNamespace(
        id=reading.pk,
        by_name=reading.by_name,
        by_body=reading.by_body,
        read_at=reading.read_at,
        purpose=reading.purpose,
        law=reading.law,
        title=str(register.title),
        fields=[str(register.attribute(name).title) for name in reading.attributes],
    )


@citizen
@require_safe
def receipt(request: CitizenRequest, reading_id: UUID) -> HttpResponse:
    """The sealed receipt of one reading, as a file. Refuses: NoSuchReading."""
    held = identification_of(request.user, request.now)
    mine = Reading.objects.filter(pk=reading_id, person__number=held.number if held else "").first()
    if mine is None:
        raise NoSuchReading
    body = json.dumps(queries.receipt(mine), ensure_ascii=False, indent=1, default=str)
    answer = HttpResponse(body, content_type="application/json")
    answer.headers["Content-Disposition"] = disposition(f"reading-{reading_id}.json", inline=False)
    return answer

"""My data: what I asked to correct and how that stands; who read what of me, with the receipt of each reading."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.files.delivery import disposition
from lienthong.ground.identity.queries import identification_of
from lienthong.ground.organisations.models import Body
from lienthong.kit.errors import NotFound
from lienthong.records.registers import declared, queries
from lienthong.records.registers.models import CorrectionRequest, Reading
from lienthong.records.registers.states import CorrectionState
from lienthong.work.onestop import machines
from lienthong.work.services import queries as services
from lienthong.work.services import telling
from lienthong.work.services.packages import Package

_APPLICATION = "services.application"


class NoSuchReading(NotFound):
    """There is no such reading of your data. Open it from the list of who read your data."""


@citizen
@require_safe
def my_data(request: CitizenRequest) -> HttpResponse:
    """Newest first. Without an identification nothing can be shown, and the page says how to get one."""
    held = identification_of(request.user, request.now)
    number = held.number if held else ""
    corrections = queries.corrections_of(request.user, number)
    officials = queries.officials_of(corrections)
    asked = [_asked(each, officials) for each in corrections]
    opened = machines.readings_of(request.user, number)
    english = _in_english(each.by_body for each in opened)
    for each in opened:
        each.by_body = english.get(each.by_body, each.by_body)
    if not number:
        return page(request, "portal/my_data.html", {"number": "", "corrections": asked, "opened": opened})
    found = queries.read_about(number, request.GET)
    pinned = services.packages_of(each.subject_id for each in found.rows if each.subject_kind == _APPLICATION)
    english = _in_english(each.by_body for each in found.rows)
    rows: Any = [_told(each, pinned.get(each.subject_id), english) for each in found.rows]
    shown: Any = replace(found, rows=rows)
    return page(
        request, "portal/my_data.html", {"number": number, "corrections": asked, "opened": opened, "page": shown}
    )


_TONES = {
    CorrectionState.OPEN: "amber",
    CorrectionState.PROPOSED: "amber",
    CorrectionState.AGREED: "leaf",
    CorrectionState.REFUSED: "clay",
}


def _asked(request: CorrectionRequest, officials: dict[UUID | None, str]) -> SimpleNamespace:
    """A request to correct in the reader's language: what it was and should be, where it stands, by whom and why."""
    register = declared.find(request.register)
    attribute = register.attribute(request.attribute)
    return SimpleNamespace(
        title=str(attribute.title),
        register=str(register.title),
        person=request.person,
        keeper=request.keeper,
        value=attribute.words(request.reading.values[request.attribute]),
        claimed=attribute.words(request.claimed),
        why=request.why,
        files=[each.file.name for each in request.evidence.all()],
        state=request.get_state_display(),
        tone=_TONES[CorrectionState(request.state)],
        asked_at=request.asked_at,
        answered_at=request.answered_at,
        proposed_at=request.proposed_at,
        proposed_by=officials.get(request.proposed_by, ""),
        proposal=request.proposal,
        seen=[each for each in (request.seen, *(each.file.name for each in request.seen_files.all())) if each],
        answered_by=officials.get(request.answered_by, ""),
        reason=request.reason,
    )


def _in_english(bodies: Iterable[str]) -> dict[str, str]:
    """Vietnamese name of a body -> its English one, on an English page; one query, none where nobody is named."""
    names = {each for each in bodies if each} if get_language() == "en" else set()
    found = Body.objects.filter(name_vi__in=names).exclude(name_en="") if names else Body.objects.none()
    return dict(found.values_list("name_vi", "name_en"))


def _told(reading: Reading, package: Package | None, english: Mapping[str, str]) -> SimpleNamespace:
    """A reading in the reader's language: why and by which law as its package says, else as it was sealed."""
    register = declared.find(reading.register)
    purpose, law = telling.purpose_of(package, reading.register) if package else ("", "")
    return SimpleNamespace(
        id=reading.pk,
        by_name=reading.by_name,
        by_body=english.get(reading.by_body, reading.by_body),
        read_at=reading.read_at,
        purpose=purpose or reading.purpose,
        law=law or reading.law,
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

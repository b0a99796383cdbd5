"""The list of a body's procedures, one version in plain words, and what changed between two versions."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from lienthong.doors.desk.authoring import showing
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Invalid
from lienthong.work.services import comparing, queries, rules
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Procedure, Version


class OtherProcedure(Invalid):
    """These two are not versions of one procedure. Choose another version of the same procedure."""


@official
@require_GET
def procedures(request: OfficialRequest) -> HttpResponse:
    """What the body publishes, each with its versions. Refuses: MandateEnded, NotInThisRole."""
    rules.require_may_read(request.mandate, now=request.now)
    found = queries.of_body(request.mandate.post.body)
    offered = queries.offered_anywhere(found)
    context = {
        "procedures": [_line(each, is_offered=each.pk in offered) for each in found],
        "drafts": queries.unpublished(request.mandate.post.body),
        "may_write": mandates.may(request.mandate, Verb.DRAFT_PROCEDURE, now=request.now),
        "may_offer": _may_offer(request),
    }
    return page(request, "desk/authoring/list.html", context)


def _may_offer(request: OfficialRequest) -> bool:
    return mandates.may(request.mandate, Verb.PUBLISH_PROCEDURE, now=request.now)


def _line(procedure: Procedure, *, is_offered: bool) -> dict[str, Any]:
    current = procedure.current
    return {
        "is_offered": is_offered,
        "key": procedure.key,
        "name": current.name if current else procedure.key,
        "unconfirmed": current.package.unconfirmed if current else 0,
        "versions": vars(procedure)["all_versions"],
        "current_id": procedure.current_id,
    }


@official
@require_GET
def version(request: OfficialRequest, version_id: UUID) -> HttpResponse:
    """One version: questions, tables with their law, steps, dates, what is to be confirmed. Refuses: NoSuchVersion."""
    found = _found(request, version_id)
    context = {
        **_about(found),
        **showing.shown(found.package, queries.find_package),
        "is_sealed": queries.is_sealed(found, at=request.now),
        "before": queries.before(found),
        "offered_count": len(queries.offerings(found.procedure)),
        "may_offer": _may_offer(request),
    }
    return page(request, "desk/authoring/version.html", context)


@official
@require_GET
def compare(request: OfficialRequest, version_id: UUID) -> HttpResponse:
    """What changed since another version, the one before if none is named. Refuses: NoSuchVersion, OtherProcedure."""
    found = _found(request, version_id)
    asked = request.GET.get("with", "")
    other = queries.version_of(request.mandate.post.body, _uuid(asked)) if asked else queries.before(found)
    if other is not None and other.procedure_id != found.procedure_id:
        raise OtherProcedure
    changes = comparing.compare(other.package.plain, found.package.plain) if other else []
    numbers = found.procedure.versions.exclude(pk=found.pk).defer("compiled", "seal").order_by("-number")
    context = {**_about(found), "other": other, "others": numbers, "changes": changes}
    return page(request, "desk/authoring/compare.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as broken:
        raise queries.NoSuchVersion from broken


def _found(request: OfficialRequest, version_id: UUID) -> Version:
    rules.require_may_read(request.mandate, now=request.now)
    return queries.version_of(request.mandate.post.body, version_id)


def _about(found: Version) -> dict[str, Any]:
    name = in_language(found.package.plain["procedure"]["name"])
    return {"version": found, "name": name, "is_current": found.procedure.current_id == found.pk}

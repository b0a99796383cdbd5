"""The files of an application, as they came: for which paper each was given, and which took the place of which."""

from dataclasses import dataclass
from datetime import datetime

from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application, Attachment
from lienthong.work.services.queries import Filled


@dataclass(frozen=True)
class HandedIn:
    """A file that was handed in: for which paper, when, and which it replaces, or is replaced by."""

    given: Attachment
    name: str
    replaces: bool
    replaced_at: datetime | None


def handed_in(filled: Filled) -> list[HandedIn]:
    """All files as they came. What a supplement brought for a paper takes the place of what lay there before."""
    names = {each["code"]: in_language(each["name"]) for each in filled.package.plain["procedure"]["papers"]}
    rounds: dict[str, list[datetime]] = {}
    for each in filled.attachments:
        came = rounds.setdefault(each.paper, [])
        if (at := _came_at(filled, each)) not in came:
            came.append(at)
    return [_paper(each, names[each.paper], rounds[each.paper], _came_at(filled, each)) for each in filled.attachments]


def file_names(application: Application) -> dict[str, list[str]]:
    """The names of the files given for each paper, as they came; one query."""
    found: dict[str, list[str]] = {}
    for each in application.attachments.select_related("file").order_by("attached_at", "id"):
        found.setdefault(each.paper, []).append(each.file.name)
    return found


def _paper(given: Attachment, name: str, came: list[datetime], at: datetime) -> HandedIn:
    place = came.index(at)
    return HandedIn(given, name, replaces=place > 0, replaced_at=came[place + 1] if place + 1 < len(came) else None)


def _came_at(filled: Filled, given: Attachment) -> datetime:
    """When it reached the office: with all the others, or with a supplement."""
    handed_in = filled.application.submitted_at
    return max(given.attached_at, handed_in) if handed_in else given.attached_at

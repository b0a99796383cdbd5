"""The document locker: papers an office accepted and results it gave, which the person may use again.

A paper was accepted when the dossier it was given in was granted, it was not replaced by a supplement, and the result
was not revoked. How long it may be used again is what its package says; without a word of that there is no end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from lienthong.ground.files.models import StoredFile
from lienthong.ground.files.states import Scan
from lienthong.ground.identity.models import Account
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid, NotFound
from lienthong.work.onestop.models import Dossier, Event, Result
from lienthong.work.onestop.states import Kind, ResultKind
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.expressions.values import add_months
from lienthong.work.services.models import Application, Attachment


class NoSuchKept(NotFound):
    """There is no such paper in your locker, or it can no longer be reused. Upload the paper again."""


class DoesNotSuit(Invalid):
    """This paper cannot replace the one asked for, or is about another person. Choose another, or upload it."""


@dataclass(frozen=True)
class Kept:
    """A paper or result in the locker: file, dossier, since when, and what its package says of it."""

    id: UUID
    dossier: Dossier
    file: StoredFile
    given_at: datetime
    plain: Mapping[str, Any]
    paper: Attachment | None

    @property
    def is_result(self) -> bool:
        """Was it given by the office, not to it?"""
        return self.paper is None

    @property
    def same(self) -> tuple[str, str, str]:
        """What makes two of them one: the bytes, the paper, and whom it is about."""
        return self.file.sha256, self.plain["code"], self.dossier.application.subject_number

    @property
    def title(self) -> str:
        """How the package calls it, in the reader's language."""
        return in_language(self.plain["name"])

    @property
    def valid_until(self) -> date | None:
        """The last day on which it may be used again; none where the package says nothing of that."""
        return _end(self.given_at, self.plain)

    def holds_on(self, day: date, *, asked: Mapping[str, Any] | None = None) -> bool:
        """May it be used on that day, also by what the package that asks for it (`asked`) says?"""
        ends = (self.valid_until, _end(self.given_at, asked or {}))
        return all(end is None or day <= end for end in ends)

    def stands_for(self, application: Application, asked: Mapping[str, Any]) -> bool:
        """Is it the paper `asked` for, of the same person: by what it is about, or by code in one procedure?"""
        if self.dossier.application.subject_number != application.subject_number:
            return False
        if "about" in asked and asked["about"] == self.plain.get("about"):
            return True
        same = self.dossier.procedure_id == application.procedure_id and self.plain["code"] == asked["code"]
        return same and not self.is_result


def _end(given_at: datetime, plain: Mapping[str, Any]) -> date | None:
    if "valid_months" not in plain:
        return None
    end = add_months(local(given_at).date(), plain["valid_months"])
    assert isinstance(end, date), "a day moved by whole months is a day"
    return end


def kept_by(account: Account, *, now: datetime) -> list[Kept]:
    """What is in the locker of this person now, the latest first; three queries.

    The same bytes given again for the same person and paper are there once, since they were first given.
    """
    today = local(now).date()
    latest_first = sorted([*_papers(account), *_results(account)], key=lambda each: each.given_at, reverse=True)
    first = {each.same: each for each in latest_first}
    return [each for each in latest_first if first[each.same] is each and each.holds_on(today)]


def find(account: Account, kept_id: Any, *, now: datetime) -> Kept:
    """One of them. Refuses: NoSuchKept."""
    one = next((each for each in kept_by(account, now=now) if str(each.id) == str(kept_id)), None)
    if one is None:
        raise NoSuchKept
    return one


def offered(application: Application, papers: Iterable[Mapping[str, Any]], *, now: datetime) -> dict[str, list[Kept]]:
    """By the code of each of these papers what may be used for it; what was used is not offered again."""
    if application.applicant is None:
        return {}
    mine = kept_by(application.applicant, now=now)
    given = set(application.attachments.values_list("paper", "file__sha256")) if mine else set()
    return {
        asked["code"]: [each for each in mine if _suits(each, application, asked, now=now)
                        and (asked["code"], each.file.sha256) not in given]
        for asked in papers
    }  # fmt: skip


def require_suits(kept: Kept, application: Application, paper: str, *, now: datetime) -> None:
    """Refuses: DoesNotSuit, for another paper, another person, or one whose time is over by the package that asks."""
    known = application.version.package.plain["procedure"]["papers"]
    asked = next((each for each in known if each["code"] == paper), None)
    if asked is None or not _suits(kept, application, asked, now=now):
        raise DoesNotSuit(paper=paper)


def _suits(kept: Kept, application: Application, asked: Mapping[str, Any], *, now: datetime) -> bool:
    return kept.stands_for(application, asked) and kept.holds_on(local(now).date(), asked=asked)


def origins(papers: Iterable[Attachment]) -> dict[UUID, Dossier]:
    """Of those that were used again, by id, the dossier each was accepted in or is the result of.

    One narrow query; two more only where something was used again.
    """
    listed = list(papers)
    reused = {each.pk: each.reused_from_id for each in listed if each.reused_from_id}
    results = Result.objects.filter(file__in=[each.file_id for each in listed]).values_list("file_id", "dossier_id")
    of_file: dict[UUID | None, UUID] = dict(results)
    of_paper = dict(
        Attachment.objects.filter(pk__in=reused.values()).values_list("pk", "application__dossier") if reused else ()
    )
    sources = {pk: of_paper[source] for pk, source in reused.items()}
    sources |= {each.pk: of_file[each.file_id] for each in listed if each.file_id in of_file}
    dossiers = Dossier.objects.select_related("body").in_bulk(set(sources.values())) if sources else {}
    return {pk: dossiers[source] for pk, source in sources.items()}


def _papers(account: Account) -> list[Kept]:
    """Given by the person in granted dossiers and not replaced since; what was itself used again is there once."""
    mine = Attachment.objects.filter(
        application__applicant=account, application__dossier__result__kind=ResultKind.GRANTED,
        application__dossier__result__revoked_at__isnull=True, reused_from__isnull=True, file__dropped_at__isnull=True,
    ).exclude(file__scan=Scan.INFECTED)  # fmt: skip
    own = mine.filter(~Exists(Result.objects.filter(file=OuterRef("file"))))
    whole = "file", "application__dossier__application", "application__dossier__body"
    found = list(own.select_related(*whole))
    replaced = _replaced({each.application.dossier.pk for each in found})
    known = {each.pk: _plain_of(each.application.dossier, "papers", each.paper) for each in found}
    return [
        Kept(each.pk, each.application.dossier, each.file, each.attached_at, known[each.pk], each)
        for each in found
        if each.attached_at >= replaced.get((each.application.dossier.pk, each.paper), each.attached_at)
    ]


def _replaced(dossiers: set[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When a supplement brought a paper anew: what was given before that moment was not good enough."""
    brought = Event.objects.filter(dossier__in=dossiers, kind=Kind.SUPPLIED).in_order()
    return {(each.dossier_id, file["paper"]): each.at for each in brought for file in each.details.get("files", [])}


def _results(account: Account) -> list[Kept]:
    """Given to the person, and not revoked."""
    granted = Result.objects.filter(
        dossier__application__applicant=account, kind=ResultKind.GRANTED, revoked_at__isnull=True,
        file__dropped_at__isnull=True,
    ).select_related("file", "dossier__application", "dossier__body")  # fmt: skip
    return [
        Kept(each.pk, each.dossier, each.file, each.signed_at, _plain_of(each.dossier, "results", each.outcome), None)
        for each in granted
        if each.file is not None
    ]


def _plain_of(dossier: Dossier, part: str, code: str) -> Mapping[str, Any]:
    """What the package of the dossier says of one of its papers or results."""
    listed: list[dict[str, Any]] = dossier.version.package.plain["procedure"][part]
    return next(each for each in listed if each["code"] == code)

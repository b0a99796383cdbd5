"""Reads for pages: the catalogue, one procedure, one application with all that follows from its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, When

from lienthong.ground.calendar.queries import calendar_for
from lienthong.ground.identity.models import Account
from lienthong.ground.organisations.models import Body
from lienthong.ground.signatures import cms_verify
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound
from lienthong.kit.rows import only
from lienthong.work.services import answering, checks, elsewhere, finding, packages
from lienthong.work.services.binding import Page, Question
from lienthong.work.services.elsewhere import Elsewhere
from lienthong.work.services.expressions.evaluating import evaluate
from lienthong.work.services.models import (
    Application,
    ApplicationQuerySet,
    Attachment,
    Draft,
    Offering,
    Procedure,
    ProcedureQuerySet,
    Version,
    without_bytes,
)
from lienthong.work.services.models import version_of as kept_version
from lienthong.work.services.packages import Package
from lienthong.work.services.problems import PackageRefused, Place, Problem
from lienthong.work.services.simulating import Simulation, simulate
from lienthong.work.services.states import Purpose
from lienthong.work.services.walking import Facts


class NoSuchProcedure(NotFound):
    """There is no such procedure, or it is not published. Search for it from the home page."""


class NoSuchVersion(NotFound):
    """Your body published no such version. Open it from the list of your body's procedures."""


class NoSuchDraft(NotFound):
    """Your body has no such draft: it was published or discarded. Open the list of your body's procedures."""


class NoSuchApplication(NotFound):
    """There is no such application, or it is not yours. Open it from your own list, or with its code."""


class NotOfferedThere(NotFound):
    """This body does not offer the procedure. Choose another place."""


def catalogue() -> list[Procedure]:
    """Everything one can apply for; one query."""
    return list(Procedure.objects.published().order_by("key"))


def search(text: str) -> list[Procedure]:
    """The published procedures these everyday words mean, the best first."""
    published = {each.key: each for each in catalogue()}
    index = _index(tuple((key, each.current) for key, each in published.items() if each.current))
    return [published[found.key] for found in index.find(text)]


@dataclass(frozen=True)
class Answer:
    """What the portal says to everyday words: its services, the best first, and what is done elsewhere instead."""

    procedures: list[Procedure]
    elsewhere: Elsewhere | None = None


def answer(text: str) -> Answer:
    """As `search`; of what is done elsewhere the nearest services, and those that clearly fit as well."""
    published = {each.key: each for each in catalogue()}
    index = _index(tuple((key, each.current) for key, each in published.items() if each.current))
    found = index.find(text)
    there = elsewhere.meant(text, found)
    if there is None:
        return Answer([published[each.key] for each in found])
    clear = [each.key for each in found if each.score >= finding.CLEAR]
    keys = dict.fromkeys([*(key for key in there.near if key in published), *clear])
    return Answer([published[key] for key in keys], there)


@lru_cache(maxsize=2)
def _index(published: tuple[tuple[str, Version], ...]) -> finding.Index:
    """Built once for each set of versions; a version never changes."""
    return finding.Index({key: finding.Described.of(version.package) for key, version in published})


def procedure(key: str) -> Procedure:
    """The published procedure under this key. Refuses: NoSuchProcedure."""
    found = Procedure.objects.published().filter(key=key).first()
    if found is None:
        raise NoSuchProcedure(key=key)
    return found


def of_body(body: Body) -> list[Procedure]:
    """What a body publishes, with every version but its bytes, the latest first; two queries."""
    versions = Version.objects.defer("compiled", "seal").order_by("-number")
    found = (
        Procedure.objects.filter(owner=body).select_related("current").defer(*without_bytes("current")).order_by("key")
    )
    return list(found.prefetch_related(Prefetch("versions", versions, to_attr="all_versions")))


def version_of(body: Body, version_id: Any) -> Version:
    """A version that this body published. Refuses: NoSuchVersion."""
    whole = Version.objects.select_related("procedure__current", "procedure__owner", "published_by__account")
    found = whole.filter(procedure__owner=body, pk=version_id).first()
    if found is None:
        raise NoSuchVersion
    return found


def unpublished(body: Body) -> list[Draft]:
    """What is being written in a body, the latest change first; one query."""
    return list(Draft.objects.filter(owner=body).select_related("changed_by__account").order_by("-changed_at", "id"))


def packages_of(applications: Iterable[UUID]) -> dict[UUID, Package]:
    """The package by which each of these applications goes; one query."""
    pinned = Application.objects.filter(pk__in=list(applications)).values_list("pk", "version_id")
    return {identity: kept_version(version).package for identity, version in pinned}


def draft_of(body: Body, draft_id: Any) -> Draft:
    """A draft of this body. Refuses: NoSuchDraft."""
    found = Draft.objects.select_related("owner", "changed_by__account").filter(owner=body, pk=draft_id).first()
    if found is None:
        raise NoSuchDraft
    return found


def version_at(address: str) -> Version | None:
    """The version of this SHA-256, with its bytes, whether or not it is in force; one query."""
    return Version.objects.select_related("procedure__owner").filter(address=address).first()


def offered_by(body: Body) -> set[UUID]:
    """The procedures one can apply for at this body; one query."""
    return set(Offering.objects.open().filter(body=body).values_list("procedure", flat=True))


OWN, OFFERED, OTHERS = range(3)
"""Where a procedure stands in the list of a body: it published it, it offers it, neither."""


def for_body(body: Body) -> ProcedureQuerySet:
    """Every published procedure, with its `place` in the list of this body."""
    open_here = Offering.objects.open().filter(body=body, procedure=OuterRef("pk"))
    cases = (When(owner=body, then=OWN), When(Exists(open_here), then=OFFERED))
    return Procedure.objects.published().annotate(place=Case(*cases, default=OTHERS, output_field=IntegerField()))


def open_at(body: Body) -> dict[UUID, Offering]:
    """What the body offers, by procedure; one query."""
    return {each.procedure_id: each for each in Offering.objects.open().whole().filter(body=body)}


def offered_anywhere(found: Iterable[Procedure]) -> set[UUID]:
    """Those of these procedures that at least one body offers; one query."""
    keys = [each.pk for each in found]
    return set(Offering.objects.open().filter(procedure__in=keys).values_list("procedure", flat=True))


@dataclass(frozen=True)
class Checked:
    """What came of a draft: the package when its files can be read as one, and everything that is wrong."""

    package: Package | None
    problems: tuple[Problem, ...]

    @property
    def is_ready(self) -> bool:
        """Could it be published?"""
        return self.package is not None and not self.problems


def checked(draft: Draft, *, at: datetime) -> Checked:
    """Read and check a draft as it would be before publication."""
    try:
        package = packages.read_files(draft.files)
    except PackageRefused as refused:
        return Checked(None, refused.problems)
    calendar = calendar_for(draft.owner_id, local(at).date())
    return Checked(package, tuple(checks.check(package, calendar, find_package, draft.key)))


def before(version: Version) -> Version | None:
    """The version it took the place of."""
    return version.procedure.versions.filter(number__lt=version.number).order_by("-number").first()


def offerings(found: Procedure) -> list[Offering]:
    """Where it can be applied for, in Vietnamese order of the bodies; one query."""
    return list(found.offerings.open().whole().order_by("body__sort_key", "id"))


def offering(found: Procedure, body_id: Any) -> Offering:
    """The offering of one body. Refuses: NotOfferedThere."""
    one = found.offerings.open().whole().filter(body_id=body_id).first()
    if one is None:
        raise NotOfferedThere
    return one


def drafts_of(account: Account, *, now: datetime) -> list[Application]:
    """What the person has begun and may still go on with, the latest first."""
    found = Application.objects.drafts().of(account).exclude(expires_at__lte=now)
    return list(found.whole().order_by("-saved_at"))


def application_of(account: Account, application_id: Any) -> Application:
    """One application of this person. Refuses: NoSuchApplication."""
    found = only(Application.objects.of(account).whole().filter(pk=application_id))
    if found is None:
        raise NoSuchApplication
    return found


def by_resume_code(code: str) -> Application:
    """The draft with this code, however it is typed. Refuses: NoSuchApplication."""
    found = only(Application.objects.drafts().whole().filter(resume_code=plain_code(code)))
    if found is None:
        raise NoSuchApplication
    return found


def plain_code(code: str) -> str:
    """The code of a draft as it is kept, however it is typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def open_draft(code: str, *, at: datetime) -> Application | None:
    """The draft a citizen began, by its code, while it may be filled in."""
    return only(_own_drafts(at).filter(resume_code=plain_code(code)))


def draft(application_id: str, *, at: datetime) -> Application | None:
    """The same by its identity; an empty one names none."""
    return only(_own_drafts(at).filter(pk=application_id)) if application_id else None


def _own_drafts(at: datetime) -> ApplicationQuerySet:
    """What citizens began themselves and may still fill in."""
    return Application.objects.drafts().whole().filter(applicant__isnull=False).exclude(expires_at__lte=at)


def applicant_of_draft(application_id: Any) -> Account | None:
    """Whose draft it is; nobody's once it is handed in or thrown away."""
    found = only(Application.objects.drafts().filter(pk=application_id).select_related("applicant"))
    return found.applicant if found else None


def facts_of(package: Package, given: Mapping[str, Any]) -> Facts:
    """Answers as they are stored become values; one that the package does not know (any more) does not count."""
    unfit: list[Problem] = []
    return answering.typed(package, given, Place("application"), unfit)


@dataclass(frozen=True)
class Filled:
    """An application with everything that follows from what was answered so far, had it been received at `at`."""

    application: Application
    package: Package
    facts: Facts
    simulation: Simulation
    attachments: tuple[Attachment, ...]
    at: datetime

    @property
    def papers(self) -> tuple[str, ...]:
        """Codes of the papers that must be given as files: what the answers themselves become is none of them."""
        papers = self.package.plain["procedure"]["papers"]
        made = {paper["code"] for paper in papers if paper.get("from_answers")}
        return tuple(code for code in self.simulation.papers if code not in made)

    @property
    def missing_papers(self) -> tuple[str, ...]:
        """Papers asked for that have no file yet."""
        given = {each.paper for each in self.attachments}
        return tuple(code for code in self.papers if code not in given)

    @property
    def is_eligible(self) -> bool | None:
        """May one apply? None while that is open."""
        found = self.simulation.one(Purpose.ELIGIBILITY)
        return found if isinstance(found, bool) else None

    @property
    def is_complete(self) -> bool:
        """Is everything answered and every paper given, and do fee and date follow from it?"""
        found = self.simulation
        known = found.fee is not None and found.deadline is not None
        return found.is_closed and known and not self.missing_papers

    def is_known(self, page: Page) -> bool:
        """Do registers answer everything this page asks, so that nobody needs to see it on the way?"""
        return bool(page.questions) and all(self._is_known(question) for question in page.questions)

    def is_settled(self, page: Page) -> bool:
        """The same, also where the person said that a register is wrong: with that it is answered, and not gone to."""
        facts, said = self.application.facts, self.application.answers
        return bool(page.questions) and all(
            self._is_known(question) or (question.name in facts and question.name in said)
            for question in page.questions
        )

    def _is_known(self, question: Question) -> bool:
        fact = self.application.facts.get(question.name)
        return fact is not None and not fact.get("disputed") and (fact["value"] is not None or not question.is_required)

    @property
    def asked_pages(self) -> list[Page]:
        """The pages this person goes through: those that are shown and not already answered by registers."""
        return [page for page in self.simulation.walk.pages if not self.is_known(page)]

    @property
    def page_count(self) -> int:
        """How many pages there are to go through, those that may still come counted."""
        today = local(self.at).date()
        facts = self.simulation.walk.facts
        closed = self.simulation.is_closed
        pages = self.package.pages
        open_pages = [page for page in pages if evaluate(page.when, facts, today, closed=closed) is not False]
        return sum(not self.is_settled(page) for page in open_pages)

    @property
    def counted_pages(self) -> list[Page]:
        """Those of them that are shown now."""
        return [page for page in self.simulation.walk.pages if not self.is_settled(page)]

    def next_page(self, after: str = "") -> Page | None:
        """The next page to go through; after the first question still open, so that nothing can be skipped.

        None when all pages have been gone through.
        """
        asked = self.asked_pages
        missing = {question.page for question in self.simulation.walk.missing}
        names = [page.name for page in asked]
        start = names.index(after) + 1 if after in names else 0
        before = [page for page in asked[:start] if page.name in missing]
        later = [page for page in asked[start:] if page.name in missing or not self._is_touched(page)]
        return next(iter([*before, *later]), None)

    def _is_touched(self, page: Page) -> bool:
        """Has the person answered anything there, or is nothing on it to be answered?"""
        return any(question.name in self.application.answers for question in page.questions)

    @property
    def fee(self) -> int:
        """What is to be paid, in đồng; 0 while it is open."""
        return self.simulation.fee or 0


def filled(application: Application, *, at: datetime, later: frozenset[str] = frozenset()) -> Filled:
    """The application with what follows from it; two queries (attachments, calendar). `later` as in `simulate`."""
    package = application.version.package
    facts = facts_of(package, application.given)
    calendar = calendar_for(application.offering.body_id, local(at).date())
    attachments = tuple(application.attachments.select_related("file").order_by("attached_at", "id"))
    return Filled(application, package, facts, simulate(package, facts, at, calendar, later=later), attachments, at)


def find_package(key: str) -> Package | None:
    """The package in force of a procedure, to which another may be linked."""
    found = Procedure.objects.published().filter(key=key).first()
    return found.current.package if found and found.current else None


def is_sealed(version: Version, *, at: datetime) -> bool:
    """Does the publishing body's seal hold over this version, and is the address that of the very bytes?"""
    compiled = bytes(version.compiled)
    try:
        cms_verify.verify_detached(bytes(version.seal), compiled, trust=signatures.trust(at), at=at)
    except SignatureInvalid:
        return False
    return version.package.address == version.address

"""Applying: begin, one page of questions after the other, papers, check the answers, hand in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthong.doors.portal import reading
from lienthong.doors.portal.begin import BeginForm
from lienthong.doors.portal.catalogue import card
from lienthong.doors.portal.frame import CitizenRequest, citizen, entrance, page
from lienthong.doors.portal.opened import FillingRequest, filling, handed_in
from lienthong.ground.files import actions as files
from lienthong.ground.files import content
from lienthong.ground.files import delivery as giving
from lienthong.ground.identity import standing
from lienthong.ground.identity.models import Account
from lienthong.kit.clock import local
from lienthong.kit.errors import NotAllowed, NotFound, Refused
from lienthong.kit.web.waiting import gated
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop import locker
from lienthong.work.onestop import queries as dossiers
from lienthong.work.services import actions, delivering, linked, matters, queries, unfinished
from lienthong.work.services.asking import QuestionForm, asked, suggested
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Version
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import Channel

ACCEPTED = frozenset({content.PDF, content.JPEG, content.PNG})
"""Papers come as PDF or as a picture from a telephone."""
LARGEST_PAPER_BYTES = 20 * 1024 * 1024
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class NoSuchPage(NotFound):
    """There is no such page in this application. Go on from its overview."""


@citizen
@get_or_post
def begin(request: CitizenRequest, key: str) -> HttpResponse:
    """For whom and where; an open draft for the same person is gone on with.

    Refuses: NoSuchProcedure, NobodyOffers.
    """
    procedure = queries.procedure(key)
    known = _require_known(request, procedure.current)
    form = BeginForm(procedure, request.user, request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            draft = actions.begin(
                offering=form.offering,
                whom=form.person_meant(known),
                by=request.user,
                now=request.now,
                channel=Channel.ONLINE,
            )
            if draft.started_at == request.now:
                draft = actions.read_registers(application=draft, by=request.user, now=request.now)
            else:
                messages.info(request, _("Bạn đã có bản nháp của thủ tục này; hãy làm tiếp."))
        return redirect(_onward(queries.filled(draft, at=request.now)))
    return page(request, "portal/begin.html", {"form": form, "card": card(procedure), "procedure": procedure})


def _require_known(request: CitizenRequest, version: Version | None) -> dict[str, Any]:
    """The gate of the procedure: how surely the person must be known. What was shown is kept with the application.

    Refuses: SignInFirst, ProofOfPersonNeeded, StrongerProofNeeded.
    """
    assert version is not None, "a published procedure has a version"
    return standing.require(request, version.package.assurance).plain()


def _proven_phone(account: Account | None) -> str:
    return (account.phone or "") if account is not None and account.phone_verified_at is not None else ""


def _onward(filled: Filled, after: str = "") -> str:
    """Where the person goes next: the next page, the papers, or the check before handing in.

    Who cannot apply by what is known so far is told there at once, not after the last question.
    """
    if filled.is_eligible is False:
        return reverse("portal:check", args=[filled.application.pk])
    following = filled.next_page(after)
    if following is not None:
        return reverse("portal:question", args=[filled.application.pk, following.name])
    if filled.missing_papers:
        return reverse("portal:papers", args=[filled.application.pk])
    return reverse("portal:check", args=[filled.application.pk])


def _filled(request: FillingRequest, application_id: UUID) -> Filled:
    return queries.filled(queries.application_of(request.filler, application_id), at=request.now)


def _about(filled: Filled) -> dict[str, Any]:
    """What every page of one application says at its head."""
    application = filled.application
    counted = filled.counted_pages
    missing = {question.page for question in filled.simulation.walk.missing}
    done = sum(each.name not in missing for each in counted)
    return {
        "application": application,
        "name": in_language(filled.package.plain["procedure"]["name"]),
        "total": max(filled.page_count, len(counted)),
        "done": done,
        "next_url": _onward(filled),
    }


@filling
@require_safe
def overview(request: FillingRequest, application_id: UUID) -> HttpResponseBase:
    """The list of what is done and what is left, with what registers said. Refuses: NoSuchApplication."""
    filled = _filled(request, application_id)
    if (over := handed_in(request, filled.application)) is not None:
        return over
    known = [each for each in filled.simulation.walk.pages if filled.is_known(each)]
    missing = {question.page for question in filled.simulation.walk.missing}
    tasks = [
        {"name": each.name, "title": _title(filled, each.name), "done": each.name not in missing}
        for each in filled.asked_pages
    ]
    context = {"tasks": tasks, "known": reading.lines(filled, known), "papers": reading.papers(filled)}
    context |= {"by_code": request.by_code, "resume_url": request.build_absolute_uri(reverse("portal:resume"))}
    return page(request, "portal/application.html", {**_about(filled), **context})


def _title(filled: Filled, name: str) -> str:
    pages = filled.package.plain["questions"]["pages"]
    return in_language(next(each["title"] for each in pages if each["name"] == name))


@filling
@get_or_post
def question(request: FillingRequest, application_id: UUID, name: str) -> HttpResponseBase:
    """One page of questions; what is left open is shown again with words. Refuses: NoSuchApplication, NoSuchPage."""
    filled = _filled(request, application_id)
    if (over := handed_in(request, filled.application)) is not None:
        return over
    shown = next((each for each in filled.simulation.walk.pages if each.name == name), None)
    if shown is None:
        raise NoSuchPage(page=name)
    application = filled.application
    state = application.unfinished.get(name, {})
    typed = unfinished.typed_of(state)
    questions = asked(shown, application.facts, application.relation)
    told = reading.told(application)
    known = {**delivering.to_call(_proven_phone(application.applicant)), **suggested(questions, told), **told}
    form = QuestionForm(questions, known, request.POST or None, typed, today=local(request.now).date())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            actions.answer(application=application, page=name, given=form.plain(), by=request.filler, now=request.now)
        if "later" in request.POST:
            messages.success(request, _("Đã lưu. Bạn có thể làm tiếp bất cứ lúc nào trước khi bản nháp hết hạn."))
            return redirect("portal:application", application_id) if request.by_code else redirect("portal:mine")
        if "back" in request.GET:
            return redirect("portal:check", application_id)
        return redirect(_onward(_filled(request, application_id), name))
    counted = [each.name for each in filled.counted_pages]
    place = counted.index(name) + 1 if name in counted else 0
    whys = {each.name: in_language(each.plain["why"]) for each in shown.questions if "why" in each.plain}
    context = {
        "form": form,
        "fields": [(form[each.name], whys.get(each.name, "")) for each in form.questions],
        "title": _title(filled, name),
        "known": [line for line in reading.lines(filled, [shown]) if line.source],
        "place": place,
        "page_name": name,
        "edition": unfinished.edition_of(state),
        "typed_at": unfinished.typed_at(state) if typed and not form.is_bound else None,
        "before_url": _before(filled, name),
    }
    return page(request, "portal/question.html", {**_about(filled), **context})


def _before(filled: Filled, name: str) -> str:
    names = [each.name for each in filled.asked_pages]
    if name in names and names.index(name):
        return reverse("portal:question", args=[filled.application.pk, names[names.index(name) - 1]])
    return reverse("portal:application", args=[filled.application.pk])


@filling
@get_or_post
def papers(request: FillingRequest, application_id: UUID) -> HttpResponseBase:
    """The papers that are asked for, each with its own place to give it. Refuses: NoSuchApplication."""
    filled = _filled(request, application_id)
    if (over := handed_in(request, filled.application)) is not None:
        return over
    problem = ""
    if request.method == "POST":
        try:
            _take(request, filled)
        except Refused as refused:
            problem = refused.detail
        else:
            return redirect("portal:papers", application_id)
    context = {
        "papers": reading.papers(filled, now=None if request.by_code else request.now),
        "origins": locker.origins(filled.attachments),
        "problem": problem,
        "wrong": request.POST.get("paper", ""),
        "largest_bytes": LARGEST_PAPER_BYTES,
    }
    status = 422 if problem else 200
    return page(request, "portal/papers.html", {**_about(filled), **context}, status=status)


def _take(request: FillingRequest, filled: Filled) -> None:
    """A file given for a paper, or one taken back."""
    gone = request.POST.get("remove")
    if gone:
        found = next((each for each in filled.attachments if str(each.pk) == gone), None)
        if found is not None:
            with transaction.atomic():
                actions.detach(application=filled.application, attachment=found, by=request.filler, now=request.now)
        return
    given = request.FILES.get("file")
    if given is None:
        raise NothingChosen
    with files.infections_recorded(by=request.filler, now=request.now):
        stored = files.keep(
            given, name=given.name or "", by=request.filler, now=request.now, allowed=ACCEPTED,
            largest_bytes=LARGEST_PAPER_BYTES,
        )  # fmt: skip
        actions.attach(
            application=filled.application, paper=request.POST.get("paper", ""), file=stored, by=request.filler,
            now=request.now,
        )  # fmt: skip


class SignInToHandIn(NotAllowed):
    """A draft opened with its code can be filled in here. To submit it, sign in as the person who started it."""


class NothingChosen(Refused):
    """No file was chosen. Choose a file, then press the button."""

    status = 422


@filling
@require_safe
def paper_file(request: FillingRequest, application_id: UUID, attachment_id: UUID) -> Any:
    """A file the person gave, to look at it again. Refuses: NoSuchApplication."""
    filled = _filled(request, application_id)
    found = next((each for each in filled.attachments if each.pk == attachment_id), None)
    if found is None:
        raise queries.NoSuchApplication
    return giving.download(request, found.file)


@filling
@gated(keeps=("sure",))
@get_or_post
def check(request: FillingRequest, application_id: UUID) -> HttpResponseBase:
    """Everything once more, then hand in: impossible while anything is missing. Refuses: NoSuchApplication."""
    application = queries.application_of(request.filler, application_id)
    if (over := handed_in(request, application)) is not None:
        return over
    unsure = request.method == "POST"
    if unsure:
        if request.by_code:
            raise SignInToHandIn
        if "sure" in request.POST:
            _require_known(request, application.version)
            with transaction.atomic():
                dossier = onestop.submit_dossier(application=application, by=request.filler, now=request.now)
            return redirect("portal:pay" if dossier.fee else "portal:dossier", dossier.pk)
    filled = queries.filled(application, at=request.now)
    plans = linked.planned(filled)
    context = {
        "plans": plans,
        "lines": reading.lines(filled),
        "groups": [(_title(filled, each.name), reading.lines(filled, [each]), each.name, filled.is_known(each))
                   for each in filled.simulation.walk.pages],
        "papers": reading.papers(filled),
        "origins": locker.origins(filled.attachments),
        "verdict": reading.verdict(filled.package, filled.simulation, unsaid=reading.withheld(filled.application)),
        "complete": filled.is_complete and not any(each.lacking for each in plans),
        "eligible": filled.is_eligible,
        "same_matter": dossiers.of_same_matter(matters.matter_of(filled.application)),
        "missing": [in_language(each.plain["text"]) for each in filled.simulation.walk.missing],
        "unsure": unsure,
        "sign_in_url": f"{entrance()}?{urlencode({'next': request.path})}" if request.by_code else "",
    }  # fmt: skip
    return page(request, "portal/check.html", {**_about(filled), **context}, status=422 if unsure else 200)


@citizen
@require_POST
def drop(request: CitizenRequest, application_id: UUID) -> HttpResponseBase:
    """Throw a draft away. Refuses: NoSuchApplication, AlreadySubmitted."""
    application = queries.application_of(request.user, application_id)
    if (over := handed_in(request, application)) is not None:
        return over
    with transaction.atomic():
        actions.drop(application=application, by=request.user, now=request.now)
    messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("portal:mine")

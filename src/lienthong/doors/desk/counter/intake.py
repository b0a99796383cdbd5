"""Entering an application with the person before the desk: begin, one dense page, hand in, receive, print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.doors.desk.counter.forms import CASH, QR, AgainForm, DenseForm, FeeForm, Together, WhomForm
from lienthong.doors.desk.dossiers import saying
from lienthong.doors.desk.dossiers.case import dossier_of
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.files import actions as files
from lienthong.ground.files import content
from lienthong.kit.clock import local
from lienthong.kit.errors import NotFound, Refused
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop import families, paying, rules
from lienthong.work.onestop import queries as onestop_queries
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Status
from lienthong.work.payments import queries as payments
from lienthong.work.payments import vietqr
from lienthong.work.payments.models import BankAccount
from lienthong.work.payments.states import TAKES_MONEY
from lienthong.work.services import actions, linked, queries, telling
from lienthong.work.services.actions.applying import NothingToDispute
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.models import Application
from lienthong.work.services.queries import Filled
from lienthong.work.services.states import ApplicationState, Channel

SCANS = frozenset({content.PDF, content.JPEG, content.PNG})
LARGEST_SCAN_BYTES = 20 * 1024 * 1024
_PAPER = "paper:"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class NotEnteredByYou(NotFound):
    """This application was started by somebody else, or does not exist. Start again from your counter."""


@official
@get_or_post
def enter(request: OfficialRequest, key: str) -> HttpResponse:
    """Whom it is about; the registers are read with purpose.

    Refuses: NotInThisRole, NoQueueHere, NoSuchProcedure, NotOfferedThere.
    """
    rules.require_counter(request.mandate, now=request.now)
    procedure = queries.procedure(key)
    offering = queries.offering(procedure, request.mandate.post.body_id)
    assert procedure.current is not None, "a published procedure has a version"
    form = WhomForm(procedure.current.package, request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            draft = actions.begin(
                offering=offering, whom=form.meant(), by=request.mandate, now=request.now, channel=Channel.COUNTER
            )
            actions.read_registers(application=draft, by=request.mandate, now=request.now)
        return redirect("desk:counter-fill", draft.pk)
    context = {"form": form, "name": procedure.current.name}
    return page(request, "desk/counter/enter.html", context, status=422 if form.errors else 200)


@official
@get_or_post
def fill(request: OfficialRequest, application_id: UUID) -> HttpResponse:
    """Everything on one page: what registers said, all questions, papers, the fee. Refuses: NotEnteredByYou."""
    application = entered(request, application_id)
    if not application.is_draft:
        return redirect("desk:counter-done", application.dossier.pk)
    if request.method == "POST":
        return _posted(request, application)
    return _dense(request, queries.filled(application, at=request.now))


def entered(request: OfficialRequest, application_id: UUID) -> Application:
    """The draft or dossier this official began at the counter. Refuses: NotInThisRole, NoQueueHere, NotEnteredByYou."""
    rules.require_counter(request.mandate, now=request.now)
    mine = Application.objects.whole().filter(entered_by=request.mandate).exclude(state=ApplicationState.DROPPED)
    found = mine.filter(pk=application_id).first()
    if found is None:
        raise NotEnteredByYou
    return found


def _posted(request: OfficialRequest, application: Application) -> HttpResponse:
    """Keep what is right; then show what follows from it, or hand in when nothing is open."""
    handing_in = "submit" in request.POST
    problems = _papers(request, application)
    try:
        dense = _answered(request, application, lenient=not handing_in)
    except Refused as refused:
        return _dense(request, _filled(request, application), problems=[*problems, refused.detail])
    if "dispute" in request.POST:
        return _to_dispute(request, application)
    if not handing_in or problems or dense.is_wrong:
        return _dense(request, _filled(request, application), dense, problems=problems)
    return _handed_in(request, _filled(request, application), dense)


def _handed_in(request: OfficialRequest, after: Filled, dense: DenseForm) -> HttpResponse:
    """Everything typed is right: hand in, unless something is missing or not allowed, which is said."""
    fee, again = _fee_form(request, after, request.POST), _again_form(after, request.POST)
    if not after.is_complete or after.is_eligible is False:
        return _dense(request, after, dense, fee=fee, again=again, problems=_open(after))
    if after.fee and "slip" not in request.POST:
        return _dense(request, after, dense, again=again, asks_fee=True)
    right = [each.is_valid() for each in (fee if after.fee else None, again) if each]
    if not all(right):
        return _dense(request, after, dense, fee=fee, again=again)
    try:
        with transaction.atomic():
            dossier = _hand_in(request, after, fee, again.cleaned_data["why"] if again else "")
    except rules.ReasonEmpty as refused:
        assert again is not None, "only who hands in once more gives a reason"
        again.add_error("why", refused.detail)
        return _dense(request, after, dense, fee=fee, again=again)
    except Refused as refused:
        return _dense(request, after, dense, fee=fee, again=again, problems=[refused.detail])
    return redirect("desk:counter-done", dossier.pk)


def _filled(request: OfficialRequest, application: Application) -> Filled:
    return queries.filled(entered(request, application.pk), at=request.now)


def _answered(request: OfficialRequest, application: Application, *, lenient: bool) -> DenseForm:
    """Keep the pages that are right; answers may bring further pages that stood there already: those too.

    Refuses: as `actions.answer`.
    """
    kept: set[str] = set()
    while True:
        dense = DenseForm(_filled(request, application), request.POST, lenient=lenient)
        new = {name: given for name, given in dense.answers().items() if name not in kept}
        if not new:
            return dense
        kept |= set(new)
        with transaction.atomic():
            for name, given in new.items():
                actions.answer(application=application, page=name, given=given, by=request.mandate, now=request.now)


def _to_dispute(request: OfficialRequest, application: Application) -> HttpResponse:
    """“This is wrong”: what was typed is kept, and what would be right has a page of its own."""
    question = request.POST["dispute"]
    if not application.facts.get(question, {}).get("register"):
        return _dense(request, _filled(request, application), problems=[NothingToDispute().detail])
    return redirect("desk:counter-dispute", application.pk, question)


def _papers(request: OfficialRequest, application: Application) -> list[str]:
    """Keep the scans; a file that is taken back goes first. What is refused is said with the name of the file."""
    gone = request.POST.get("remove")
    found = next((each for each in application.attachments.all() if str(each.pk) == gone), None)
    if found is not None:
        with transaction.atomic():
            actions.detach(application=application, attachment=found, by=request.mandate, now=request.now)
    problems = []
    for name, given in request.FILES.lists():
        for upload in given:
            try:
                _keep(request, application, name.removeprefix(_PAPER), upload)
            except Refused as refused:
                problems.append(f"{upload.name}: {refused.detail}")
    return problems


def _keep(request: OfficialRequest, application: Application, paper: str, upload: Any) -> None:
    by, now = request.mandate, request.now
    with files.infections_recorded(by=by, now=now), transaction.atomic():
        stored = files.keep(
            upload, name=upload.name or "", by=by, now=now, allowed=SCANS, largest_bytes=LARGEST_SCAN_BYTES
        )
        actions.attach(application=application, paper=paper, file=stored, by=by, now=now)


def _open(filled: Filled) -> list[str]:
    """Why it cannot be handed in yet."""
    if filled.is_eligible is False:
        return [_("Theo các câu trả lời, người này chưa đủ điều kiện nộp thủ tục này."), *_why_not(filled)]
    names = {each["code"]: in_language(each["name"]) for each in filled.package.plain["procedure"]["papers"]}
    questions = [in_language(each.plain["text"]) for each in filled.simulation.walk.missing]
    return [_("Còn thiếu: %(what)s") % {"what": each} for each in
            [*questions, *(names[code] for code in filled.missing_papers)]]  # fmt: skip


def _why_not(filled: Filled) -> list[str]:
    """The sentences of the table that says no, each with its legal basis."""
    said = telling.why_not(filled.package, filled.simulation) if filled.is_eligible is False else []
    return [_("%(words)s Căn cứ: %(law)s.") % {"words": words, "law": law} if law else words for words, law in said]


def _fee_form(request: OfficialRequest, filled: Filled, data: Any = None) -> FeeForm:
    held = BankAccount.objects.of(filled.application.offering.body, local(request.now).date())
    return FeeForm(data, by_qr=held.exists())


def _again_form(filled: Filled, data: Any = None) -> AgainForm | None:
    """Why the person hands in once more, where a dossier of theirs for the same is open; else nothing is asked."""
    found = onestop_queries.open_of_same(filled.application)
    return AgainForm(data, dossiers=found) if found else None


def _hand_in(request: OfficialRequest, filled: Filled, fee: FeeForm, again: str) -> Dossier:
    """Hand in, take the cash, take it in; where the fee comes by QR, it is taken in when the bank has told.

    What is linked with it, waits for nothing and costs nothing is taken in as well.
    """
    by, now = request.mandate, request.now
    dossier = onestop.submit_dossier(application=filled.application, by=by, now=now, again=again)
    if dossier.fee and fee.cleaned_data["pay"] == CASH:
        dossier = onestop.take_cash(dossier=dossier, slip=fee.cleaned_data["slip"], by=by, now=now)
    if not dossier.fee or fee.cleaned_data["pay"] != QR:
        dossier = onestop.receive(dossier=dossier, by=by, now=now)
    for each in families.going_on_at(dossier, dossier.receiving_unit_id):
        onestop.receive(dossier=each, by=by, now=now)
    return dossier


def _dense(
    request: OfficialRequest,
    filled: Filled,
    dense: DenseForm | None = None,
    *,
    fee: FeeForm | None = None,
    again: AgainForm | None = None,
    problems: list[str] | None = None,
    asks_fee: bool = False,
) -> HttpResponse:
    """The page as it stands; `asks_fee` = by what was just answered a fee is due, and how it is paid is asked now."""
    shown = dense or DenseForm(filled)
    fee, again = fee or _fee_form(request, filled), again or _again_form(filled)
    forms: list[Any] = [*shown.forms, fee, *([again] if again else [])]
    plans = linked.planned(filled)
    context = {
        "application": filled.application,
        "name": filled.application.version.name,
        "known": [line for line in saying.lines(filled) if line.source and line.value],
        "sections": [(in_language(each.title), each.form, each.may_come) for each in shown.sections],
        "together": Together(forms),
        "papers": _asked_papers(filled),
        "fee": filled.fee,
        "fee_form": fee,
        "asks_fee": asks_fee,
        "again": again,
        "why_not": _why_not(filled),
        "due_at": filled.simulation.deadline.due_at if filled.simulation.deadline else None,
        "plans": plans,
        "complete": filled.is_complete and not any(each.lacking for each in plans),
        "problems": problems or [],
    }
    wrong = bool(problems) or any(form.errors for form in forms)
    return page(request, "desk/counter/fill.html", context, status=422 if wrong else 200)


def _asked_papers(filled: Filled) -> list[dict[str, Any]]:
    names = {each["code"]: in_language(each["name"]) for each in filled.package.plain["procedure"]["papers"]}
    return [
        {"code": code, "name": names[code], "field": f"{_PAPER}{code}",
         "files": [each for each in filled.attachments if each.paper == code]}
        for code in filled.papers
    ]  # fmt: skip


@official
@require_safe
def done(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """The code, the second code, the receipt to print; or the QR that still waits. Refuses: NoSuchDossier."""
    found = dossier_of(request, dossier_id)
    waits = bool(found.fee) and found.paid_at is None
    intent = paying.intent_of(found) if waits else None
    asks = intent is not None and intent.state in TAKES_MONEY
    context = {
        "dossier": found,
        "title": found.version.name,
        "family": families.family_of(found),
        "received": found.received_at is not None,
        "may_receive": not waits and found.status == Status.SUBMITTED,
        "waits": waits,
        "qr": vietqr.svg(payments.payload(intent)) if intent and asks else "",
        "reference": intent.reference if intent else "",
    }
    return page(request, "desk/counter/done.html", context)


@official
@require_http_methods(["POST"])
def drop(request: OfficialRequest, application_id: UUID) -> HttpResponse:
    """Throw a draft away: the person went. Refuses: NotEnteredByYou."""
    with transaction.atomic():
        actions.drop(application=entered(request, application_id), by=request.mandate, now=request.now)
    messages.success(request, _("Đã bỏ bản nháp."))
    return redirect("desk:counter")

"""Asking another body for its opinion on a dossier, and opening what it answered."""

from datetime import date
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.doors.desk.dossiers.case import about, dossier_of, words_of
from lienthong.doors.desk.dossiers.forms import LinkForm, OpinionForm
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.files import delivery as giving
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.ground.organisations import queries as organisations
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.states import BodyKind
from lienthong.kit.clock import local
from lienthong.kit.errors import Invalid
from lienthong.kit.web.words import called
from lienthong.records.documents import queries as documents
from lienthong.records.documents.models import Annex, Document
from lienthong.records.exchange import rules as exchange
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop import actions, consulting, queries, rules
from lienthong.work.onestop.consulting import AnswerAfterDate
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.opinions import fold

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
MOST_LINKED = 50
"""So many documents of a body are offered, the latest first."""


@official
@get_or_post
def consult(request: OfficialRequest, dossier_id: UUID) -> HttpResponse:
    """Ask other bodies: whom, what, by which law, until when, with which papers. Refuses: as `actions.consult`."""
    found = dossier_of(request, dossier_id)
    consulting.require_may_ask(request.mandate, found, now=request.now)
    on = local(request.now).date()
    others = {str(each.pk): each for each in Body.objects.existing_on(on).exclude(pk=found.body_id)}
    signers = [each for each in documents.possible_signers(found.body, request.now) if _signs(each, request)]
    form = OpinionForm(request.POST or None, dossier=found, bodies=others, signers=signers)
    searching = "find" in request.POST
    if request.method == "POST" and not searching and form.is_valid():
        said = _asked(request, found, form)
        if said:
            messages.success(request, said)
            return redirect("desk:dossier", dossier_id)
    if searching:
        form.forgive()
    context = {
        **about(found),
        "form": form,
        "heading": words_of("consult"),
        "groups": _groups(form, others, on),
        "rule": consulting.rule_of(found),
    }
    return page(request, "desk/dossiers/consult.html", context, status=422 if form.errors else 200)


def _signs(signer: Mandate, request: OfficialRequest) -> bool:
    """Whoever signs for the whole body, or for the unit in which the request is drafted."""
    return signer.post.unit_id in {None, request.mandate.post.unit_id}


def _asked(request: OfficialRequest, dossier: Dossier, form: OpinionForm) -> str:
    """Draft the request in one transaction; says what was done, nothing where it was refused."""
    try:
        with transaction.atomic():
            actions.consult(dossier=dossier, by=request.mandate, now=request.now, **form.said)
    except Invalid as refused:
        form.warns = form.warns or isinstance(refused, AnswerAfterDate)
        form.add_error(None, refused.detail)
        return ""
    if form.said["signer"] is None:
        return _("Đã soạn văn bản hỏi; mở bản thảo để sửa và trình ký.")
    return _("Đã soạn văn bản hỏi và trình ký; ký và gửi xong thì cơ quan được hỏi nhận được.")


def _groups(form: OpinionForm, others: dict[str, Body], on: date) -> list[tuple[str, list[Body]]]:
    """What was ticked, then what the words find, or everybody in the order of the page's language, kind by kind."""
    words = str(form.data.get("q", "")).strip() if form.is_bound else ""
    found = organisations.search(words, on)[0] if words else Body.objects.existing_on(on).in_vietnamese_order()
    ticked = [others[key] for key in form.ticked if key in others]
    rest = [each for each in found if str(each.pk) in others and str(each.pk) not in form.ticked]
    order = list(BodyKind)
    if not words and get_language() == "en":
        rest.sort(key=called)
    rest.sort(key=lambda each: order.index(BodyKind(each.kind)))
    groups = [(str(BodyKind(kind).label), list(some)) for kind, some in groupby(rest, key=lambda each: each.kind)]
    return [(_("Đã chọn"), ticked), *groups] if ticked else groups


@official
@get_or_post
def link(request: OfficialRequest, dossier_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Say which document that came is the answer, where it does not say so itself. Refuses: NoSuchDossier, NotYours,
    NotInThisRole, and as `actions.link_answer`.
    """
    found = dossier_of(request, dossier_id)
    rules.require(request.mandate, Verb.HANDLE_DOSSIER, found, now=request.now)
    asked = found.consultations.select_related("body", "delivery").filter(pk=opinion_id).first()
    if asked is None:
        raise queries.NoSuchDossier
    came = {str(each.pk): each for each in consulting.may_answer(asked, request.mandate)[:MOST_LINKED]}
    if not came:
        messages.info(request, _("Bạn chưa đọc được văn bản nào của cơ quan ấy. Nhờ văn thư tiếp nhận, giao cho bạn."))
        return redirect("desk:dossier", dossier_id)
    form = LinkForm(request.POST or None, came=came)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.link_answer(
                    dossier=found, opinion=opinion_id, delivery=came[form.cleaned_data["delivery"]],
                    by=request.mandate, now=request.now,
                )  # fmt: skip
        except Invalid as refused:
            form.add_error(None, refused.detail)
        else:
            messages.success(request, _("Đã gắn văn bản trả lời vào hồ sơ."))
            return redirect("desk:dossier", dossier_id)
    heading = _("Gắn văn bản trả lời")
    return page(
        request, "desk/dossiers/step.html", {**about(found), "form": form, "heading": heading},
        status=422 if form.errors else 200,
    )  # fmt: skip


@official
@require_safe
def answer(request: OfficialRequest, dossier_id: UUID, delivery_id: UUID) -> HttpResponseBase:
    """The document in which a body answered, as it was sealed. Refuses: NoSuchDossier, TakenBack."""
    return giving.download(request, _answer(request, dossier_id, delivery_id).latest.file, inline=True)


@official
@require_safe
def annex(request: OfficialRequest, dossier_id: UUID, delivery_id: UUID, annex_id: UUID) -> HttpResponseBase:
    """A file that came with the answer. Refuses: NoSuchDossier, TakenBack."""
    document = _answer(request, dossier_id, delivery_id)
    found = Annex.objects.select_related("file").filter(document=document, pk=annex_id).first()
    if found is None:
        raise queries.NoSuchDossier
    return giving.download(request, found.file)


def _answer(request: OfficialRequest, dossier_id: UUID, delivery_id: UUID) -> Document:
    """Whoever reads the dossier reads the answers that lie with it; what its sender took back, nobody."""
    dossier = dossier_of(request, dossier_id)
    known = {answer.delivery_id for each in fold(dossier.events.in_order()) for answer in each.answers}
    if delivery_id not in known:
        raise queries.NoSuchDossier
    delivery = Delivery.objects.select_related("message__document").get(pk=delivery_id)
    exchange.require_readable(delivery)
    return delivery.message.document

"""Petitions at the desk: the list with clocks and counts, one petition with what may be done, naming the unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.petitions import forms
from lienthong.doors.desk.petitions.forms import DeskForm, MergeForm, StepForm
from lienthong.ground.files import delivery as giving
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from lienthong.kit.web import pagination
from lienthong.work.petitions import actions, figures, queries, rules
from lienthong.work.petitions.models import Desk, Petition, PetitionQuerySet
from lienthong.work.petitions.states import OPEN, WITH_RECEIVER, Kind, Status

TABS = ("waiting", "new", "late", "elsewhere", "ended")
READ_TABS = ("elsewhere", "ended")
"""For who only reads: what somebody works on, and what has ended."""
_YEAR = timedelta(days=365)


class NoSuchPetitionHere(NotFound):
    """There is no such petition in your reach. Choose the post in which it is yours, or open it from the list."""


class NoSuchStep(NotFound):
    """There is no such step. Open the petition again and use what its page offers."""


@dataclass(frozen=True)
class Step:
    """What may be done with a petition: in its address, on its button, what is written, and what it does."""

    name: str
    label: str | Promise
    done: str | Promise
    act: Callable[..., object]
    form: type[StepForm] = StepForm
    icon: str = "check"
    kind: str = ""


STEPS = {
    Kind.ACCEPTED: Step("accept", gettext_lazy("Tiếp nhận"), gettext_lazy("Đã tiếp nhận."), actions.accept_petition),
    Kind.FORWARDED: Step(
        "forward", gettext_lazy("Chuyển cơ quan trả lời"), gettext_lazy("Đã chuyển. Người gửi được báo."),
        actions.forward_petition, forms.ForwardForm, "forward",
    ),
    Kind.CLARITY_ASKED: Step(
        "clarity", gettext_lazy("Yêu cầu làm rõ"), gettext_lazy("Đã hỏi người gửi."), actions.ask_clarity,
        forms.ClarityForm, "message-square", "quiet",
    ),
    Kind.REFUSED: Step(
        "refuse", gettext_lazy("Không tiếp nhận"), gettext_lazy("Đã trả lời người gửi vì sao không tiếp nhận."),
        actions.refuse_petition, forms.RefusalForm, "ban", "danger-quiet",
    ),
    Kind.ACKNOWLEDGED: Step(
        "acknowledge", gettext_lazy("Xác nhận đã nhận"), gettext_lazy("Đã xác nhận."), actions.acknowledge_petition
    ),
    Kind.SENT_BACK: Step(
        "send-back", gettext_lazy("Không thuộc cơ quan tôi"), gettext_lazy("Đã chuyển lại."),
        actions.send_back_petition, forms.SendBackForm, "undo-2", "quiet",
    ),
    Kind.ANSWERED: Step(
        "answer", gettext_lazy("Trả lời"), gettext_lazy("Đã trả lời. Người gửi được báo."), actions.answer_petition,
        forms.AnswerForm, "reply",
    ),
    Kind.PUBLISHED: Step(
        "publish", gettext_lazy("Công khai câu trả lời"), gettext_lazy("Đã công khai."), actions.publish_answer,
        forms.PublishForm, "megaphone",
    ),
    Kind.WITHHELD: Step(
        "withhold", gettext_lazy("Không công khai"), gettext_lazy("Đã ghi: không công khai."), actions.withhold_answer,
        forms.WithholdForm, "x", "quiet",
    ),
    Kind.PARTED: Step(
        "part", gettext_lazy("Tách ra, xử lý riêng"), gettext_lazy("Đã tách."), actions.part_petition, icon="split",
        kind="quiet",
    ),
}  # fmt: skip
_BY_NAME = {step.name: (kind, step) for kind, step in STEPS.items()}


@official
@require_safe
def petitions(request: OfficialRequest) -> HttpResponse:
    """What waits here, the earliest date first; new, late, elsewhere, ended; counts.

    Who only writes down what people say begins with that; an auditor sees what is worked on, and what has ended.
    Refuses: NotInThisRole.
    """
    handles = reach_of(request.mandate.role, Verb.HANDLE_PETITION) is not None
    if not handles and _may_enter(request, queries.desk_of(request.mandate.post.body)):
        return redirect("desk:petition-enter")
    return _listed(request)


def _listed(request: OfficialRequest, form: DeskForm | None = None) -> HttpResponse:
    mandate = request.mandate
    reads = reach_of(mandate.role, Verb.READ_PETITION) is not None
    mandates.require(mandate, Verb.READ_PETITION if reads else Verb.HANDLE_PETITION, now=request.now)
    tabs = READ_TABS if reads else TABS
    tab = next((each for each in tabs if each == request.GET.get("tab")), tabs[0])
    order = ("submitted_at", "id") if tab in {"waiting", "new", "late"} else ("-submitted_at", "-id")
    if tab in {"waiting", "late"}:
        order = ("due_at", "id")
    listed = pagination.page(_of(request, tab).whole(), request.GET, order=order, size=50)
    (counted,) = figures.of_bodies(since=request.now - _YEAR, now=request.now, bodies=[mandate.post.body])
    may_name = mandates.may(mandate, Verb.NAME_PETITION_DESK, now=request.now)
    desk = queries.desk_of(mandate.post.body)
    context: dict[str, Any] = {
        "page": listed,
        "tab": tab,
        "tabs": _tabs(request, tab, tabs),
        "figures": counted,
        "desk": desk,
        "form": form or (_desk_form(request) if may_name else None),
        "may_enter": _may_enter(request, desk),
    }
    return page(request, "desk/petitions/list.html", context, status=422 if form and form.errors else 200)


def _may_enter(request: OfficialRequest, desk: Desk | None) -> bool:
    try:
        rules.require_may_enter(request.mandate, desk, now=request.now)
    except (NotAllowed, rules.NoDeskThere):
        return False
    return True


def _desk_form(request: OfficialRequest, data: Any = None) -> DeskForm:
    form = DeskForm(request.mandate, data, now=request.now)
    held = queries.desk_of(request.mandate.post.body)
    form.initial = {"unit": str(held.unit_id)} if held else {}
    return form


def _of(request: OfficialRequest, tab: str) -> PetitionQuerySet:
    """The petitions of a tab."""
    mine, waiting = Petition.objects.readable_by(request.mandate), Petition.objects.waiting_for(request.mandate)
    return {
        "waiting": waiting,
        "new": waiting.filter(status=Status.NEW),
        "late": waiting.late(request.now),
        "elsewhere": mine.open().exclude(pk__in=waiting.values("pk")),
        "ended": mine.exclude(status__in=OPEN),
    }[tab]


def _tabs(request: OfficialRequest, tab: str, tabs: Sequence[str]) -> list[dict[str, Any]]:
    names = {
        "waiting": _("Chờ cơ quan tôi"), "new": _("Mới"), "late": _("Quá hạn"), "elsewhere": _("Chờ nơi khác"),
        "ended": _("Đã xong"),
    }  # fmt: skip
    if tabs is READ_TABS:
        names["elsewhere"] = _("Đang giải quyết")
    waiting = Petition.objects.waiting_for(request.mandate).aggregate(
        waiting=Count("pk"),
        new=Count("pk", filter=Q(status=Status.NEW)),
        late=Count("pk", filter=Q(due_at__lt=request.now)),
    )
    base = reverse("desk:petitions")
    return [
        {"label": names[each], "url": f"{base}?tab={each}", "current": each == tab, "count": waiting.get(each)}
        for each in tabs
    ]


@official
@require_POST
def name_desk(request: OfficialRequest) -> HttpResponse:
    """A leader says which unit receives. Refuses: NotInThisRole, UnitElsewhere."""
    mandates.require(request.mandate, Verb.NAME_PETITION_DESK, now=request.now)
    form = _desk_form(request, request.POST)
    if not form.is_valid():
        return _listed(request, form)
    with transaction.atomic():
        actions.name_desk(unit=form.unit_chosen, by=request.mandate, now=request.now)
    messages.success(request, _("Đã giao đơn vị tiếp nhận."))
    return redirect("desk:petitions")


@official
@require_safe
def petition(request: OfficialRequest, petition_id: UUID) -> HttpResponse:
    """What is said, by whom, until when and why then, and what may be done. Refuses: NoSuchPetitionHere."""
    return _shown(request, _found(request, petition_id))


@official
@require_POST
def step(request: OfficialRequest, petition_id: UUID, name: str) -> HttpResponse:
    """One step. Refuses: NoSuchPetitionHere, NoSuchStep, and as the action of the step."""
    found = _found(request, petition_id)
    if name not in _BY_NAME:
        raise NoSuchStep
    kind, chosen = _BY_NAME[name]
    form = chosen.form(found, list(found.events.in_order()), request.POST)
    if not form.is_valid():
        return _shown(request, found, kind=kind, form=form)
    try:
        with transaction.atomic():
            chosen.act(petition=found, by=request.mandate, now=request.now, **form.given())
    except Invalid as refused:
        form.add_error(_blamed(form, refused), refused.detail)
        return _shown(request, found, kind=kind, form=form)
    except Conflict as refused:
        return _shown(request, _found(request, petition_id), problem=refused)
    messages.success(request, str(chosen.done))
    if queries.readable(request.mandate, petition_id) is None:
        return redirect("desk:petitions")
    return redirect("desk:petition", petition_id)


@official
@require_POST
def merge(request: OfficialRequest, petition_id: UUID) -> HttpResponse:
    """Let it go along with another one, by its code. Refuses: NoSuchPetitionHere, and as `actions.merge_petition`."""
    found, form = _found(request, petition_id), MergeForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, merging=form)
    try:
        with transaction.atomic():
            main = queries.readable_by_code(request.mandate, form.cleaned_data["main"])
            actions.merge_petition(petition=found, main=main, by=request.mandate, now=request.now)
    except (Invalid, NotFound) as refused:
        form.add_error("main", refused.detail)
        return _shown(request, found, merging=form)
    except Conflict as refused:
        return _shown(request, _found(request, petition_id), problem=refused)
    messages.success(request, _("Đã gộp. Người gửi vẫn có mã, biên nhận và câu trả lời của mình; tách ra được."))
    return redirect("desk:petition", petition_id)


def _blamed(form: StepForm, refused: Invalid) -> str | None:
    """The field that a refusal is about."""
    fields = {rules.GroundMissing: "ground", rules.NoDeskThere: "to", rules.AnswerEmpty: "words"}
    name = fields.get(type(refused), "content")
    if isinstance(refused, rules.AnswerEmpty) and "answer" in form.fields:
        name = "answer"
    return name if name in form.fields else None


@official
@require_safe
def petition_file(request: OfficialRequest, petition_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file that came with it. Refuses: NoSuchPetitionHere."""
    found = next((each for each in queries.enclosed(_found(request, petition_id)) if each.pk == file_id), None)
    if found is None:
        raise NoSuchPetitionHere
    return giving.download(request, found, inline=True)


def _found(request: OfficialRequest, petition_id: UUID) -> Petition:
    found = queries.readable(request.mandate, petition_id)
    if found is None:
        raise NoSuchPetitionHere
    return found


def _shown(
    request: OfficialRequest,
    found: Petition,
    *,
    kind: Kind | None = None,
    form: StepForm | None = None,
    problem: Conflict | None = None,
    merging: MergeForm | None = None,
) -> HttpResponse:
    events = list(found.events.in_order())
    offered = [Kind(each) for each in rules.next_steps(request.mandate, found, now=request.now)]
    refused = queries.last(events, Kind.REFUSED)
    context: dict[str, Any] = {
        "petition": found,
        "files": queries.enclosed(found),
        "why": queries.why(events, found, language=get_language() or "vi"),
        **_alike(request, found, merging),
        "history": queries.history(events, for_officials=True),
        "answer": queries.last(events, Kind.ANSWERED),
        "refused": refused,
        "has_interest": rules.has_interest(request.user, found),
        "steps": [
            {
                "step": STEPS[each],
                "form": form if form and each is kind else STEPS[each].form(found, events),
                "open": each is kind,
            }
            for each in offered
        ],
        "wrong": form or merging,
        "problem": problem.detail if problem else "",
    }
    status = problem.status if problem else 422 if form or merging else 200
    return page(request, "desk/petitions/case.html", context, status=status)


def _alike(request: OfficialRequest, found: Petition, merging: MergeForm | None) -> dict[str, Any]:
    """Who goes along with it, and before that what may say the same; two queries at most."""
    may = mandates.may(request.mandate, Verb.HANDLE_PETITION, found.receiving, now=request.now)
    open_ = may and found.main is None and found.status in WITH_RECEIVER and not rules.has_interest(request.user, found)
    near = queries.alike(found, request.mandate, now=request.now) if open_ else []
    return {
        "along": queries.along(found) if found.main is None else [],
        "alike": [(each.petition, round(each.score * 100)) for each in near],
        "merging": (merging or MergeForm()) if open_ else None,
    }

"""What is done with a received document: accept, refuse, assign, start, report, complete; one or several at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.doors.desk.incoming import reading
from lienthong.doors.desk.incoming.case import about, answer_by
from lienthong.doors.desk.incoming.finding import delivery_of
from lienthong.doors.desk.incoming.forms import AnswerForm, AssignForm, OutcomeForm, RefuseForm
from lienthong.kit.clock import local
from lienthong.kit.errors import Refused
from lienthong.records.documents.actions.books import ARRIVALS
from lienthong.records.documents.models import IncomingEntry, NumberSequence
from lienthong.records.exchange import actions, deadlines, rules
from lienthong.records.exchange.models import ChangeRequest, Delivery
from lienthong.records.exchange.states import DeliveryState

MOST_AT_ONCE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@official
@require_POST
def accept(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Take it into the incoming book. Refuses: as `actions.accept_document`."""
    delivery = delivery_of(request, delivery_id)
    with transaction.atomic():
        entry = actions.accept_document(delivery=delivery, by=request.mandate, now=request.now)
    messages.success(request, _entered(entry))
    return redirect("desk:delivery", delivery_id)


def _entered(entry: IncomingEntry) -> str:
    return _("Đã tiếp nhận và vào sổ đến số %(number)s.") % {"number": entry.arrival_number}


@official
@require_POST
def start(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Say that work has begun. Refuses: as `actions.start_handling`."""
    delivery = delivery_of(request, delivery_id)
    with transaction.atomic():
        actions.start_handling(delivery=delivery, by=request.mandate, now=request.now)
    messages.success(request, _("Đã báo bắt đầu xử lý; nơi gửi cũng thấy."))
    return redirect("desk:delivery", delivery_id)


@official
@get_or_post
def refuse(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Send it back with a reason the sender reads. Refuses: as `actions.refuse_document`."""

    def act(delivery: Delivery, form: forms.Form) -> str:
        words = form.cleaned_data
        actions.refuse_document(
            delivery=delivery, by=request.mandate, now=request.now, reason=words["reason"], text=words["text"]
        )
        return _("Đã từ chối; nơi gửi thấy lý do của bạn.")

    return _asked(request, delivery_id, "refuse", lambda _delivery, data: RefuseForm(data), act)


@official
@get_or_post
def complete(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Say that it is done, and how. Refuses: as `actions.complete_document`."""

    def act(delivery: Delivery, form: forms.Form) -> str:
        outcome = form.cleaned_data["outcome"]
        actions.complete_document(delivery=delivery, by=request.mandate, now=request.now, outcome=outcome)
        return _("Đã hoàn thành; nơi gửi thấy kết quả.")

    return _asked(request, delivery_id, "complete", lambda _delivery, data: OutcomeForm(data), act)


@official
@get_or_post
def contribute(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Say what the co-operating unit did. Refuses: as `actions.contribute`."""

    def act(delivery: Delivery, form: forms.Form) -> str:
        outcome = form.cleaned_data["outcome"]
        actions.contribute(delivery=delivery, by=request.mandate, now=request.now, outcome=outcome)
        return _("Đã báo phần phối hợp cho đơn vị chủ trì.")

    return _asked(request, delivery_id, "contribute", lambda _delivery, data: OutcomeForm(data), act)


@official
@get_or_post
def assign(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Give it to a person or unit; what is not accepted yet is accepted in the same stroke.

    Refuses: as `actions.accept_document` and `actions.assign_document`.
    """

    def make(delivery: Delivery, data: Any) -> AssignForm:
        usual = deadlines.handle_by(delivery, request.now).due_at
        asked = answer_by(delivery)
        return AssignForm(data, delivery=delivery, by=request.mandate, usual=usual, asked=asked, now=request.now)

    def act(delivery: Delivery, form: forms.Form) -> str:
        assert isinstance(form, AssignForm)
        said = []
        if delivery.state == DeliveryState.ARRIVED:
            said.append(_entered(actions.accept_document(delivery=delivery, by=request.mandate, now=request.now)))
        actions.assign_document(
            delivery=delivery,
            unit=form.unit,
            holder=form.holder,
            by=request.mandate,
            now=request.now,
            due_at=form.cleaned_data["due_on"],
            due_reason=form.cleaned_data["due_reason"],
            instruction=form.cleaned_data["instruction"],
            cooperating=form.helpers,
        )
        to = form.holder.account.full_name if form.holder else form.unit.name_vi
        return " ".join([*said, _("Đã giao cho %(name)s.") % {"name": to}])

    return _asked(request, delivery_id, "assign", make, act)


@official
@get_or_post
def answer_change(request: OfficialRequest, delivery_id: UUID) -> HttpResponse:
    """Agree to what the sender asks, or decline with a reason. Refuses: as `actions.answer_change`."""

    def act(delivery: Delivery, form: forms.Form) -> str:
        agrees = form.cleaned_data["answer"] == AnswerForm.AGREE
        actions.answer_change(
            request=_open_change(delivery),
            by=request.mandate,
            now=request.now,
            agrees=agrees,
            words=form.cleaned_data["words"],
        )
        return _("Đã đồng ý; nơi gửi được báo.") if agrees else _("Đã báo nơi gửi là không đồng ý, kèm lý do.")

    def make(delivery: Delivery, data: Any) -> AnswerForm:
        _open_change(delivery)
        return AnswerForm(data)

    return _asked(request, delivery_id, "answer_change", make, act)


def _open_change(delivery: Delivery) -> ChangeRequest:
    """What waits for an answer. Refuses: NothingAsked."""
    found = reading.open_change(delivery)
    if found is None:
        raise rules.NothingAsked
    return found


def _asked(
    request: OfficialRequest,
    delivery_id: UUID,
    step: str,
    make: Callable[[Delivery, Any], forms.Form],
    act: Callable[[Delivery, forms.Form], str],
) -> HttpResponse:
    """A page with one form and one deed. What the deed refuses is said above the form, which keeps what was typed."""
    delivery = delivery_of(request, delivery_id)
    form = make(delivery, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                said = act(delivery, form)
        except Refused as refused:
            form.add_error(None, refused.detail)
            status = refused.status
        else:
            messages.success(request, said)
            return redirect("desk:delivery", delivery_id)
    elif form.is_bound:
        status = 422
    return page(request, f"desk/incoming/{step}.html", {**_context(request, delivery, form)}, status=status)


def _context(request: OfficialRequest, delivery: Delivery, form: forms.Form) -> dict[str, Any]:
    usual = deadlines.handle_by(delivery, request.now)
    return {
        **about(delivery),
        "form": form,
        "change": reading.open_change(delivery),
        "offered": rules.next_steps(request.mandate, delivery, now=request.now),
        "accepting": delivery.state == DeliveryState.ARRIVED,
        "usual": usual,
        "asked": answer_by(delivery),
        "why": usual.explain(get_language() or "vi"),
        "given": [row for row in reading.assignments(delivery) if row.ended_at is None],
    }


# -- several at once
@dataclass(frozen=True)
class Row:
    """One delivery of a bulk step: before, what is known of it; after, what came of it."""

    delivery: Delivery
    verdict: reading.Verdict
    may: bool
    said: str = ""
    done: bool = False


@official
@get_or_post
def accept_many(request: OfficialRequest) -> HttpResponse:
    """Accept several: first everything to read, then one by one, each in a transaction of its own.

    What is registered in a book cannot be undone, so there is a preview instead of a way back.
    """
    given = request.POST if request.method == "POST" else request.GET
    rows = [_row(request, delivery) for delivery in _chosen(request, given.getlist("delivery"))]
    done = request.method == "POST" and bool(rows)
    if done:
        rows = [_accepted(request, row) for row in rows]
    return page(
        request,
        "desk/incoming/accept_many.html",
        {
            "rows": rows,
            "done": done,
            "accepted": sum(row.done for row in rows),
            "ready": sum(row.may for row in rows),
            "next_number": _next_number(request),
        },
    )


def _chosen(request: OfficialRequest, given: list[str]) -> list[Delivery]:
    """The deliveries asked for that this person may read, the most urgent first, at most `MOST_AT_ONCE`."""
    ids = [identity for text in given[:MOST_AT_ONCE] if (identity := _uuid(text))]
    readable = Delivery.objects.readable_by(request.mandate).whole().filter(pk__in=ids)
    return list(readable.order_by("-urgency", "arrived_at", "id"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _row(request: OfficialRequest, delivery: Delivery) -> Row:
    may = "accept" in rules.next_steps(request.mandate, delivery, now=request.now)
    return Row(delivery, reading.verdict(delivery), may)


def _accepted(request: OfficialRequest, row: Row) -> Row:
    """What came of one: its number, or the sentence that refused it; the others go on."""
    try:
        with transaction.atomic():
            entry = actions.accept_document(delivery=row.delivery, by=request.mandate, now=request.now)
    except Refused as refused:
        return Row(row.delivery, row.verdict, row.may, refused.detail)
    return Row(row.delivery, row.verdict, row.may, _("Số đến %(number)s") % {"number": entry.arrival_number}, done=True)


def _next_number(request: OfficialRequest) -> int:
    """The arrival number the book would give next, if nobody else registers meanwhile."""
    year = local(request.now).year
    sequence = NumberSequence.objects.filter(body=request.mandate.post.body_id, year=year, series=ARRIVALS).first()
    return (sequence.last if sequence else 0) + 1

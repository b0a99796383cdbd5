"""The page of one sum, also where something was refused; and the lines of the list."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.doors.desk import acts
from lienthong.doors.desk.frame import OfficialRequest, page
from lienthong.doors.desk.payments.forms import DoneForm, FailedForm, GivingBackForm, SoughtForm
from lienthong.ground.journal.models import Act, ActQuerySet
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict
from lienthong.work.payments import queries, rules
from lienthong.work.payments.models import Credit, Intent, Refund
from lienthong.work.payments.states import UNDER_WAY, Problem, RefundState

ADVICE: dict[Problem, str | Promise] = {
    Problem.UNKNOWN: _("Ghép với khoản phải trả nếu biết người nộp trả cho việc gì; nếu không, hoàn lại."),
    Problem.MORE: _("Phần thừa: hoàn lại."),
    Problem.WRONG_ACCOUNT: _("Người nộp chuyển nhầm, khoản phải trả là của cơ quan khác: hoàn lại."),
    Problem.CURRENCY: _("Hỏi ngân hàng: ngân hàng đổi ra đồng hoặc tự trả lại."),
    Problem.CANCELLED: _("Không còn ai phải trả khoản này: hoàn lại, hoặc ghép với khoản khác của người nộp."),
    Problem.CLOSED: _("Khoản này đã hoàn: hoàn lại cả tiền này."),
}
"""What is best done with money that has this problem."""


@dataclass(frozen=True)
class Line:
    """A sum as the list shows it."""

    credit: Credit

    @property
    def advice(self) -> str | Promise:
        """What is best done."""
        return ADVICE.get(Problem(self.credit.problem), "")


@dataclass(frozen=True)
class Step:
    """One thing a person may say of a refund, with what it asks for; `open` after something was wrong with it."""

    state: RefundState
    form: forms.Form
    open: bool = False

    @property
    def view(self) -> str:
        """Where it is said."""
        return f"desk:payment-refund-{self.state.value}"


@dataclass(frozen=True)
class Return:
    """A refund with what a person may say of it now."""

    refund: Refund
    steps: list[Step]

    @property
    def is_by_hand(self) -> bool:
        """Is somebody to order it from the bank?"""
        return self.refund.state == RefundState.ASKED and not self.refund.goes_by_itself


_FORMS: dict[RefundState, type[forms.Form]] = {
    RefundState.SENT: forms.Form,
    RefundState.DONE: DoneForm,
    RefundState.FAILED: FailedForm,
}
Said = tuple[UUID, RefundState, forms.Form]


def credit(
    request: OfficialRequest,
    found: Credit,
    *,
    sought: forms.Form | None = None,
    meant: Intent | None = None,
    giving_back: forms.Form | None = None,
    said: Said | None = None,
    problem: Conflict | None = None,
) -> HttpResponse:
    """The page of this sum; with a form that was wrong, or with what was refused, in the status of that."""
    refunds = queries.refunds_from(found)
    may_act = mandates.may(request.mandate, Verb.MANAGE_PAYMENTS, now=request.now)
    free = found.unmatched_dong > 0 and not any(refund.state in UNDER_WAY for refund in refunds)
    wrong = next((form for form in (sought, giving_back, said and said[2]) if form and form.errors), None)
    context: dict[str, Any] = {
        "credit": found,
        "advice": Line(found).advice if free or found.odd else "",
        "free": free,
        "may_act": may_act,
        "sought": sought or SoughtForm(),
        "meant": meant,
        "countable": meant is not None and rules.is_countable(found, meant),
        "left_over": found.unmatched_dong - meant.due_dong if meant else 0,
        "named": queries.meant_by(found) if free and not meant else [],
        "giving_back": giving_back or GivingBackForm(),
        "returns": [Return(refund, _steps(refund, said) if may_act else []) for refund in refunds],
        "history": acts.timeline(_acts(found, refunds)),
        "wrong": wrong,
        "problem": problem.detail if problem else "",
    }
    status = problem.status if problem else 422 if wrong else 200
    return page(request, "desk/payments/credit.html", context, status=status)


def _steps(refund: Refund, said: Said | None) -> list[Step]:
    given = {said[1]: said[2]} if said and said[0] == refund.pk else {}
    names = {state: f"{refund.reference}-{state.value}" for state in _FORMS}
    return [
        Step(state, given.get(state) or _FORMS[state](auto_id=f"id_{names[state]}_%s"), open=state in given)
        for state in rules.said_by_hand(refund)
    ]


def _acts(found: Credit, refunds: list[Refund]) -> ActQuerySet:
    return reduce(or_, (Act.objects.about(each) for each in (found, *refunds))).oldest_first()

"""What waits beside documents: dossiers before a leader, petitions, people to call back, records to correct, money.

Each room says in a word of its own what waits for a mandate; here the rows of all of them come by one query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.enums import Choices
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb, reach_of
from lienthong.kit.templatetags.kit import money_vi
from lienthong.records.registers import declared
from lienthong.records.registers import rules as registers
from lienthong.records.registers.models import CorrectionRequest
from lienthong.records.registers.states import CorrectionState
from lienthong.work.feedback.models import RecoveryCase
from lienthong.work.feedback.states import CaseState
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Alarm, Kind
from lienthong.work.payments.models import Credit, Refund
from lienthong.work.payments.states import Problem, RefundState
from lienthong.work.petitions.models import Petition
from lienthong.work.petitions.states import Status


class Row(NamedTuple):
    """One thing that waits: of which sort, what and from whom, where it stands, since when and until when."""

    sort: str
    id: UUID
    subject: str
    source: str
    code: str
    state: str
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Sort:
    """One sort: its page, its name, what waits of it, which columns make a row, and what its states are called."""

    page: str
    name: str | Promise
    rows: Callable[[Mandate, datetime], QuerySet[Any]]
    columns: Callable[[], Sequence[Any]]
    states: Callable[[str], Choices]
    due: str | None = "due_at"


def _unit_name() -> Any:
    return F("unit__name_en") if get_language() == "en" else F("unit__name_vi")


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _escalated(mandate: Mandate, now: datetime) -> QuerySet[Dossier]:
    return Dossier.objects.laid_before(mandate, now)


def _petitions(mandate: Mandate, now: datetime) -> QuerySet[Petition]:
    return Petition.objects.laid_before(mandate, now)


def _to_call_back(mandate: Mandate, now: datetime) -> QuerySet[RecoveryCase]:
    return RecoveryCase.objects.waiting_for(mandate, now)


def _to_correct(mandate: Mandate, now: datetime) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.waiting_for(mandate)


def _cash(mandate: Mandate, now: datetime) -> QuerySet[Dossier]:
    return Dossier.objects.owed_in_cash(mandate.post.body)


def _fee(mandate: Mandate, now: datetime) -> QuerySet[Dossier]:
    return Dossier.objects.fee_owed(mandate.post.body)


def _money(mandate: Mandate, now: datetime) -> QuerySet[Credit]:
    return Credit.objects.at(mandate.post.body).waiting_for_a_hand()


def _state_of_money(value: str) -> Choices:
    """What is the matter with it, or that it is to be carried back by hand."""
    return RefundState(value) if value in RefundState.values else Problem(value)


def _stands() -> Any:
    ordered = Exists(Refund.objects.under_way().filter(credit=OuterRef("pk")))
    return Case(When(ordered, then=_text(RefundState.ASKED)), default=F("problem"))


ESCALATED, PETITION, CASE, CORRECTION, PAYMENT = "escalated", "petition", "case", "correction", "payment"
CASH, FEE = "cash", "fee"
SORTS = {
    ESCALATED: Sort(
        "dossier", _("Hồ sơ"), _escalated,
        lambda: (Concat("title", _text(": "), "subject_name"), _unit_name(), "code", _text("escalated"), "last_at"),
        Alarm, "step_due_at",
    ),
    PETITION: Sort(
        "petition", _("Phản ánh, kiến nghị"), _petitions,
        lambda: ("subject", "name", "code", "status", "last_at"), Status,
    ),
    CASE: Sort(
        "feedback-case", _("Ý kiến người dân"), _to_call_back,
        lambda: ("invitation__title", _text(""), "invitation__code", "state", "opened_at"), CaseState,
    ),
    CORRECTION: Sort(
        "correction", _("Đề nghị sửa"), _to_correct,
        lambda: (Concat("register", _text(" "), "attribute"), "person__full_name", _text(""), "state", "asked_at"),
        CorrectionState, None,
    ),
    PAYMENT: Sort(
        "payment", _("Tiền nộp"), _money,
        lambda: (
            Concat(Cast("unmatched_dong", CharField()), _text(" "), "words"), "payer_name", "transaction", _stands(),
            "booked_at",
        ),
        _state_of_money, None,
    ),
    CASH: Sort(
        "payment-cash", _("Trả tiền mặt"), _cash,
        lambda: ("title", "subject_name", "code", _text(Kind.FEE_SETTLED), "cash_due_since"), Kind, None,
    ),
    FEE: Sort(
        "payment-fee", _("Hoàn phí, lệ phí"), _fee,
        lambda: ("title", "subject_name", "code", _text(Kind.DECIDED), "fee_owed_since"), Kind, None,
    ),
}  # fmt: skip
OF_CITIZENS = frozenset({PETITION, CASE, CORRECTION, PAYMENT, CASH, FEE})


def waiting(mandate: Mandate, *, now: datetime) -> dict[str, QuerySet[Any]]:
    """What waits for this mandate, by sort; a sort that its role has nothing to do with is left out."""
    concerned = {
        ESCALATED: reach_of(mandate.role, Verb.DECIDE_DOSSIER) is not None,
        PETITION: reach_of(mandate.role, Verb.HANDLE_PETITION) is not None,
        CASE: reach_of(mandate.role, Verb.HANDLE_FEEDBACK) is not None,
        CORRECTION: registers.may_answer_any(mandate),
        PAYMENT: reach_of(mandate.role, Verb.MANAGE_PAYMENTS) is not None,
        FEE: reach_of(mandate.role, Verb.MANAGE_PAYMENTS) is not None,
        CASH: any(reach_of(mandate.role, verb) for verb in (Verb.MANAGE_PAYMENTS, Verb.RECEIVE_DOSSIER)),
    }
    return {name: SORTS[name].rows(mandate, now) for name, is_so in concerned.items() if is_so}


def rows(mandate: Mandate, *, now: datetime, most: int) -> list[Row]:
    """The rows of all sorts, of each at most so many, the earliest date first; one query, none where nothing can be."""
    found = [_columns(name, those)[:most] for name, those in waiting(mandate, now=now).items()]
    if not found:
        return []
    first, *more = found
    return [Row._make(each) for each in (first.union(*more, all=True) if more else first)]


def _columns(name: str, those: QuerySet[Any]) -> QuerySet[Any, Any]:
    sort = SORTS[name]
    due: Any = F(sort.due) if sort.due else Cast(Value(None), DateTimeField())
    since = sort.columns()[-1]
    ordered = those.order_by(*([F(sort.due).asc(nulls_last=True)] if sort.due else []), since)
    texts = [Cast(each, CharField()) for each in sort.columns()[:-1]]
    return ordered.values_list(_text(name), "pk", *texts, since, due)


def subject(row: Row) -> str:
    """What it is about, as a line says it: of a correction the name of the value, as its register calls it."""
    if row.sort == PAYMENT:
        amount, _space, words = row.subject.partition(" ")
        return f"{money_vi(int(amount))}: {words}" if words else money_vi(int(amount))
    if row.sort != CORRECTION:
        return row.subject
    register, _space, attribute = row.subject.partition(" ")
    found = declared.find(register)
    return f"{found.title}: {found.attribute(attribute).title}"


def source(row: Row) -> str:
    """Of which sort it is, and from whom; of a dossier its unit alone, as with every other dossier."""
    if row.sort == ESCALATED:
        return row.source
    return " · ".join(each for each in (str(SORTS[row.sort].name), row.source) if each)

"""Counting real money: each movement becomes one credit, whoever tells of it first, and is put where it belongs.

Order of locks, the same everywhere: intents by id, then credits, then refunds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from lienthong.ground.journal import actions as journal
from lienthong.ground.mandates.models import Mandate
from lienthong.kit import outbox
from lienthong.work.payments import events, rules
from lienthong.work.payments.actions import returning
from lienthong.work.payments.models import BankAccount, Call, Credit, Intent, Refund, Statement
from lienthong.work.payments.movements import REFUND_PREFIX, Movement, references_in
from lienthong.work.payments.states import IntentState, Outcome, Problem, require


@dataclass(frozen=True, slots=True)
class Teller:
    """Who told of the movements: a bank (name and BIN), by a call or in a statement."""

    bank: str
    bank_bin: str
    call: Call | None = None
    statement: Statement | None = None


def lock_intents(movements: Iterable[Movement]) -> None:
    """Lock every intent these movements may touch, in one order for everybody, so that nobody waits in a circle."""
    words = [movement.words for movement in movements]
    asked = [reference for said in words for reference in references_in(said)]
    back = [reference for said in words for reference in references_in(said, REFUND_PREFIX)]
    refunded = Refund.objects.filter(reference__in=back).values("intent_id")
    touched = Intent.objects.filter(Q(reference__in=asked) | Q(pk__in=refunded))
    list(touched.select_for_update().order_by("id").values_list("pk", flat=True))


def count(movement: Movement, *, told: Teller, now: datetime) -> Outcome:
    """Count one movement; the intents are locked. What was counted before is compared, and nothing else."""
    if not movement.came:
        return _left(movement, now=now)
    intent = _intent_of(movement)
    credit, new = Credit.objects.get_or_create(
        bank=told.bank, transaction=movement.transaction, defaults=_facts(movement, told, now)
    )
    if not new:
        return _known(credit, movement, now=now)
    _place(credit, intent, now=now)
    return Outcome.CREDITED


def match_credit(*, credit: Credit, intent: Intent, by: Mandate | None, now: datetime) -> Credit:
    """A person says what unmatched money was meant for. What it came for first is then overpaid, or refunding, no more.

    Refuses: NotInThisRole, NotYours, CannotCount, NothingToReturn.
    """
    rules.require_may_manage(by, credit, now=now)
    intents = Intent.objects.select_for_update(of=("self",)).select_related("body").order_by("id")
    wanted = [key for key in (intent.pk, credit.intent_id) if key]
    locked = {each.pk: each for each in intents.filter(pk__in=wanted)}
    due, before = locked.pop(intent.pk), next(iter(locked.values()), None)
    held = Credit.objects.select_for_update(of=("self",)).select_related("account").get(pk=credit.pk)
    rules.require_countable(held, due)
    returning.require_not_on_its_way(held)
    body = {"intent": str(due.pk)}
    journal.record("payments.credit.matched", held, by=by, for_whom=due.body, at=now, body=body)
    _apply(held, due, now=now)
    returning.return_by_itself(held, now=now)
    if before is not None:
        returning.close_when_nothing_waits(before)
    return held


def _intent_of(movement: Movement) -> Intent | None:
    """The one intent whose reference stands in the words; none where there is none, or more than one."""
    found = Intent.objects.select_for_update(of=("self",)).select_related("body")
    meant = list(found.filter(reference__in=references_in(movement.words)))
    return meant[0] if len(meant) == 1 else None


def _facts(movement: Movement, told: Teller, now: datetime) -> dict[str, Any]:
    account = BankAccount.objects.filter(bank_bin=told.bank_bin, number=movement.account_number)
    return {
        "account": account.order_by("-valid_from").first(),
        "bank_bin": told.bank_bin,
        "account_number": movement.account_number,
        "amount_dong": movement.whole_dong,
        "unmatched_dong": movement.whole_dong,
        "odd": movement.odd,
        "words": movement.words,
        "payer_name": movement.payer_name,
        "payer_bin": movement.payer_bin,
        "payer_number": movement.payer_number,
        "booked_at": movement.booked_at,
        "recorded_at": now,
        "call": told.call,
        "statement": told.statement,
    }


def _known(credit: Credit, movement: Movement, *, now: datetime) -> Outcome:
    """The same movement told again. Where amount or account differ, the first word stands and a person is to look."""
    told = (movement.whole_dong, movement.odd, movement.account_number)
    if told == (credit.amount_dong, credit.odd, credit.account_number):
        return Outcome.REPEATED
    body = {"told": [str(part) for part in told]}
    journal.record("payments.credit.contradicted", credit, by=None, at=now, body=body)
    return Outcome.CONTRADICTS


def _place(credit: Credit, intent: Intent | None, *, now: datetime) -> None:
    problem = rules.problem_of(credit, intent)
    owner = credit.account.body if credit.account else None
    said = {"amount_dong": credit.amount_dong, "transaction": credit.transaction, "problem": problem.value}
    journal.record("payments.credit.received", credit, by=None, for_whom=owner, at=now, body=said)
    if intent is not None and problem == Problem.NONE:
        _apply(credit, intent, now=now)
    else:
        credit.problem = problem
        credit.intent = intent if problem in {Problem.CANCELLED, Problem.CLOSED} else None
        credit.save(update_fields=["problem", "intent"])
    if credit.unmatched_dong or credit.odd:
        outbox.announce(events.credit_unmatched(credit.id, at=now))
        returning.return_by_itself(credit, now=now)


def _apply(credit: Credit, intent: Intent, *, now: datetime) -> None:
    """Count as much as is due; the rest stays unmatched, and the intent is overpaid by it."""
    taken = min(intent.due_dong, credit.unmatched_dong)
    credit.applied_dong += taken
    credit.unmatched_dong -= taken
    credit.intent = intent
    intent.received_dong += taken
    credit.problem = Problem.MORE if credit.unmatched_dong else Problem.LESS if intent.due_dong else Problem.NONE
    credit.save(update_fields=["applied_dong", "unmatched_dong", "intent", "problem"])
    _move(intent, credit, now=now)


def _move(intent: Intent, credit: Credit, *, now: datetime) -> None:
    target = IntentState.PART_PAID if intent.due_dong else IntentState.PAID
    if credit.unmatched_dong:
        target = IntentState.OVERPAID
    if target != intent.state:
        require(intent.state, target)
    first = intent.paid_at is None and not intent.due_dong
    if first:
        intent.paid_at = credit.booked_at
    intent.state = target
    intent.save(update_fields=["received_dong", "state", "paid_at"])
    if first:
        said = {"amount_dong": intent.amount_dong, "reference": intent.reference}
        journal.record("payments.intent.paid", intent, by=None, for_whom=intent.body, at=now, body=said)
        outbox.announce(events.intent_paid(intent.id, at=now))


def _left(movement: Movement, *, now: datetime) -> Outcome:
    """Money left the account: where the words name a refund of this amount, it is done. Other debits are not ours."""
    for reference in references_in(movement.words, REFUND_PREFIX):
        refund = Refund.objects.filter(reference=reference, amount_dong=movement.whole_dong).first()
        if refund is not None:
            return returning.left_the_account(refund, transaction=movement.transaction, now=now)
    return Outcome.LEFT

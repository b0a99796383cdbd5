"""Asking for a sum, and no longer asking for it. Who may is decided by the room that knows what is paid for."""

from datetime import datetime
from uuid import UUID

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.organisations.models import Body
from lienthong.kit import outbox
from lienthong.kit.clock import local
from lienthong.work.payments import events, rules
from lienthong.work.payments.actions import returning
from lienthong.work.payments.models import BankAccount, Credit, Intent
from lienthong.work.payments.movements import new_reference
from lienthong.work.payments.states import IntentState, Problem, require


def open_intent(
    *,
    subject: tuple[str, UUID],
    body: Body,
    amount_dong: int,
    purpose: str,
    by: Subject | None,
    now: datetime,
    key: str = "",
    expires_at: datetime | None = None,
) -> Intent:
    """Ask for a sum on behalf of a body, under a fresh reference. The same subject and key again gives the same intent.

    Refuses: NothingToPay, NoBankAccount, AskedDifferently.
    """
    kind, identity = subject
    account = BankAccount.objects.of(body, local(now).date()).first()
    if account is None:
        raise rules.NoBankAccount
    intent, new = Intent.objects.get_or_create(
        subject_kind=kind,
        subject_id=identity,
        key=key,
        defaults={
            "reference": new_reference(),
            "body": body,
            "account": account,
            "amount_dong": rules.require_amount(amount_dong),
            "purpose": purpose.strip(),
            "opened_at": now,
            "expires_at": expires_at,
        },
    )
    if new:
        said = {"amount_dong": amount_dong, "reference": intent.reference, "subject": [kind, identity]}
        journal.record("payments.intent.opened", intent, by=by, for_whom=body, at=now, body=said)
    elif (intent.amount_dong, intent.body_id) != (amount_dong, body.pk):
        raise rules.AskedDifferently(reference=intent.reference)
    return intent


def cancel_intent(*, intent: Intent, reason: str, by: Subject | None, now: datetime) -> Intent:
    """Ask no longer. What was paid in part is due to nobody from now on and starts on its way back.

    Refuses: PaymentMovedOn once the whole sum has come: then there is `ask_refund`.
    """
    held = Intent.objects.select_for_update(of=("self",)).select_related("body").get(pk=intent.pk)
    _cancel(held, reason=reason, by=by, now=now)
    return held


def expire_intents(*, now: datetime, most: int = 200) -> int:
    """Cancel what nobody paid in full in time; returns how many. Money booked in time counts even if told of later."""
    waiting = Intent.objects.select_for_update(skip_locked=True, of=("self",)).waiting().select_related("body")
    over = list(waiting.filter(expires_at__lte=now).order_by("id")[:most])
    for intent in over:
        intent.expired_at = now
        _cancel(intent, reason="expired", by=None, now=now)
    return len(over)


def _cancel(intent: Intent, *, reason: str, by: Subject | None, now: datetime) -> None:
    require(intent.state, IntentState.CANCELLED)
    intent.state, intent.received_dong = IntentState.CANCELLED, 0
    intent.save(update_fields=["state", "received_dong", "expired_at"])
    journal.record(
        "payments.intent.cancelled", intent, by=by, for_whom=intent.body, at=now, body={"reason": reason.strip()}
    )
    for credit in Credit.objects.select_for_update().filter(intent=intent, applied_dong__gt=0).order_by("id"):
        returning.release(credit, problem=Problem.CANCELLED)
        outbox.announce(events.credit_unmatched(credit.id, at=now))
        returning.return_by_itself(credit, now=now)

"""What this room announces."""

from datetime import datetime
from uuid import UUID

from lienthong.kit.outbox import Event


def intent_paid(intent_id: UUID, *, at: datetime) -> Event:
    """All that was asked for is on the body's account. Announced once for an intent, whatever comes later."""
    return Event("payments.intent.paid", intent_id, at)


def credit_unmatched(credit_id: UUID, *, at: datetime) -> Event:
    """Money came that is not owed, wholly or in part: a person looks, or a refund is under way."""
    return Event("payments.credit.unmatched", credit_id, at)


def refund_done(refund_id: UUID, *, at: datetime) -> Event:
    """Money has gone back to the payer."""
    return Event("payments.refund.done", refund_id, at)

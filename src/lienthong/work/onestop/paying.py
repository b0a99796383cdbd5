"""The fee of a dossier: asked for through payments, and told by payments alone when it has come."""

from datetime import datetime

from lienthong.work.onestop.models import Dossier
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Intent
from lienthong.work.payments.rules import NoBankAccount

KIND = "onestop.dossier"


def ask(dossier: Dossier, *, now: datetime) -> Intent | None:
    """Ask for the fee; None where nothing is due, or the body has no account and takes it at the counter."""
    if not dossier.fee:
        return None
    try:
        return payments.open_intent(
            subject=(KIND, dossier.pk),
            body=dossier.body,
            amount_dong=dossier.fee,
            purpose=dossier.code,
            by=None,
            now=now,
        )
    except NoBankAccount:
        return None


def intent_of(dossier: Dossier) -> Intent | None:
    """What was asked for, if anything was."""
    return Intent.objects.filter(subject_kind=KIND, subject_id=dossier.pk).order_by("-opened_at").first()

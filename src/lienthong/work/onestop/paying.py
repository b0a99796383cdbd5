"""The fee of a dossier: asked for through payments, and told by payments alone when it has come."""

from datetime import datetime

from django.db.models import Case, Q, When

from lienthong.ground.organisations.models import Body
from lienthong.work.onestop.models import Dossier
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Intent
from lienthong.work.payments.rules import NoBankAccount
from lienthong.work.payments.states import TAKES_MONEY, IntentState

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


def give_back(dossier: Dossier, *, reason: str, now: datetime) -> None:
    """Nothing will be done for the fee: what was paid goes back, and what was not is asked for no longer."""
    intent = intent_of(dossier)
    if intent is None:
        return
    if intent.state in TAKES_MONEY:
        payments.cancel_intent(intent=intent, reason=reason, by=None, now=now)
    elif intent.state == IntentState.PAID:
        payments.ask_refund(of=intent, reason=reason, by=None, now=now)


def intent_of(dossier: Dossier) -> Intent | None:
    """What was asked for, if anything was."""
    return Intent.objects.filter(subject_kind=KIND, subject_id=dossier.pk).order_by("-opened_at").first()


def intent_by_code(body: Body, code: str) -> Intent | None:
    """What this body asked for, by the code of its dossier, in either style; what still waits for money first."""
    typed = code.strip().upper()
    found = Dossier.objects.filter(Q(code=typed) | Q(legacy_code=typed), body=body) if typed else Dossier.objects.none()
    asked = Intent.objects.filter(body=body, subject_kind=KIND, subject_id__in=found.values("pk"))
    return asked.order_by(Case(When(state__in=TAKES_MONEY, then=0), default=1), "-opened_at").first()

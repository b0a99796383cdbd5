"""The fee of a dossier: asked for through payments, and told by payments alone when it has come."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, When

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind
from lienthong.work.payments import actions as payments
from lienthong.work.payments.models import Intent
from lienthong.work.payments.rules import NoBankAccount
from lienthong.work.payments.states import SETTLED, TAKES_MONEY

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


@dataclass(frozen=True)
class GoesBack:
    """How much of a fee goes back to the account it came from, and how much waits to be fetched in cash; in đồng."""

    transfer: int = 0
    cash: int = 0

    @property
    def whole(self) -> int:
        """Both together."""
        return self.transfer + self.cash


def ask_no_longer(dossier: Dossier, *, reason: str, now: datetime) -> int:
    """The fee is not asked for by transfer any more; what of it had come starts on its way back: how much."""
    intent = intent_of(dossier)
    if intent is None or intent.state not in TAKES_MONEY:
        return 0
    came = intent.received_dong
    payments.cancel_intent(intent=intent, reason=reason, by=None, now=now)
    return came


def give_back(dossier: Dossier, *, reason: str, now: datetime, by: Mandate | None = None) -> GoesBack:
    """Nothing was done for the fee, or somebody gives it back: what was paid goes, and no more is asked for."""
    intent, whole = intent_of(dossier), paid(dossier)
    if intent is not None and intent.state in SETTLED:
        payments.ask_refund(of=intent, reason=reason, by=by, now=now)
    else:
        ask_no_longer(dossier, reason=reason, now=now)
    return whole


def paid(dossier: Dossier) -> GoesBack:
    """What came for the fee and has not gone back: by the transfer that was asked for, and in cash."""
    intent, cash = intent_of(dossier), in_cash(dossier)
    if intent is None or intent.state not in SETTLED | TAKES_MONEY:
        return GoesBack(0, cash)
    return GoesBack(intent.amount_dong if intent.state in SETTLED else intent.received_dong, cash)


def in_cash(dossier: Dossier) -> int:
    """How much of the fee was paid at the counter, and not by the transfer that was asked for."""
    paid = dossier.events.filter(kind=Kind.PAID).first()
    if paid is None:
        return 0
    intent = intent_of(dossier)
    return 0 if intent is not None and paid.details["reference"] == intent.reference else paid.details["amount"]


def intent_of(dossier: Dossier) -> Intent | None:
    """What was asked for, if anything was."""
    return Intent.objects.filter(subject_kind=KIND, subject_id=dossier.pk).order_by("-opened_at").first()


def intent_by_code(body: Body, code: str) -> Intent | None:
    """What this body asked for, by the code of its dossier, in either style; what still waits for money first."""
    typed = code.strip().upper()
    found = Dossier.objects.filter(Q(code=typed) | Q(legacy_code=typed), body=body) if typed else Dossier.objects.none()
    asked = Intent.objects.filter(body=body, subject_kind=KIND, subject_id__in=found.values("pk"))
    return asked.order_by(Case(When(state__in=TAKES_MONEY, then=0), default=1), "-opened_at").first()

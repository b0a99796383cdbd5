"""What becomes of the fee of a dossier that nothing was done for: given back, and told when it has come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lienthong.ground.mandates.models import Mandate
from lienthong.work.onestop import fees, paying, refunding, rules
from lienthong.work.onestop.actions.happening import happen, locked
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.paying import GoesBack
from lienthong.work.onestop.states import Kind
from lienthong.work.payments.models import Refund

_NOT_RECEIVED = "Hồ sơ không được tiếp nhận."
_WITHDRAWN = "Người nộp rút hồ sơ khi chưa bắt đầu giải quyết."


def settle_fee(*, dossier: Dossier, now: datetime) -> Dossier:
    """Not taken in, and nobody can take that back any more: the fee goes back, or is asked for no longer.

    Harmless twice, and too early.
    """
    held = locked(dossier)
    if held.fee_settles_at is not None and held.fee_settles_at < now:
        settle(held, paying.give_back(held, reason=_NOT_RECEIVED, now=now), now=now)
    return held


def give_back(held: Dossier, *, reason: str, now: datetime) -> None:
    """Of a locked dossier that ended before anything was done for its fee: what was paid goes back."""
    goes_back = paying.give_back(held, reason=reason, now=now)
    if goes_back.whole:
        settle(held, goes_back, now=now)


def give_back_refused(*, dossier: Dossier, words: str, law: str, by: Mandate, now: datetime) -> Dossier:
    """The fee of a dossier that was decided and not granted goes back, as its package says, with words of one's own.

    Refuses: NotInThisRole, NotYours, NoFeeToGiveBack, FeeStays, WhyEmpty, BasisMissing.
    """
    held = locked(dossier)
    refunding.require_may_give_back(by, held, now=now)
    rules.require_own_words(words, refusal=refunding.WhyEmpty)
    said, basis = rules.require_reason(words, law)
    goes_back = paying.give_back(held, reason=said, now=now, by=by)
    settle(held, goes_back, now=now, by=by, why={"words": said, "law": basis})
    return held


def settle_withdrawn(*, dossier: Dossier, now: datetime) -> GoesBack:
    """What was withdrawn before it was taken in, when fees did not go back by themselves yet, is settled: how much.

    Harmless twice, and of a dossier that ended otherwise.
    """
    held = locked(dossier)
    if not fees.withdrawn_unsettled().filter(pk=held.pk).exists():
        return GoesBack()
    goes_back = paying.paid(held)
    give_back(held, reason=_WITHDRAWN, now=now)
    return goes_back


def settle(
    held: Dossier,
    goes_back: GoesBack,
    *,
    now: datetime,
    by: Mandate | None = None,
    why: Mapping[str, str] | None = None,
) -> None:
    """Write into a locked dossier how much goes back, how, and why where a person said so."""
    details = {"transfer": goes_back.transfer, "cash": goes_back.cash, **(why or {})}
    held.fee_owed_since = None
    happen(held, Kind.FEE_SETTLED, by=by, now=now, details=details)


def return_cash(*, dossier: Dossier, slip: str, to: str, by: Mandate, now: datetime) -> Dossier:
    """The fee was handed back in cash, to this person, who signed the payment slip with this number.

    Refuses: NotInThisRole, NotYours, NothingToHandBack, SlipMissing, RecipientMissing.
    """
    held = locked(dossier)
    rules.require_may_hand_back(by, held, now=now)
    owed = held.events.filter(kind=Kind.FEE_SETTLED).latest("seq").details["cash"]
    details: dict[str, Any] = {"transfer": 0, "cash": owed, "reference": rules.require_slip(slip)}
    details["to"] = rules.require_recipient(to)
    happen(held, Kind.FEE_RETURNED, by=by, now=now, details=details)
    return held


def note_refund(*, dossier: Dossier, refund: Refund, now: datetime) -> Dossier:
    """The bank's account shows that money of the fee has left for the payer. Told twice, it is written once."""
    held = locked(dossier)
    told = held.events.filter(kind=Kind.FEE_RETURNED, details__reference=refund.reference)
    if held.events.filter(kind=Kind.FEE_SETTLED).exists() and not told.exists():
        details = {"transfer": refund.amount_dong, "cash": 0, "reference": refund.reference}
        happen(held, Kind.FEE_RETURNED, by=None, now=now, details=details)
    return held

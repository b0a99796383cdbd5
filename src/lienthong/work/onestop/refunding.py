"""The fee after a decided refusal: what the package says becomes of it, and who may give it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Conflict
from lienthong.work.onestop import rules
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind, ResultKind
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.states import FeeBecomes
from lienthong.work.services.telling import legal_basis


class FeeStays(Conflict):
    """The published rules of this procedure do not give the fee back after a refusal. Its page says which provision."""


class NoFeeToGiveBack(Conflict):
    """Nothing of this fee can go back: it was not paid, not refused, or went back before. Load the page again."""


class WhyEmpty(rules.ReasonEmpty):
    """Say in your own words why this fee goes back, as the person will read it; a set phrase is no reason."""


@dataclass(frozen=True)
class Rule:
    """What a package says of the fee of a refused dossier, in the reader's language, and by which provision.

    `law` says, too, where it is still to be confirmed; `provision` is what an official may write down.
    """

    becomes: FeeBecomes
    text: str
    law: str
    provision: str


def rule_of(dossier: Dossier) -> Rule | None:
    """What the version this dossier is bound to says; None where it says nothing."""
    package = dossier.version.package
    said: dict[str, Any] | None = package.plain["procedure"].get("refused_fee")
    if said is None:
        return None
    act = next(each for each in package.plain["procedure"]["law"] if each["code"] == said["law"]["act"])
    provision = ", ".join(each for each in (act["number"], said["law"].get("at", "")) if each)
    text = in_language(said["text"]).rstrip(".")
    return Rule(FeeBecomes(said["becomes"]), text, legal_basis(package, said), provision)


def is_refused(dossier: Dossier) -> bool:
    """Was it decided, and nothing granted? A refusal that was revoked no longer is one."""
    result = dossier.result
    return result is not None and result.kind == ResultKind.REFUSED and result.revoked_at is None


def owed_by(dossier: Dossier) -> Rule | None:
    """By what a fee that was paid is to go back after the refusal, while it has not; None where nothing is owed."""
    rule = rule_of(dossier)
    return rule if rule is not None and rule.becomes is FeeBecomes.RETURNED and _is_there(dossier) else None


def went_back(dossier: Dossier) -> bool:
    """Was what became of its fee settled already?"""
    return dossier.events.filter(kind=Kind.FEE_SETTLED).exists()


def may_give_back(by: Mandate, dossier: Dossier, *, now: datetime) -> bool:
    """Whoever handles the money of the body, while the fee waits."""
    return rules.may(by, Verb.MANAGE_PAYMENTS, dossier, now=now) and owed_by(dossier) is not None


def require_may_give_back(by: Mandate, dossier: Dossier, *, now: datetime) -> Rule:
    """The rule by which it goes back. Refuses: MandateEnded, NotInThisRole, NotYours, NoFeeToGiveBack, FeeStays."""
    rules.require(by, Verb.MANAGE_PAYMENTS, dossier, now=now)
    if not _is_there(dossier):
        raise NoFeeToGiveBack
    if (rule := owed_by(dossier)) is None:
        raise FeeStays
    return rule


def _is_there(dossier: Dossier) -> bool:
    paid = bool(dossier.fee) and dossier.paid_at is not None
    return paid and is_refused(dossier) and not went_back(dossier)

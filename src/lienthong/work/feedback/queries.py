"""Reads for pages: the invitation behind a code or in one's own list, and the cases of a desk."""

from typing import Any

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.work.feedback.models import Answer, Invitation, RecoveryCase
from lienthong.work.feedback.rules import NoSuchInvitation, digest_of


def by_code(code: str) -> Invitation:
    """The invitation with this code. Refuses: NoSuchInvitation."""
    return _found(digest=digest_of(code))


def of_account(account: Account, invitation_id: Any) -> Invitation:
    """One the person was sent. Refuses: NoSuchInvitation."""
    return _found(account=account, pk=invitation_id)


def asked_of(account: Account, subject_id: Any) -> Invitation | None:
    """The latest question to this person about a thing; one that was withdrawn is none."""
    asked = Invitation.objects.filter(account=account, subject_id=subject_id, withdrawn_at=None)
    return asked.order_by("-asked_at").first()


def to_hand_over(subject_id: Any) -> Invitation | None:
    """The question about the latest end of a thing that could be sent to nobody: its code goes out on paper."""
    waiting = Invitation.objects.filter(subject_id=subject_id, sent=False, withdrawn_at=None, level=None)
    return waiting.order_by("-asked_at").first()


def _found(**about: Any) -> Invitation:
    found = Invitation.objects.select_related("body", "unit", "case").filter(**about).first()
    if found is None:
        raise NoSuchInvitation
    return found


def latest(invitation: Invitation) -> Answer | None:
    """What counts at present."""
    return invitation.answers.order_by("-seq").first()


def case_readable(mandate: Mandate, case_id: Any) -> RecoveryCase | None:
    """One case, if this mandate may read it."""
    return RecoveryCase.objects.readable_by(mandate).whole().filter(pk=case_id).first()

"""Getting back into an account: by a code, or at a counter where two officials answer for it."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from lienthong.ground.identity import rules
from lienthong.ground.identity.actions.accounts import change_contact, invite, set_password, warn
from lienthong.ground.identity.models import Account, Invitation, Recovery, Session
from lienthong.ground.identity.states import Means
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject

RECOVERY_HOLDS = timedelta(hours=24)
LINK_FROM_COUNTER_HOLDS = timedelta(minutes=30)
"""The link is used at the counter, while the person stands there."""


def recover_by_code(*, account: Account, password: str, spare: bool, now: datetime) -> None:
    """A new password for who has just proven the contact, and with `spare` a recovery code too; other sessions end.

    Refuses: RecoverOtherwise.
    """
    rules.require_may_recover_by_code(account, spare=spare, at=now)
    set_password(account=account, password=password, by=account, now=now)
    Session.objects.of(account).delete()
    journal.record("identity.account.recovered", account, by=account, at=now, body={"way": "code", "spare": spare})


def raise_recovery(
    *,
    account: Account,
    evidence: str,
    by: Account,
    now: datetime,
    acting: Subject | None = None,
    address: str = "",
) -> Recovery:
    """An official at a counter compared the person with their papers and asks for a new way in; old contacts are told.

    `address`, if given, becomes the new contact. `acting` is the mandate of the official, for the journal; whether it
    allows this, the caller has asked.
    Refuses: EvidenceMissing, SecondOfficialNeeded, RecoveryRunning, NotReachable.
    """
    rules.require_may_raise_recovery(account, evidence=evidence, by=by)
    means, reached = rules.require_reachable(address) if address else ("", "")
    Account.objects.select_for_update().get(pk=account.pk)
    _close_what_ran_out(account, now)
    if Recovery.objects.filter(account=account, decided_at=None).exists():
        raise rules.RecoveryRunning
    raised = Recovery.objects.create(
        account=account,
        evidence=evidence,
        means=means,
        address=reached,
        asked_by=by,
        asked_at=now,
        expires_at=now + RECOVERY_HOLDS,
    )
    warn(account=account, kind="identity.recovery.asked", facts={}, now=now)
    body = {"evidence": evidence, "address": reached}
    journal.record("identity.account.recovery_asked", account, by=acting or by, at=now, body=body)
    return raised


def approve_recovery(*, recovery: Recovery, by: Account, now: datetime, acting: Subject | None = None) -> Invitation:
    """A second official agrees: every old way in stops, and a link of thirty minutes opens the account.

    Refuses: RecoverySettled, SecondOfficialNeeded, AccountExists, PhoneTaken.
    """
    held = _decide(recovery, by, now, approved=True)
    account = held.account
    if held.address:
        change_contact(account=account, means=Means(held.means), address=held.address, by=acting or by, now=now)
    account.set_unusable_password()
    account.password_stands_alone = False
    account.save(update_fields=["password", "password_stands_alone"])
    Authenticator.objects.filter(user_id=account.pk).delete()
    Session.objects.of(account).delete()
    journal.record("identity.account.recovered", account, by=acting or by, at=now, body={"way": "counter"})
    return invite(account=account, by=acting or by, now=now, holds=LINK_FROM_COUNTER_HOLDS)


def refuse_recovery(
    *, recovery: Recovery, reason: str, by: Account, now: datetime, acting: Subject | None = None
) -> Recovery:
    """A second official does not agree; the account stays as it was.

    Refuses: RecoverySettled, SecondOfficialNeeded, EvidenceMissing (no reason).
    """
    if not reason.strip():
        raise rules.EvidenceMissing
    held = _decide(recovery, by, now, approved=False, reason=reason)
    body = {"reason": reason}
    journal.record("identity.account.recovery_refused", held.account, by=acting or by, at=now, body=body)
    return held


def _decide(recovery: Recovery, by: Account, now: datetime, *, approved: bool, reason: str = "") -> Recovery:
    held = Recovery.objects.select_for_update().select_related("account").get(pk=recovery.pk)
    rules.require_may_decide_recovery(held, by=by, now=now)
    held.decided_by, held.decided_at, held.approved, held.reason = by, now, approved, reason
    held.save(update_fields=["decided_by", "decided_at", "approved", "reason"])
    return held


def _close_what_ran_out(account: Account, now: datetime) -> None:
    ran_out = Recovery.objects.filter(account=account, decided_at=None, expires_at__lte=now)
    ran_out.update(decided_at=now, approved=False, reason="ran out")

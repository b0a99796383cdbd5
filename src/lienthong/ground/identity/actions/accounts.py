"""Verbs of accounts: create, invite, set a password, disable, enable, end sessions, log a sign-in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from lienthong.ground.identity import rules
from lienthong.ground.identity.models import Account, Invitation, Session, SignIn
from lienthong.ground.identity.states import Outcome, Way
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject

LINK_HOLDS = timedelta(hours=48)


def create_account(
    *, email: str, full_name: str, by: Subject | None, now: datetime, language: str = "vi", synthetic: bool = False
) -> Account:
    """A person who may sign in once a way is set, by the link of `invite`. Refuses: NotAnAddress, AccountExists."""
    try:
        validate_email(email)
    except ValidationError as problem:
        raise rules.NotAnAddress from problem
    if Account.objects.filter(email__iexact=email).exists():
        raise rules.AccountExists
    account = Account.objects.create_user(email, full_name, language=language, synthetic=synthetic)
    journal.record("identity.account.created", account, by=by, at=now, body={"email": email, "name": full_name})
    return account


def invite(*, account: Account, by: Subject | None, now: datetime, holds: timedelta = LINK_HOLDS) -> Invitation:
    """A one-time link for the person; links made before it stop working."""
    Invitation.objects.filter(account=account, used_at=None, expires_at__gt=now, made_at__lt=now).update(expires_at=now)
    invitation = Invitation.objects.create(account=account, made_at=now, expires_at=now + holds)
    journal.record("identity.account.invited", account, by=by, at=now, body={"expires_at": invitation.expires_at})
    return invitation


def use_invitation(*, invitation: Invitation, now: datetime) -> Account:
    """Spend the link; of two who try at once, one is refused. Refuses: LinkSpent."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not locked.is_usable_at(now):
        raise rules.LinkSpent
    locked.used_at = now
    locked.save(update_fields=["used_at"])
    journal.record("identity.account.link_used", locked.account, by=locked.account, at=now)
    return locked.account


def set_password(*, account: Account, password: str, by: Subject | None, now: datetime) -> None:
    """Set a password that validators let pass, and remember whether it may stand alone."""
    account.set_password(password)
    account.password_stands_alone = rules.stands_alone(password)
    account.save(update_fields=["password", "password_stands_alone"])
    journal.record("identity.account.password_set", account, by=by, at=now)


def disable_account(*, account: Account, by: Subject | None, now: datetime) -> None:
    """The person can no longer sign in, and every open session ends at once; mandates stay on record."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    Session.objects.of(account).delete()
    journal.record("identity.account.disabled", account, by=by, at=now)


def enable_account(*, account: Account, by: Subject | None, now: datetime) -> None:
    """The person can sign in again, by the ways set before."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    journal.record("identity.account.enabled", account, by=by, at=now)


def end_session(*, account: Account, handle: UUID) -> None:
    """End one of the person's own sessions; one that has ended already is no mistake."""
    Session.objects.of(account).filter(handle=handle).delete()


def end_other_sessions(*, account: Account, keep: str | None) -> int:
    """End all of the person's sessions but the one with this key; returns how many."""
    ended, _of_each = Session.objects.of(account).filter(~Q(session_key=keep or "")).delete()
    return ended


def notice_session(*, session: Session, now: datetime) -> None:
    """Write down that the session was seen; a session ended meanwhile stays ended."""
    Session.objects.filter(pk=session.pk).update(last_seen_at=now)


def log_sign_in(
    *, account: Account | None, way: Way, outcome: Outcome, device: str, address: str | None, now: datetime
) -> SignIn:
    """Keep an attempt to sign in, outside the public log of acts."""
    return SignIn.objects.create(account=account, at=now, way=way, outcome=outcome, device=device, address=address)

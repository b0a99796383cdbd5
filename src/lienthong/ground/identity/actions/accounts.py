"""Verbs of accounts: create, open, invite, contact, password, disable, enable, end sessions, log a sign-in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from lienthong.ground.identity import carrying, phones, queries, rules
from lienthong.ground.identity.models import Account, Invitation, Session, SignIn
from lienthong.ground.identity.states import Means, Outcome, Way
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


def open_account(
    *,
    means: Means,
    address: str,
    full_name: str,
    password: str,
    now: datetime,
    language: str = "vi",
    synthetic: bool = False,
) -> Account:
    """A citizen opens an account of their own; that the address is theirs, a code has proven a moment ago.

    Refuses: AccountExists, PhoneTaken.
    """
    if queries.reached_by(address) is not None:
        raise rules.PhoneTaken if means == Means.SMS else rules.AccountExists
    reached: dict[str, Any] = {"phone": address, "phone_verified_at": now} if means == Means.SMS else {}
    email = address if means == Means.EMAIL else None
    account = Account.objects.create_user(email, full_name, language=language, synthetic=synthetic, **reached)
    body = {"email": email or "", "phone": reached.get("phone", ""), "name": full_name}
    journal.record("identity.account.opened", account, by=account, at=now, body=body)
    set_password(account=account, password=password, by=account, now=now)
    return account


def change_contact(*, account: Account, means: Means, address: str, by: Subject | None, now: datetime) -> None:
    """Another telephone number or e-mail address, proven by a code; both the old ones are told.

    Refuses: AccountExists, PhoneTaken.
    """
    other = queries.reached_by(address)
    if other is not None and other.pk != account.pk:
        raise rules.PhoneTaken if means == Means.SMS else rules.AccountExists
    warn(account=account, kind="identity.contact.changed", facts={"masked": phones.mask(address)}, now=now)
    if means == Means.SMS:
        account.phone, account.phone_verified_at = address, now
    else:
        account.email = address
    account.save(update_fields=["phone", "phone_verified_at", "email"])
    body = {"means": str(means), "address": address}
    journal.record("identity.account.contact_changed", account, by=by, at=now, body=body)


def warn(*, account: Account, kind: str, facts: dict[str, Any], now: datetime) -> None:
    """Say to every address of the account what is being done with it: whoever does it does not choose which."""
    for means, address in ((Means.SMS, account.phone), (Means.EMAIL, account.email)):
        if address and not _is_nobodys(account, address):
            carrying.carry(means, address, kind=kind, facts=facts, language=account.language, now=now)


def _is_nobodys(account: Account, address: str) -> bool:
    """People who do not exist get no e-mail; their made-up numbers go to the simulator."""
    return account.synthetic and "@" in address


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


def choose_shortcuts(*, account: Account, on: bool) -> None:
    """May single letters press buttons of the desk for this person? (WCAG 2.1.4: they can be switched off.)"""
    account.shortcuts = on
    account.save(update_fields=["shortcuts"])


def notice_session(*, session: Session, now: datetime) -> None:
    """Write down that the session was seen; a session ended meanwhile stays ended."""
    Session.objects.filter(pk=session.pk).update(last_seen_at=now)


def log_sign_in(
    *, account: Account | None, way: Way, outcome: Outcome, device: str, address: str | None, now: datetime
) -> SignIn:
    """Keep an attempt to sign in, outside the public log of acts."""
    return SignIn.objects.create(account=account, at=now, way=way, outcome=outcome, device=device, address=address)

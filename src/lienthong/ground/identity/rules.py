"""What is asked of passwords and of giving up a factor.

Source: NIST SP 800-63B-4 §3.1.1 and OWASP ASVS 5.0 §6.2: 15 characters when the password stands alone, 8 beside a
second factor, no rules of composition, no forced change.
"""

import re
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lienthong.ground.identity import phones, queries
from lienthong.ground.identity.models import Account, Recovery
from lienthong.ground.identity.states import Means, Proof
from lienthong.ground.journal.models import Subject
from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany

ALONE, BESIDE_A_FACTOR, LONGEST = 15, 8, 512
"""Lengths of a password in characters."""


class FactorNeeded(Conflict):
    """Your password is too short to stand alone. Add another passkey or app first, or set a password of 15 letters."""


class LastWayIn(Conflict):
    """This is your only way to sign in. Set a password or add another passkey first."""


class AccountExists(Conflict):
    """There is already an account with this e-mail address. Make a new link for it instead."""


class NotAnAddress(Invalid):
    """This is not an e-mail address. Write it like lan.nguyen@example.gov.vn."""


class NoSuchAccount(NotFound):
    """There is no account with this e-mail address. Look it up with `lienthong user list`."""


class LinkSpent(NotAllowed):
    """This link was used before or has expired. Ask whoever gave it to you for a new one."""


class OnlyInTheDemonstration(NotFound):
    """Signing in as somebody else exists only in the demonstration, and only for people who do not exist."""


def shortest_password(account: Account | None) -> int:
    """How many characters a password needs at least; a proven telephone number is a second factor."""
    if account is None:
        return ALONE
    beside = account.phone_verified_at is not None or queries.has_second_factor(account)
    return BESIDE_A_FACTOR if beside else ALONE


def stands_alone(password: str) -> bool:
    """Is it long enough to be the only factor?"""
    return len(password) >= ALONE


def require_may_remove(authenticator: Authenticator, account: Account) -> None:
    """A factor may go when another stays or a long password stands alone. Refuses: FactorNeeded, LastWayIn."""
    if queries.second_factors(account).exclude(pk=authenticator.pk).exists():
        return
    if not account.has_usable_password():
        raise LastWayIn
    if not account.password_stands_alone and account.phone_verified_at is None:
        raise FactorNeeded


CODE_HOLDS, MOST_TRIES = timedelta(minutes=5), 5
"""How long a one-time code is good, and for how many tries."""

LIMITS = ((timedelta(minutes=15), 5), (timedelta(days=1), 20))
"""How many codes one number or address gets at most in so long a time."""


class TooManyCodes(TooMany):
    """Too many codes were sent to this number or address. Wait a quarter of an hour, then ask for one more."""


class NotReachable(Invalid):
    """Write a mobile number like 0912 345 678, or an e-mail address like lan@example.vn."""


class PhoneTaken(Conflict):
    """There is already an account with this phone number. Sign in to it, or recover it."""


class OnlyFictionalNumbers(Invalid):
    """In the demonstration use a made-up number that begins with 0000, such as 0000 123 456. Real ones get nothing."""


def require_reachable(words: str) -> tuple[Means, str]:
    """By what and where this reaches a person, as it is kept.

    Refuses: NotReachable; OnlyFictionalNumbers in the demonstration, where no message leaves the machine.
    """
    if "@" in words:
        try:
            validate_email(words.strip())
        except ValidationError as problem:
            raise NotReachable from problem
        return Means.EMAIL, words.strip().lower()
    number = phones.read(words)
    if number is None:
        raise NotReachable
    if settings.DEMO and not phones.is_fictional(number):
        raise OnlyFictionalNumbers
    return Means.SMS, number


def require_may_send_code(address: str, now: datetime) -> None:
    """Nobody's telephone is made to ring all day. Refuses: TooManyCodes."""
    for span, most in LIMITS:
        if queries.codes_sent(address, since=now - span) >= most:
            raise TooManyCodes


class NotANumber(Invalid):
    """A personal identity number has twelve digits. Copy it from the identity card."""


class NumberTaken(Conflict):
    """This personal identity number belongs to another account. Sign in with that one, or recover it at a counter."""


class ProvenOtherwise(Conflict):
    """This account has been identified as another person's. Sign out and use an account of your own."""


class EvidenceMissing(Invalid):
    """Say by which evidence the person was identified, and who checked it."""


class NotIdentified(Conflict):
    """This account is not identified as anybody's. There is nothing to withdraw."""


def require_number(number: str) -> str:
    """The twelve digits, spaces and dots taken out; nothing else is asked of them. Refuses: NotANumber."""
    digits = re.sub(r"[\s.]", "", number)
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise NotANumber
    return digits


def require_may_identify(account: Account, *, way: Proof, evidence: str, by: Subject | None) -> None:
    """At a counter somebody answers for it; people who do not exist are identified in the demonstration only.

    Refuses: EvidenceMissing, OnlyInTheDemonstration.
    """
    if not evidence.strip() or (way == Proof.COUNTER and by is None):
        raise EvidenceMissing
    if way == Proof.DEMONSTRATION and not (settings.DEMO and account.synthetic):
        raise OnlyInTheDemonstration


class RecoveryRunning(Conflict):
    """A recovery of this account is waiting for a second official already. Decide that one first."""


class RecoverySettled(Conflict):
    """This recovery was decided before, or its time has run out. Begin a new one if it is still needed."""


class SecondOfficialNeeded(NotAllowed):
    """Another official must decide: neither who raised this recovery nor the owner of the account may approve it."""


class RecoverOtherwise(NotAllowed):
    """A code alone does not open an identified account. Use your e-ID or a recovery code, or go to a counter."""


def require_may_raise_recovery(account: Account, *, evidence: str, by: Account) -> None:
    """An official raises it for somebody else, and says what was compared.

    Refuses: EvidenceMissing, SecondOfficialNeeded.
    """
    if not evidence.strip():
        raise EvidenceMissing
    if by.pk == account.pk:
        raise SecondOfficialNeeded


def require_may_decide_recovery(recovery: Recovery, *, by: Account, now: datetime) -> None:
    """A second official, in time, once. Refuses: RecoverySettled, SecondOfficialNeeded."""
    if recovery.decided_at is not None or now >= recovery.expires_at:
        raise RecoverySettled
    if by.pk in {recovery.asked_by_id, recovery.account_id}:
        raise SecondOfficialNeeded


def require_may_recover_by_code(account: Account, *, spare: bool, at: datetime) -> None:
    """What was opened by a code alone may be recovered by one; a proven account needs a recovery code beside it.

    Recovery is never weaker than enrolment. Refuses: RecoverOtherwise.
    """
    if not spare and queries.identification_of(account, at) is not None:
        raise RecoverOtherwise

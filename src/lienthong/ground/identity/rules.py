"""What is asked of passwords and of giving up a factor.

Source: NIST SP 800-63B-4 §3.1.1 and OWASP ASVS 5.0 §6.2: 15 characters when the password stands alone, 8 beside a
second factor, no rules of composition, no forced change.
"""

import re

from allauth.mfa.models import Authenticator
from django.conf import settings

from lienthong.ground.identity import queries
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Proof
from lienthong.ground.journal.models import Subject
from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound

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
    """How many characters a password needs at least."""
    return BESIDE_A_FACTOR if account is not None and queries.has_second_factor(account) else ALONE


def stands_alone(password: str) -> bool:
    """Is it long enough to be the only factor?"""
    return len(password) >= ALONE


def require_may_remove(authenticator: Authenticator, account: Account) -> None:
    """A factor may go when another stays or a long password stands alone. Refuses: FactorNeeded, LastWayIn."""
    if queries.second_factors(account).exclude(pk=authenticator.pk).exists():
        return
    if not account.has_usable_password():
        raise LastWayIn
    if not account.password_stands_alone:
        raise FactorNeeded


class NotANumber(Invalid):
    """A personal identity number has twelve digits. Copy it from the identity card."""


class NumberTaken(Conflict):
    """This personal identity number belongs to another account. Sign in with that one, or recover it at a counter."""


class ProvenOtherwise(Conflict):
    """This account was proven to be another person. Sign out and use an account of your own."""


class EvidenceMissing(Invalid):
    """Say by which evidence the person was identified, and who checked it."""


class NotIdentified(Conflict):
    """Nobody stands behind this account as an identified person. There is nothing to withdraw."""


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

"""Whose answer counts, what words are accepted, and who may handle what."""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.rules import Belonging, Verb
from lienthong.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from lienthong.kit.text import fold
from lienthong.work.feedback.models import Invitation, RecoveryCase
from lienthong.work.feedback.states import MOST_WORDS, CaseState, Level, Reached, Reason

_SET_PHRASES = Path(__file__).parent / "data" / "set_phrases.json"
FEWEST_LETTERS = 20
_FAMILY_BITS = {4: 24, 6: 48}
_MARK_LETTERS = 16
_THREE = 3
"""So many words of one's own make an answer."""


class NoSuchInvitation(NotFound):
    """This code or link is not known. Check every letter, or open the link in the message once more."""


class LinkExpired(Conflict):
    """The fourteen days for this answer are over. You can still speak to the office's one-stop shop."""


class QuestionWithdrawn(Conflict):
    """The office undid what you were asked about: the dossier goes on, and you are asked when it really ends."""


class LinkUsed(Conflict):
    """This link was used already. To change the answer, use the same browser, or sign in as the person asked."""


class OfficialsDoNotRate(NotAllowed):
    """You are signed in as an official, so this answer does not count. Sign out, and answer on your own device."""


class OfficeNetwork(NotAllowed):
    """From the network of an office no answer counts. Use your own phone or computer on another network."""


class OfficeBrowser(NotAllowed):
    """In this browser an official of the office has worked, so no answer about it counts. Use your own device."""


class NoSuchLevel(Invalid):
    """Choose one of the five levels, and reasons from the list."""


class TooManyWords(Invalid):
    """What you wrote is too long. Say it in at most 1000 letters."""


class WordsEmpty(Invalid):
    """Say in your own words what you found and what was done; the person reads them. A set phrase is no answer."""


class NotCalledYet(Invalid):
    """Say how you spoke with the person, or that you could not reach them."""


class NotTheirs(NotAllowed):
    """This belongs to another person. Open it with your own code, or signed in as yourself."""


def digest_of(code: str) -> bytes:
    """What is kept of a code: SHA-256 of its letters, without spaces and marks, in capitals."""
    return hashlib.sha256("".join(each for each in code.upper() if each.isalnum()).encode()).digest()


@dataclass(frozen=True)
class Visit:
    """Who answers, as far as the request says: nothing of it is declared by them.

    `address` = where the request came from; `is_official` = a mandate is held; `worked_for` = bodies whose officials
    have worked in this browser; `began` = invitations whose first answer came from this very browser; `device` = the
    mark of the browser, which says nothing about the person.
    """

    address: str
    account: Account | None = None
    is_official: bool = False
    worked_for: Collection[UUID] = ()
    began: Collection[UUID] = ()
    device: str = ""


def require_may_answer(invitation: Invitation, visit: Visit, *, now: datetime) -> None:
    """Refuses: QuestionWithdrawn, LinkExpired, OfficialsDoNotRate, OfficeNetwork, OfficeBrowser, LinkUsed."""
    if invitation.withdrawn_at is not None:
        raise QuestionWithdrawn
    if now >= invitation.expires_at:
        raise LinkExpired
    if visit.is_official:
        raise OfficialsDoNotRate
    if is_of_an_office(visit.address):
        raise OfficeNetwork
    if invitation.body_id in visit.worked_for:
        raise OfficeBrowser
    if invitation.level is not None and not holds(invitation, visit):
        raise LinkUsed


def holds(invitation: Invitation, visit: Visit) -> bool:
    """Is it the person who was asked, or the browser that gave the first answer?"""
    own = visit.account is not None and invitation.account_id == visit.account.pk
    return own or invitation.pk in visit.began


def require_asked(invitation: Invitation, account: Account) -> None:
    """Refuses: NotTheirs, unless this person was asked."""
    if invitation.account_id != account.pk:
        raise NotTheirs


def is_of_an_office(address: str) -> bool:
    """Does the address lie in a network of `FEEDBACK_OFFICE_NETWORKS` (CIDR)? What is no address does not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(each, strict=False) for each in settings.FEEDBACK_OFFICE_NETWORKS)


def network_of(address: str) -> str:
    """A digest of the family an address is of (its /24, or its /48 in version 6); empty for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return marked("network", str(ip_network((found, _FAMILY_BITS[found.version]), strict=False)))


def marked(sort: str, value: str) -> str:
    """A digest under the installation's key, by which two values are compared and none is read; empty of nothing."""
    return salted_hmac(f"feedback.{sort}", value, algorithm="sha256").hexdigest()[:_MARK_LETTERS] if value else ""


def require_said(level: int, reasons: Sequence[str], words: str) -> tuple[Level, list[str], str]:
    """A level, reasons of the list, and not too many words. Refuses: NoSuchLevel, TooManyWords."""
    if level not in Level.values or any(each not in Reason.values for each in reasons):
        raise NoSuchLevel
    said = words.strip()
    if len(said) > MOST_WORDS:
        raise TooManyWords
    return Level(level), list(dict.fromkeys(reasons)), said


def require_own_words(words: str) -> str:
    """Words of one's own. Refuses: WordsEmpty."""
    said = " ".join(words.split())
    own = set(re.findall(r"\w+", fold(said))) - _empty_words()
    if len(said) < FEWEST_LETTERS or len(own) < _THREE:
        raise WordsEmpty
    return said


@cache
def _empty_words() -> frozenset[str]:
    """Words that set phrases are made of: they say nothing about what happened."""
    return frozenset(
        word for phrase in json.loads(_SET_PHRASES.read_text("utf-8")) for word in re.findall(r"\w+", fold(phrase))
    )


def require_reached(reached: str) -> Reached:
    """Refuses: NotCalledYet."""
    if reached not in Reached.values:
        raise NotCalledYet
    return Reached(reached)


def require(by: Mandate, thing: Belonging, *, now: datetime) -> None:
    """May this mandate handle the case? Refuses: MandateEnded, NotInThisRole, NotYours (of mandates)."""
    mandates.require(by, Verb.HANDLE_FEEDBACK, thing, now=now)


def next_steps(by: Mandate, case: RecoveryCase, *, now: datetime) -> list[str]:
    """What this person may do with it now."""
    if not mandates.may(by, Verb.HANDLE_FEEDBACK, case, now=now):
        return []
    return {CaseState.OPEN: ["take"], CaseState.TAKEN: ["close"], CaseState.CLOSED: []}[CaseState(case.state)]

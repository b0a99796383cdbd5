"""How sure we are of whom we deal with: read from what a session was opened by, compared, refused, kept.

Pure: no database, no clock. Three things stay apart (Decree 69/2024/NĐ-CP): how well the account was proven to be a
person's, by how much the person authenticated in this session, and which ways were taken. What is not known counts as
nothing, so a gate that cannot tell stays shut.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lienthong.ground.identity.states import AccountLevel, AuthenticationLevel, Level, Proof, Way
from lienthong.kit.errors import NotAllowed

Record = Mapping[str, Any]
"""One proof as the session keeps it: `method`, `at` (Unix time) and what the method adds."""

RAISE_AT = "/citizen/level/"
"""The page that says by which ways a person can raise either level."""
SIGN_IN_AT = "/citizen/sign-in/"


class SignInFirst(NotAllowed):
    """Sign in first: this step is open only to a person who has signed in."""


class ProofOfPersonNeeded(NotAllowed):
    """This needs an account identified as yours. Use your national e-ID, or show your card at a counter."""


class StrongerProofNeeded(NotAllowed):
    """This needs a stronger sign-in. Confirm again with a second factor: a passkey, a code by SMS or your e-ID."""


@dataclass(frozen=True)
class SessionFacts:
    """What is known of a session: proofs in their order, the account's level, and whether it may be a simulation."""

    records: tuple[Record, ...]
    account_level: AccountLevel
    proven_by: Proof | None
    way: Way
    demonstration: bool = False


@dataclass(frozen=True)
class Assurance:
    """How sure we were, when and why: goes into a dossier as `plain()`."""

    account_level: AccountLevel
    authentication_level: AuthenticationLevel
    way: Way
    at: datetime
    proven_by: Proof | None = None

    @property
    def level(self) -> Level:
        """Both axes, to be compared."""
        return Level(self.account_level, self.authentication_level)

    def plain(self) -> dict[str, Any]:
        """As JSON, for the dossier."""
        return {
            "account_level": int(self.account_level),
            "authentication_level": int(self.authentication_level),
            "way": str(self.way),
            "proven_by": str(self.proven_by) if self.proven_by else None,
            "at": self.at.astimezone(UTC).isoformat(),
        }


def from_plain(kept: Mapping[str, Any]) -> Assurance:
    """The other way round. A form we did not write is a mistake of the program: KeyError or ValueError."""
    return Assurance(
        AccountLevel(kept["account_level"]),
        AuthenticationLevel(kept["authentication_level"]),
        Way(kept["way"]),
        datetime.fromisoformat(kept["at"]),
        Proof(kept["proven_by"]) if kept["proven_by"] else None,
    )


def of_session(facts: SessionFacts) -> Assurance | None:
    """What the session proves; None when it holds no proof at all.

    The national e-ID says its own levels; what we ask ourselves is never more than two factors, because a phone that
    unlocks a passkey does not say whether a finger or a PIN did it.
    """
    if not facts.records:
        return None
    ours = len(_factors(facts))
    theirs = max((_said(record, "authentication_level") for record in facts.records), default=0)
    return Assurance(
        facts.account_level,
        AuthenticationLevel(max(ours, theirs)),
        facts.way,
        datetime.fromtimestamp(max(float(record["at"]) for record in facts.records), UTC),
        facts.proven_by,
    )


def require(assurance: Assurance | None, needed: Level) -> Assurance:
    """Let pass whoever reaches the level on both axes, and give the assurance back to be kept.

    Refuses: SignInFirst, ProofOfPersonNeeded, StrongerProofNeeded; each says where to go (`where`) and what is missing.
    """
    if assurance is None or assurance.authentication_level == AuthenticationLevel.NOTHING:
        raise SignInFirst(where=SIGN_IN_AT, needed=_words(needed))
    if assurance.account_level < needed.account:
        raise ProofOfPersonNeeded(where=RAISE_AT, needed=_words(needed), held=_words(assurance.level))
    if not assurance.level.covers(needed):
        raise StrongerProofNeeded(where=RAISE_AT, needed=_words(needed), held=_words(assurance.level))
    return assurance


def at_a_counter(now: datetime) -> Assurance:
    """An official saw the person and their identity card: the highest account level, and nothing electronic."""
    return Assurance(AccountLevel.TWO, AuthenticationLevel.NOTHING, Way.OTHER, now, Proof.COUNTER)


KNOWS, HAS = "knows", "has"
"""Kinds of factors. Two of one kind are one factor."""

_KINDS = {"password": {KNOWS}, "link": {HAS}, "sms": {HAS}}
"""A code by e-mail stands in no row: whoever knows the password of the mailbox has it, so it proves nothing more."""

_MFA_KINDS = {"totp": {HAS}, "recovery_codes": {HAS}, "webauthn": {HAS}}


def _factors(facts: SessionFacts) -> set[str]:
    return set().union(*(_kinds(record, facts.demonstration) for record in facts.records))


def _kinds(record: Record, demonstration: bool) -> set[str]:
    """Which kinds of factors one proof shows."""
    method = record.get("method")
    if method == "demonstration":
        return {KNOWS, HAS} if demonstration else set()
    if method == "mfa" and record.get("passwordless"):  # such a key is unlocked by finger, face or PIN, always
        return {KNOWS, HAS}
    if method == "mfa":
        return _MFA_KINDS.get(str(record.get("type")), set())
    return _KINDS.get(str(method), set())


def _said(record: Record, key: str) -> int:
    """The level that the national e-ID said, checked when it was written down; anything else says nothing."""
    said = record.get(key)
    known = record.get("method") == Way.NATIONAL_ID and said in AuthenticationLevel.values
    return int(said) if known and said is not None else 0


def _words(level: Level) -> dict[str, int]:
    return {"account_level": int(level.account), "authentication_level": int(level.authentication)}


def strongest(levels: Iterable[Level]) -> Level:
    """The level that covers all of these: what a page with several gates asks for once."""
    found = list(levels)
    return Level(
        max((one.account for one in found), default=AccountLevel.UNPROVEN),
        max((one.authentication for one in found), default=AuthenticationLevel.ONE_FACTOR),
    )

"""Judging a credential (SD-JWT VC) in eight numbered steps, without a network: trust, time and status lists are given.

The first step that fails ends it, and any exception means invalid. What the credential says (`Verdict.claims`) is
handed out only when signature, path and disclosures hold; nothing else of the text may be used.
Source: RFC 9901 §7, draft-ietf-oauth-sd-jwt-vc §3, draft-ietf-oauth-status-list §8.3.
"""

import dataclasses
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias

from lienthong.ground.signatures import disclosing, jose, sdjwt, statuslist
from lienthong.ground.signatures.certificates import Holder, holder_of
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.states import CredentialStatus
from lienthong.ground.signatures.trust import Path, Trust
from lienthong.kit import canonical

CLOCKS_DIFFER: Final = timedelta(minutes=5)
STEPS: Final = ("form", "signature", "path", "claims", "issuer", "disclosures", "time", "status")
_SAYS_HOW: Final = frozenset({"iss", "iat", "nbf", "exp", "vct", "vct#integrity", "status", "cnf"})


class Standing(StrEnum):
    """What may be made of a credential, from good to bad."""

    VALID = "valid"
    STATUS_UNKNOWN = "status-unknown"
    """Genuine and in time; but nobody at hand says whether it was revoked."""
    UNKNOWN_SIGNER = "unknown-signer"
    NOT_YET = "not-yet"
    ENDED = "ended"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    NOT_SECURE = "not-secure"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its number and code, whether it held (None = not reached, or nothing to check), and why not."""

    number: int
    code: str
    held: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was found. Without proof of who says it, everything but steps and standing is empty."""

    standing: Standing
    steps: tuple[Step, ...]
    issuer: Holder | None = None
    path: tuple[str, ...] = ()
    claims: dict[str, Any] = field(default_factory=dict)
    withheld_count: int = 0
    """Claims that were not shown; decoys count as well."""
    issued_at: datetime | None = None
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    status: CredentialStatus | None = None
    status_as_of: datetime | None = None
    """When the body said so, in the list at hand; None = no list at hand, or the credential names none."""
    names_status: bool = False

    @property
    def is_valid(self) -> bool:
        """May it be relied on?"""
        return self.standing is Standing.VALID

    @property
    def said(self) -> dict[str, Any]:
        """What the credential says of its subject, without what only tells how it is to be judged."""
        return {name: value for name, value in self.claims.items() if name not in _SAYS_HOW}

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of `refusals.REASONS`: why not."""
        return tuple(step.reason for step in self.steps if step.reason)

    def refused(self, code: str, reason: str) -> "Verdict":
        """Invalid for a reason found outside: that step does not hold, and nothing is handed out."""
        number = STEPS.index(code) + 1
        steps = (
            step if step.number < number else Step(step.number, step.code, None) if step.number > number
            else Step(number, code, held=False, reason=reason)
            for step in self.steps
        )  # fmt: skip
        return Verdict(Standing.INVALID, tuple(steps))

    def as_json(self) -> dict[str, Any]:
        """Plain values with stable codes."""
        plain: dict[str, Any] = canonical.plain(dataclasses.asdict(self) | {"valid": self.is_valid})
        return plain


AtHand: TypeAlias = str | statuslist.Known
"""A status list as it was fetched, or one that whoever keeps it knows as it stands."""


def verify(token: str, *, trust: Trust, at: datetime, statuses: Collection[AtHand] = ()) -> Verdict:
    """The verdict on a credential at the instant `at`; `statuses` are the status lists at hand. Never raises."""
    judging = _Judging(trust, at, statuses)
    try:
        judging.run(token.strip())
    except SignatureInvalid as refused:
        return judging.failed(_standing_of(refused), refused.reason)
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        return judging.failed(Standing.INVALID, "unreadable")
    return judging.found


def _standing_of(refused: SignatureInvalid) -> Standing:
    if isinstance(refused, NotSecure):
        return Standing.NOT_SECURE
    if isinstance(refused, NotTrusted) and refused.reason in {"no-path", "revocation-unknown"}:
        return Standing.UNKNOWN_SIGNER
    return Standing.INVALID


class _Judging:
    """One run through the steps; `found` grows as they hold."""

    def __init__(self, trust: Trust, at: datetime, statuses: Collection[AtHand]) -> None:
        self.trust, self.at, self.statuses = trust, at, statuses
        self.found = Verdict(Standing.VALID, ())

    def run(self, token: str) -> None:
        parts, signed = self.step("form", lambda: _read(token))
        self.step("signature", lambda: jose.require_signed(signed))
        path = self.step("path", lambda: self.path(signed))
        self.step("claims", lambda: _require_claims(signed.payload, self.at))
        holder = holder_of(signed.certificates[0])
        self.step("issuer", lambda: _require_issuer(signed.payload["iss"], holder))
        opening = self.step("disclosures", lambda: disclosing.opened(signed.payload, parts.disclosures))
        self.keep(opening, holder, path)
        self.judge_time()
        self.judge_status(signed)

    def step(self, code: str, do: Callable[[], Any]) -> Any:
        """Do one step and note that it held; what it raises ends the run."""
        value = do()
        self.note(code, held=True)
        return value

    def note(self, code: str, *, held: bool | None, reason: str = "") -> None:
        step = Step(STEPS.index(code) + 1, code, held, reason)
        self.found = dataclasses.replace(self.found, steps=(*self.found.steps, step))

    def failed(self, standing: Standing, reason: str) -> Verdict:
        """A verdict that hands out nothing but the steps."""
        refused, *rest = STEPS[len(self.found.steps) :]
        self.note(refused, held=False, reason=reason)
        for code in rest:
            self.note(code, held=None)
        return Verdict(standing, self.found.steps)

    def path(self, signed: jose.Signed) -> Path:
        """In order at the moment of signing: until the path is proven, `iat` is only what somebody wrote."""
        return jose.require_trusted(signed, trust=self.trust, at=jose.moment(signed.payload, "iat"))

    def keep(self, opening: disclosing.Opened, holder: Holder, path: Path) -> None:
        claims = opening.claims
        self.found = dataclasses.replace(
            self.found,
            issuer=holder,
            path=tuple(holder_of(one).name for one in path.certificates),
            claims=claims,
            withheld_count=opening.withheld_count,
            issued_at=jose.instant(claims, "iat"),
            begins_at=jose.instant(claims, "nbf"),
            ends_at=jose.instant(claims, "exp"),
            names_status="status" in claims,
        )

    def judge_time(self) -> None:
        found = self.found
        if found.begins_at is not None and found.begins_at > self.at:
            self.worse(Standing.NOT_YET, "time", "credential-not-yet")
        elif found.ends_at is not None and found.ends_at <= self.at:
            self.worse(Standing.ENDED, "time", "credential-ended")
        else:
            self.note("time", held=True)

    def worse(self, standing: Standing, code: str, reason: str, *, held: bool | None = False) -> None:
        """A step that does not hold, but leaves what is said proven."""
        self.note(code, held=held, reason=reason)
        worst = max(self.found.standing, standing, key=list(Standing).index)
        self.found = dataclasses.replace(self.found, standing=worst)

    def judge_status(self, signed: jose.Signed) -> None:
        """What the newest of the lists at hand says; an old list is believed when it revokes, not when it does not."""
        if "status" not in self.found.claims:
            self.note("status", held=None)
            return
        place = _place(self.found.claims["status"])
        known, reason = self.newest(place.uri, signed)
        if known is None:
            self.worse(Standing.STATUS_UNKNOWN, "status", reason, held=None)
            return
        said = known.at(place.index)
        self.found = dataclasses.replace(self.found, status=said, status_as_of=known.issued_at)
        if said is not CredentialStatus.VALID:
            standing, why = _NOT_GOOD[said]
            self.worse(standing, "status", why)
        elif known.ends_at is not None and known.ends_at <= self.at:
            self.worse(Standing.STATUS_UNKNOWN, "status", "status-old", held=None)
        else:
            self.note("status", held=True)

    def newest(self, uri: str, signed: jose.Signed) -> tuple[statuslist.Known | None, str]:
        """The newest list of this address that the same body signed; or why there is none."""
        found: list[statuslist.Known] = []
        reason = "status-unknown"
        for given in self.statuses:
            try:
                known = self.read(given)
            except SignatureInvalid as refused:
                reason = refused.reason
                continue
            if known.uri == uri and jose.same_holder(known.signed_with, signed.certificates[0]):
                found.append(known)
            elif known.uri == uri:
                reason = "status-differs"
        return max(found, key=lambda known: known.issued_at, default=None), reason

    def read(self, given: AtHand) -> statuslist.Known:
        return statuslist.read(given, trust=self.trust, at=self.at) if isinstance(given, str) else given


_NOT_GOOD: Final = {
    CredentialStatus.REVOKED: (Standing.REVOKED, "credential-revoked"),
    CredentialStatus.SUSPENDED: (Standing.SUSPENDED, "credential-suspended"),
    CredentialStatus.OTHER: (Standing.REVOKED, "status-strange"),
}


def _read(token: str) -> tuple[sdjwt.Parts, jose.Signed]:
    parts = sdjwt.taken_apart(token)
    if parts.holder_proof:
        raise SignatureInvalid("holder-proof")
    return parts, jose.read(parts.signed, kinds=sdjwt.KINDS)


def _require_claims(payload: jose.Json, at: datetime) -> None:
    """The claims that every credential must have, in the signed part itself, of the right kind."""
    jose.text(payload, "iss")
    jose.text(payload, "vct")
    for name in ("nbf", "exp"):
        jose.instant(payload, name)
    if jose.moment(payload, "iat") > at + CLOCKS_DIFFER:
        raise SignatureInvalid("issued-in-future")
    if "status" in payload:
        _place(payload["status"])


def _place(status: Any) -> sdjwt.StatusPlace:
    """Where the status stands; any other way to say it than a status list is not understood, and so refused."""
    named = status.get("status_list") if isinstance(status, dict) else None
    if not isinstance(named, dict):
        raise SignatureInvalid("claim-missing", claim="status")
    index = named.get("idx")
    if type(index) is not int or index < 0:
        raise SignatureInvalid("claim-missing", claim="idx")
    return sdjwt.StatusPlace(jose.text(named, "uri"), index)


def _require_issuer(issuer: str, holder: Holder) -> None:
    """`iss` must end in the code of the body that the certificate names: nobody speaks in another body's name."""
    code = holder.organisation_code
    if code and re.split("[/:#]", issuer)[-1] != code:
        raise SignatureInvalid("issuer-differs")

"""A statement of a body that machines can check and of which its holder shows no more than is needed (SD-JWT VC).

Source: RFC 9901 (SD-JWT), draft-ietf-oauth-sd-jwt-vc (`typ`, `vct`, `status`). Pure: issuing, taking apart, showing a
part; `sdjwt_verify` judges. What may be withheld is left out of the signed part and stands there as a salted digest;
the disclosures (salt, name, value) follow behind `~`.

In the first form nothing is bound to a holder's key (`cnf`): whoever has the text can show it, as with a paper. So it
proves what the body says, not that the person showing it is the one spoken of; that is for the eyes of who checks.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lienthong.ground.signatures import jose
from lienthong.ground.signatures.refusals import ClaimsInvalid, SignatureInvalid
from lienthong.ground.signatures.signer import Signer
from lienthong.kit import canonical

KIND: Final = "dc+sd-jwt"
KINDS: Final = frozenset({KIND, "vc+sd-jwt"})
"""What is made, and what is read: until 2024 the draft said `vc+sd-jwt`."""
SALT_BYTES: Final = 16
MOST_DISCLOSURES: Final = 1000
ALWAYS_SHOWN: Final = frozenset({
    "iss", "iat", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "_sd", "_sd_alg", "...",
})  # fmt: skip
"""Names that no disclosure may bring in: they say how the rest is to be judged."""
_LOOKS: Final = re.compile(rb"\s*eyJ[A-Za-z0-9_.~-]*\s*$")
_PAIR, _TRIPLE = 2, 3


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where one reads whether a credential still holds: which status list, which place in it."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that may be withheld: a claim, or (without a name) a member of a list."""

    encoded: str
    name: str | None
    value: Any

    @property
    def digest(self) -> str:
        """What stands in the signed part instead: SHA-256 over the text as it is written."""
        return jose.to_text(hashlib.sha256(self.encoded.encode()).digest())


@dataclass(frozen=True, slots=True)
class Parts:
    """A credential taken apart: the signed part, the disclosures, and a holder's proof when one was put behind."""

    signed: str
    disclosures: tuple[Disclosure, ...]
    holder_proof: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A credential before its signature: what the signature will cover, and the disclosures. Nothing is signed yet."""

    covered: str
    disclosures: tuple[Disclosure, ...]

    @property
    def digest(self) -> bytes:
        """SHA-256 of what will be signed, to be recorded before the key is used."""
        return hashlib.sha256(self.covered.encode()).digest()

    def signed(self, signer: Signer) -> str:
        """The whole credential. Uses the key of the signer it was drafted for."""
        return joined(jose.signed(signer, self.covered), self.disclosures)


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


# -- issuing ----------------------------------------------------------------------------------------------------------


def draft(
    signer: Signer,
    *,
    kind: str,
    issuer: str,
    claims: Mapping[str, Any],
    issued_at: datetime,
    disclosable: Collection[str] = (),
    ends_at: datetime | None = None,
    status: StatusPlace | None = None,
    holder_key: Mapping[str, str] | None = None,
    decoys: int = 0,
    salt: Callable[[], bytes] = _salt,
) -> Draft:
    """What a body is going to state under its seal; of `claims` those named in `disclosable` may be withheld later.

    `kind` names the type of credential (`vct`, an address or URN). `issuer` is the body's own address; where the
    certificate holds a code, it must end in it. `decoys` digests of nothing hide how many claims there are.
    Deterministic but for `salt` (128 bit a call) and ECDSA. Refuses: ClaimsInvalid.
    """
    _require_claims(claims, disclosable)
    hidden = [_disclosure(name, claims[name], salt()) for name in sorted(disclosable)]
    payload = {name: value for name, value in claims.items() if name not in disclosable}
    payload |= {"iss": issuer, "iat": int(issued_at.timestamp()), "vct": kind}
    if hidden or decoys:
        nothing = [jose.to_text(hashlib.sha256(jose.to_text(salt()).encode()).digest()) for _ in range(decoys)]
        payload |= {"_sd": sorted([*(one.digest for one in hidden), *nothing]), "_sd_alg": "sha-256"}
    if ends_at is not None:
        payload["exp"] = int(ends_at.timestamp())
    if status is not None:
        payload["status"] = {"status_list": {"idx": status.index, "uri": status.uri}}
    if holder_key is not None:
        payload["cnf"] = {"jwk": dict(holder_key)}
    return Draft(jose.covered(signer, payload, kind=KIND), tuple(hidden))


def issue(signer: Signer, **stated: Any) -> str:
    """`draft` and its signature at once, where nobody keeps a record of the intent."""
    return draft(signer, **stated).signed(signer)


def _require_claims(claims: Mapping[str, Any], disclosable: Collection[str]) -> None:
    wrong = ALWAYS_SHOWN & set(claims) or set(disclosable) - set(claims)
    if wrong or len(disclosable) > MOST_DISCLOSURES:
        raise ClaimsInvalid(claims=sorted(wrong))
    try:
        jose.json_in(jose.to_text(canonical.encode(dict(claims))))
    except (SignatureInvalid, TypeError, ValueError) as unsayable:
        raise ClaimsInvalid from unsayable


def _disclosure(name: str, value: Any, salt: bytes) -> Disclosure:
    return Disclosure(jose.to_text(canonical.encode([jose.to_text(salt), name, value])), name, value)


def joined(signed: str, disclosures: Collection[Disclosure]) -> str:
    """The text that a holder keeps and shows: each part with `~` behind it."""
    return "".join(f"{part}~" for part in (signed, *(one.encoded for one in disclosures)))


# -- taking apart -----------------------------------------------------------------------------------------------------


def taken_apart(token: str) -> Parts:
    """Signed part, disclosures, holder's proof. Refuses `token-format`, `token-too-large`, `disclosure-malformed`."""
    if len(token) > jose.MOST_CHARACTERS or token.count("~") > MOST_DISCLOSURES + 1:
        raise SignatureInvalid("token-too-large")
    signed, *others = token.split("~")
    if not others:
        raise SignatureInvalid("token-format")
    *encoded, proof = others
    return Parts(signed, tuple(_read(one) for one in encoded), proof)


def _read(encoded: str) -> Disclosure:
    found = jose.json_in(encoded)
    named = isinstance(found, list) and len(found) == _TRIPLE and isinstance(found[1], str)
    unnamed = isinstance(found, list) and len(found) == _PAIR
    if not (named or unnamed) or not isinstance(found[0], str):
        raise SignatureInvalid("disclosure-malformed")
    return Disclosure(encoded, found[1] if named else None, found[-1])


def looks_like(start: bytes) -> bool:
    """May a text that begins so be a credential? Only a guess, to choose who judges it."""
    return _LOOKS.match(start) is not None


def status_address(token: str) -> str:
    """Where the credential says its status list is; empty when it says nothing readable.

    Nothing is proven yet: good only to look for a list at hand, which is then judged with the credential.
    """
    try:
        payload = jose.object_in(taken_apart(token.strip()).signed.split(".")[1])
        return jose.text(payload["status"]["status_list"], "uri")
    except (SignatureInvalid, LookupError, TypeError, AttributeError):
        return ""


# -- showing a part ---------------------------------------------------------------------------------------------------


def present(token: str, names: Collection[str]) -> str:
    """The same credential with the disclosures of the named claims only. Refuses: ClaimsInvalid for a name not in it.

    Of claims at the top: what a body issues here has no others.
    """
    parts = taken_apart(token)
    absent = set(names) - {one.name for one in parts.disclosures}
    if absent:
        raise ClaimsInvalid(claims=sorted(absent))
    return joined(parts.signed, [one for one in parts.disclosures if one.name in names])

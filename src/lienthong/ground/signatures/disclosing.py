"""Putting disclosures back where their digests stand in the signed part of an SD-JWT (RFC 9901 §7.1 step 3).

Pure. Refused: a digest or a disclosure that occurs twice, one that belongs nowhere, a name that is there already or
that says how the credential is to be judged. What has no disclosure is counted as withheld and leaves no trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lienthong.ground.signatures.jose import Json
from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.sdjwt import ALWAYS_SHOWN, Disclosure

_HIDDEN, _MEMBER = "_sd", "..."
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """All claims that were shown, and how many digests stayed without a disclosure."""

    claims: Json
    withheld_count: int


def opened(payload: Json, disclosures: Iterable[Disclosure]) -> Opened:
    """The claims of a payload with these disclosures. Refuses `disclosure-…` and `algorithm-unknown`."""
    if payload.get("_sd_alg", "sha-256") != "sha-256":
        raise SignatureInvalid("algorithm-unknown", algorithm=str(payload["_sd_alg"]))
    opening = _Opening(disclosures)
    claims = opening.of_object({name: value for name, value in payload.items() if name != "_sd_alg"}, top=True)
    if opening.waiting:
        raise SignatureInvalid("disclosure-unknown")
    return Opened(claims, opening.withheld_count)


class _Opening:
    """One walk over a payload; `waiting` are the disclosures whose digest was not met yet."""

    def __init__(self, disclosures: Iterable[Disclosure]) -> None:
        self.waiting: dict[str, Disclosure] = {}
        self.met: set[str] = set()
        self.withheld_count = 0
        self.depth = 0
        for one in disclosures:
            if one.digest in self.waiting:
                raise SignatureInvalid("disclosure-repeated")
            self.waiting[one.digest] = one

    def of(self, value: Any) -> Any:
        if not isinstance(value, dict | list):
            return value
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SignatureInvalid("token-too-large")
        found = self.of_object(value) if isinstance(value, dict) else self.of_list(value)
        self.depth -= 1
        return found

    def of_object(self, value: Json, *, top: bool = False) -> Json:
        if _MEMBER in value:
            raise SignatureInvalid("disclosure-malformed")
        digests = value.get(_HIDDEN, [])
        if not isinstance(digests, list):
            raise SignatureInvalid("disclosure-malformed")
        found = {name: self.of(item) for name, item in value.items() if name != _HIDDEN}
        for digest in digests:
            one = self.take(digest)
            if one is not None:
                self.add(found, one, top=top)
        return found

    def add(self, found: Json, one: Disclosure, *, top: bool) -> None:
        if one.name is None or one.name in {_HIDDEN, _MEMBER} or (top and one.name in ALWAYS_SHOWN):
            raise SignatureInvalid("disclosure-malformed")
        if one.name in found:
            raise SignatureInvalid("disclosure-repeated")
        found[one.name] = self.of(one.value)

    def of_list(self, value: list[Any]) -> list[Any]:
        found = []
        for item in value:
            if not (isinstance(item, dict) and set(item) == {_MEMBER}):
                found.append(self.of(item))
                continue
            one = self.take(item[_MEMBER])
            if one is not None and one.name is not None:
                raise SignatureInvalid("disclosure-malformed")
            if one is not None:
                found.append(self.of(one.value))
        return found

    def take(self, digest: Any) -> Disclosure | None:
        """The disclosure of a digest, once; None when it was withheld."""
        if not isinstance(digest, str):
            raise SignatureInvalid("disclosure-malformed")
        if digest in self.met:
            raise SignatureInvalid("disclosure-repeated")
        self.met.add(digest)
        one = self.waiting.pop(digest, None)
        self.withheld_count += one is None
        return one

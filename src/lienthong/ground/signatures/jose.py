"""Signed JSON in compact form (JWS, RFC 7515) with the signer's chain inside (`x5c`): made by a signer, read strictly.

Pure. Strict means: one way to write each value. base64url without padding or loose bits (RFC 4648 §5), JSON without
repeated names, fractions or numbers beyond 2^53 (RFC 7493), two algorithms and no others (RFC 8725 §3.1): ES256, RS256.
"""

import base64
import binascii
import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lienthong.ground.signatures import certificates, der
from lienthong.ground.signatures.algorithms import require_secure_key, require_signature
from lienthong.ground.signatures.refusals import NotTrusted, SignatureInvalid
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.trust import Path, Trust
from lienthong.kit import canonical

Json = dict[str, Any]

MOST_CHARACTERS: Final = 1024 * 1024
_MOST_CERTIFICATES: Final = 5
_LARGEST: Final = 2**53 - 1
_LATEST: Final = 253_402_300_799
"""The last second of the year 9999."""
_DIGITS: Final = 16
_COORDINATE: Final = 32
_URL_SAFE: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_FAMILY: Final = {"ES256": "ecdsa", "RS256": "rsassa_pkcs1v15"}


@dataclass(frozen=True)
class Signed:
    """A signed JSON object as it was read: nothing of it may be used before `require_signed`."""

    header: Json
    payload: Json
    certificates: tuple[x509.Certificate, ...]
    """The signer's first, then those that issued it."""
    covered: bytes
    value: bytes


# -- base64url and JSON -----------------------------------------------------------------------------------------------


def to_text(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The bytes that are written exactly so in base64url without padding. Refuses every other way to write them."""
    if not _URL_SAFE.fullmatch(text) or len(text) % 4 == 1:
        raise SignatureInvalid("token-format")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_text(data) != text:
        raise SignatureInvalid("token-format")
    return data


def json_in(text: str) -> Any:
    """The JSON value in base64url. Refuses `token-format`, `names-repeated`, `number-forbidden`."""
    try:
        value = json.loads(
            from_text(text).decode(), object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction,
            parse_constant=_fraction,
        )  # fmt: skip
        json.dumps(value, ensure_ascii=False).encode()  # a lone half of a character passes the reader, not the writer
    except (UnicodeError, json.JSONDecodeError, RecursionError) as unreadable:
        raise SignatureInvalid("token-format") from unreadable
    return value


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SignatureInvalid("names-repeated")
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > _DIGITS or abs(int(digits)) > _LARGEST or digits == "-0":
        raise SignatureInvalid("number-forbidden")
    return int(digits)


def _fraction(digits: str) -> Any:
    raise SignatureInvalid("number-forbidden")


def object_in(text: str) -> Json:
    """The JSON object in base64url; anything else is refused."""
    value = json_in(text)
    if not isinstance(value, dict):
        raise SignatureInvalid("token-format")
    return value


def instant(claims: Json, name: str) -> datetime | None:
    """A claim that is a moment (`NumericDate`, whole seconds), or None when it is absent."""
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if type(value) is not int or not 0 <= value <= _LATEST:
        raise SignatureInvalid("claim-missing", claim=name)
    return datetime.fromtimestamp(value, UTC)


def moment(claims: Json, name: str) -> datetime:
    """A claim that must be there and be a moment."""
    found = instant(claims, name)
    if found is None:
        raise SignatureInvalid("claim-missing", claim=name)
    return found


def text(claims: Json, name: str) -> str:
    """A claim that must be there and be a text that is not empty."""
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise SignatureInvalid("claim-missing", claim=name)
    return value


# -- making -----------------------------------------------------------------------------------------------------------


def covered(signer: Signer, payload: Json, *, kind: str) -> str:
    """The text that a signature of `signer` will cover: header and payload; `kind` is its `typ`. Always the same."""
    encoded = (signer.certificate_der, *signer.chain_der)
    header = {
        "alg": "RS256" if signer.algorithm == "rsa" else "ES256",
        "typ": kind,
        "x5c": [base64.b64encode(certificate).decode() for certificate in encoded],
    }
    return f"{to_text(canonical.encode(header))}.{to_text(canonical.encode(payload))}"


def signed(signer: Signer, text: str) -> str:
    """A covered text with the signature behind it: the compact form. Uses the key."""
    value = signer.sign(text.encode())
    return f"{text}.{to_text(value if signer.algorithm == 'rsa' else _side_by_side(value))}"


def _side_by_side(value: bytes) -> bytes:
    """r‖s, 32 bytes each (RFC 7518 §3.4), of an ECDSA signature in DER. Refuses a key that is not on P-256."""
    numbers = [number.as_integer() for number in der.read(value).children()]
    if any(number >= 1 << 8 * _COORDINATE for number in numbers):
        raise SignatureInvalid("algorithm-unknown")
    return b"".join(number.to_bytes(_COORDINATE, "big") for number in numbers)


# -- reading ----------------------------------------------------------------------------------------------------------


def read(token: str, *, kinds: Container[str]) -> Signed:
    """Take a compact form apart and check its form, its type, its algorithm; not yet its signature."""
    if len(token) > MOST_CHARACTERS:
        raise SignatureInvalid("token-too-large")
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        raise SignatureInvalid("token-format")
    header = object_in(parts[0])
    _require_header(header, kinds)
    return Signed(
        header, object_in(parts[1]), _chain(header), f"{parts[0]}.{parts[1]}".encode(), from_text(parts[2])
    )  # fmt: skip


def _require_header(header: Json, kinds: Container[str]) -> None:
    if header.get("alg") not in _FAMILY:
        raise SignatureInvalid("algorithm-unknown", algorithm=str(header.get("alg")))
    if header.get("typ") not in kinds:
        raise SignatureInvalid("type-differs", type=str(header.get("typ")))
    if "crit" in header:
        raise SignatureInvalid("critical-unknown")


def _chain(header: Json) -> tuple[x509.Certificate, ...]:
    given = header.get("x5c")
    if not isinstance(given, list) or not given:
        raise SignatureInvalid("certificate-missing")
    if len(given) > _MOST_CERTIFICATES:
        raise SignatureInvalid("token-too-large")
    return tuple(_certificate(one) for one in given)


def _certificate(given: Any) -> x509.Certificate:
    """Of plain base64, as RFC 7515 §4.1.6 has it, written in the one way."""
    try:
        encoded = base64.b64decode(given, validate=True)
        if base64.b64encode(encoded).decode() != given:
            raise SignatureInvalid("certificate-damaged")
        return certificates.load(encoded)
    except (TypeError, ValueError, binascii.Error) as damaged:
        raise SignatureInvalid("certificate-damaged") from damaged


def require_signed(signed: Signed) -> None:
    """Refuses unless the signature is that of the first certificate's key, by the algorithm the header names."""
    key = certificates.key_of(signed.certificates[0])
    family = _FAMILY[signed.header["alg"]]
    value = signed.value
    if family == "ecdsa":
        if not (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"):
            raise SignatureInvalid("algorithm-unknown", algorithm="ES256")
        value = _in_der(value)
    elif isinstance(key, rsa.RSAPublicKey) and len(value) != (require_secure_key(key).key_size + 7) // 8:
        raise SignatureInvalid("value-wrong")
    require_signature(key, value, signed.covered, hash_name="sha256", family=family)


def _in_der(value: bytes) -> bytes:
    if len(value) != 2 * _COORDINATE:
        raise SignatureInvalid("value-wrong")
    numbers = (int.from_bytes(value[:_COORDINATE], "big"), int.from_bytes(value[_COORDINATE:], "big"))
    return der.sequence(*(der.integer(number) for number in numbers))


def require_trusted(signed: Signed, *, trust: Trust, at: datetime) -> Path:
    """The way from the signer to an anchor, in order at `at`: the moment of signing that the signer states.

    Nobody else proves that moment, so a key that was ever reported lost, or revoked without a reason, is not believed
    for any moment: its thief could write any date. Refuses: NotTrusted, NotSecure, SignatureInvalid.
    """
    certificate, *above = signed.certificates
    _require_in_line(signed.certificates)
    path = trust.path(certificate, at=at, extra=above)
    if _is_key_in_doubt(path.certificates, trust):
        raise NotTrusted("key-lost")
    return path


def _require_in_line(chain: tuple[x509.Certificate, ...]) -> None:
    """Each is issued by the next (RFC 7515 §4.1.6): a chain with something else in it was put together by another."""
    for certificate, issuer in pairwise(chain):
        if not certificates.is_issued_by(certificate, issuer):
            raise SignatureInvalid("certificate-differs")


def _is_key_in_doubt(path: Iterable[x509.Certificate], trust: Trust) -> bool:
    return any(trust.revocations.is_key_in_doubt(below, issuer) for below, issuer in pairwise(path))


def same_holder(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Do both certificates name the same body: by its code, or where there is none, by the whole name?"""
    first, second = certificates.holder_of(one), certificates.holder_of(other)
    if first.organisation_code or second.organisation_code:
        return first.organisation_code == second.organisation_code
    return certificates.subject_bytes(one) == certificates.subject_bytes(other)

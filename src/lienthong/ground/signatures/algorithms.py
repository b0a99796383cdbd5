"""Which algorithms are accepted, and the one place where a signature value is checked against a public key.

Source of the limits: SHA-256 and up (RFC 8933, ETSI TS 119 312), RSA from 2048 bits, NIST curves from 256 bits.
"""

from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from lienthong.ground.signatures.refusals import NotSecure, SignatureInvalid

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_CHOSEN = {name: kind() for name, kind in HASHES.items()}
_ECDSA = {name: ec.ECDSA(hash_) for name, hash_ in _CHOSEN.items()}
_WEAK_HASHES = frozenset({"md2", "md4", "md5", "sha1", "ripemd160"})
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_SMALLEST_RSA_BITS = 2048

Family = Literal["ecdsa", "rsassa_pkcs1v15", "rsassa_pss"]


def require_secure_hash(name: str) -> str:
    """The hash's own name if it may be used; refuses SHA-1 and older as not secure, others as unknown."""
    if name in _WEAK_HASHES:
        raise NotSecure("hash-weak", algorithm=name)
    if name not in HASHES:
        raise SignatureInvalid("algorithm-unknown", algorithm=name)
    return name


def require_secure_key(key: Any) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    """The key itself if strong enough and of a family we accept."""
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < _SMALLEST_RSA_BITS:
            raise NotSecure("key-weak", bits=key.key_size)
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return key
    raise NotSecure("key-weak", key=type(key).__name__)


def require_signature(key: Any, value: bytes, data: bytes, *, hash_name: str, family: str) -> None:
    """Refuses unless `value` is the signature of `data` by `key` in exactly this algorithm."""
    usable = require_secure_key(key)
    chosen = _CHOSEN[require_secure_hash(hash_name)]
    try:
        if family == "ecdsa" and isinstance(usable, ec.EllipticCurvePublicKey):
            usable.verify(value, data, _ECDSA[hash_name])
        elif family == "rsassa_pkcs1v15" and isinstance(usable, rsa.RSAPublicKey):
            usable.verify(value, data, padding.PKCS1v15(), chosen)
        elif family == "rsassa_pss" and isinstance(usable, rsa.RSAPublicKey):
            salted = padding.PSS(padding.MGF1(chosen), padding.PSS.AUTO)
            usable.verify(value, data, salted, chosen)
        else:
            raise SignatureInvalid("algorithm-unknown", algorithm=family)
    except InvalidSignature as wrong:
        raise SignatureInvalid("value-wrong") from wrong

"""A signer: somebody's certificate together with the key that belongs to it, wherever that key is kept.

Keys come from a key store (`adapters/`); loading one is slow (a software key is checked anew, a token searched), so
`queries.signer_of` keeps signers in the process. A signer is immutable and may be shared between threads.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from lienthong.ground.signatures import der, oids

Algorithm = Literal["ecdsa", "rsa"]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

SIGNATURE_ALGORITHM: Final[dict[Algorithm, bytes]] = {
    "ecdsa": der.sequence(der.oid(oids.ECDSA_SHA256)),
    "rsa": der.sequence(der.oid(oids.RSA_SHA256), der.NULL),
}
"""`AlgorithmIdentifier` of what `Key.sign` makes (RFC 5758 §3.2, RFC 5754 §3.2)."""


_ECDSA: Final = ec.ECDSA(hashes.SHA256())


class Key(ABC):
    """A private key that can be used, though perhaps never seen."""

    algorithm: Algorithm

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Signature over SHA-256 of `data`: DER for ECDSA (RFC 3279), PKCS#1 v1.5 for RSA."""


class KeyInMemory(Key):
    """A key of this process's own memory: for the software store and for tests."""

    def __init__(self, private_key: PrivateKey) -> None:
        self._private_key = private_key
        self.algorithm = algorithm_of(private_key)

    def sign(self, data: bytes) -> bytes:
        """Sign with OpenSSL in this process."""
        if isinstance(self._private_key, rsa.RSAPrivateKey):
            return self._private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private_key.sign(data, _ECDSA)


@dataclass(frozen=True, eq=False)
class Signer:
    """Certificate, issuing authorities and key of one holder.

    `chain_der` holds the issuing authorities from the nearest up, without the root: whoever verifies has the root.
    """

    certificate_der: bytes
    chain_der: tuple[bytes, ...]
    key: Key

    @property
    def algorithm(self) -> Algorithm:
        """`ecdsa` or `rsa`."""
        return self.key.algorithm

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate, parsed."""
        return x509.load_der_x509_certificate(self.certificate_der)

    def sign(self, data: bytes) -> bytes:
        """Signature over SHA-256 of `data`: DER for ECDSA, PKCS#1 v1.5 for RSA."""
        return self.key.sign(data)


def algorithm_of(key: PrivateKey | PublicKey) -> Algorithm:
    """Which of the two families a key belongs to."""
    return "rsa" if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey) else "ecdsa"


def from_private_key(private_key: PrivateKey, certificate_der: bytes, chain_der: tuple[bytes, ...] = ()) -> Signer:
    """A signer over a key already in memory."""
    return Signer(certificate_der, chain_der, KeyInMemory(private_key))

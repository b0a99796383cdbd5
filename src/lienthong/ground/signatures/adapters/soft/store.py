"""Software keys, for demonstration and development: whoever holds database and passphrase holds the keys.

The passphrase is `KEYS_PASSPHRASE`; without one it is 256 random bits made once in `KEYS_HOME/passphrase`, readable by
the owner alone. Wrapped keys are rows of the database, so a backup of it is no use without the passphrase.
"""

import contextlib
import logging
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.conf import settings

from lienthong.ground.signatures.adapters.base import KeyStore, StoredKey
from lienthong.ground.signatures.refusals import KeyUnavailable
from lienthong.ground.signatures.signer import Algorithm, Key, KeyInMemory, PrivateKey

RSA_BITS = 3072
log = logging.getLogger("lienthong.signatures")


class SoftwareKeys(KeyStore):
    """Keys encrypted with one passphrase (PKCS#8, PBES2, AES-256)."""

    name = "soft"
    remark = "Software keys are for demonstration and development only: use a hardware token (pkcs11) in production."

    def __init__(self, passphrase: bytes) -> None:
        self._passphrase = passphrase
        log.warning(self.remark)

    def make(self, label: str, *, algorithm: Algorithm = "ecdsa") -> StoredKey:
        """A new key in memory, given back wrapped."""
        key: PrivateKey = (
            rsa.generate_private_key(65537, RSA_BITS) if algorithm == "rsa" else ec.generate_private_key(ec.SECP256R1())
        )
        wrapped = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(self._passphrase))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return StoredKey(store=self.name, label=label, algorithm=algorithm, wrapped=wrapped, public_key=public)

    def open(self, stored: StoredKey) -> Key:
        """Unwrap the key. Refuses: KeyUnavailable for another passphrase or a damaged row."""
        try:
            key = load_der_private_key(stored.wrapped or b"", self._passphrase)
        except (ValueError, TypeError) as damaged:
            raise KeyUnavailable(label=stored.label) from damaged
        assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
        return KeyInMemory(key)


def passphrase_in(home: Path) -> bytes:
    """The passphrase kept in this folder, made on first use. Two processes that start at once agree on one."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    place, draft = home / "passphrase", home / f"passphrase.{secrets.token_hex(8)}"
    if not place.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            place.hardlink_to(draft)
        draft.unlink()
    return place.read_bytes()


def store() -> SoftwareKeys:
    """The store as the settings describe it."""
    given: str = getattr(settings, "KEYS_PASSPHRASE", "")
    return SoftwareKeys(given.encode() if given else passphrase_in(Path(settings.KEYS_HOME)))

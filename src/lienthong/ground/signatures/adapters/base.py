"""What every key store can do, and which ones there are."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

from lienthong.ground.signatures.signer import Algorithm, Key

_STORES: Final = {
    "soft": "lienthong.ground.signatures.adapters.soft.store",
    "pkcs11": "lienthong.ground.signatures.adapters.pkcs11.store",
}


@dataclass(frozen=True, slots=True)
class StoredKey:
    """What is kept about a private key outside its store; `wrapped` only where the store has no place of its own."""

    store: str
    label: str
    algorithm: Algorithm
    wrapped: bytes | None
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""


class KeyStore(ABC):
    """Makes keys and opens them again."""

    name: str
    remark: str
    """What an operator should know about this store, in one English sentence."""

    @abstractmethod
    def make(self, label: str, *, algorithm: Algorithm = "ecdsa") -> StoredKey:
        """A new key pair under a label of the caller's choice: P-256 or RSA of 3072 bits."""

    @abstractmethod
    def open(self, stored: StoredKey) -> Key:
        """The key, ready to sign; slow, so the caller keeps it. Refuses: KeyUnavailable."""


@cache
def key_store(name: str) -> KeyStore:
    """The key store of this name, one a process: `soft` or `pkcs11`."""
    store: KeyStore = import_module(_STORES[name]).store()
    return store

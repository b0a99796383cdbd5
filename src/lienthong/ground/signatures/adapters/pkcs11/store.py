"""Keys on a PKCS#11 token, tested with SoftHSM2: session and key handles are kept, because finding a key is slow.

A search by label takes milliseconds once a token holds hundreds of keys; a kept handle signs at once. One session is
shared under a lock: tokens work on one thing at a time anyway. After a fork the child opens its own.
"""

import hashlib
import os
import threading
from typing import Any

import pkcs11
from django.conf import settings
from pkcs11.util.ec import encode_ec_public_key, encode_ecdsa_signature, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

from lienthong.ground.signatures import der, oids
from lienthong.ground.signatures.adapters.base import KeyStore, StoredKey
from lienthong.ground.signatures.refusals import KeyUnavailable
from lienthong.ground.signatures.signer import Algorithm, Key

RSA_BITS = 3072
_PRIVATE = {pkcs11.Attribute.EXTRACTABLE: False, pkcs11.Attribute.SENSITIVE: True}


class TokenKeys(KeyStore):
    """Keys of one token, under one user PIN."""

    name = "pkcs11"
    remark = "Keys are made on the token and never leave it."

    def __init__(self, *, module: str, token: str, pin: str) -> None:
        """`module` is the path of the token's driver, `token` its label."""
        self._module, self._token, self._pin = module, token, pin
        self._lock = threading.RLock()
        self._session: Any = None
        self._process = 0

    def session(self) -> Any:
        """The open session of this process. Refuses: KeyUnavailable when driver, token or PIN are wrong."""
        with self._lock:
            if self._session is None or self._process != os.getpid():
                self._session, self._process = self._open_session(), os.getpid()
            return self._session

    def _open_session(self) -> Any:
        try:
            token = pkcs11.lib(self._module).get_token(token_label=self._token)
            try:
                return token.open(rw=True, user_pin=self._pin)
            except pkcs11.UserAlreadyLoggedIn:  # the login belongs to the process, not to the session
                return token.open(rw=True)
        except (pkcs11.PKCS11Error, RuntimeError) as absent:
            raise KeyUnavailable(token=self._token) from absent

    def make(self, label: str, *, algorithm: Algorithm = "ecdsa") -> StoredKey:
        """A new key on the token; only its public half is ever seen here."""
        with self._lock:
            if algorithm == "rsa":
                public, _ = self.session().generate_keypair(
                    pkcs11.KeyType.RSA, RSA_BITS, store=True, label=label, private_template=_PRIVATE
                )
                encoded = _rsa_information(encode_rsa_public_key(public))
            else:
                curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
                parameters = self.session().create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
                public, _ = parameters.generate_keypair(store=True, label=label, private_template=_PRIVATE)
                encoded = encode_ec_public_key(public)
        return StoredKey(store=self.name, label=label, algorithm=algorithm, wrapped=None, public_key=encoded)

    def open(self, stored: StoredKey) -> Key:
        """Find the key on the token once; the handle is kept with what is returned."""
        with self._lock:
            try:
                handle = self.session().get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=stored.label)
            except pkcs11.PKCS11Error as absent:
                raise KeyUnavailable(label=stored.label) from absent
        return _TokenKey(handle, stored.algorithm, self._lock)


class _TokenKey(Key):
    def __init__(self, handle: Any, algorithm: Algorithm, lock: threading.RLock) -> None:
        self._handle, self._lock = handle, lock
        self.algorithm = algorithm

    def sign(self, data: bytes) -> bytes:
        if self.algorithm == "rsa":
            with self._lock:
                return bytes(self._handle.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        digest = hashlib.sha256(data).digest()
        with self._lock:
            return bytes(encode_ecdsa_signature(self._handle.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))


def _rsa_information(public_key: bytes) -> bytes:
    algorithm = der.sequence(der.oid(oids.RSA), der.NULL)
    return der.sequence(algorithm, der.tlv(der.BIT_STRING, b"\0", public_key))


def store() -> TokenKeys:
    """The token as the settings describe it."""
    return TokenKeys(module=settings.PKCS11_MODULE, token=settings.PKCS11_TOKEN, pin=settings.PKCS11_PIN)

"""The keys of the stand-in: one of each kind, made at start and gone at its end."""

import base64
import hashlib
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

ALGORITHMS = ("ES256", "RS256")


class Keys:
    """Signs id_tokens; what it publishes holds no secret."""

    def __init__(self) -> None:
        self._keys: dict[str, ECKey | RSAKey] = {
            "ES256": ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}),
            "RS256": RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}),
        }
        for key in self._keys.values():
            key.ensure_kid()

    def published(self) -> dict[str, Any]:
        """The JWKS."""
        return {"keys": [key.as_dict(private=False) for key in self._keys.values()]}

    def sign(self, claims: dict[str, Any], algorithm: str) -> str:
        """An id_token."""
        key = self._keys[algorithm]
        header = {"alg": algorithm, "kid": key.kid, "typ": "JWT"}
        return jwt.encode(header, claims, key, algorithms=[algorithm])


def half_of(word: str) -> str:
    """Left half of the SHA-256, as `at_hash` wants it (OpenID Connect Core §3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(word.encode()).digest()[:16]).rstrip(b"=").decode()

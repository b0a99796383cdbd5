"""Small secrets that have to be kept for a while: encrypted under the secret of the installation."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def box(purpose: bytes = b"identity.factors:") -> MultiFernet:
    """Encrypts with the present secret; secrets that were replaced (SECRET_KEY_FALLBACKS) still open."""
    keys: list[str] = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(purpose + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(facts: dict[str, Any]) -> str:
    """Facts as one unreadable word."""
    return box(b"identity.sealed:").encrypt(json.dumps(facts).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """The other way round."""
    facts: dict[str, Any] = json.loads(box(b"identity.sealed:").decrypt(sealed.encode()))
    return facts

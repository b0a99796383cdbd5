"""The key of the log: an Ed25519 key in a file only its owner can read, made on first use."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lienthong.ground.journal.note import Signer

FILE = "log.key"


def log_signer(home: Path, origin: str) -> Signer:
    """The key that signs checkpoints, named as the log is; made in `home` when there is none yet."""
    place = home / FILE
    if not place.exists():
        _make(place)
    key = load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{place} is not an Ed25519 key")
    return Signer(origin, key)


def _make(place: Path) -> None:
    """Two processes may come here at once: each writes a file of its own, the first to link it wins."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, place)
    draft.unlink()

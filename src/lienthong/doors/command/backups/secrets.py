"""The keys of an installation as one small piece: a tar of the folder, encrypted when there is a passphrase.

Encryption: scrypt (N = 2¹⁵, r = 8, p = 1) from the passphrase, then AES-256-GCM; the name of the format is
authenticated too.
"""

import io
import os
import tarfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lienthong.doors.command.backups.refusals import BackupBroken, PassphraseNeeded

PLAIN, SEALED = "keys/keys.tar", "keys/keys.tar.aes"
_FORMAT = b"lienthong-keys/1"
_SALT_BYTES, _NONCE_BYTES = 16, 12
_OWNER_ONLY, _OWNER_FOLDER = 0o600, 0o700


def pack(home: Path, passphrase: bytes | None) -> tuple[str, bytes]:
    """Name and content of the member that holds every file of the folder of keys."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for place in sorted(home.rglob("*")) if home.is_dir() else ():
            if place.is_file() and not place.is_symlink():
                archive.add(place, str(place.relative_to(home)), recursive=False)
    return (SEALED, _encrypt(packed.getvalue(), passphrase)) if passphrase else (PLAIN, packed.getvalue())


def open_packed(member: str, content: bytes, passphrase: bytes | None) -> bytes:
    """The tar of the keys. Refuses: PassphraseNeeded."""
    if member == PLAIN:
        return content
    if not passphrase:
        raise PassphraseNeeded
    salt, nonce, sealed = (
        content[:_SALT_BYTES],
        content[_SALT_BYTES : _SALT_BYTES + _NONCE_BYTES],
        content[_SALT_BYTES + _NONCE_BYTES :],
    )
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _FORMAT)
    except InvalidTag as reason:
        raise PassphraseNeeded from reason


def unpack(packed: bytes, home: Path) -> None:
    """Put the keys into their folder, readable by the owner alone. Refuses: BackupBroken for a name that leaves it."""
    home.mkdir(parents=True, exist_ok=True, mode=_OWNER_FOLDER)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for about in archive:
            place = home / about.name
            content = archive.extractfile(about) if about.isreg() else None
            if content is None or not place.resolve().is_relative_to(home.resolve()):
                raise BackupBroken
            place.parent.mkdir(parents=True, exist_ok=True, mode=_OWNER_FOLDER)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
                file.write(content.read())


def _encrypt(plain: bytes, passphrase: bytes) -> bytes:
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    return salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, plain, _FORMAT)


def _key(passphrase: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase)

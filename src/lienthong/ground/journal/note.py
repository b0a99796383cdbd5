"""Signed notes and checkpoints: C2SP signed-note and tlog-checkpoint, Ed25519 (c2sp.org/signed-note).

A note is a text, an empty line, and signature lines. A checkpoint is a note whose text says: which log, how many
entries, which root. Pure. Verifying: any doubt is a refusal, and only what the verifier returns may be used.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lienthong.ground.journal.tlog import HASH_BYTES

ED25519 = b"\x01"
MOST_BYTES = 100_000
_CHECKPOINT_LINES = 3
_DASH = "— "
_KEY_ID_BYTES = 4
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteRefused(ValueError):
    """The note is not signed by the key it must be signed by, or it is no note."""


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:_KEY_ID_BYTES]


def _from_base64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as reason:
        raise NoteRefused(f"not base64: {text[:60]!r}") from reason
    if base64.b64encode(data).decode() != text:
        raise NoteRefused(f"not the one spelling in base64: {text[:60]!r}")
    return data


def _require_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NoteRefused(f"the name of a key is not empty and holds no space and no plus sign, unlike {name!r}")
    return name


@dataclass(frozen=True)
class Verifier:
    """A public key of a log, with its name."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes by which signature lines name the key."""
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        key = base64.b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """From a verifier key `name+id+base64`. Refuses another algorithm than Ed25519 and an id that does not fit."""
        name, key_id, key = [*vkey.strip().split("+", 2), "", ""][:3]
        data = _from_base64(key)
        if data[:1] != ED25519 or len(data) != 1 + HASH_BYTES:
            raise NoteRefused("the verifier key is not an Ed25519 key")
        verifier = cls(_require_name(name), data[1:])
        if verifier.key_id.hex() != key_id:
            raise NoteRefused("the id in the verifier key does not fit the key")
        return verifier

    def check(self, text: str, signature: bytes) -> None:
        """Refuse unless this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError) as reason:
            raise NoteRefused(f"the signature of {self.name} is wrong") from reason


@dataclass(frozen=True)
class Signer:
    """A private key of a log, with its name."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note: the text, an empty line, one signature line. The text ends with a newline."""
        _require_text(text)
        signature = self.verifier.key_id + self.private.sign(text.encode())
        return f"{text}\n{_DASH}{_require_name(self.name)} {base64.b64encode(signature).decode()}\n"


def _require_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        raise NoteRefused("the text of a note ends with a newline and holds no other control characters")


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note signed by this key; signatures of unknown keys are ignored, as the format asks.

    Refuses a note without such a signature, one whose signature by this key is wrong, and what is no note.
    """
    if len(note.encode(errors="replace")) > MOST_BYTES:
        raise NoteRefused("the note is too long")
    _require_text(note)
    text, empty_line, signatures = note.rpartition("\n\n")
    if not empty_line or not signatures:
        raise NoteRefused("the note carries no signature")
    text += "\n"
    ours = [mark for name, mark in map(_signature, signatures[:-1].split("\n")) if _is_by(verifier, name, mark)]
    if not ours:
        raise NoteRefused(f"the note is not signed by {verifier.name}")
    for mark in ours:
        verifier.check(text, mark[_KEY_ID_BYTES:])
    return text


def _is_by(verifier: Verifier, name: str, mark: bytes) -> bool:
    return name == verifier.name and mark[:_KEY_ID_BYTES] == verifier.key_id


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteRefused(f"not a signature line: {line[:60]!r}")
    mark = _from_base64(encoded)
    if len(mark) <= _KEY_ID_BYTES:
        raise NoteRefused("a signature is too short")
    return _require_name(name), mark


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, the number of its entries, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text to sign."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """From the text of an opened note. Lines after the third are allowed and ignored, as the format asks."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < _CHECKPOINT_LINES or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise NoteRefused("the note is not a checkpoint")
        origin, size, root = lines[:_CHECKPOINT_LINES]
        hashed = _from_base64(root)
        if len(hashed) != HASH_BYTES:
            raise NoteRefused("the root of a checkpoint has 32 bytes")
        return cls(origin, int(size), hashed)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a note signed by the log. Refuses another log's, even if signed by the same key."""
    checkpoint = Checkpoint.parse(open_note(note, verifier))
    if checkpoint.origin != verifier.name:
        raise NoteRefused(f"the checkpoint is of the log {checkpoint.origin}, not of {verifier.name}")
    return checkpoint

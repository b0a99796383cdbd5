"""Signed notes: the published example of the format, our own notes by OpenSSL, and every way to be none."""

import base64
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from lienthong.ground.journal.note import (
    MOST_BYTES,
    Checkpoint,
    NoteRefused,
    Signer,
    Verifier,
    open_checkpoint,
    open_note,
)

# The example in the documentation of Go's golang.org/x/mod/sumdb/note, where the format comes from.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_NOTE = (
    PUBLISHED_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

SIGNER = Signer("log.example/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer("log.example/test", Ed25519PrivateKey.from_private_bytes(bytes(32)))
CHECKPOINT = Checkpoint("log.example/test", 257, bytes(range(32)))
NOTE = SIGNER.sign(CHECKPOINT.text())


def test_the_published_example_opens():
    verifier = Verifier.parse(PUBLISHED_KEY)
    assert str(verifier) == PUBLISHED_KEY
    assert open_note(PUBLISHED_NOTE, verifier) == PUBLISHED_TEXT


def test_the_published_example_with_one_letter_changed_does_not():
    changed = PUBLISHED_NOTE.replace("answer", "Answer")
    assert changed != PUBLISHED_NOTE
    with pytest.raises(NoteRefused, match="signature of PeterNeumann is wrong"):
        open_note(changed, Verifier.parse(PUBLISHED_KEY))


def _openssl_accepts(tmp_path, text: str, signature: bytes) -> bool:
    (tmp_path / "key.pem").write_bytes(
        SIGNER.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "text").write_text(text, encoding="utf-8")
    (tmp_path / "signature").write_bytes(signature)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "signature",
    ]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@pytest.mark.foreign("openssl")
def test_openssl_accepts_our_signature_and_refuses_it_over_one_changed_digit(tmp_path):
    text, _, line = NOTE.rpartition("\n\n")
    signature = base64.b64decode(line.split(" ")[2])[4:]
    changed = text.replace("257", "258")
    assert changed != text
    assert _openssl_accepts(tmp_path, text + "\n", signature)
    assert not _openssl_accepts(tmp_path, changed + "\n", signature)


def test_a_checkpoint_signed_is_read_back():
    assert open_checkpoint(NOTE, SIGNER.verifier) == CHECKPOINT


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_reads_back(size, root):
    checkpoint = Checkpoint("log.example/test", size, root)
    assert Checkpoint.parse(checkpoint.text()) == checkpoint


@given(st.integers(0, len(NOTE.encode()) - 1), st.integers(1, 255))
def test_a_note_with_any_byte_changed_is_refused_or_says_the_same(place, flip):
    """The one thing that may change unnoticed is nothing: a changed name or key id makes the signature unknown."""
    data = bytearray(NOTE.encode())
    data[place] ^= flip
    with pytest.raises((NoteRefused, UnicodeDecodeError)):
        open_checkpoint(data.decode(), SIGNER.verifier)


def test_signatures_of_unknown_keys_are_ignored():
    cosigned = NOTE + "— witness.example/one " + base64.b64encode(b"1234" + bytes(72)).decode() + "\n"
    assert open_checkpoint(cosigned, SIGNER.verifier) == CHECKPOINT


def test_a_key_of_the_same_name_is_another_key():
    assert OTHER.verifier.key_id != SIGNER.verifier.key_id
    with pytest.raises(NoteRefused, match="not signed by"):
        open_checkpoint(NOTE, OTHER.verifier)


def test_a_good_signature_does_not_save_a_note_with_a_wrong_one_by_the_same_key():
    twice = NOTE + "— log.example/test " + base64.b64encode(SIGNER.verifier.key_id + bytes(64)).decode() + "\n"
    with pytest.raises(NoteRefused, match="wrong"):
        open_note(twice, SIGNER.verifier)


def test_a_checkpoint_of_another_log_signed_by_our_key_is_refused():
    note = SIGNER.sign(Checkpoint("log.example/other", 1, bytes(32)).text())
    with pytest.raises(NoteRefused, match=r"of the log log\.example/other"):
        open_checkpoint(note, SIGNER.verifier)


TEXT = CHECKPOINT.text()


@pytest.mark.parametrize(
    "note",
    [
        "", "\n", TEXT, TEXT + "\n", NOTE[:-1], NOTE + "\n", NOTE + "x\n", NOTE.replace("\n", "\r\n"), NOTE + "— \n", NOTE + "— name\n",
        NOTE + "— name ****\n", NOTE + "— name AAAA\n", NOTE + "— na+me AAAAAAAA\n", NOTE.replace("— ", "- "), NOTE + "— n AAAAAAAB==\n",
        NOTE + "x" * MOST_BYTES + "\n", NOTE + "— n " + "AAAAAAAAAB==" + "\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(note):
    with pytest.raises(NoteRefused):
        open_note(note, SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "log\n1\n",
        "\n1\nAAAA\n",
        "log\n01\nAAAA\n",
        "log\n-1\nAAAA\n",
        "log\n1\nAAAA\n",
        "log\n1\n!\n",
        TEXT + "\nmore\n",
        "log\n" + "9" * 20 + "\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteRefused):
        Checkpoint.parse(text)


def test_extension_lines_are_allowed_and_ignored():
    assert Checkpoint.parse(TEXT + "more\n") == CHECKPOINT


@pytest.mark.parametrize("text", ["no newline", "tab\there\n", ""])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(NoteRefused):
        SIGNER.sign(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b"])
def test_a_key_name_that_the_format_forbids_does_not_sign(name):
    with pytest.raises(NoteRefused, match="name of a key"):
        Signer(name, SIGNER.private).sign(TEXT)


@pytest.mark.parametrize(
    "vkey",
    [
        "", "name", "name+12345678", PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"), PUBLISHED_KEY.replace("Peter", "Pieter"), PUBLISHED_KEY[:-4],
        PUBLISHED_KEY.replace("+ARpc", "+ERpc"), PUBLISHED_KEY + "!", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)  # fmt: skip
def test_what_is_no_verifier_key_is_refused(vkey):
    with pytest.raises(NoteRefused):
        Verifier.parse(vkey)


def test_a_key_that_is_no_point_verifies_nothing():
    with pytest.raises(NoteRefused):
        Verifier("log.example/test", b"\xff" * 32).check(TEXT, bytes(64))

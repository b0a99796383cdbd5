"""An authority, a body and a person for the tests of this room."""

import hashlib
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from lienthong.ground.signatures import actions, queries

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def sha256(content):
    return hashlib.sha256(content).digest()


def flipped(content, place):
    """The same bytes with one bit turned."""
    changed = bytearray(content)
    changed[place] ^= 1
    assert bytes(changed) != content
    return bytes(changed)


def run(*command, cwd):
    """A program outside; what it said on both streams, and how it ended."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def pem(der_bytes):
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_der_x509_certificate(der_bytes).public_bytes(Encoding.PEM)


class Workshop:
    """A set-up authority with one seal and one personal signer."""

    def __init__(self):
        self.now = NOW
        self.root = actions.set_up_authority(now=NOW)
        self.seal_certificate = actions.issue_seal(body_id=uuid4(), name="Bộ Tài chính", code="G12", by=None, now=NOW)
        self.person_certificate = actions.issue_personal(
            account_id=uuid4(), name="Nguyễn Thị Ánh", title="Thứ trưởng", organisation="Bộ Tài chính", by=None, now=NOW
        )
        self.seal = queries.signer_with(self.seal_certificate)
        self.person = queries.signer_with(self.person_certificate)
        self.trust = queries.trust(NOW)

    def files(self, folder: Path):
        """Root and intermediates as PEM files for programs outside."""
        (folder / "root.pem").write_bytes(pem(self.root.encoded))
        names = ("seals", "persons", "services")
        (folder / "between.pem").write_bytes(b"".join(pem(queries.authority(name).encoded) for name in names))
        return folder


@pytest.fixture
def workshop(db):
    queries.forget()
    yield Workshop()
    queries.forget()

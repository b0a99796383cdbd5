"""A receipt convinces somebody who has only OpenSSL and the root: seal, content, tampered twin."""

import json
import subprocess
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import load_der_x509_certificate

from conftest import at
from lienthong.ground.signatures import queries as signatures
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Receipt
from lienthong.records.exchange.tests.parcels import sent


@pytest.fixture
def receipt(country):
    message = sent(country, to=[country.other.body])
    assert lanes.carry_round(at("09:05")) == 1
    return Receipt.objects.get(delivery__message=message)


def verified(folder, content: bytes, seal: bytes, at_time: datetime) -> subprocess.CompletedProcess:
    """`openssl cms -verify` with nothing but the root."""
    root = load_der_x509_certificate(bytes(signatures.authority("root").der))
    (folder / "trusted.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "receipt.json").write_bytes(content)
    (folder / "receipt.p7s").write_bytes(seal)
    words = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "receipt.p7s", "-content", "receipt.json"]
    words += ["-CAfile", "trusted.pem", "-purpose", "any", "-attime", str(int(at_time.timestamp())), "-out", "out"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.foreign("openssl")
def test_openssl_believes_a_receipt_and_not_its_tampered_twin(receipt, tmp_path):
    content, seal = bytes(receipt.content), bytes(receipt.seal)
    good = verified(tmp_path, content, seal, receipt.made_at)
    assert good.returncode == 0, good.stderr
    twin = content.replace(b'"passed":true', b'"passed":null', 1)
    assert twin != content
    assert verified(tmp_path, twin, seal, receipt.made_at).returncode != 0
    broken = bytearray(seal)
    broken[-1] ^= 1
    assert bytes(broken) != seal
    assert verified(tmp_path, content, bytes(broken), receipt.made_at).returncode != 0


def test_a_receipt_names_message_recipient_moment_and_every_check(country, receipt):
    said = json.loads(bytes(receipt.content))
    message = receipt.delivery.message
    assert said["message_id"] == message.message_id
    assert bytes.fromhex(said["manifest_sha256"]) == bytes(message.manifest_digest)
    assert said["recipient"]["id"] == str(country.other.body.pk)
    assert "addressed_to" not in said
    assert datetime.fromisoformat(said["arrived_at"]).astimezone(UTC) == at("09:05")
    assert [check["passed"] for check in said["checks"]] == [True] * 5


def test_the_seal_is_the_receivers_own(country, receipt):
    own = {bytes(der) for der in signatures.Certificate.objects.of(country.other.body.pk).values_list("der", flat=True)}
    signers = {each.public_bytes(Encoding.DER) for each in pkcs7.load_der_pkcs7_certificates(bytes(receipt.seal))}
    assert own & signers

"""Signatures of calls, beside the library of the specification's own authors."""

import base64

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from lienthong.work.payments.adapters import signing
from lienthong.work.payments.adapters.base import CallNotSigned
from lienthong.work.payments.tests.bank import KEY, NOW

RAW = '{"amount":"50000","words":"Lệ phí"}'.encode()


def test_the_authors_library_accepts_our_signature_and_refuses_its_tampered_twin():
    headers = signing.sign(key=KEY, message_id="m1", raw=RAW, at=NOW)
    with time_machine.travel(NOW, tick=False):
        assert Webhook(KEY).verify(RAW, headers) == {"amount": "50000", "words": "Lệ phí"}
        with pytest.raises(WebhookVerificationError):
            Webhook(KEY).verify(RAW.replace(b"50000", b"50001"), headers)


def test_we_accept_the_signature_of_the_authors_library():
    said = Webhook(KEY).sign("m1", NOW, RAW.decode())
    headers = {"webhook-id": "m1", "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": said}
    assert signing.verify(keys=[KEY], headers=headers, raw=RAW, now=NOW) == "m1"


def ed25519() -> tuple[str, str]:
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    words = (private.private_bytes_raw(), private.public_key().public_bytes_raw())
    secret, public = (base64.b64encode(each).decode() for each in words)
    return "whsk_" + secret, "whpk_" + public


def test_an_ed25519_signature_holds_under_its_public_key_and_no_other():
    private, public = ed25519()
    headers = signing.sign(key=private, message_id="m1", raw=RAW, at=NOW)
    assert signing.verify(keys=[KEY, public], headers=headers, raw=RAW, now=NOW) == "m1"
    for keys, raw in (([public], RAW + b" "), ([KEY], RAW), ([], RAW)):
        with pytest.raises(CallNotSigned):
            signing.verify(keys=keys, headers=headers, raw=raw, now=NOW)


def test_while_keys_change_either_of_two_signatures_is_enough():
    headers = signing.sign(key=KEY, message_id="m1", raw=RAW, at=NOW)
    old = signing.sign(key="whsec_b2xk", message_id="m1", raw=RAW, at=NOW)["webhook-signature"]
    headers["webhook-signature"] = f"{old} {headers['webhook-signature']}"
    assert signing.verify(keys=[KEY], headers=headers, raw=RAW, now=NOW) == "m1"


def test_a_key_without_its_prefix_is_a_mistake_of_the_operator():
    with pytest.raises(ValueError, match="begins with"):
        signing.sign(key="c2VjcmV0", message_id="m1", raw=RAW, at=NOW)

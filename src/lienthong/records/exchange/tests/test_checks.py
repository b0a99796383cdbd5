"""What is found out when a message arrives, and what of it sends the message back."""

import hashlib
import json

import pytest
from django.utils import translation

from conftest import at
from lienthong.ground.files import store
from lienthong.ground.signatures.verdict import Standing
from lienthong.records.exchange import checks, sealing
from lienthong.records.exchange.actions import carrying
from lienthong.records.exchange.models import Delivery, StatusChange
from lienthong.records.exchange.tests.parcels import light, sent

NOW = at("09:05")


@pytest.fixture
def real(country):
    """A real message, on its way to the other ministry."""
    message = sent(country, to=[country.other.body])
    return Delivery.objects.whole().get(message=message)


def found(delivery):
    return [(check.name, check.passed, check.fatal) for check in checks.on_arrival(delivery, now=NOW)]


def rewritten(delivery, by=None, **changes):
    """The manifest with other content and a digest that fits; `by` seals it anew."""
    content = json.dumps({**json.loads(bytes(delivery.message.manifest)), **changes}).encode()
    delivery.message.manifest = content
    delivery.message.manifest_digest = hashlib.sha256(content).digest()
    if by is not None:
        delivery.message.seal = sealing.seal_bytes(by, content, now=at("09:00"))
    return delivery


def test_a_message_as_it_was_sent_passes_everything(real):
    assert found(real) == [(name, True, False) for name in ("integrity", "seal", "addressee", "files", "signatures")]
    assert all(set(check.as_json()) == {"check", "passed", "sentence"} for check in checks.on_arrival(real, now=NOW))


def test_sentences_are_kept_in_vietnamese_whoever_asks(real):
    with translation.override("en"):
        said = [check.sentence for check in checks.on_arrival(real, now=NOW)]
    assert said[0] == "Nội dung gói tin nguyên vẹn."


def test_a_manifest_that_does_not_fit_its_digest_is_not_read_any_further(real):
    real.message.manifest = bytes(real.message.manifest) + b" "
    assert found(real) == [("integrity", False, True)]


def test_a_manifest_rewritten_with_its_digest_fails_at_the_seal(real):
    assert found(rewritten(real, sent_at="2026-11-16T02:00:01Z")) == [("integrity", True, False), ("seal", False, True)]


def test_a_seal_of_another_body_does_not_do(country, real):
    assert found(rewritten(real, by=country.province.body))[-1] == ("seal", False, True)
    assert found(rewritten(real, by=country.ministry.body))[1] == ("seal", True, False)


def test_a_message_for_somebody_else_goes_back_as_not_ours(country, real):
    delivery = rewritten(real, by=country.ministry.body, to=[])
    failed = checks.on_arrival(delivery, now=NOW)[-1]
    assert (failed.name, failed.fatal, failed.refusal) == ("addressee", True, "not_for_us")


def test_a_missing_file_is_named_and_sends_it_back_as_incomplete(real, monkeypatch):
    monkeypatch.setattr(store, "has", lambda sha256: False)
    failed = checks.on_arrival(real, now=NOW)[-1]
    assert (failed.name, failed.refusal) == ("files", "incomplete")
    assert "01-BTC-VP.pdf" in failed.sentence


@pytest.mark.parametrize("standing", Standing)
def test_signatures_are_believed_shown_or_sent_back(real, monkeypatch, standing):
    monkeypatch.setattr(checks, "judged", lambda sha256, hour: standing)
    last = checks.on_arrival(real, now=NOW)[-1]
    assert last.name == "signatures"
    assert last.passed == (standing is Standing.VALID)
    assert last.fatal == (standing in {Standing.CHANGED, Standing.NOT_SECURE, Standing.INVALID})
    assert last.sentence


def test_what_is_not_a_pdf_is_shown_as_unsigned_and_not_sent_back(country, real):
    files = [{**fact, "media_type": "text/plain"} for fact in json.loads(bytes(real.message.manifest))["files"]]
    assert found(rewritten(real, by=country.ministry.body, files=files))[-1] == ("signatures", False, False)


def test_what_fails_goes_back_with_the_sentence_and_without_a_receipt(country):
    delivery = light(country)
    refused = carrying.arrive(delivery=delivery, now=NOW)
    assert (refused.state, refused.refusal, refused.arrived_at) == ("02", "signature", None)
    told = StatusChange.objects.get(delivery=delivery)
    assert told.note == refused.checks[-1]["sentence"]
    assert carrying.arrive(delivery=delivery, now=NOW).state == "02"
    assert not Delivery.objects.without_receipt(NOW).exists()

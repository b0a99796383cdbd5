"""`lienthong bank`: what it says, what it starts, and that product and bank are told the same secrets."""

import json
import socket
import time
import urllib.request

import pytest
from click.testing import CliRunner

from lienthong.doors.command import bank, processes
from lienthong.work.payments.adapters.base import bank as bank_called


@pytest.fixture
def started(monkeypatch):
    """What would be started, without starting it."""
    kept = []
    monkeypatch.setattr(processes, "keep_running", lambda some, **_more: kept.extend(some))
    return kept


def test_it_says_what_the_product_must_be_told_and_starts_with_the_same_secrets(started, settings):
    said = json.loads(CliRunner().invoke(bank.bank, ["--port", "8123", "--json"]).output)
    (process,) = started
    facts = said["payment_banks"]["mock"]
    assert process.environment["LIENTHONG_BANK_KEY"] == facts["call_keys"][0]
    assert process.environment["LIENTHONG_BANK_TOKEN"] == facts["token"]
    assert process.environment["LIENTHONG_BANK_CALLS"] == "http://127.0.0.1:8000/api/v1/payments/calls/mock"
    settings.PAYMENT_BANKS = said["payment_banks"]
    assert bank_called("mock").bin == "999999"


def test_secrets_that_are_given_are_kept_and_random_ones_are_never_the_same(started, monkeypatch):
    first, second = (bank.environment(1, product="http://x/", data=None)["LIENTHONG_BANK_KEY"] for _ in range(2))
    assert first != second
    monkeypatch.setenv("LIENTHONG_BANK_KEY", first)
    assert first in CliRunner().invoke(bank.bank, []).output


def test_the_bank_runs_in_a_process_of_its_own_without_django(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = bank.environment(port, product="http://127.0.0.1:9", data=tmp_path / "bank.sqlite")
    process = processes.bank(port, {**told, "DJANGO_SETTINGS_MODULE": "there.is.none"})
    process.start()
    try:
        assert _page(port) is not None
    finally:
        process.stop()
    assert (tmp_path / "bank.sqlite").exists()


def _page(port):
    for _try in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                text = answer.read().decode()
                assert "NGÂN HÀNG MÔ PHỎNG" in text
                return text
        except OSError:
            time.sleep(0.1)
    return None

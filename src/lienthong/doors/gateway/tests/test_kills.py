"""A gateway killed under load: what it acknowledged is there, once, with everything that belongs to it."""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings

from lienthong.ground.journal.models import Act
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Scope
from lienthong.kit import clock
from lienthong.records.documents.models import Document
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.intake.tests.messages import document, written
from lienthong.records.exchange.models import Delivery, Intake, Message

pytestmark = pytest.mark.story
KILLS, CLIENTS = 5, 4


class Installation:
    """One gateway process over the test's own database, started again after each kill."""

    def __init__(self, home):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        database = settings.DATABASES["default"]
        address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{address}/{database['NAME']}",
            "DJANGO_SETTINGS_MODULE": "lienthong.config.settings.test",
            "LIENTHONG_HOME": str(home),
            "LIENTHONG_FILES": str(home / "files"),
        }

    def start(self):
        words = ["granian", "--interface", "asgi", "--port", str(self.port), "--no-ws", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words, "lienthong.config.asgi:application"],
            env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    @contextlib.contextmanager
    def under_load(self, secret, shares):
        """Running, with a sender for each share; what they were acknowledged so far. Everything ends with the block."""
        acknowledged, stop = [], threading.Event()
        senders = [
            threading.Thread(target=keep_sending, args=(self.port, secret, share, acknowledged, stop))
            for share in shares
        ]
        self.start()
        for sender in senders:
            sender.start()
        try:
            yield acknowledged
        finally:
            stop.set()
            for sender in senders:
                sender.join(timeout=15)
            self.kill()


def keep_sending(port, secret, messages, acknowledged, stop):
    """Send each message until it is acknowledged: a client that lost the answer sends again, as it should."""
    for data in messages:
        while not stop.is_set():
            calling = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(calling):
                calling.request("POST", "/api/v1/edxml", data, {"Authorization": f"Bearer {secret}"})
                reply = calling.getresponse()
                body = reply.read()
                assert reply.status in {200, 201}, body
                acknowledged.append(json.loads(body)["receipt"])
                break
            stop.wait(0.02)


def test_what_was_acknowledged_before_a_kill_is_there_exactly_once(transactional_db, country, tmp_path):
    now = clock.now()
    importing.install_seal(now=now)
    _token, secret = mandates.make_token(name="thử", scopes=[Scope.SEND], days=30, by=country.ministry.clerk, now=now)
    shares = [
        [sealed(country, f"{client}{number:03}", now) for number in range(500)] for client in range(1, CLIENTS + 1)
    ]
    installation, chance = Installation(tmp_path), random.Random(20)
    with installation.under_load(secret, shares) as acknowledged:
        for _kill in range(KILLS):
            wait_for(acknowledged, more=10)
            time.sleep(chance.uniform(0.0, 0.3))
            installation.kill()
            installation.start()
        wait_for(acknowledged, more=10)
    everything_is_there_once(acknowledged)


def sealed(country, number, now):
    message, contents = document(number=number)
    return written(message, contents, by=country.ministry.body, now=now)


def wait_for(acknowledged, *, more):
    wanted, deadline = len(acknowledged) + more, time.monotonic() + 60
    while len(acknowledged) < wanted:
        assert time.monotonic() < deadline, "no progress"
        time.sleep(0.01)


def everything_is_there_once(acknowledged):
    assert len({receipt["message_id"] for receipt in acknowledged}) == len(acknowledged)
    stored = {str(message.pk): message.message_id for message in Message.objects.all()}
    assert {receipt["message"]: receipt["message_id"] for receipt in acknowledged}.items() <= stored.items()
    assert len(set(stored.values())) == len(stored)
    assert Document.objects.count() == Intake.objects.count() == len(stored)
    assert Delivery.objects.count() == 2 * len(stored)
    assert Act.objects.filter(verb="exchange.message.imported").count() == len(stored)

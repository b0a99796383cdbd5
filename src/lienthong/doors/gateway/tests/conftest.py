"""A gateway in the test's own process, spoken to as a server speaks to it: no socket, the same code."""

import asyncio
import json

import pytest

from conftest import at
from lienthong.doors.gateway.application import Gateway
from lienthong.ground.mandates import actions as mandates
from lienthong.ground.mandates.states import Scope
from lienthong.kit import clock
from lienthong.kit.testing.loops import run_apart
from lienthong.records.exchange.actions import importing

NOW = at("10:00")


@pytest.fixture
def country_on_disk(transactional_db, country, monkeypatch):
    """The country committed, so that the gateway's own threads see it; for all of them it is Monday, ten o'clock."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    importing.install_seal(now=country.since)
    return country


@pytest.fixture
def token(country_on_disk):
    """Makes tokens: `token(office, *scopes)`."""

    def make(office, *scopes, now=None):
        made = mandates.make_token(
            name="phần mềm thử",
            scopes=scopes or (Scope.SEND, Scope.RECEIVE),
            days=300,
            by=office.clerk,
            now=now or NOW,
        )
        return made if now else made[1]

    return make


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, dict(headers), body

    @property
    def json(self):
        return json.loads(self.body)


def speak(*requests, gateway=None):
    """Send all requests at once to one gateway, live it through start and stop, and return the replies in order.

    A request is (method, path, headers, pieces); None among the pieces means the caller hangs up.
    """
    return run_apart(_speak(gateway or Gateway(), requests))


async def _speak(gateway, requests):
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    life = asyncio.create_task(gateway({"type": "lifespan"}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    assert (await outbox.get())["type"] == "lifespan.startup.complete"
    replies = await asyncio.gather(*(_request(gateway, *request) for request in requests))
    await inbox.put({"type": "lifespan.shutdown"})
    assert (await outbox.get())["type"] == "lifespan.shutdown.complete"
    await life
    return replies


async def _request(gateway, method, path, headers, pieces):
    coming, sent = iter(pieces), []

    async def receive():
        piece = next(coming, b"")
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await gateway(scope, receive, send)
    return Reply(sent[0]["status"], sent[0]["headers"], sent[1]["body"])


def post(secret, *pieces, **headers):
    """A message posted with a token."""
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return "POST", "/api/v1/edxml", [(b"authorization", f"Bearer {secret}".encode()), *given], pieces or (b"",)

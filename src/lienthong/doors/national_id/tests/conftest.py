"""A stand-in without a port: a browser that hands its requests straight to the application."""

import asyncio
import base64
import hashlib

import httpx
import pytest

from lienthong.doors.national_id.app import StandIn
from lienthong.doors.national_id.granting import Client
from lienthong.doors.national_id.keys import Keys

ISSUER = "http://127.0.0.1:8002"
BACK = "http://127.0.0.1:8000/citizen/national-id/back/"
SECRET = "a-secret-of-the-tests"
VERIFIER = "v" * 64


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="session")
def keys():
    """Made once: an RSA key takes its time."""
    return Keys()


@pytest.fixture
def stand_in(keys):
    clients = {
        "lienthong": Client("lienthong", SECRET, frozenset({BACK})),
        "old": Client("old", "another-secret", frozenset({BACK}), algorithm="RS256"),
    }
    return StandIn(ISSUER, clients, keys=keys)


class Browser:
    """httpx, synchronous, without a socket."""

    def __init__(self, application) -> None:
        self._transport = httpx.ASGITransport(application)

    def request(self, method, address, **more) -> httpx.Response:
        async def send():
            async with httpx.AsyncClient(transport=self._transport, base_url=ISSUER) as client:
                return await client.request(method, address, **more)

        return asyncio.run(send())

    def get(self, address, **more) -> httpx.Response:
        return self.request("GET", address, **more)

    def post(self, address, **more) -> httpx.Response:
        return self.request("POST", address, **more)


@pytest.fixture
def browser(stand_in):
    return Browser(stand_in.application())

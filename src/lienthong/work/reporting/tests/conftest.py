"""A portal that is none: the emulator behind the very client, without a socket."""

import pytest

from conftest import at, submitted
from lienthong.work.onestop import actions as onestop
from lienthong.work.onestop.models import Dossier
from lienthong.work.reporting.adapters.dvcqg import client
from lienthong.work.reporting.adapters.dvcqg.emulator import Emulator, Switches, application
from lienthong.work.reporting.tests.wire import Wire

FACTS = {"url": "http://portal.example/", "dstcode": "VN:GOV:DVCQG", "session": "s-1", "bodies": {"H41": "H41.TEST"}}


@pytest.fixture
def emulator(monkeypatch, settings) -> Emulator:
    """The stand-in, connected."""
    held = Emulator()
    wire = Wire(application(held))

    def post(url, *, json, headers, timeout, trust_env):
        assert (url, headers) == (FACTS["url"], {"dstcode": FACTS["dstcode"]})
        assert json["madonvi"] == "H41.TEST"
        return wire.post("/", json=json)

    monkeypatch.setattr(client.httpx, "post", post)
    settings.DVCQG = FACTS
    return held


@pytest.fixture
def portal(emulator) -> client.Portal:
    return client.portal()


@pytest.fixture
def switch(emulator):
    """How the next messages are answered."""

    def set_to(times=1, **switches):
        emulator.switches = Switches(times=times, **switches)

    return set_to


@pytest.fixture
def dossier(shop) -> Dossier:
    """Taken in at ten on Monday."""
    found = onestop.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    return Dossier.objects.get(pk=found.pk)

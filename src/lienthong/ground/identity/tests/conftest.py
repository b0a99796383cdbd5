"""A person with a password, and a clean slate of counters for every test."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from lienthong.ground.identity import actions
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Means

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
PASSWORD = "con trâu đi trước cái cày theo sau"
EMAIL = "lan@lienthong.example"


@pytest.fixture(autouse=True)
def _counters_start_at_nothing(db):
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def lan(db) -> Account:
    """Someone with a long password and no second factor."""
    account = actions.create_account(email=EMAIL, full_name="Trần Thị Lan", by=None, now=NOW)
    actions.set_password(account=account, password=PASSWORD, by=account, now=NOW)
    return account


@pytest.fixture
def stranger(db) -> Account:
    """A person of the demonstration: synthetic, no password."""
    return actions.create_account(
        email="gia@lienthong.example", full_name="Lê Văn Giả", by=None, now=NOW, synthetic=True
    )


@pytest.fixture
def inside(client, lan):
    """A browser in which Lan signed in by password and has just proven again who she is."""
    client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    client.post("/step-up/", {"way": "password", "password": PASSWORD})
    return client


@dataclass
class Post:
    """What was handed over to be carried: the stand-in for the room that carries messages."""

    sent: list[dict] = field(default_factory=list)

    def take(self, **message) -> None:
        self.sent.append(message)

    @property
    def code(self) -> str:
        """The code that was sent last."""
        return self.sent[-1]["facts"]["code"]

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.sent]


@pytest.fixture
def post(monkeypatch) -> Post:
    from lienthong.ground.identity import carrying

    post = Post()
    monkeypatch.setattr(carrying, "_carriers", {Means.SMS: post.take, Means.EMAIL: post.take})
    return post


PHONE, SPOKEN_PHONE = "+84000123456", "0000 123 456"


@pytest.fixture
def minh(db) -> Account:
    """A citizen with a telephone number and a short password."""
    return actions.open_account(
        means=Means.SMS, address=PHONE, full_name="Phạm Văn Minh", password="tre xanh bóng mát", now=NOW
    )

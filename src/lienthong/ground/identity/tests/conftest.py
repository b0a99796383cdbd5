"""A person with a password, and a clean slate of counters for every test."""

from datetime import UTC, datetime

import pytest

from lienthong.ground.identity import actions
from lienthong.ground.identity.models import Account

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

from datetime import UTC, datetime

import pytest
from django.db import connection

from lienthong.ground.journal import actions, installation, sequencer
from lienthong.ground.journal.models import Act
from lienthong.kit.ids import new_id

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def some_acts(count):
    """Store this many acts of the product itself, each with a body."""
    acts = [
        actions.compose(
            "exchange.document.sent", ("documents.document", new_id()), by=None, at=AT, body={"number": number}
        )
        for number in range(count)
    ]
    actions.record_many(acts)
    return [Act(**act) for act in acts]


def superuser(*statements):
    """What an administrator with all rights can do: switch every trigger off, then run this."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")


@pytest.fixture
def log_home(settings, tmp_path):
    """A log of this test's own."""
    settings.LOG_TILES = tmp_path / "log"
    settings.KEYS_HOME = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def store(log_home):
    return installation.store()


@pytest.fixture
def become_sequencer(store):
    """Take over; arguments go to the sequencer."""

    def take(**more):
        return sequencer.Sequencer.take_over(store=store, signer=installation.signer(), **more)

    return take

"""What a monitor is told: alive as long as the process answers, ready only when database and schema fit."""

import json

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import RequestFactory

from lienthong.kit.web import health


def asked(view):
    reply = view(RequestFactory().get("/"))
    return reply.status_code, json.loads(reply.content)


def test_a_process_that_answers_is_alive():
    assert asked(health.alive) == (200, {"alive": True})


@pytest.mark.django_db
def test_a_database_with_the_schema_of_this_release_is_ready():
    assert asked(health.ready) == (200, {"ready": True, "migrations_waiting": 0})


@pytest.mark.django_db
def test_a_schema_that_waits_for_migrations_is_not_ready(monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])
    assert asked(health.ready) == (503, {"ready": False, "migrations_waiting": 2})


def test_a_database_that_does_not_answer_is_not_ready(monkeypatch):
    def away():
        raise OperationalError("the server is away, and its address is nobody's business")

    monkeypatch.setattr(connection, "cursor", away)
    assert asked(health.ready) == (503, {"ready": False, "database": "OperationalError"})

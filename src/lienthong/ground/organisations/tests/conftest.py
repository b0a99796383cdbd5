"""What the tests of the directory share: a clock that stands, a small directory, and a way to photograph it."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from lienthong.ground.organisations import actions, seed
from lienthong.ground.organisations.models import Body, Code, Name, Parentage, Post, Succession, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.states import BodyKind, CodeScheme, Rank

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OPENING = date(2019, 3, 12)


@pytest.fixture
def now():
    return NOW


@pytest.fixture(scope="module")
def opened_once(django_db_setup, django_db_blocker):
    """The 95 bodies with their units and posts, for a whole module: each test works in a savepoint on top of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed.units_and_posts(seed.directory(NOW), NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def opened(opened_once, db):
    """The bodies the directory opens with."""
    return list(Body.objects.in_vietnamese_order())


@pytest.fixture
def founded(db):
    """A maker of bodies: `founded("Bộ Y tế", code="G18")`, with an office and a post in it."""

    def found(name: str, *, code: str = "", kind: BodyKind = BodyKind.MINISTRY, on: date = OPENING) -> Body:
        codes = {CodeScheme.DECISION20: code} if code else {}
        body = actions.found_body(name=Naming(name, name.upper()), kind=kind, on=on, codes=codes, by=None, now=NOW)
        office = actions.found_unit(body=body, name=Naming("Văn phòng", "Office", "VP"), on=on, by=None, now=NOW)
        actions.found_post(body=body, unit=office, title=Naming("Văn thư"), rank=Rank.CLERK, on=on, by=None, now=NOW)
        return body

    return found


@pytest.fixture
def photograph(db):
    """Everything the directory says: every row in force, and every latest value."""

    def take() -> dict[str, list]:
        lasting = {
            model.__name__: [row for row in model.objects.values() if row["valid_from"] != row["valid_until"]]
            for model in (Name, Code, Parentage)
        }
        living = {
            model.__name__: [row for row in model.objects.values() if row["established_on"] != row["dissolved_on"]]
            for model in (Body, Unit, Post)
        }
        rows = {**lasting, **living, "Succession": list(Succession.objects.standing().values())}
        return {name: sorted(values, key=lambda row: row["id"]) for name, values in rows.items()}

    return take

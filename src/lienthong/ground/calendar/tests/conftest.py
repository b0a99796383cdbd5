"""The calendar that comes with the product, without a database."""

from datetime import datetime

import pytest

from lienthong.ground.calendar import content, queries
from lienthong.ground.calendar.compiled import WorkingCalendar
from lienthong.kit.clock import VIETNAM


def at(text: str) -> datetime:
    """`2026-11-20 15:30` in Viet Nam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.fixture(scope="session")
def viet_nam() -> WorkingCalendar:
    return queries.compile_documents([content.parse(plain, whole=True) for plain in content.packaged()], [])

"""Jobs of the room."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import job
from lienthong.records.exchange import actions


@job("exchange.remind", queue="deadlines", cron="*/5 * * * *")
def remind(**_when: Any) -> None:
    """Every five minutes: say once what is due soon, and once what is late."""
    actions.remind(now=clock.now())

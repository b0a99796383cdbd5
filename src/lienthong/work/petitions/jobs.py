"""Every ten minutes: whose clock ran out."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import job
from lienthong.work.petitions import actions


@job("petitions.clocks.watch", cron="*/10 * * * *")
def watch(**_when: Any) -> None:
    """Tell leaders and the person."""
    actions.tell_overdue(now=clock.now())

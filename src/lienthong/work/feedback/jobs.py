"""Every ten minutes: who was not called back in time."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import job
from lienthong.work.feedback import actions


@job("feedback.cases.watch", cron="*/10 * * * *")
def watch(**_when: Any) -> None:
    """Tell leaders."""
    actions.tell_overdue(now=clock.now())

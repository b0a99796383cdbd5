"""Every ten minutes: who was not called back in time; by night: whether answers came as answers of people come."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import job
from lienthong.work.feedback import actions


@job("feedback.cases.watch", cron="*/10 * * * *")
def watch(**_when: Any) -> None:
    """Tell leaders."""
    actions.tell_overdue(now=clock.now())


@job("feedback.bursts.find", cron="35 0 * * *")
def find_bursts(**_when: Any) -> None:
    """Mark what came in bursts on the days that are over, and forget from where old answers came."""
    now = clock.now()
    actions.flag_days(now=now)
    actions.forget_origins(now=now)

"""What the worker does for this room: keep the services' certificates from ending, publish status lists."""

from datetime import UTC, datetime

from lienthong.ground.signatures import actions, queries
from lienthong.kit import clock
from lienthong.kit.jobs import job


@job("signatures.renew_services", cron="20 1 * * *")
def renew_services(timestamp: int) -> None:
    """Every night: new certificates for responders and time-stamp services that end within thirty days."""
    actions.renew_services(now=datetime.fromtimestamp(timestamp, UTC))


@job("signatures.publish_status_lists", cron="* * * * *")
def publish_status_lists(timestamp: int) -> None:
    """Every minute: the lists that changed since, and those that are a day old."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for status_list in queries.status_lists_due(now):
        actions.publish(status_list=status_list, by=None, now=now)


@job("signatures.publish_status_list")
def publish_status_list(of: str) -> None:
    """Right after a change: that list, unless it was published since."""
    now = clock.now()
    for status_list in queries.status_lists_due(now):
        if str(status_list.id) == of:
            actions.publish(status_list=status_list, by=None, now=now)

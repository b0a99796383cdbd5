"""What the worker does for this room: keep the services' certificates from ending, publish status lists."""

from datetime import UTC, datetime

from lienthong.ground.signatures import actions, queries
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

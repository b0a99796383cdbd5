"""What the worker does for this room: keep the services' certificates from ending."""

from datetime import UTC, datetime

from lienthong.ground.signatures import actions
from lienthong.kit.jobs import job


@job("signatures.renew_services", cron="20 1 * * *")
def renew_services(timestamp: int) -> None:
    """Every night: new certificates for responders and time-stamp services that end within thirty days."""
    actions.renew_services(now=datetime.fromtimestamp(timestamp, UTC))

"""Until when a delivery must be accepted, assigned and handled."""

from datetime import datetime, timedelta

from lienthong.records.exchange.models import Delivery


def accept_due(delivery: Delivery, arrived_at: datetime) -> datetime:
    return arrived_at + timedelta(hours=8)


def assign_due(delivery: Delivery, accepted_at: datetime) -> datetime:
    return accepted_at + timedelta(days=1)


def handle_due(delivery: Delivery, assigned_at: datetime) -> datetime:
    return assigned_at + timedelta(days=7)

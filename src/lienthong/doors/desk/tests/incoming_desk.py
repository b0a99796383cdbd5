"""What the tests of received documents begin with: a document that has come to two bodies, and people at the desk."""

from django.test import Client

from conftest import at
from lienthong.records.exchange import lanes
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.tests.parcels import copies, light, sent

__all__ = ["arrived", "copies", "desk", "light", "sent"]


def arrived(country, **more):
    """The other ministry's copy of a document that has just arrived."""
    message = sent(country, **more)
    while lanes.carry_round(at("09:05")):
        pass
    return Delivery.objects.whole().get(message=message, recipient=country.other.body)


def desk(mandate) -> Client:
    """A browser at which this person sits."""
    client = Client()
    client.force_login(mandate.account)
    return client

"""Hearing from the one-stop shop what happened; where no portal is connected, nobody listens."""

from lienthong.kit import outbox
from lienthong.kit.outbox import Event as Announced
from lienthong.work.onestop import events
from lienthong.work.onestop.models import Event
from lienthong.work.onestop.states import Kind
from lienthong.work.reporting import actions
from lienthong.work.reporting.adapters.dvcqg.client import portal


def subscribe() -> None:
    """Listen to everything that can happen to a dossier; called once at start."""
    for kind in Kind:
        outbox.subscribe(events.name(kind), note)


def note(happened: Announced) -> None:
    """The portal is owed it, if the body is connected."""
    connected = portal()
    event = Event.objects.select_related("dossier__body").get(pk=happened.subject)
    if connected is not None and event.dossier.body.code in connected.bodies:
        actions.owe(dossier=event.dossier, now=happened.at)

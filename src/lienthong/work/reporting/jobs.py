"""Every minute what is due, each report by a job of its own; every hour what no message told us of."""

from typing import Any

from django.db import transaction

from lienthong.kit import clock
from lienthong.kit.errors import Refused
from lienthong.kit.jobs import defer, job
from lienthong.work.reporting import actions, queries
from lienthong.work.reporting.adapters.dvcqg.client import Portal, PortalRefused, PortalUnreachable, portal
from lienthong.work.reporting.models import PortalReport


@job("reporting.reports.give", cron="* * * * *")
def give_due(**_when: Any) -> None:
    """What is to be tried now."""
    if portal() is not None:
        for report in PortalReport.objects.due(clock.now())[: queries.MOST_AT_ONCE]:
            defer("reporting.report.give", report_id=str(report.pk))


@job("reporting.report.give", atomic=False)
def give(report_id: str) -> None:
    """One of them. No transaction is open while the portal is spoken with, however slow it is."""
    connected = portal()
    if connected is None:
        return
    report = PortalReport.objects.get(pk=report_id)
    with transaction.atomic():
        telling = actions.take(report=report, now=clock.now())
    if telling is None:
        return
    refused = tell(connected, telling)
    with transaction.atomic():
        actions.settle(report=report, telling=telling, refused=refused, now=clock.now())


def tell(connected: Portal, telling: actions.Telling) -> Refused | None:
    """Only an answer with `error_code` 0 to both messages counts."""
    try:
        connected.sync(telling.body_code, [telling.dossier], updating=telling.is_known)
        connected.progress(telling.body_code, telling.progress)
    except (PortalUnreachable, PortalRefused) as refused:
        return refused
    return None


@job("reporting.reports.sweep", cron="35 * * * *")
def sweep(**_when: Any) -> None:
    """Dossiers of connected bodies of which something happened that nobody owes: a message was lost, or never was."""
    connected = portal()
    for dossier in queries.unnoted(connected.bodies) if connected else ():
        actions.owe(dossier=dossier, now=clock.now())

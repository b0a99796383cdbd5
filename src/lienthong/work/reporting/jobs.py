"""Every minute what is due, each report in a transaction of its own; every hour what no message told us of."""

from typing import Any

from lienthong.kit import clock
from lienthong.kit.jobs import defer, job
from lienthong.work.reporting import actions, queries
from lienthong.work.reporting.adapters.dvcqg.client import portal
from lienthong.work.reporting.models import PortalReport


@job("reporting.reports.give", cron="* * * * *")
def give_due(**_when: Any) -> None:
    """What is to be tried now."""
    if portal() is not None:
        for report in PortalReport.objects.due(clock.now())[: queries.MOST_AT_ONCE]:
            defer("reporting.report.give", report_id=str(report.pk))


@job("reporting.report.give")
def give(report_id: str) -> None:
    """One of them."""
    connected = portal()
    if connected is not None:
        actions.give(report=PortalReport.objects.get(pk=report_id), portal=connected, now=clock.now())


@job("reporting.reports.sweep", cron="35 * * * *")
def sweep(**_when: Any) -> None:
    """Dossiers of connected bodies of which something happened that nobody owes: a message was lost, or never was."""
    connected = portal()
    for dossier in queries.unnoted(connected.bodies) if connected else ():
        actions.owe(dossier=dossier, now=clock.now())

"""Loading invented people, a batch at a time."""

from datetime import datetime

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.kit.copying import copy_in
from lienthong.kit.errors import Conflict
from lienthong.records.registers.models import BirthNotification, DrivingLicence, DrivingTest, HealthCheck, Person
from lienthong.records.registers.synthetic.rows import Batch


class LoadedAlready(Conflict):
    """These invented people were loaded before. Leave them out and load the next ones."""


def load(*, batch: Batch, by: Subject | None, now: datetime) -> int:
    """Store one batch of invented people with COPY and record it; returns how many people.

    Its families are whole, so each batch may be a transaction of its own. Refuses: LoadedAlready.
    """
    if Person.objects.filter(pk=batch.id).exists():
        raise LoadedAlready
    copy_in(Person, batch.people)
    copy_in(BirthNotification, batch.births)
    copy_in(DrivingLicence, batch.licences)
    copy_in(HealthCheck, batch.health_checks)
    copy_in(DrivingTest, batch.tests)
    said = {"number": batch.number, "people": len(batch.people), "licences": len(batch.licences), "synthetic": True}
    journal.record("registers.people.loaded", ("registers.person", batch.id), by=by, at=now, body=said)
    return len(batch.people)

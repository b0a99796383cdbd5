"""The invented people of the country: into the registers batch by batch, each once, however often one begins."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lienthong.doors.command.speech import gettext as _
from lienthong.kit.clock import local
from lienthong.records.registers import synthetic
from lienthong.records.registers.actions import load
from lienthong.records.registers.models import Person

Say = Callable[[str], None]


def settle(count: int, *, founded_at: datetime, say: Say) -> int:
    """Load what is missing of `count` people, the well-known ones first; returns how many came.

    Days are told from the day the demonstration was founded, so that a later start makes the same people. Memory holds
    one batch at a time.
    """
    missing = _missing(count)
    if missing:
        say(_("Đang lập {count} người giả lập trong các cơ sở dữ liệu …").format(count=sum(dict(missing).values())))
    return sum(_load(number, size, founded_at) for number, size in missing)


def _missing(count: int) -> list[tuple[int, int]]:
    """Numbers and sizes of the batches that are not there: a batch is there when its first person is."""
    wanted = {synthetic.first_id(synthetic.SEED, number): (number, size) for number, size in synthetic.sizes(count)}
    there: set[UUID] = set(Person.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [batch for first, batch in wanted.items() if first not in there]


def _load(number: int, size: int, founded_at: datetime) -> int:
    with transaction.atomic():
        return load(batch=synthetic.batch(number, size, today=local(founded_at).date()), by=None, now=founded_at)

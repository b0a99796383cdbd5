"""One process's share of the documents. Imports nothing of Django before it is set up: a new process starts here."""

import os
from datetime import datetime

_GOLDEN = 0.6180339887498949


def write_share(numbers: range, until: datetime, environment: dict[str, str]) -> None:
    """Write documents of these numbers; each number always gives the same document.

    Multiples of the golden ratio spread any first so many of them evenly over the three months.
    """
    os.environ.update(environment)
    from lienthong.doors.command.main import start_django

    start_django()
    from lienthong.doors.command.demo_data.documents import Writer, staff_of
    from lienthong.ground.mandates.models import Mandate
    from lienthong.kit import outbox

    staffs = staff_of(list(Mandate.objects.in_force_at(until).with_people().order_by("post_id")))
    with outbox.quiet():
        for number in numbers:
            Writer(staffs, until=until, seed=number).write(number * _GOLDEN % 1)

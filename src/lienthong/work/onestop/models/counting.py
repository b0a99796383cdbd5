"""What is counted one by one: dossiers and results of a body, receipts for cash, printed forms, places in a queue."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_id
from lienthong.work.onestop.models.dossiers import Dossier, Event
from lienthong.work.onestop.states import Form
from lienthong.work.services.models import Procedure

SLIP_LETTERS = 60
WINDOW_LETTERS = 10


class Counter(models.Model):
    """The last number a body gave in one series: the dossiers of a day, the results of a year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "series"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.series}: {self.last}"


class CashSlip(models.Model):
    """The number of a receipt for cash: it pays one dossier of its body, also where two write it at one instant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=SLIP_LETTERS)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "number"], name="cash_slip_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.number}"


class Printed(models.Model):
    """A sealed form that was printed once: the same event gives the same bytes for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="printed")
    form = models.CharField(max_length=2, choices=Form.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "form"], name="form_of_event_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.event_id}"


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Words about the queue."""

    def of(self, unit: Unit, day: date) -> "TicketQuerySet":
        """The queue of a unit on one day."""
        return self.filter(unit=unit, day=day)

    def waiting(self) -> "TicketQuerySet":
        """Not called yet, who came first at the head."""
        return self.filter(called_at__isnull=True, ended_at__isnull=True).order_by("number")

    def called(self) -> "TicketQuerySet":
        """At a window now, or on the way to it, who was called last at the head."""
        return self.filter(called_at__isnull=False, ended_at__isnull=True).order_by("-called_at")


class Ticket(models.Model):
    """A place in the queue of a one-stop desk: a number of the day, called once or again, and ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    service = models.ForeignKey(Procedure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    call_count = models.PositiveSmallIntegerField(default=0)
    window = models.CharField(max_length=WINDOW_LETTERS, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    missed = models.BooleanField(default=False, help_text="Called, and nobody came")

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "number"], name="ticket_number_once"),
            models.CheckConstraint(
                name="ticket_called_at_a_window",
                condition=Q(called_at__isnull=True, window="") | (Q(called_at__isnull=False) & ~Q(window="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it stands on the ticket and the display: `A001`."""
        return f"A{self.number:03d}"

"""What follows dossiers: the list of their changes, who read them, what to ask about, opinions, and sealed days."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body
from lienthong.kit.ids import new_id
from lienthong.records.documents.models import Document
from lienthong.records.exchange.models import Delivery
from lienthong.work.onestop.models.dossiers import Dossier, Event
from lienthong.work.onestop.states import Anomaly, Opened, Opinion, Status


class ListedEvent(models.Model):
    """An event at its place in the list of changes of a body, which the body's own software reads from a cursor on.

    A place is given to events that are committed, one after the other, the first time somebody asks for them: so
    places only grow in the order in which events become visible, and whoever reads on from one misses nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveBigIntegerField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "position"], name="listed_event_once")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.position}"


class DossierReadingQuerySet(models.QuerySet["DossierReading"]):
    """Words about who read what of dossiers."""

    def about(self, account: Account, number: str) -> "DossierReadingQuerySet":
        """Of dossiers this person applied for or, with a proven number, that are about them; the newest first."""
        mine = Dossier.objects.filter(application__applicant=account).values("pk")
        about = Dossier.objects.filter(subject_number=number).values("pk") if number else mine.none()
        return self.filter(dossier__in=mine.union(about)).order_by("-read_at", "-id")


class DossierReading(models.Model):
    """One reading of a dossier: by which official, or which software of the body, and what of it. Never changed.

    `system`, `by_name` and `by_body` say who read as it was called then: software has a `system`, a person at the desk
    has none. `by` is the mandate they had, or the one under which the software's token was made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=100, blank=True, default="")
    by_name = models.CharField(max_length=250, blank=True, default="")
    by_body = models.CharField(max_length=250)
    what = models.CharField(max_length=10, choices=Opened.choices)
    name = models.CharField(max_length=300, blank=True, default="", help_text="Of the file, where one was read")
    read_at = models.DateTimeField()

    objects: ClassVar[DossierReadingQuerySet] = DossierReadingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="what_was_read_is_known", condition=Q(what__in=Opened.values)),
            models.CheckConstraint(name="who_read_is_named", condition=~Q(system="", by_name="")),
        ]
        indexes = [models.Index(fields=["dossier", "-read_at", "-id"], name="readings_of_dossier")]

    def __str__(self) -> str:
        return f"{self.system or self.by_name}: {self.dossier_id}"


class Question(models.Model):
    """What a leader should ask about: found by rules from the events of its dossier, and found anew after each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Anomaly.choices)
    at = models.DateTimeField()
    who = models.CharField(max_length=200, blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["body", "-at"], name="questions_of_body")]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Words about opinions asked for."""

    def silent(self, now: datetime) -> "ConsultationQuerySet":
        """Due, not answered, and nothing was said of it yet; of dossiers that somebody still works on."""
        working = [Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT]
        return self.filter(state=Opinion.REACHED, answer_by__lt=now, dossier__status__in=working)


class Consultation(models.Model):
    """One body asked for its opinion on a dossier by one document; what was asked, and how it went, say the events.

    The row is where a document that comes in finds the dossier it speaks of; `state` is the latest value.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(help_text="Working days from the day the body has the request")
    state = models.CharField(max_length=10, choices=Opinion.choices, default=Opinion.PREPARED)
    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.PROTECT, related_name="+", help_text="Of the request, at the body"
    )
    answer_by = models.DateTimeField(null=True)
    answer = models.ForeignKey(
        Delivery, null=True, on_delete=models.PROTECT, related_name="+", help_text="The latest answer, as it came to us"
    )

    objects: ClassVar[ConsultationQuerySet] = ConsultationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "body"], name="consulted_once_by_a_document"),
            models.CheckConstraint(name="opinion_state_is_known", condition=Q(state__in=Opinion.values)),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state=Opinion.REACHED), name="opinions_awaited"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.body_id}"


class SealedDay(models.Model):
    """The open file of one day's events, as it was published; its root stands in the public log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    on = models.DateField(unique=True)
    content = models.TextField()
    root = models.BinaryField(max_length=32)
    row_count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

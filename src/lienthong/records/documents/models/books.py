"""The incoming book (Decree 30/2020 Annex IV): one arrival number per body and year, paper and electronic alike."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.filling import WITHOUT_WORDS, FoundByWords
from lienthong.kit.ids import new_id
from lienthong.kit.search import asked, question, vector
from lienthong.records.documents.models.document import Document
from lienthong.records.documents.states import EntrySource, Urgency


class IncomingEntryQuerySet(models.QuerySet["IncomingEntry"]):
    """Reads of the incoming book."""

    def of_body(self, body: Body) -> "IncomingEntryQuerySet":
        """The book of one body."""
        return self.filter(body=body)

    def containing(self, words: str) -> "IncomingEntryQuerySet":
        """Entries that hold every one of these words; those typed with tones, with them."""
        return self.filter(words__hold=question(asked(words)))


class IncomingEntry(FoundByWords):
    """One line of the incoming book."""

    FOUND_BY = ("number_and_symbol", "subject", "issuer_name", "kind")
    FOUND_FROM = "arrived_at"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    arrival_number = models.PositiveIntegerField()
    arrived_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=EntrySource.choices, default=EntrySource.ELECTRONIC)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issuer_name = models.CharField(max_length=300)
    number_and_symbol = models.CharField(max_length=80)
    issued_on = models.DateField()
    kind = models.CharField(max_length=20, help_text="Code of one of the 29 kinds")
    subject = models.CharField(max_length=500)
    urgency = models.CharField(max_length=1, choices=Urgency.choices, default=Urgency.NORMAL)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_to = models.CharField(max_length=200, blank=True, default="")
    handed_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[IncomingEntryQuerySet] = IncomingEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year", "arrival_number"], name="arrival_number_once")]
        indexes = [
            models.Index(fields=["body", "-year", "-arrival_number"]),
            GinIndex(fields=["body", "year", "words"], name="incoming_by_words"),
            models.Index(fields=["-arrived_at"], condition=WITHOUT_WORDS, name="incoming_without_words"),
        ]

    def __str__(self) -> str:
        return f"{self.arrival_number}/{self.year}"

    def renew_words(self) -> None:
        """Keep what it is found by in step with its columns; the words of the issuer stand apart once more."""
        text = f"{self.number_and_symbol} {self.subject} {self.issuer_name}"
        self.words = vector(text, marks=[self.kind], marked=self.issuer_name)

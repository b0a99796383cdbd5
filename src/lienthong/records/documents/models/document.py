"""The official document with its versions, annexes, recipients, remarks and history of states."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.filling import WITHOUT_WORDS, FoundByWords
from lienthong.kit.ids import new_id
from lienthong.kit.search import vector
from lienthong.records.documents import kinds
from lienthong.records.documents.states import Amends, DocumentState, Manner, Urgency


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads that sound like the clerk's work."""

    def of_body(self, body: Body) -> "DocumentQuerySet":
        """Documents this body makes or made."""
        return self.filter(body=body).exclude(state=DocumentState.RECEIVED)

    def in_state(self, *states: DocumentState) -> "DocumentQuerySet":
        """Documents that stand at one of these points."""
        return self.filter(state__in=states)

    def issued(self) -> "DocumentQuerySet":
        """Documents that have left."""
        return self.in_state(DocumentState.ISSUED)

    def for_lists(self) -> "DocumentQuerySet":
        """What a list row shows, in one query."""
        return self.select_related("body", "unit", "drafted_by__account", "signed_by__account")


class Document(FoundByWords):
    """An official document of one body, from draft to archive; its bytes live in versions and never change."""

    FOUND_BY = ("number_and_symbol", "subject", "kind")
    FOUND_FROM = "created_at"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, help_text="Code of one of the 29 kinds")
    subject = models.CharField(max_length=500)
    content_text = models.TextField(blank=True, default="")
    finished = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="A PDF finished elsewhere, laid before the signer as it is instead of what would be typeset",
    )
    finished_from = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The Word file that `finished` shows, when that is what was uploaded",
    )
    state = models.CharField(max_length=12, choices=DocumentState.choices, default=DocumentState.DRAFT)
    urgency = models.CharField(max_length=1, choices=Urgency.choices, default=Urgency.NORMAL)
    express_due_at = models.DateTimeField(null=True, blank=True)
    circulation = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=2, default="vi")
    drafted_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signer = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=200, blank=True, default="")
    signer_position = models.CharField(max_length=200, blank=True, default="")
    signer_capacity = models.CharField(max_length=5, blank=True, default="")
    number = models.PositiveIntegerField(null=True, blank=True)
    notation = models.CharField(max_length=60, blank=True, default="")
    number_and_symbol = models.CharField(max_length=80, blank=True, default="")
    place = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amends = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The issued document that this one updates or replaces",
    )
    amends_as = models.CharField(max_length=10, choices=Amends.choices, blank=True, default="")
    amends_reason = models.TextField(blank=True, default="")
    identifier = models.CharField(
        max_length=200, blank=True, default="", help_text="edXML DocumentId: code,yyyy/MM/dd,number/notation"
    )
    page_count = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    issue_due_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number_and_symbol", "issued_on"],
                condition=~Q(number_and_symbol="") & ~Q(state=DocumentState.RECEIVED),
                name="document_number_and_symbol_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        DocumentState.DRAFT,
                        DocumentState.IN_REVIEW,
                        DocumentState.RETURNED,
                        DocumentState.ABANDONED,
                        DocumentState.SIGNED,
                        DocumentState.RECEIVED,
                    ]
                )
                | Q(number__isnull=False),
                name="document_numbered_before_seal",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "-changed_at"]),
            models.Index(fields=["body", "-issued_on", "-number"]),
            models.Index(fields=["identifier"]),
            models.Index(
                fields=["body", "-changed_at"], condition=~Q(state=DocumentState.RECEIVED), name="document_last_changed"
            ),
            GinIndex(fields=["body", "words"], name="document_by_words"),
            models.Index(fields=["-created_at"], condition=WITHOUT_WORDS, name="document_without_words"),
        ]

    def __str__(self) -> str:
        return self.number_and_symbol or self.subject

    @property
    def kind_name(self) -> str:
        """Name of the kind in the reader's language."""
        return kinds.kind_of(self.kind).label

    def renew_words(self) -> None:
        """Keep what it is found by in step with number, subject and kind."""
        self.words = vector(f"{self.number_and_symbol} {self.subject}", marks=[self.kind])

    def is_worked_on_by(self, mandate: Mandate) -> bool:
        """Did this person draft it, or is it waiting for this person's signature?"""
        people = {self.drafted_by_id, self.signer_id, self.signed_by_id}
        return mandate.id in people

    @property
    def latest(self) -> "Version":
        """The newest version of the bytes."""
        return Version.objects.filter(document=self).select_related("file").latest("ordinal")


class StateChange(models.Model):
    """A change of state is a row: who, when, why, from, to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["document", "at"])]


class Version(models.Model):
    """One state of the bytes: typeset, signed, numbered, sealed. Never changed, only followed by the next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    step = models.CharField(max_length=12)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    boxes = models.JSONField(default=list, blank=True, help_text="Where the press left room for fields, page by page")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="version_ordinal_once")]

    def __str__(self) -> str:
        return f"{self.step} {self.ordinal}"

    def box(self, name: str) -> dict[str, Any] | None:
        """The first box of this name (`so`, `ngay`, `ky`, `dau`), in order of pages; None when the file has none."""
        return next((box for box in self.boxes if box["name"] == name), None)


class Annex(models.Model):
    """A file that goes with the document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="annex_ordinal_once")]


class Recipient(models.Model):
    """A body (or a unit in it) the document is addressed to: `to` (Kính gửi) or `copy` (Nơi nhận, for information)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(max_length=4, choices=Manner.choices, default=Manner.TO)
    ordinal = models.PositiveIntegerField(default=0, help_text="Its place in the list, as the drafter put it")

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "body", "unit"], nulls_distinct=False, name="recipient_once")
        ]


class Comment(models.Model):
    """A remark during review."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at"]

"""Published procedures, who offers them where, and what citizens have begun to fill in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from lienthong.ground.files.models import StoredFile
from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.organisations.models import Body, Unit
from lienthong.kit.ids import new_code, new_id
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.packages import Package, read_compiled
from lienthong.work.services.states import ApplicationState, Channel, Relation

RESUME_LETTERS = 10
_PACKAGES_IN_MEMORY = 512
_BYTES = ("compiled", "seal")
"""Of a version; tens of kilobytes that a page has no use for: the package is read once a process."""


def without_bytes(versions: str) -> list[str]:
    """What a query defers that joins versions by the way `versions`, such as `procedure__current`."""
    return [f"{versions}__{name}" for name in _BYTES]


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Words about procedures."""

    def published(self) -> "ProcedureQuerySet":
        """With a version one can apply under."""
        return self.filter(current__isnull=False).select_related("current", "owner").defer(*without_bytes("current"))


class Procedure(models.Model):
    """A procedure through all its versions; `key` is its name in addresses, `current` the version one applies under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey("Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ProcedureQuerySet] = ProcedureQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """One package as it was published: compiled, addressed by its SHA-256, sealed by the publishing body. For ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    address = models.CharField(max_length=64, unique=True)
    compiled = models.BinaryField(help_text="Canonical JSON (RFC 8785)")
    seal = models.BinaryField(help_text="Detached CMS by the publishing body over the compiled bytes")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

    @property
    def package(self) -> Package:
        """The package, read once a process."""
        return _package(self.address)

    @property
    def name(self) -> str:
        """The procedure's name in the reader's language."""
        return in_language(self.package.plain["procedure"]["name"])


@lru_cache(maxsize=_PACKAGES_IN_MEMORY)
def version_of(pinned: UUID) -> Version:
    """The version of this id, without its bytes, read once a process: what was published never changes."""
    return Version.objects.defer(*_BYTES).get(pk=pinned)


@lru_cache(maxsize=_PACKAGES_IN_MEMORY)
def _package(address: str) -> Package:
    compiled = Version.objects.values_list("compiled", flat=True).get(address=address)
    return read_compiled(bytes(compiled), address)


class _Kept(ForwardManyToOneDescriptor):  # type: ignore[type-arg]  # no types at run time
    def get_object(self, instance: models.Model) -> Version:
        return version_of(self.field.value_from_object(instance))


class VersionKey(models.ForeignKey):  # type: ignore[type-arg]  # its two types stand at the fields
    """A link to a version: what was published never changes, so whoever follows it gets the one read before."""

    forward_related_accessor_class = _Kept

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """To a migration it is a foreign key like others."""
        name, _path, args, more = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, more


class Draft(models.Model):
    """A package being written: its files as they were typed. Nobody applies under it, and it is gone once published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=80)
    files = models.JSONField(help_text="Name in the folder -> text")
    revision = models.PositiveIntegerField(default=1, help_text="Counts every change, so that none is lost")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="procedure_draft_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.revision}"


class OfferingQuerySet(models.QuerySet["Offering"]):
    """Words about offerings."""

    def open(self) -> "OfferingQuerySet":
        """Where one may apply now."""
        return self.filter(closed_at__isnull=True)

    def whole(self) -> "OfferingQuerySet":
        """With procedure, version and bodies, in one query."""
        found = self.select_related("procedure__current", "procedure__owner", "body", "receiving_unit")
        return found.defer(*without_bytes("procedure__current"))


class Offering(models.Model):
    """A body offers a procedure: which unit receives, and which unit stands for each unit the package names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="offerings")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    receiving_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    units = models.JSONField(help_text="Code of the package's unit -> id of the unit of this body")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfferingQuerySet] = OfferingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "body"], condition=Q(closed_at__isnull=True), name="offering_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} @ {self.body_id}"

    def unit_for(self, code: str) -> UUID:
        """The unit of this body that does what the package gives to `code`; the receiving one where none is named."""
        return UUID(self.units.get(code, str(self.receiving_unit_id)))


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Words about applications."""

    def drafts(self) -> "ApplicationQuerySet":
        """Begun and not submitted."""
        return self.filter(state=ApplicationState.DRAFT)

    def of(self, account: Account) -> "ApplicationQuerySet":
        """What this person fills in, for whomever."""
        return self.filter(applicant=account)

    def whole(self) -> "ApplicationQuerySet":
        """With all that its pages show, in one query."""
        return self.select_related(
            "procedure", "offering__body", "offering__receiving_unit", "applicant", "entered_by__account",
            "entered_by__post__body",
        )  # fmt: skip


def _resume_code() -> str:
    return new_code(RESUME_LETTERS)


class Application(models.Model):
    """What one person asks under one version: the citizen's statements and the registers' facts, kept apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = VersionKey(Version, on_delete=models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.ONLINE)
    relation = models.CharField(max_length=12, choices=Relation, default=Relation.SELF)
    basis = models.CharField(max_length=300, blank=True, default="", help_text="On what one acts for another person")
    applicant = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=200)
    subject_number = models.CharField(max_length=13, blank=True, default="")
    subject_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True, default="")
    answers = models.JSONField(default=dict, help_text="Question -> what the citizen states")
    facts = models.JSONField(default=dict, help_text="Question -> value, register, reading, as_of, disputed")
    unfinished = models.JSONField(default=dict, help_text="Page -> what is typed there and not yet answered")
    assurance = models.JSONField(default=dict, help_text="How surely the applicant was known")
    resume_code = models.CharField(max_length=16, unique=True, default=_resume_code)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApplicationQuerySet] = ApplicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "procedure", "subject_number"],
                condition=Q(state=ApplicationState.DRAFT, applicant__isnull=False),
                name="one_draft_per_procedure",
            ),
            models.CheckConstraint(
                name="somebody_applies", condition=Q(applicant__isnull=False) | Q(entered_by__isnull=False)
            ),
            models.CheckConstraint(
                name="application_submitted_once",
                condition=Q(state=ApplicationState.SUBMITTED, submitted_at__isnull=False)
                | (~Q(state=ApplicationState.SUBMITTED) & Q(submitted_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-saved_at"], name="applications_of_person"),
            models.Index(fields=["expires_at"], condition=Q(state=ApplicationState.DRAFT), name="drafts_that_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}: {self.subject_name}"

    @property
    def is_draft(self) -> bool:
        """May it still be filled in?"""
        return self.state == ApplicationState.DRAFT

    @property
    def helper_name(self) -> str:
        """Who entered it for the person it is about; a clerk stays named when it is taken over. Empty = nobody else."""
        if self.entered_by is not None:
            return self.entered_by.account.full_name
        return self.applicant_name if self.relation != Relation.SELF else ""

    @property
    def given(self) -> Mapping[str, Any]:
        """Every answer as it counts: a register's fact before a statement, unless the person says it is wrong."""
        facts = {name: fact["value"] for name, fact in self.facts.items() if fact["value"] is not None}
        disputed = {name for name, fact in self.facts.items() if fact.get("disputed")}
        return {**facts, **{name: said for name, said in self.answers.items() if name not in facts or name in disputed}}

    @property
    def on_record(self) -> Mapping[str, Any]:
        """Every answer, with what registers say also where the person says it is wrong: what a result is made from."""
        return {**self.given, **{name: fact["value"] for name, fact in self.facts.items() if fact["value"] is not None}}


class Attachment(models.Model):
    """A paper of an application: one file given for one paper the package asks for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    paper = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()
    reused_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "paper"], name="papers_of_application")]

    def __str__(self) -> str:
        return f"{self.paper}: {self.file_id}"

"""Keys, certificates and intents to sign. Whose certificate it is stands as an id: this room needs no other."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from lienthong.ground.signatures import statuslist
from lienthong.ground.signatures.adapters.base import StoredKey
from lienthong.ground.signatures.states import CredentialStatus, Profile, RevocationReason
from lienthong.kit.ids import new_id


class KeyReference(models.Model):
    """Where a private key is kept: in which store, under which label; a software key is here itself, encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    store = models.TextField()
    label = models.TextField()
    algorithm = models.TextField()
    wrapped = models.BinaryField(null=True)
    public_key = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "label"], name="one_key_under_each_label")]

    def __str__(self) -> str:
        return f"{self.store}:{self.label}"

    def stored(self) -> StoredKey:
        """The same facts as a key store takes them."""
        return StoredKey(
            store=self.store,
            label=self.label,
            algorithm="rsa" if self.algorithm == "rsa" else "ecdsa",
            wrapped=bytes(self.wrapped) if self.wrapped is not None else None,
            public_key=bytes(self.public_key),
        )


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Words for choosing certificates."""

    def of(self, holder: UUID) -> "CertificateQuerySet":
        """Certificates of one body or person."""
        return self.filter(holder_id=holder)

    def usable(self, now: datetime) -> "CertificateQuerySet":
        """Issued, within validity, not revoked."""
        return self.filter(der__isnull=False, not_before__lte=now, not_after__gte=now, revoked_at__isnull=True)

    def newest_first(self) -> "CertificateQuerySet":
        """Latest beginning first."""
        return self.order_by("-not_before", "-id")

    def authorities(self) -> "CertificateQuerySet":
        """The root and the authorities under it."""
        return self.filter(profile__in=[Profile.ROOT, Profile.AUTHORITY])

    def unfinished(self) -> "CertificateQuerySet":
        """Intended but never signed: what a crash leaves behind."""
        return self.filter(der__isnull=True)


class Certificate(models.Model):
    """One certificate. The row, with all that will be signed, exists before the authority's key is used.

    `holder_id` is the id of a body (seal) or of an account (person); authorities and services have none.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    profile = models.TextField(choices=Profile.choices)
    name = models.TextField()
    """Name in the address of an authority (`seals`); empty for others."""
    holder_id = models.UUIDField(null=True)
    holder_name = models.TextField()
    issuer = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(KeyReference, on_delete=models.PROTECT, related_name="+")
    serial = models.TextField()
    """Serial number in hexadecimal: up to 160 bits."""
    to_be_signed = models.BinaryField()
    der = models.BinaryField(null=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.TextField(choices=RevocationReason.choices, default="")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "serial"], name="one_certificate_for_each_serial"),
            models.UniqueConstraint(fields=["name"], condition=~Q(name=""), name="one_authority_of_each_name"),
            models.CheckConstraint(condition=Q(not_after__gt=F("not_before")), name="certificate_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revocation_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revocation_reason=""),
                name="certificate_revoked_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_id", "not_before"]),
            models.Index(fields=["issuer"], condition=Q(revoked_at__isnull=False), name="certificates_revoked"),
        ]

    def __str__(self) -> str:
        return self.holder_name

    @property
    def encoded(self) -> bytes:
        """DER. Only of an issued certificate."""
        assert self.der is not None
        return bytes(self.der)


class IntentQuerySet(models.QuerySet["SigningIntent"]):
    """Words for choosing intents."""

    def unfinished(self) -> "IntentQuerySet":
        """Nobody knows yet whether the key was used: what a crash leaves behind, oldest first."""
        return self.filter(completed_at__isnull=True).order_by("intended_at", "id")


class SigningIntent(models.Model):
    """Recorded before a key is used: which certificate is about to sign which digest, for what, for whom.

    After a crash every signature that could exist has such a row.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    capacity = models.TextField(default="")
    intended_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    signature_digest = models.BinaryField(null=True)

    objects = IntentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, signature_digest__isnull=True)
                | Q(completed_at__isnull=False, signature_digest__isnull=False),
                name="intent_completed_with_a_signature",
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="intents_on_subject"),
            models.Index(fields=["intended_at"], condition=Q(completed_at__isnull=True), name="intents_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class StatusListQuerySet(models.QuerySet["StatusList"]):
    """Words for choosing status lists."""

    def with_room(self, body_id: UUID) -> "StatusListQuerySet":
        """Lists of a body that still have places to give."""
        return self.filter(body_id=body_id, given_count__lt=statuslist.SIZE).order_by("number")

    def due(self, now: datetime) -> "StatusListQuerySet":
        """Changed since they were published, or published a day ago; the longest waiting first."""
        changed = Q(changed_at__gt=F("published_at")) | Q(published_at__isnull=True)
        return self.filter(changed | Q(published_at__lte=now - timedelta(days=1))).order_by("published_at", "id")


class StatusList(models.Model):
    """One list in which a body says which of its credentials still hold; `token` is what everybody is given."""

    id = models.UUIDField(primary_key=True, default=new_id)
    body_id = models.UUIDField()
    code = models.TextField()
    """The body's code in the address, as it was when the list was opened; its id when it has none."""
    number = models.PositiveIntegerField()
    uri = models.TextField(unique=True)
    """The address as it stands in credentials: it stays, whatever becomes of ours."""
    bits = models.PositiveSmallIntegerField()
    order_key = models.BinaryField()
    """Decides in which order places are given out; known to nobody outside."""
    given_count = models.PositiveIntegerField(default=0)
    token = models.TextField(default="")
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    objects = StatusListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="one_status_list_of_each_number"),
            models.CheckConstraint(condition=Q(given_count__lte=statuslist.SIZE), name="status_list_not_overfull"),
        ]
        indexes = [models.Index(fields=["body_id", "number"])]

    def __str__(self) -> str:
        return self.uri

    def has_given(self, index: int) -> bool:
        """Was this place given to a credential?"""
        in_list = 0 <= index < statuslist.SIZE
        return in_list and statuslist.order(bytes(self.order_key), index) < self.given_count

    def changes(self) -> dict[int, CredentialStatus]:
        """The latest word on every place of which there is one."""
        said = StatusChange.objects.filter(status_list=self).order_by("changed_at", "id").values_list("index", "status")
        return {index: CredentialStatus(status) for index, status in said}


class StatusChange(models.Model):
    """A credential was revoked, suspended or restored: when and why. Who did it stands in the journal."""

    id = models.UUIDField(primary_key=True, default=new_id)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+")
    index = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(choices=CredentialStatus.choices)
    reason = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="status_changed_with_a_reason")]
        indexes = [models.Index(fields=["status_list", "index"])]

    def __str__(self) -> str:
        return f"{self.status_list_id} {self.index}"

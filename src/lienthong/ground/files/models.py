"""Stored files: one row for each time somebody gave us bytes; the bytes themselves are kept once."""

from typing import Self

from django.db import models
from django.db.models import Q

from lienthong.ground.files.states import Scan
from lienthong.ground.identity.models import Account
from lienthong.kit.ids import new_id


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Words about stored files."""

    def held(self) -> Self:
        """Whose content is still in the store."""
        return self.filter(dropped_at__isnull=True)

    def with_content(self, sha256: str) -> Self:
        """All rows over the same bytes."""
        return self.filter(sha256=sha256)

    def not_scanned(self) -> Self:
        """Held files no scanner has looked at yet, the oldest first."""
        return self.held().filter(scan=Scan.NOT_SCANNED).order_by("kept_at", "id")


class StoredFile(models.Model):
    """Bytes that were given to us, under a name, by somebody, at a moment; and what was found out about them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    kept_at = models.DateTimeField()
    kept_by_kind = models.CharField(max_length=80, blank=True)
    kept_by_id = models.UUIDField(null=True)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    scanner = models.CharField(max_length=120, blank=True)
    scanned_at = models.DateTimeField(null=True)
    malware = models.CharField(max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=200, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="files_sha256_is_hex", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="files_size_is_positive", condition=Q(size_bytes__gt=0)),
            models.CheckConstraint(
                name="files_scan_has_its_moment",
                condition=Q(scan=Scan.NOT_SCANNED, scanned_at__isnull=True)
                | (~Q(scan=Scan.NOT_SCANNED) & Q(scanned_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="files_dropped_says_why",
                condition=Q(dropped_at__isnull=True, dropped_because="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_because="")),
            ),
        ]
        indexes = [
            models.Index(
                "kept_at",
                name="files_not_scanned",
                condition=Q(scan=Scan.NOT_SCANNED, dropped_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class UploadQuerySet(models.QuerySet["Upload"]):
    """Words about uploads in pieces."""

    def begun_by(self, account: Account) -> Self:
        """What this account began; nobody else knows of it."""
        return self.filter(account=account)

    def unfinished(self) -> Self:
        """Of which some pieces are still to come."""
        return self.filter(file__isnull=True)


class Upload(models.Model):
    """A file that arrives piece by piece: announced with size and digest, held until it is whole and becomes a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=140, help_text="For what the file is, in the words of the door that takes it")
    name = models.CharField(max_length=255)
    size_bytes = models.BigIntegerField()
    beginning = models.CharField(max_length=64, help_text="SHA-256 of how it begins, by which a device knows it again")
    sha256 = models.CharField(max_length=64, help_text="SHA-256 of all of it, as announced")
    received_bytes = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upload_holds_no_more_than_announced",
                condition=Q(received_bytes__gte=0, received_bytes__lte=models.F("size_bytes")),
            ),
            models.UniqueConstraint(
                fields=["account", "purpose", "name", "sha256"],
                condition=Q(file__isnull=True),
                name="upload_begun_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.received_bytes}/{self.size_bytes}"


class UploadPiece(models.Model):
    """Bytes of an upload from `start` on; written with the count of what was received, in one transaction.

    They lie in the database and not in the store: durable with the commit, and seen by every machine that answers.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    start = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} @ {self.start}"

"""Reads over stored files that need more than one table."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, ForeignObjectRel, OuterRef

from lienthong.ground.files import store
from lienthong.ground.files.models import StoredFile, StoredFileQuerySet, Upload
from lienthong.ground.files.refusals import NoSuchUpload
from lienthong.ground.identity.models import Account


def unreferenced(*, kept_before: datetime) -> StoredFileQuerySet:
    """Held files that no row of any room points to, kept before a moment (younger ones may still get their row).

    Every foreign key to StoredFile counts, whichever room it belongs to; a mere mention of a SHA-256 does not.
    """
    files = StoredFile.objects.held().filter(kept_at__lt=kept_before)
    for pointer in _pointers():
        column = pointer.field.name
        files = files.exclude(Exists(pointer.related_model._base_manager.filter(**{column: OuterRef("pk")})))  # noqa: SLF001
    return files.order_by("kept_at", "id")


def is_referenced(file: StoredFile) -> bool:
    """Does any row of any room point to this file?"""
    return any(
        pointer.related_model._base_manager.filter(**{pointer.field.name: file.pk}).exists()  # noqa: SLF001
        for pointer in _pointers()
    )


def orphans(*, written_before: datetime) -> Iterator[str]:
    """Addresses whose bytes no held row claims: a transaction failed after the bytes were written."""
    for sha256, written_at in store.walk():
        if written_at < written_before and not StoredFile.objects.held().with_content(sha256).exists():
            yield sha256


def damaged() -> Iterator[StoredFile]:
    """Held files whose content is missing or changed. Reads every byte of the store."""
    for file in StoredFile.objects.held().order_by("sha256").distinct("sha256").iterator():
        if not store.is_intact(file.sha256):
            yield file


def upload_of(account: Account, upload_id: UUID) -> Upload:
    """An upload in pieces that this account began. Refuses: NoSuchUpload."""
    found = Upload.objects.begun_by(account).filter(pk=upload_id).first()
    if found is None:
        raise NoSuchUpload
    return found


def _pointers() -> list[ForeignObjectRel]:
    """Every foreign key, one-to-one and many-to-many of the whole product that points to a stored file."""
    fields = StoredFile._meta.get_fields(include_hidden=True)  # noqa: SLF001
    return [field for field in fields if isinstance(field, ForeignObjectRel)]

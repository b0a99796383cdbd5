"""Reads over acts for pages; proofs and the audit have files of their own."""

from collections.abc import Iterable
from uuid import UUID

from lienthong.ground.journal.models import Act, ActQuerySet, Subject


def timeline(subject: Subject) -> ActQuerySet:
    """Acts on one subject, oldest first."""
    return Act.objects.about(subject).oldest_first()


def acts_of(kind: str, ids: Iterable[UUID]) -> ActQuerySet:
    """Acts on several subjects of one kind, oldest first, in one query."""
    return Act.objects.filter(subject_kind=kind, subject_id__in=ids).oldest_first()

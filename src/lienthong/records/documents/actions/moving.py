"""Moving a document from state to state: the one place that changes the column, always with a row that says why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.records.documents import states
from lienthong.records.documents.models import Document, StateChange, Version
from lienthong.records.documents.states import DocumentState


def locked(document: Document) -> Document:
    """The document as it stands now, held until the transaction ends."""
    return Document.objects.select_for_update(of=("self",)).for_lists().get(pk=document.pk)


def move(document: Document, target: DocumentState, *, by: Mandate | None, at: datetime, reason: str = "") -> None:
    """Enter a state and remember who, when and why; the caller saves the row. Refuses: WrongState."""
    states.require(document.state, target)
    StateChange.objects.create(document=document, before=document.state, after=target, by=by, at=at, reason=reason)
    document.state = target
    document.changed_at = at


def add_version(
    document: Document,
    file: StoredFile,
    *,
    step: str,
    by: Mandate | None,
    at: datetime,
    boxes: Sequence[dict[str, Any]] = (),
) -> Version:
    """Append the next version of the bytes; the lock on the document keeps the ordinals in order."""
    last = Version.objects.filter(document=document).order_by("-ordinal").first()
    return Version.objects.create(
        document=document,
        ordinal=(last.ordinal if last else 0) + 1,
        step=step,
        file=file,
        boxes=list(boxes),
        made_at=at,
        made_by=by,
    )

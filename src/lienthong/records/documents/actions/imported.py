"""Documents that came from outside: their rows in one go, and later the files that are their bytes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lienthong.ground.files.models import StoredFile
from lienthong.ground.mandates.models import Mandate
from lienthong.kit.copying import copy_in
from lienthong.records.documents.actions import moving
from lienthong.records.documents.models import Annex, Document

STEP = "received"


def store_received(*, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write documents received from outside, many at once. They never enter the numbering of a body here."""
    copy_in(Document, rows)


def keep_received_files(
    *, document: Document, main: StoredFile, annexes: Sequence[StoredFile], by: Mandate | None, now: datetime
) -> None:
    """Give a received document its bytes: the document itself as its only version, the rest as annexes."""
    moving.add_version(document, main, step=STEP, by=by, at=now)
    Annex.objects.bulk_create(
        Annex(document=document, ordinal=ordinal, title=file.name, file=file)
        for ordinal, file in enumerate(annexes, start=1)
    )

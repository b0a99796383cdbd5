"""The receipt: a PDF under the seal of the body that took the money."""

import io
from datetime import datetime

from lienthong.ground.files import actions as files
from lienthong.ground.files.models import StoredFile
from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.signatures import queries as signatures
from lienthong.ground.signatures.pdf import images
from lienthong.ground.signatures.pdf import prepare as preparing
from lienthong.ground.signatures.pdf import sign as signing
from lienthong.records.documents.layout import fonts
from lienthong.work.payments import queries, receipts, rules
from lienthong.work.payments.models import Intent


def seal_receipt(*, intent: Intent, by: Subject | None, now: datetime) -> StoredFile:
    """The receipt of a paid intent, sealed by the body (PAdES) and kept; made once, then the same file again.

    Refuses: NotPaidYet, also after the money went back; NoCertificate when the body has no seal.
    """
    held = (
        Intent.objects.select_for_update(of=("self",))
        .select_related("body", "account", "receipt_file")
        .get(pk=intent.pk)
    )
    rules.require_paid(held)
    if held.receipt_file is not None:
        return held.receipt_file
    pages = receipts.paper(queries.receipt(held), made_at=now)
    sealed = signing.seal(
        preparing.prepare(pages.pdf, receipts.places(pages)),
        signatures.signer_of(held.body_id, now=now),
        seal_png=images.round_seal(held.body.name_vi, font=fonts.BOLD.read_bytes()),
        at=now,
        timestamp=signatures.stamper(now),
    )
    file = files.keep(io.BytesIO(sealed), name=f"bien-lai-{held.reference}.pdf", by=by, now=now)
    held.receipt_file = file
    held.save(update_fields=["receipt_file"])
    journal.record("payments.receipt.sealed", held, by=by, for_whom=held.body, at=now, body={"sha256": file.sha256})
    return file

"""Recording what is about to be signed, and that it was.

Every key is used only after a row says what for. An edge that wants the row to survive a crash commits between the two
halves: `intend_…` in one transaction, `complete_…` in the next.
"""

import hashlib
from datetime import datetime

from lienthong.ground.journal.models import Subject, kind_and_id
from lienthong.ground.signatures import queries
from lienthong.ground.signatures.models import Certificate, SigningIntent
from lienthong.ground.signatures.refusals import CertificateUnusable, SignatureInvalid
from lienthong.ground.signatures.signer import Signer


def intend_signature(
    *, certificate: Certificate, digest: bytes, subject: Subject, now: datetime, capacity: str = ""
) -> SigningIntent:
    """Record which certificate is about to sign which SHA-256 digest, before the key is used.

    Refuses: CertificateUnusable when it is revoked or outside its validity.
    """
    usable = certificate.revoked_at is None and certificate.not_before <= now <= certificate.not_after
    if not usable:
        raise CertificateUnusable(certificate=str(certificate.id))
    kind, identity = kind_and_id(subject)
    return SigningIntent.objects.create(
        certificate=certificate,
        digest=digest,
        subject_kind=kind,
        subject_id=identity,
        capacity=capacity,
        intended_at=now,
    )


def signer_for(*, intent: SigningIntent) -> Signer:
    """The signer that an intent names. Refuses: KeyUnavailable."""
    return queries.signer_with(intent.certificate)


def complete_signature(*, intent: SigningIntent, signature: bytes, now: datetime) -> SigningIntent:
    """Record that the intended signature was made, by its SHA-256. A second, different one is refused."""
    digest = hashlib.sha256(signature).digest()
    locked = SigningIntent.objects.select_for_update().get(id=intent.id)
    if locked.signature_digest is not None and bytes(locked.signature_digest) != digest:
        raise SignatureInvalid("digest-differs", intent=str(intent.id))
    locked.completed_at, locked.signature_digest = locked.completed_at or now, digest
    locked.save(update_fields=["completed_at", "signature_digest"])
    return locked

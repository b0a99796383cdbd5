"""Stating something under a body's seal so that machines can check it, and saying later that it no longer holds.

A status list is published anew right after the change is committed, by the minute's job at the latest, and once a day;
in between the published one is served. Who asks this installation itself is told of a change at once.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.signatures import jose, queries, sdjwt, statuslist
from lienthong.ground.signatures.actions.intending import complete_signature, intend_signature
from lienthong.ground.signatures.models import Certificate, StatusChange, StatusList
from lienthong.ground.signatures.refusals import CredentialUnknown, ReasonMissing, StatusCannotChange
from lienthong.ground.signatures.sdjwt import StatusPlace
from lienthong.ground.signatures.states import CREDENTIAL_STEPS, CredentialStatus
from lienthong.kit import jobs

_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Stated:
    """A credential just issued: its text, and where its status stands."""

    token: str
    place: StatusPlace


# -- stating ----------------------------------------------------------------------------------------------------------


def state_credential(
    *,
    body_id: UUID,
    code: str,
    kind: str,
    claims: Mapping[str, Any],
    disclosable: Collection[str],
    subject: Subject,
    by: Subject | None,
    now: datetime,
    ends_at: datetime | None = None,
) -> Stated:
    """A credential about `subject` under a body's seal, with a place in its status list; the intent is recorded first.

    `code` is the body's code, `kind` the type of credential (`vct`). Refuses: NoCertificate, CertificateUnusable,
    KeyUnavailable, ClaimsInvalid.
    """
    certificate = queries.certificate_of(body_id, now=now)
    signer = queries.signer_with(certificate)
    place = reserve(body_id=body_id, code=code, by=by, now=now)
    draft = sdjwt.draft(
        signer,
        kind=kind,
        issuer=f"{settings.PUBLIC_URL}/bodies/{code or body_id}",
        claims=claims,
        disclosable=disclosable,
        issued_at=now,
        ends_at=ends_at,
        status=place,
    )
    intent = intend_signature(certificate=certificate, digest=draft.digest, subject=subject, now=now)
    token = draft.signed(signer)
    complete_signature(intent=intent, signature=token.split("~")[0].encode(), now=now)
    digest = hashlib.sha256(token.encode()).hexdigest()
    journal.record("signatures.credential.issued", subject, by=by, at=now, body={"kind": kind, "sha256": digest})
    return Stated(token, place)


def reserve(*, body_id: UUID, code: str, by: Subject | None, now: datetime) -> StatusPlace:
    """The next place of a body's status list, no two alike; a full list is followed by a new one, published at once.

    Refuses: NoCertificate.
    """
    status_list = _open_list(body_id, code, by=by, now=now)
    index = statuslist.place(bytes(status_list.order_key), status_list.given_count)
    status_list.given_count += 1
    status_list.save(update_fields=["given_count"])
    return StatusPlace(status_list.uri, index)


def _open_list(body_id: UUID, code: str, *, by: Subject | None, now: datetime) -> StatusList:
    """The list of a body that has room, locked; the row of its certificate is locked so that only one is opened."""
    found = StatusList.objects.select_for_update().with_room(body_id).first()
    if found is None:
        certificate = queries.certificate_of(body_id, now=now)
        Certificate.objects.select_for_update(of=("self",)).get(id=certificate.id)
        found = StatusList.objects.select_for_update().with_room(body_id).first()
    return found or _opened(body_id, code, by=by, now=now)


def _opened(body_id: UUID, code: str, *, by: Subject | None, now: datetime) -> StatusList:
    name = code or str(body_id)
    number = (StatusList.objects.filter(code=name).aggregate(last=Max("number"))["last"] or 0) + 1
    opened = StatusList.objects.create(
        body_id=body_id,
        code=name,
        number=number,
        uri=f"{settings.PUBLIC_URL}/status-lists/{name}/{number}",
        bits=statuslist.BITS,
        order_key=secrets.token_bytes(_KEY_BYTES),
        changed_at=now,
    )
    journal.record("signatures.status_list.opened", opened, by=by, at=now, body={"uri": opened.uri})
    return publish(status_list=opened, by=by, now=now)


# -- saying that it no longer holds -----------------------------------------------------------------------------------


def revoke_credential(*, uri: str, index: int, reason: str, by: Subject | None, now: datetime) -> StatusChange:
    """For good. Refuses: CredentialUnknown, StatusCannotChange when it is revoked already, ReasonMissing."""
    change = _change(uri, index, CredentialStatus.REVOKED, reason, now=now)
    return _journal("signatures.credential.revoked", change, by=by)


def suspend_credential(*, uri: str, index: int, reason: str, by: Subject | None, now: datetime) -> StatusChange:
    """Until it is restored. Refuses: CredentialUnknown, StatusCannotChange unless it holds, ReasonMissing."""
    change = _change(uri, index, CredentialStatus.SUSPENDED, reason, now=now)
    return _journal("signatures.credential.suspended", change, by=by)


def restore_credential(*, uri: str, index: int, reason: str, by: Subject | None, now: datetime) -> StatusChange:
    """After a suspension. Refuses: CredentialUnknown, StatusCannotChange unless it is suspended, ReasonMissing."""
    change = _change(uri, index, CredentialStatus.VALID, reason, now=now)
    return _journal("signatures.credential.restored", change, by=by)


def _change(uri: str, index: int, status: CredentialStatus, reason: str, *, now: datetime) -> StatusChange:
    if not reason.strip():
        raise ReasonMissing
    status_list = StatusList.objects.select_for_update().filter(uri=uri).first()
    if status_list is None or not status_list.has_given(index):
        raise CredentialUnknown(uri=uri, index=index)
    before = status_list.changes().get(index, CredentialStatus.VALID)
    if status not in CREDENTIAL_STEPS[before]:
        raise StatusCannotChange(before=before.name.lower(), after=status.name.lower())
    change = StatusChange.objects.create(
        status_list=status_list, index=index, status=status, reason=reason.strip(), changed_at=now
    )
    status_list.changed_at = now
    status_list.save(update_fields=["changed_at"])
    jobs.defer("signatures.publish_status_list", of=str(status_list.id))
    return change


def _journal(verb: str, change: StatusChange, *, by: Subject | None) -> StatusChange:
    body = {"uri": change.status_list.uri, "index": change.index, "reason": change.reason}
    journal.record(verb, change, by=by, at=change.changed_at, body=body)
    return change


def publish(*, status_list: StatusList, by: Subject | None, now: datetime) -> StatusList:
    """Sign the list as it stands now; from then on it is what everybody is given.

    Refuses: NoCertificate, CertificateUnusable, KeyUnavailable.
    """
    locked = StatusList.objects.select_for_update().get(id=status_list.id)
    certificate = queries.certificate_of(locked.body_id, now=now)
    signer = queries.signer_with(certificate)
    covered = statuslist.draft(signer, uri=locked.uri, changes=locked.changes(), now=now)
    digest = hashlib.sha256(covered.encode()).digest()
    intent = intend_signature(certificate=certificate, digest=digest, subject=locked, now=now)
    locked.token, locked.published_at = jose.signed(signer, covered), now
    complete_signature(intent=intent, signature=locked.token.encode(), now=now)
    locked.save(update_fields=["token", "published_at"])
    journal.record("signatures.status_list.published", locked, by=by, at=now, body={"uri": locked.uri})
    return locked

"""Setting up the authority, issuing and revoking certificates. A row says what will be signed before a key is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography import x509
from django.conf import settings

from lienthong.ground.journal import actions as journal
from lienthong.ground.journal.models import Subject
from lienthong.ground.signatures import authority, certificates, queries
from lienthong.ground.signatures.adapters.base import key_store
from lienthong.ground.signatures.models import Certificate, KeyReference
from lienthong.ground.signatures.refusals import AlreadyRevoked, AuthorityExists
from lienthong.ground.signatures.states import Profile, RevocationReason
from lienthong.kit.ids import new_id

RENEW_BEFORE: Final = timedelta(days=30)
_HOUSE: Final = "Liên Thông (trình diễn)"
_AUTHORITIES: Final = {
    "seals": "Liên Thông - Con dấu",
    "persons": "Liên Thông - Cá nhân",
    "services": "Liên Thông - Dịch vụ",
}


@dataclass(frozen=True, slots=True)
class _Holder:
    """Whom a certificate is for: the name inside it, and the row it belongs to."""

    subject: x509.Name
    name: str
    id: UUID | None = None


# -- the authority ----------------------------------------------------------------------------------------------------


def set_up_authority(*, now: datetime, by: Subject | None = None) -> Certificate:
    """Make the demonstration hierarchy: a root, three authorities under it, their responders, a time-stamp service.

    Refuses: AuthorityExists.
    """
    if Certificate.objects.authorities().exists():
        raise AuthorityExists
    queries.forget()
    root = _issue(Profile.ROOT, _service("Liên Thông - Gốc trình diễn"), issuer=None, now=now, name="root")
    for name, title in _AUTHORITIES.items():
        under = _issue(Profile.AUTHORITY, _service(title), issuer=root, now=now, name=name)
        _issue_responder(under, now=now)
        if name == "services":
            _issue_time_stamp(under, now=now)
    journal.record("signatures.authority.set_up", root, by=by, at=now)
    return root


def _service(name: str) -> _Holder:
    return _Holder(authority.subject(name, organisation=_HOUSE), name)


def _issue_responder(issuer: Certificate, *, now: datetime) -> Certificate:
    return _issue(Profile.RESPONDER, _service(f"{issuer.holder_name} - Trạng thái"), issuer=issuer, now=now)


def _issue_time_stamp(issuer: Certificate, *, now: datetime) -> Certificate:
    return _issue(Profile.TIME_STAMP, _service("Liên Thông - Dấu thời gian"), issuer=issuer, now=now)


def renew_services(*, now: datetime, by: Subject | None = None) -> list[Certificate]:
    """New certificates, with new keys, for responders and time-stamp services that end within `RENEW_BEFORE`."""
    renewed = []
    for ending in queries.expiring_services(now=now, within=RENEW_BEFORE):
        assert ending.issuer is not None
        make = _issue_responder if ending.profile == Profile.RESPONDER else _issue_time_stamp
        renewed.append(make(ending.issuer, now=now))
        journal.record("signatures.certificate.issued", renewed[-1], by=by, at=now)
    return renewed


# -- certificates of bodies and persons -------------------------------------------------------------------------------


def issue_seal(*, body_id: UUID, name: str, code: str, by: Subject | None, now: datetime) -> Certificate:
    """A certificate with which a body seals; `code` is its code (Decision 20/2020), empty when it has none.

    Refuses: AuthorityMissing.
    """
    holder = _Holder(authority.subject(name, organisation=name, code=code), name, body_id)
    return _issued(Profile.SEAL, holder, authority_name="seals", by=by, now=now)


def issue_personal(
    *, account_id: UUID, name: str, title: str, by: Subject | None, now: datetime, organisation: str = ""
) -> Certificate:
    """A certificate with which a person signs, with title and organisation when given. Refuses: AuthorityMissing."""
    holder = _Holder(authority.subject(name, organisation=organisation, title=title), name, account_id)
    return _issued(Profile.PERSON, holder, authority_name="persons", by=by, now=now)


def _issued(
    profile: Profile, holder: _Holder, *, authority_name: str, by: Subject | None, now: datetime
) -> Certificate:
    certificate = _issue(profile, holder, issuer=queries.authority(authority_name), now=now)
    journal.record("signatures.certificate.issued", certificate, by=by, at=now, body={"holder": str(holder.id)})
    return certificate


def _issue(
    profile: Profile, holder: _Holder, *, issuer: Certificate | None, now: datetime, name: str = ""
) -> Certificate:
    intended = _intend_certificate(profile, holder, issuer=issuer, now=now, name=name)
    return complete_certificate(certificate=intended)


def _intend_certificate(
    profile: Profile, holder: _Holder, *, issuer: Certificate | None, now: datetime, name: str
) -> Certificate:
    """The row, with a key made and all that will be signed, before the issuer's key is used."""
    key, serial = _make_key(now), x509.random_serial_number()
    body = authority.certificate_body(
        profile,
        name=holder.subject,
        public_key=bytes(key.public_key),
        issuer=_issuer(issuer, own_key=key),
        serial=serial,
        now=now,
    )
    return Certificate.objects.create(
        profile=profile,
        name=name,
        holder_id=holder.id,
        holder_name=holder.name,
        issuer=issuer,
        key=key,
        serial=f"{serial:x}",
        to_be_signed=body,
        not_before=now - authority.CLOCK_DIFFERENCE,
        not_after=now + authority.PROFILES[profile].lifetime,
    )


def _make_key(now: datetime) -> KeyReference:
    identity = new_id()
    stored = key_store(settings.KEY_STORE).make(str(identity))
    return KeyReference.objects.create(
        id=identity,
        store=stored.store,
        label=stored.label,
        algorithm=stored.algorithm,
        wrapped=stored.wrapped,
        public_key=stored.public_key,
        made_at=now,
    )


def _issuer(issuer: Certificate | None, *, own_key: KeyReference) -> authority.Issuer:
    if issuer is None:
        return authority.Issuer(None, own_key.stored().algorithm, bytes(own_key.public_key), None)
    return authority.Issuer(
        certificate=certificates.load(issuer.encoded),
        algorithm=issuer.key.stored().algorithm,
        public_key=bytes(issuer.key.public_key),
        addresses=authority.Addresses(settings.PUBLIC_URL, issuer.name),
    )


def complete_certificate(*, certificate: Certificate) -> Certificate:
    """Use the issuer's key on what was intended. Harmless to repeat after a crash: the same bytes are signed."""
    if certificate.issuer is None:
        key = key_store(certificate.key.store).open(certificate.key.stored())
    else:
        key = queries.signer_with(certificate.issuer).key
    certificate.der = authority.signed(bytes(certificate.to_be_signed), key)
    certificate.save(update_fields=["der"])
    return certificate


def revoke(
    *, certificate: Certificate, by: Subject | None, now: datetime, reason: str = RevocationReason.UNSPECIFIED
) -> Certificate:
    """Revoke from now on; what was time-stamped before stays valid. Refuses: AlreadyRevoked."""
    locked = Certificate.objects.select_for_update().get(id=certificate.id)
    if locked.revoked_at is not None:
        raise AlreadyRevoked
    locked.revoked_at, locked.revocation_reason = now, RevocationReason(reason)
    locked.save(update_fields=["revoked_at", "revocation_reason"])
    journal.record("signatures.certificate.revoked", locked, by=by, at=now, body={"reason": locked.revocation_reason})
    queries.forget()
    return locked

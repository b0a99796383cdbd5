"""Finding signers, trust and what our authority publishes. Reads rows, uses keys, writes nothing.

Opened keys and the filled `Trust` are kept in the process; a revocation is known to the process that made it at once,
to every other after `REFRESH_SECONDS`.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from django.db.models import Exists, Model, OuterRef

from lienthong.ground.signatures import answers, certificates, statuslist, tsa
from lienthong.ground.signatures.adapters.base import key_store
from lienthong.ground.signatures.cms import TimeStamper
from lienthong.ground.signatures.models import Certificate, CertificateQuerySet, StatusList
from lienthong.ground.signatures.refusals import AuthorityMissing, NoCertificate, SignatureInvalid, StatusListMissing
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.signer import Signer
from lienthong.ground.signatures.states import Profile
from lienthong.ground.signatures.trust import Trust

REFRESH_SECONDS: Final = 30.0
_REACH: Final = answers.LIST_LIFETIME / 2
_MOST_SIGNERS: Final = 4096


@dataclass(frozen=True, slots=True)
class _Kept:
    trust: Trust
    reaches: datetime
    until: float


_signers: dict[UUID, Signer] = {}
_trust: list[_Kept] = []


def forget() -> None:
    """Forget what this process keeps: after a revocation, or when another authority was set up."""
    _signers.clear()
    _trust.clear()


# -- signers ----------------------------------------------------------------------------------------------------------


def certificate_of(holder: UUID | Model, *, now: datetime) -> Certificate:
    """The newest usable certificate of a body (its seal) or of an account (personal). Refuses: NoCertificate."""
    holder_id = holder if isinstance(holder, UUID) else holder.pk
    found = _whole().of(holder_id).usable(now).newest_first().first()
    if found is None:
        raise NoCertificate(holder=str(holder_id))
    return found


def signer_of(holder: UUID | Model, *, now: datetime) -> Signer:
    """The signer of a body or an account, its key opened once a process. Refuses: NoCertificate, KeyUnavailable."""
    return signer_with(certificate_of(holder, now=now))


def signer_with(certificate: Certificate) -> Signer:
    """The signer of this very certificate. Refuses: KeyUnavailable."""
    kept = _signers.get(certificate.id)
    if kept is None:
        key = key_store(certificate.key.store).open(certificate.key.stored())
        kept = Signer(certificate.encoded, _chain_above(certificate), key)
        if len(_signers) >= _MOST_SIGNERS:
            _signers.clear()
        _signers[certificate.id] = kept
    return kept


def _whole() -> CertificateQuerySet:
    return Certificate.objects.select_related("key", "issuer__key", "issuer__issuer__key")


def _chain_above(certificate: Certificate) -> tuple[bytes, ...]:
    issuer = certificate.issuer
    if issuer is None or issuer.issuer is None:
        return ()
    return (issuer.encoded, *_chain_above(issuer))


def stamper(now: datetime) -> TimeStamper:
    """Our own time-stamping authority at this moment, as `cms.detached` wants it. Refuses: NoCertificate."""
    return tsa.stamper(service(Profile.TIME_STAMP, now=now), now)


def service(profile: Profile, *, now: datetime, issuer: Certificate | None = None) -> Signer:
    """The signer of a service: the time-stamping authority, or the OCSP responder of an issuer."""
    chosen = _whole().usable(now).filter(profile=profile)
    found = (chosen.filter(issuer=issuer) if issuer else chosen).newest_first().first()
    if found is None:
        raise NoCertificate(profile=profile.value)
    return signer_with(found)


# -- the authority, seen from outside ---------------------------------------------------------------------------------


def authority(name: str) -> Certificate:
    """The authority of this name: `root`, `seals`, `persons` or `services`. Refuses: AuthorityMissing."""
    found = _whole().authorities().filter(name=name, der__isnull=False).first()
    if found is None:
        raise AuthorityMissing(name=name)
    return found


def trust(now: datetime) -> Trust:
    """Whom this installation trusts, with revocations as of `now`; kept for `REFRESH_SECONDS`.

    Refuses: AuthorityMissing before an authority was set up.
    """
    if _trust and now <= _trust[0].reaches and time.monotonic() < _trust[0].until:
        return _trust[0].trust
    fresh = _Kept(_trust_now(now), now + _REACH, time.monotonic() + REFRESH_SECONDS)
    _trust[:] = [fresh]
    return fresh.trust


def _trust_now(now: datetime) -> Trust:
    all_of_them = list(_whole().authorities().filter(der__isnull=False))
    roots = [row.encoded for row in all_of_them if row.issuer_id is None]
    if not roots:
        raise AuthorityMissing
    lists = [_list_of(row, now=now) for row in all_of_them]
    others = [row.encoded for row in all_of_them if row.issuer_id is not None]
    return Trust(roots, intermediates=others, revocations=Revocations(lists))


def revocation_list(name: str, *, now: datetime) -> bytes:
    """The list of an authority as of now, DER. Refuses: AuthorityMissing."""
    return _list_of(authority(name), now=now)


def _list_of(issuer: Certificate, *, now: datetime) -> bytes:
    rows = Certificate.objects.filter(issuer=issuer, revoked_at__isnull=False).order_by("revoked_at", "id")
    lines = (line for line in map(_revoked, rows.iterator()) if line is not None)
    return answers.revocation_list(certificates.load(issuer.encoded), signer_with(issuer).key, lines, now=now)


def _revoked(row: Certificate | None) -> answers.Revoked | None:
    if row is None or row.revoked_at is None:
        return None
    return answers.Revoked(int(row.serial, 16), row.revoked_at, row.revocation_reason)


def answer(request: bytes, *, now: datetime) -> bytes:
    """The OCSP answer to a request, DER; malformed requests and other people's certificates get a refusal."""
    try:
        question = answers.read_question(request)
    except ValueError:
        return answers.refusal(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    issuer = next((row for row in _whole().authorities() if row.der and _is_meant(row, question)), None)
    if issuer is None or issuer.issuer_id is None:
        return answers.refusal(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    row = Certificate.objects.filter(issuer=issuer, serial=f"{question.serial:x}", der__isnull=False).first()
    responder = service(Profile.RESPONDER, issuer=issuer, now=now)
    return answers.answer(question, known=row is not None, revoked=_revoked(row), responder=responder, now=now)


def _is_meant(row: Certificate, question: answers.Question) -> bool:
    certificate = certificates.load(row.encoded)
    if certificates.key_identifier(certificate, question.algorithm.name) != question.issuer_key_hash:
        return False
    digest = hashes.Hash(question.algorithm)
    digest.update(certificate.subject.public_bytes())
    return digest.finalize() == question.issuer_name_hash


def published(names: Iterable[str]) -> dict[str, x509.Certificate]:
    """The certificates of authorities by name, for pages and evidence files."""
    rows = Certificate.objects.authorities().filter(name__in=list(names), der__isnull=False)
    return {row.name: certificates.load(row.encoded) for row in rows}


def expiring_services(*, now: datetime, within: timedelta) -> list[Certificate]:
    """Services' certificates that end soon and have no successor yet, soonest first."""
    services = Certificate.objects.usable(now).filter(profile__in=[Profile.TIME_STAMP, Profile.RESPONDER])
    newest: dict[tuple[str, UUID | None], Certificate] = {}
    for row in services.order_by("not_after"):
        newest[row.profile, row.issuer_id] = row
    return [row for row in newest.values() if row.not_after < now + within]


# -- status lists of credentials --------------------------------------------------------------------------------------


def status_list(code: str, number: int) -> StatusList:
    """The list of a body, as published. Refuses: StatusListMissing."""
    found = StatusList.objects.filter(code=code, number=number).exclude(token="").first()
    if found is None:
        raise StatusListMissing(code=code, number=number)
    return found


def statuses_now(uri: str, *, now: datetime) -> list[str | statuslist.Known]:
    """Our list at this address as it stands now: what was published, with whatever changed since; none of others.

    A published list that is not trusted itself is given as it is, for the judge to say why.
    """
    return [_as_it_stands(each, now) for each in StatusList.objects.filter(uri=uri).exclude(token="")]


def _as_it_stands(held: StatusList, now: datetime) -> str | statuslist.Known:
    try:
        known = statuslist.read(held.token, trust=trust(now), at=now)
    except SignatureInvalid:
        return held.token
    return replace(known, issued_at=now, ends_at=None, packed=statuslist.packed(held.changes()))


def status_lists_due(now: datetime) -> list[StatusList]:
    """Lists to be published anew, of bodies that can still sign."""
    able = Certificate.objects.usable(now).filter(holder_id=OuterRef("body_id"))
    return list(StatusList.objects.due(now).filter(Exists(able)))

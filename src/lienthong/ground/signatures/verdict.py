"""What can be said of a signed file: plain facts for each signature and one standing for the whole.

Two engines judge a PDF, our own strict one and pyHanko; both opinions are kept, and where they differ the worse one
holds. Each signature is judged at its time-stamp, or at `now` when it has none. Nothing here raises: whatever goes
wrong while judging means "invalid", with a reason. Sentences for people are made in `sentences`.
"""

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from cryptography import x509

from lienthong.ground.signatures import cms, cms_reading, timestamps
from lienthong.ground.signatures.certificates import encoded, holder_of
from lienthong.ground.signatures.cms_verify import SignedBy
from lienthong.ground.signatures.pdf.changes import Change, changes_since
from lienthong.ground.signatures.pdf.examine import cautions
from lienthong.ground.signatures.pdf.revisions import Embedded, Malformed, embedded_signatures, open_strictly
from lienthong.ground.signatures.pdf.second_opinion import ENGINE, SecondReader
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.trust import Path as TrustPath
from lienthong.ground.signatures.trust import Trust
from lienthong.kit import canonical

OWN_ENGINE = "Liên Thông"
_NOBODY_KNOWN = frozenset({"no-path", "revocation-unknown"})


class Standing(StrEnum):
    """Overall and for each signature, from good to bad."""

    VALID = "valid"
    UNKNOWN_SIGNER = "unknown-signer"
    CHANGED = "changed"
    NOT_SECURE = "not-secure"
    INVALID = "invalid"
    UNSIGNED = "unsigned"


_WORSE = list(Standing)
LEVELS = ("CMS", "B-B", "B-T", "B-LT", "B-LTA")
"""From a bare signature to what is proven for long and stamped again (ETSI EN 319 142-1 §6)."""


class Kind(StrEnum):
    """What kind of file was judged."""

    PDF = "pdf"
    CMS = "cms"
    XML = "xml"
    EVIDENCE = "evidence"
    OTHER = "other"


class SignerKind(StrEnum):
    """Who signs."""

    PERSON = "person"
    ORGANISATION = "organisation"
    TIME_STAMP = "time-stamp"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Opinion:
    """What one engine said; `detail` is a stable reason code of ours, or the other engine's own word."""

    engine: str
    standing: Standing
    detail: str = ""


@dataclass(frozen=True)
class RevocationFact:
    """What an authority said of a certificate of the path, and until when its word is fresh."""

    certificate: str
    source: str
    issued_at: datetime
    fresh_until: datetime


@dataclass(frozen=True)
class SignatureVerdict:
    """One signature. Names are what the certificate says; `capacity` and `claimed_at` are the signer's own claims."""

    field: str
    standing: Standing
    reasons: tuple[str, ...] = ()
    signer_kind: SignerKind = SignerKind.UNKNOWN
    signer: str = ""
    organisation: str = ""
    organisation_code: str = ""
    title: str = ""
    capacity: str = ""
    claimed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str = ""
    judged_at: datetime | None = None
    level: str = ""
    """`CMS`, `B-B`, `B-T` (its moment is proven), `B-LT` (the file itself says all that judging it needs) or `B-LTA`
    (and that is stamped again, so that it outlasts the first time-stamp)."""
    hash_name: str = ""
    intact: bool = False
    """The bytes this signature covers are those that were signed."""
    covers_whole_file: bool = False
    later: tuple[Change, ...] = ()
    """What happened to the file after this signature."""
    path: tuple[str, ...] = ()
    revocation: tuple[RevocationFact, ...] = ()
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The whole file."""

    kind: Kind
    standing: Standing
    judged_at: datetime
    sha256: str
    size_bytes: int
    reasons: tuple[str, ...] = ()
    signatures: tuple[SignatureVerdict, ...] = ()
    cautions: tuple[str, ...] = ()
    """What a signed file carries besides (`carries-script`, `carries-action`, `carries-files`)."""

    @property
    def is_valid(self) -> bool:
        """May the file be relied on?"""
        return self.standing is Standing.VALID

    @property
    def level(self) -> str:
        """The lowest level among its signatures; empty when nobody signed, or nothing holds."""
        return min((one.level for one in self.signatures if one.level in LEVELS), key=LEVELS.index, default="")

    def as_json(self) -> dict[str, Any]:
        """Plain values with stable codes."""
        plain: dict[str, Any] = canonical.plain(dataclasses.asdict(self))
        return plain


def kind_of(data: bytes) -> Kind:
    """What a file is, from its first bytes, so that the right judge is asked."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF-"):
        return Kind.PDF
    if start.startswith(b"<"):
        return Kind.XML
    if start.startswith((b"PK\x03\x04", b"{")):
        return Kind.EVIDENCE
    if data[:1] == b"\x30" and b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in data[:32]:
        return Kind.CMS
    return Kind.OTHER


def judge(source: bytes | Path, *, trust: Trust, now: datetime) -> Verdict:
    """The verdict on a PDF; never raises."""
    return _guarded(Kind.PDF, source, now, lambda data: _judge_pdf(data, trust=trust, now=now))


def judge_alone(source: bytes | Path, *, trust: Trust, now: datetime) -> Verdict:
    """The verdict of our own engine only, for the intake: a second opinion would cost ten times more. Never raises.

    Whoever opens the document later, or verifies it, gets both.
    """
    return _guarded(Kind.PDF, source, now, lambda data: _judge_pdf(data, trust=trust, now=now, alone=True))


def judge_detached(signature: bytes | Path, content: bytes | Path, *, trust: Trust, now: datetime) -> Verdict:
    """The verdict on a file whose CMS signature is kept beside it (`.p7s`); never raises."""
    return _guarded(Kind.CMS, content, now, lambda data: _judge_pair(_bytes(signature), data, trust=trust, now=now))


@dataclass(frozen=True)
class _Found:
    """What judging gave, before it is summed up."""

    signatures: tuple[SignatureVerdict, ...] = ()
    reasons: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def _guarded(kind: Kind, source: bytes | Path, now: datetime, judging: Callable[[bytes], _Found]) -> Verdict:
    data = b""
    try:
        data = _bytes(source)
        found = judging(data)
    except Malformed as malformed:
        found = _Found(reasons=(malformed.reason,))
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        found = _Found(reasons=("unreadable",))
    return Verdict(
        kind, _overall(found), now, hashlib.sha256(data).hexdigest(), len(data), found.reasons, found.signatures,
        found.cautions,
    )  # fmt: skip


def _bytes(source: bytes | Path) -> bytes:
    return source.read_bytes() if isinstance(source, Path) else source


def _overall(found: _Found) -> Standing:
    if found.reasons:
        return Standing.INVALID
    if not found.signatures:
        return Standing.UNSIGNED
    return _worst(*(one.standing for one in found.signatures))


def _worst(*standings: Standing) -> Standing:
    return max(standings, key=_WORSE.index)


# -- detached pairs -----------------------------------------------------------------------------------------------
def _judge_pair(signature: bytes, content: bytes, *, trust: Trust, now: datetime) -> _Found:
    def digest_of(hash_name: str) -> bytes:
        return hashlib.new(hash_name, content).digest()

    found = _judge_signature(SignatureVerdict("", Standing.INVALID), signature, digest_of, trust=trust, at=now)
    own = Opinion(OWN_ENGINE, found.standing, " ".join(found.reasons))
    return _Found((dataclasses.replace(found, covers_whole_file=True, opinions=(own,)),))


# -- PDF ----------------------------------------------------------------------------------------------------------
def _judge_pdf(data: bytes, *, trust: Trust, now: datetime, alone: bool = False) -> _Found:
    with open_strictly(data) as pdf:
        found = embedded_signatures(data, pdf)
        if not found:
            return _Found(cautions=cautions(pdf))
        judging = _PdfJudging(data, pdf, found, trust, now)
        if alone:
            return _Found(tuple(judging.judge(one) for one in found), (), cautions(pdf))
        other = SecondReader(data)
        verdicts = tuple(judging.with_second_opinion(judging.judge(one), other) for one in found)
        differ = other.count not in {None, len(found)}
        return _Found(verdicts, ("engines-count-differently",) if differ else (), cautions(pdf))


class _PdfJudging:
    """Judges the signatures of one file."""

    def __init__(self, data: bytes, pdf: pikepdf.Pdf, found: tuple[Embedded, ...], trust: Trust, now: datetime) -> None:
        self.data, self.pdf, self.found, self.now = data, pdf, found, now
        self.anchors = trust.anchors
        self.trust = _with_stored_material(trust, pdf)
        self.document_stamps = [
            (one, stamped) for one in found if one.is_time_stamp and (stamped := self._document_stamp(one)) is not None
        ]

    def _document_stamp(self, one: Embedded) -> timestamps.Stamped | None:
        try:
            return self._stamp(one) if not one.fault else None
        except SignatureInvalid:
            return None

    def _stamp(self, one: Embedded) -> timestamps.Stamped:
        return timestamps.verify_token(
            one.value, lambda name: one.digest_of(self.data, name), trust=self.trust, at=self.now
        )

    def judge(self, one: Embedded) -> SignatureVerdict:
        """Our own engine's verdict."""
        start = SignatureVerdict(
            one.field, Standing.INVALID, claimed_at=one.claimed_at, covers_whole_file=one.until == len(self.data)
        )
        if one.fault:
            standing = Standing.NOT_SECURE if one.fault == "hash-weak" else Standing.INVALID
            return dataclasses.replace(start, standing=standing, reasons=(one.fault,))
        signed = self._time_stamp(start, one) if one.is_time_stamp else self._leveled(start, one)
        return self._with_changes(signed, one)

    def _leveled(self, start: SignatureVerdict, one: Embedded) -> SignatureVerdict:
        """With the level that the file as a whole gives a signature: what stands beside it counts as well.

        Source: ETSI EN 319 142-1 §6 (B-T by a time-stamp on the document, B-LT by material in the file).
        """
        found = self._signature(start, one)
        if found.standing is not Standing.VALID or found.stamped_at is None or found.level == "CMS":
            return found
        if not self._speaks_for_itself(one):
            return dataclasses.replace(found, level="B-T")
        return dataclasses.replace(found, level="B-LTA" if self._is_stamped_again else "B-LT")

    @cached_property
    def _is_stamped_again(self) -> bool:
        """Does a time-stamp that holds stand over the material for later?"""
        return any(self._has_material(cover.until) for cover, _stamped in self.document_stamps)

    def _has_material(self, until: int) -> bool:
        with open_strictly(self.data[:until]) as revision:
            return "/DSS" in revision.Root

    def _speaks_for_itself(self, one: Embedded) -> bool:
        """Would the signature hold if nobody said anything any more but the anchors and the file itself?"""
        return "/DSS" in self.pdf.Root and self._by_the_file_alone.holds(one)

    @cached_property
    def _by_the_file_alone(self) -> "_PdfJudging":
        return _PdfJudging(self.data, self.pdf, self.found, Trust(map(encoded, self.anchors)), self.now)

    def holds(self, one: Embedded) -> bool:
        """Is this signature, apart from later changes, valid and its moment proven?"""
        found = self._signature(SignatureVerdict(one.field, Standing.INVALID), one)
        return found.standing is Standing.VALID and found.stamped_at is not None

    def _signature(self, start: SignatureVerdict, one: Embedded) -> SignatureVerdict:
        later_stamps = [stamped for cover, stamped in self.document_stamps if cover.until > one.until]
        proof = min(later_stamps, key=lambda stamped: stamped.at, default=None)
        found = _judge_signature(
            start,
            one.value,
            lambda name: one.digest_of(self.data, name),
            trust=self.trust,
            at=proof.at if proof else self.now,
        )
        if proof is not None and found.stamped_at is None:
            found = dataclasses.replace(found, stamped_at=proof.at, stamped_by=proof.authority)
        return found

    def _time_stamp(self, start: SignatureVerdict, one: Embedded) -> SignatureVerdict:
        try:
            stamped = self._stamp(one)
        except SignatureInvalid as refused:
            return dataclasses.replace(start, standing=_standing_of(refused), reasons=(refused.reason,))
        return dataclasses.replace(
            start, standing=Standing.VALID, signer_kind=SignerKind.TIME_STAMP, signer=stamped.authority, intact=True,
            stamped_at=stamped.at, stamped_by=stamped.authority, judged_at=stamped.at, level="RFC 3161",
            **_path_facts(stamped.path),
        )  # fmt: skip

    def _with_changes(self, verdict: SignatureVerdict, one: Embedded) -> SignatureVerdict:
        if one.until == len(self.data):
            return verdict
        earlier = tuple(other for other in self.found if other.until <= one.until)
        with open_strictly(self.data[: one.until]) as revision:
            later = changes_since(revision, self.pdf, earlier)
        if all(change.permitted for change in later):
            return dataclasses.replace(verdict, later=later)
        standing = _worst(verdict.standing, Standing.CHANGED)
        return dataclasses.replace(
            verdict, later=later, standing=standing, reasons=(*verdict.reasons, "changed-after-signing")
        )

    def with_second_opinion(self, verdict: SignatureVerdict, other: SecondReader) -> SignatureVerdict:
        """Both opinions side by side; the worse one holds, and a difference is told."""
        at = verdict.judged_at or self.now
        answer = other.about(verdict.field, trust=self.trust, at=at)
        theirs = Standing(answer.standing)
        opinions = (
            Opinion(OWN_ENGINE, verdict.standing, " ".join(verdict.reasons)),
            Opinion(ENGINE, theirs, answer.detail),
        )
        disagree = (verdict.standing is Standing.VALID) != (theirs is Standing.VALID)
        reasons = (*verdict.reasons, "engines-disagree") if disagree else verdict.reasons
        return dataclasses.replace(
            verdict, standing=_worst(verdict.standing, theirs), reasons=reasons, opinions=opinions
        )


def _with_stored_material(trust: Trust, pdf: pikepdf.Pdf) -> Trust:
    """Trust, with the certificates and statements the file itself carries for later (DSS). They prove by signature."""
    store = pdf.Root.get("/DSS")
    if not isinstance(store, pikepdf.Dictionary):
        return trust

    def streams(key: str) -> list[bytes]:
        return [one.read_bytes() for one in list(store.get(key, pikepdf.Array()))]

    return trust.with_material(certificates=streams("/Certs"), lists=streams("/CRLs"), answers=streams("/OCSPs"))


# -- one signature ------------------------------------------------------------------------------------------------
def _judge_signature(
    start: SignatureVerdict, value: bytes, digest_of: cms_reading.DigestOf, *, trust: Trust, at: datetime
) -> SignatureVerdict:
    """Who signed, then whether that can be trusted: an unknown signer is still named."""
    named = dataclasses.replace(start, signer_kind=_sort_of(value))
    try:
        read = cms_reading.read_signature(value, digest_of)
        named = dataclasses.replace(
            start, intact=True, capacity=read.role, hash_name=read.hash_name,
            claimed_at=read.signing_time or start.claimed_at, judged_at=at, **_names(read.certificate),
        )  # fmt: skip
        return _trusted(named, cms.verify_detached(value, digest_of, trust=trust, at=at))
    except SignatureInvalid as refused:
        return dataclasses.replace(named, standing=_standing_of(refused), reasons=(refused.reason,))
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        return dataclasses.replace(named, standing=Standing.INVALID, reasons=("unreadable",))


def _sort_of(value: bytes) -> SignerKind:
    """A seal or a person's signature, as it gives itself out: what does not hold gets no name."""
    try:
        kind: SignerKind = _names(cms_reading.certificate_in(value))["signer_kind"]
    except Exception:  # noqa: BLE001 - verifying: what cannot be read is of no known sort
        return SignerKind.UNKNOWN
    return kind


def _standing_of(refused: SignatureInvalid) -> Standing:
    if isinstance(refused, NotSecure):
        return Standing.NOT_SECURE
    if isinstance(refused, NotTrusted) and refused.reason in _NOBODY_KNOWN:
        return Standing.UNKNOWN_SIGNER
    return Standing.INVALID


def _trusted(named: SignatureVerdict, signed: SignedBy) -> SignatureVerdict:
    first = min(signed.stamps, key=lambda stamped: stamped.at, default=None)
    return dataclasses.replace(
        named, standing=Standing.VALID, level=signed.level, judged_at=signed.judged_at,
        stamped_at=first.at if first else None, stamped_by=first.authority if first else "",
        **_path_facts(signed.path),
    )  # fmt: skip


def _names(certificate: x509.Certificate) -> dict[str, Any]:
    holder = holder_of(certificate)
    is_seal = bool(holder.organisation_code) or holder.name == holder.organisation
    is_organisation = bool(holder.organisation) and not holder.title and is_seal
    return {
        "signer_kind": SignerKind.ORGANISATION if is_organisation else SignerKind.PERSON,
        "signer": holder.name,
        "organisation": holder.organisation,
        "organisation_code": holder.organisation_code,
        "title": holder.title,
    }


def _path_facts(path: TrustPath) -> dict[str, Any]:
    said = [
        RevocationFact(holder_of(certificate).name, statement.source, statement.issued_at, statement.fresh_until)
        for certificate, statement in zip(path.certificates, path.statements, strict=False)
        if statement is not None
    ]
    return {"path": tuple(holder_of(one).name for one in path.certificates), "revocation": tuple(said)}

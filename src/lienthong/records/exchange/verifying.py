"""One way to every judge: PDF, a file with its detached signature, XML and edXML, evidence file, receipt of the log,
credential (SD-JWT).

Pure: trust, the log's key and time are given; no database, no network, nothing kept. The engines are loaded only when
a file needs them, so that a command starts at once. Never raises: what cannot be read is not valid.
"""

import dataclasses
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lienthong.ground.journal import receipts
from lienthong.ground.signatures import cms_verify, sdjwt
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.sdjwt_verify import AtHand
from lienthong.ground.signatures.trust import Trust
from lienthong.kit import canonical, clock

LARGEST_HELD_BYTES = 512 * 1024 * 1024
LARGEST_CREDENTIAL_BYTES = 2 * 1024 * 1024
_MARKS = {receipts.Verdict.PASSED: "✓", receipts.Verdict.FAILED: "✗", receipts.Verdict.ABSENT: "–"}
_EDXML_MARK = b"QCVN_102_2016"
_SIGNED_DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"


@dataclass(frozen=True)
class Trusted:
    """What the judge may rely on: certificates (DER) and the log's key; `trust` when revocations are known as well."""

    anchors: tuple[bytes, ...] = ()
    vkey: str = ""
    trust: Trust | None = None
    statuses: tuple[AtHand, ...] = ()
    """Status lists at hand: without one it is not known whether a credential was revoked."""
    in_words: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    """Puts words in the place of codes in what a credential says, for people; the facts keep the codes."""

    def for_signatures(self) -> Trust:
        """Anchors alone decide offline; an authority's silence about revocation is then told, not refused."""
        return self.trust or Trust(self.anchors, require_revocation=False)


@dataclass(frozen=True)
class Judged:
    """The verdict: may the file be relied on, the sentence that matters most, the lines behind it, all the facts."""

    kind: str
    valid: bool
    standing: str
    sentence: str
    lines: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    level: str = ""
    """`B-B` to `B-LTA`: the lowest of its signatures; of an evidence file, that of the archived form in it."""

    def as_json(self) -> dict[str, Any]:
        """Plain values with stable codes."""
        plain: dict[str, Any] = canonical.plain(dataclasses.asdict(self))
        return plain


def judge(path: Path, *, trusted: Trusted, now: datetime, content: Path | None = None) -> Judged:
    """Judge the file at `path`; with `content`, `path` is the detached signature over that file."""
    try:
        if content is not None:
            return _judge_pair(path, content, trusted, now)
        return _judge_by_kind(path, trusted, now)
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        return Judged("other", valid=False, standing="invalid", sentence=_("Không đọc được tệp, nên không thể tin."))


def _judge_by_kind(path: Path, trusted: Trusted, now: datetime) -> Judged:
    with path.open("rb") as file:
        start = file.read(4096)
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(b"%PDF-"):
        return _judge_pdf(path, trusted, now)
    if start.startswith(b"PK\x03\x04"):
        return _judge_evidence(path, trusted, now)
    if plain.startswith(b"{"):
        return _judge_receipt(path, trusted)
    if plain.startswith(b"<"):
        return _judge_packet(path, trusted, now) if _EDXML_MARK in start else _judge_xml(path, trusted, now)
    if sdjwt.looks_like(start):
        return _judge_credential(path, trusted, now)
    return _of_no_use_alone(start)


def _of_no_use_alone(start: bytes) -> Judged:
    if start[:1] == b"\x30" and _SIGNED_DATA in start[:32]:
        said = _("Đây là chữ ký rời. Hãy đưa cả tệp mà nó ký (--content TỆP).")
        return Judged("cms", valid=False, standing="unsigned", sentence=said)
    return _unknown()


def _unknown() -> Judged:
    known = _("PDF, chữ ký rời, XML, edXML, tệp bằng chứng, biên nhận nhật ký, chứng nhận điện tử")
    said = _("Chưa biết loại tệp này. Kiểm tra được: %(known)s.") % {"known": known}
    return Judged("other", valid=False, standing="unsigned", sentence=said)


# -- PDF ----------------------------------------------------------------------------------------------------------
def _judge_pdf(path: Path, trusted: Trusted, now: datetime) -> Judged:
    from lienthong.ground.signatures import sentences, verdict

    judged = verdict.judge(_held(path), trust=trusted.for_signatures(), now=now)
    lines = [sentences.reason(code) for code in judged.reasons]
    for one in judged.signatures:
        lines += _signature_lines(one)
    said = sentences.standing(judged)
    facts = judged.as_json()
    whole = Judged("pdf", judged.is_valid, judged.standing.value, said, tuple(lines), facts, judged.level)
    return _with_credential(whole, judged, path, trusted, now)


def _with_credential(whole: Judged, judged: Any, path: Path, trusted: Trusted, now: datetime) -> Judged:
    """A PDF that carries its credential is worth no more than that: a revoked result is revoked in both forms."""
    if "carries-files" not in judged.cautions or not judged.is_valid:
        return whole
    from lienthong.ground.signatures import sdjwt_sentences, together

    found = together.judge_attached(
        _held(path), signers={one.organisation_code or one.organisation for one in judged.signatures},
        trust=trusted.for_signatures(), at=now, statuses=trusted.statuses,
    )  # fmt: skip
    if found is None:
        return whole
    told = sdjwt_sentences.lines(found, in_words=trusted.in_words)
    lines = (*whole.lines, _("Chứng nhận điện tử bên trong:"), *(f"   {one}" for one in told))
    whole = dataclasses.replace(whole, lines=lines, facts=whole.facts | {"credential": found.as_json()})
    worse = together.worse_of(judged.is_valid, found)
    if worse is None:
        return whole
    return dataclasses.replace(whole, valid=False, standing=worse.value, sentence=sdjwt_sentences.standing(found))


# -- credentials --------------------------------------------------------------------------------------------------
def _judge_credential(path: Path, trusted: Trusted, now: datetime) -> Judged:
    from lienthong.ground.signatures import sdjwt_sentences, sdjwt_verify

    token = path.read_text(encoding="ascii") if path.stat().st_size <= LARGEST_CREDENTIAL_BYTES else ""
    found = sdjwt_verify.verify(token, trust=trusted.for_signatures(), at=now, statuses=trusted.statuses)
    said, lines = sdjwt_sentences.standing(found), tuple(sdjwt_sentences.lines(found, in_words=trusted.in_words))
    return Judged("credential", found.is_valid, found.standing.value, said, lines, found.as_json())


def _signature_lines(one: Any) -> list[str]:
    from lienthong.ground.signatures import sentences

    who = ", ".join(dict.fromkeys(part for part in (one.capacity, one.signer, one.title, one.organisation) if part))
    moment = one.stamped_at or one.claimed_at
    when = _("lúc %(at)s") % {"at": _told(moment)} if moment else ""
    head = f"{'✓' if one.standing.value == 'valid' else '✗'} {who or _('không rõ người ký')} {when}".rstrip()
    return [
        head,
        *(f"   {sentences.reason(code)}" for code in one.reasons),
        f"   {sentences.later(one)}",
        *([f"   {' → '.join(one.path)}"] if one.path else []),
    ]


def _told(moment: datetime) -> str:
    """As a person in Viet Nam reads a clock; machines find the exact instant in the facts."""
    return f"{clock.local(moment):%d/%m/%Y %H:%M}"


def _held(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_HELD_BYTES:
        raise ValueError("the file is larger than can be judged")
    return path.read_bytes()


# -- detached CMS -------------------------------------------------------------------------------------------------
def _judge_pair(signature: Path, content: Path, trusted: Trusted, now: datetime) -> Judged:
    digests: dict[str, bytes] = {}

    def digest_of(name: str) -> bytes:
        import hashlib

        if name not in digests:
            with content.open("rb") as file:
                digests[name] = hashlib.file_digest(file, name).digest()
        return digests[name]

    try:
        signed = cms_verify.verify_detached(_held(signature), digest_of, trust=trusted.for_signatures(), at=now)
    except SignatureInvalid as refused:
        return _refused("cms", refused)
    return _signed("cms", signed)


def _signed(kind: str, signed: cms_verify.SignedBy) -> Judged:
    holder = signed.holder
    moment = signed.stamped_at or signed.signing_time
    facts = {
        "signer": holder.name,
        "organisation": holder.organisation,
        "organisation_code": holder.organisation_code,
        "title": holder.title,
        "role": signed.role,
        "signing_time": signed.signing_time,
        "stamped_at": signed.stamped_at,
        "judged_at": signed.judged_at,
        "level": signed.level,
        "hash": signed.hash_name,
        "revocation_known": all(statement is not None for statement in signed.path.statements),
    }
    who = ", ".join(part for part in (signed.role, holder.name, holder.title) if part)
    lines = (f"✓ {who} {_told(moment) if moment else ''}".rstrip(),)
    said = _("Chữ ký hợp lệ. Tệp còn nguyên vẹn như khi ký.")
    plain = canonical.plain(facts)
    return Judged(kind, valid=True, standing="valid", sentence=said, lines=lines, facts=plain, level=signed.level)


def _refused(kind: str, refused: SignatureInvalid) -> Judged:
    standing = "invalid"
    if isinstance(refused, NotSecure):
        standing = "not-secure"
    elif isinstance(refused, NotTrusted) and refused.reason in {"no-path", "revocation-unknown"}:
        standing = "unknown-signer"
    facts = {"reason": refused.reason}
    return Judged(kind, valid=False, standing=standing, sentence=refused.detail, facts=facts)


# -- XML ----------------------------------------------------------------------------------------------------------
def _judge_xml(path: Path, trusted: Trusted, now: datetime) -> Judged:
    from lienthong.ground.signatures import xmldsig

    if path.stat().st_size > receipts.MOST_BYTES:
        raise ValueError("the XML is larger than can be judged")
    try:
        proven = xmldsig.verify(xmldsig.parse(path.read_bytes()), trust=trusted.for_signatures(), at=now)
    except SignatureInvalid as refused:
        return _refused("xml", refused)
    return _signed("xml", proven.signed_by)


class _Nowhere(io.RawIOBase):
    """Attachments are digested as they pass and kept nowhere."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        return len(data)


def _judge_packet(path: Path, trusted: Trusted, now: datetime) -> Judged:
    from lienthong.records.exchange.adapters.edxml import reader, refusals, sealing

    try:
        with path.open("rb") as stream:
            received = reader.read(stream, open_attachment=lambda _id, _name: _Nowhere())
        proven = sealing.verify(received, trust=trusted.for_signatures(), at=now)
    except SignatureInvalid as refused:
        return _refused("xml", refused)
    except refusals.EdxmlRefused as broken:
        return Judged("xml", valid=False, standing="invalid", sentence=broken.detail, facts=dict(broken.facts))
    found = _signed("xml", proven.signed_by)
    if proven.is_whole:
        return found
    said = _("Chữ ký đúng nhưng không phủ hết thông điệp: %(parts)s.") % {"parts": ", ".join(proven.not_covered)}
    return dataclasses.replace(found, valid=False, standing="changed", sentence=said)


# -- evidence and receipts ----------------------------------------------------------------------------------------
def _judge_evidence(path: Path, trusted: Trusted, now: datetime) -> Judged:
    from lienthong.records.exchange import evidence_verify

    with path.open("rb") as file:
        found = evidence_verify.verify(file, anchors=trusted.anchors, vkey=trusted.vkey, now=now)
    if not found.holds:
        standing, said = "invalid", _("Tệp bằng chứng KHÔNG đúng. Đừng dựa vào nó.")
    elif found.trusted_by_you:
        standing, said = "valid", _("Bằng chứng đúng, theo chứng thư gốc và khóa nhật ký mà bạn tin.")
    else:
        standing = "valid"
        said = _("Các phần khớp nhau, nhưng CHƯA đối chiếu hết với chứng thư, khóa bạn tin: xem các dòng có dấu –.")
    lines = step_lines(found.findings)
    return Judged("evidence", found.holds, standing, said, lines, found.as_json(), found.archived_level)


def _judge_receipt(path: Path, trusted: Trusted) -> Judged:
    receipt = receipts.decode(_held(path))
    if "record" not in receipt:
        return _unknown()
    if not trusted.vkey:
        said = _("Để kiểm tra biên nhận của nhật ký, cần khóa của nhật ký (--vkey).")
        return Judged("journal-receipt", valid=False, standing="unknown-signer", sentence=said)
    steps = receipts.verify_receipt(receipt, trusted.vkey.strip())
    holds = receipts.holds(steps)
    said = _("Biên nhận đúng: việc này có trong nhật ký.") if holds else _("Biên nhận KHÔNG đúng.")
    facts: dict[str, Any] = {"steps": [{"step": s.code, "verdict": s.verdict.value, "detail": s.detail} for s in steps]}
    if holds:
        facts |= {"verb": receipt["record"]["verb"], "at": receipt["record"]["at"], "index": receipt["index"]}
    return Judged("journal-receipt", holds, "valid" if holds else "invalid", said, step_lines(steps), facts)


def step_lines(steps: Sequence[Any]) -> tuple[str, ...]:
    """`✓ title: detail`, one a step."""
    return tuple(f"{_MARKS[s.verdict]} {s.title}" + (f": {s.detail}" if s.detail else "") for s in steps)

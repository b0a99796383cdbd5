"""Judge of signed XML: edXML packets with all their attachments, and any XML with one enveloped signature."""

import io
from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.doors.observatory.verifying.report import Given, Report, Step
from lienthong.ground.signatures import queries, sentences, verdict, xmldsig
from lienthong.ground.signatures.cms_verify import SignedBy
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.trust import Trust
from lienthong.ground.signatures.verdict import Kind, Opinion, SignatureVerdict, SignerKind, Standing
from lienthong.records.exchange.adapters.edxml import reader, refusals, sealing
from lienthong.records.exchange.adapters.edxml.names import EDXML

LARGEST_PLAIN_BYTES = 8 * 1024 * 1024
"""Plain XML is held whole; edXML streams."""
_HEAD_BYTES = 4096
_UNDECIDED = frozenset({"no-path", "revocation-unknown"})


class _Nowhere(io.RawIOBase):
    """Attachments are digested while they are read, and kept nowhere."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(memoryview(data).cast("B"))  # type: ignore[arg-type]


def is_xml(given: Given) -> bool:
    """Does it begin as XML?"""
    return verdict.kind_of(given.start()) is Kind.XML


def judge_xml(given: Given, now: datetime) -> Report:
    """An edXML packet by its own rules, other XML by its one signature."""
    trust = queries.trust(now)
    if EDXML.encode() in given.start(_HEAD_BYTES):
        return _judge_packet(given, trust, now)
    return _judge_plain(given, trust, now)


def _judge_packet(given: Given, trust: Trust, now: datetime) -> Report:
    try:
        with given.path.open("rb") as stream:
            received = reader.read(stream, open_attachment=lambda _id, _name: _Nowhere())
    except refusals.EdxmlRefused as refused:
        return Report("edxml", Standing.INVALID, refused.detail)
    steps = [Step(_("Thông điệp đúng quy chuẩn edXML, tệp kèm khớp danh mục"), True)]
    if received.signature is None:
        return Report("edxml", Standing.UNSIGNED, sentences.STANDINGS[Standing.UNSIGNED].__str__(), steps=tuple(steps))
    try:
        proven = sealing.verify(received, trust=trust, at=now)
    except (SignatureInvalid, refusals.EdxmlRefused) as refused:
        return _refused("edxml", refused, tuple(steps))
    steps.append(Step(_("Chữ ký phủ toàn bộ thông điệp"), proven.is_whole, ", ".join(proven.not_covered)))
    standing = Standing.VALID if proven.is_whole else Standing.CHANGED
    headline = str(sentences.STANDINGS[Standing.VALID]) if proven.is_whole else _partly()
    return Report("edxml", standing, headline, signatures=(_signature(proven.signed_by),), steps=tuple(steps))


def _partly() -> str:
    return _("Chữ ký đúng nhưng không phủ hết thông điệp: phần không được phủ có thể đã bị sửa trên đường.")


def _judge_plain(given: Given, trust: Trust, now: datetime) -> Report:
    if given.size_bytes > LARGEST_PLAIN_BYTES:
        return Report("xml", Standing.INVALID, _("Tệp XML quá lớn để kiểm tra."))
    try:
        proven = xmldsig.verify(xmldsig.parse(given.path.read_bytes()), trust=trust, at=now)
    except SignatureInvalid as refused:
        return _refused("xml", refused, ())
    headline = str(sentences.STANDINGS[Standing.VALID])
    return Report("xml", Standing.VALID, headline, signatures=(_signature(proven.signed_by),))


def _refused(kind: str, refused: SignatureInvalid | refusals.EdxmlRefused, steps: tuple[Step, ...]) -> Report:
    if isinstance(refused, refusals.EdxmlRefused):
        return Report(kind, Standing.INVALID, refused.detail, steps=steps)
    standing = Standing.INVALID
    if isinstance(refused, NotSecure):
        standing = Standing.NOT_SECURE
    elif isinstance(refused, NotTrusted) and refused.reason in _UNDECIDED:
        standing = Standing.UNKNOWN_SIGNER
    headline, why = str(sentences.STANDINGS[standing]), sentences.reason(refused.reason)
    return Report(kind, standing, headline, reasons=(why,), steps=steps)


def _signature(signed: SignedBy) -> SignatureVerdict:
    holder = signed.holder
    first = min(signed.stamps, key=lambda stamp: stamp.at, default=None)
    return SignatureVerdict(
        field="",
        standing=Standing.VALID,
        signer_kind=SignerKind.PERSON if holder.title else SignerKind.ORGANISATION,
        signer=holder.name,
        organisation=holder.organisation,
        organisation_code=holder.organisation_code,
        title=holder.title,
        capacity=signed.role,
        claimed_at=signed.signing_time,
        stamped_at=first.at if first else None,
        stamped_by=first.authority if first else "",
        judged_at=signed.judged_at,
        level=signed.level,
        hash_name=signed.hash_name,
        intact=True,
        covers_whole_file=True,
        opinions=(Opinion(verdict.OWN_ENGINE, Standing.VALID),),
    )

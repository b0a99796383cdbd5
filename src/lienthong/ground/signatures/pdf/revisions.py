"""Which bytes does each signature in a PDF really cover? Read strictly, with a parser of its own (qpdf).

A signature counts only if its byte range begins at the first byte, leaves out exactly its own value, ends where a
revision of the file ends, and stands in that very revision as it stands now. Everything else is refused by reason.
Sources: ISO 32000-1 §12.8.1 (ByteRange), ETSI EN 319 142-1 §5; "1 Trillion Dollar Refund" and "Shadow Attacks" papers.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf

from lienthong.ground.signatures.pdf.moments import read_moment

_HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f]+>")
_ANY_RANGE = re.compile(rb"/ByteRange\s*\[")
_END = re.compile(rb"%%EOF(\r\n|\n|\r)?\Z")
_DEEPEST = 30
_MOST_SIGNATURES = 100
_SIGNATURES = {"/ETSI.CAdES.detached", "/adbe.pkcs7.detached"}
_TIME_STAMP = "/ETSI.RFC3161"
_WEAK = {"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"}


class Malformed(Exception):
    """The file or a signature in it is not built as it must be; `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Embedded:
    """One signature found in the file. `fault` is empty when its bytes are in order."""

    field: str
    value: bytes
    """DER of the signature."""
    start: int
    end: int
    """The gap in the covered bytes, where the signature itself stands."""
    until: int
    """Length of the revision this signature covers."""
    certifies: bool
    permission: int
    """DocMDP: 1 nothing may change, 2 forms may be filled, 3 comments too. 2 when not said."""
    locks: tuple[str, tuple[str, ...]] | None
    """FieldMDP: `All`, `Include` or `Exclude`, and field names."""
    claimed_at: datetime | None
    is_time_stamp: bool
    fault: str = ""

    def digest_of(self, data: bytes, hash_name: str) -> bytes:
        """Digest of what is covered."""
        digest = hashlib.new(hash_name, memoryview(data)[: self.start])
        digest.update(memoryview(data)[self.end : self.until])
        return digest.digest()

    def locked(self, field: str) -> bool:
        """Does this signature forbid changes of that field?"""
        if self.locks is None:
            return False
        action, names = self.locks
        return {"All": True, "Include": field in names, "Exclude": field not in names}[action]


def open_strictly(data: bytes) -> pikepdf.Pdf:
    """Open without any repair. Raises Malformed."""
    if not data.startswith(b"%PDF-") or not _END.search(data, max(len(data) - 8, 0)):
        raise Malformed("not-whole")
    try:
        pdf = pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True)
        warnings = pdf.get_warnings()
    except pikepdf.PasswordError:
        raise Malformed("encrypted") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Malformed("unreadable") from None
    if pdf.is_encrypted:
        raise Malformed("encrypted")
    if warnings:
        raise Malformed("unreadable")
    return pdf


def embedded_signatures(data: bytes, pdf: pikepdf.Pdf) -> tuple[Embedded, ...]:
    """Every signature, oldest first. Raises Malformed when signatures are hidden or used twice."""
    fields = list(signature_values(pdf))
    if len(fields) > _MOST_SIGNATURES:
        raise Malformed("too-many-signatures")
    shared = [value.objgen for _, value in fields if value.is_indirect]
    if len(set(shared)) < len(shared):
        raise Malformed("signature-used-twice")
    if len(_ANY_RANGE.findall(data)) != len(fields):
        raise Malformed("signature-hidden")
    found = sorted((_read(data, name, value) for name, value in fields), key=lambda one: one.until)
    if len({one.until for one in found}) < len(found):
        raise Malformed("signature-used-twice")
    _require_revision_behind(data, found)
    return tuple(found)


def _require_revision_behind(data: bytes, found: list[Embedded]) -> None:
    """What stands after the last signature must be a revision, which says where its table is. Raises Malformed."""
    behind = data[found[-1].until :] if found and not found[-1].fault else b""
    if behind and b"startxref" not in behind:
        raise Malformed("not-whole")


def signature_values(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Name and signature dictionary of every signed field."""
    for name, field in form_fields(pdf):
        value = field.get("/V")
        if inherited(field, "/FT") == "/Sig" and isinstance(value, pikepdf.Dictionary):
            yield name, value


def form_fields(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Full name and dictionary of every end field of the form."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        for field in list(form.get("/Fields", pikepdf.Array())):
            yield from _below(field, "", 0)


def _below(field: Any, prefix: str, depth: int) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    if depth > _DEEPEST or not isinstance(field, pikepdf.Dictionary):
        raise Malformed("form")
    name = f"{prefix}.{field['/T']}".lstrip(".") if "/T" in field else prefix
    named_kids = [kid for kid in list(field.get("/Kids", pikepdf.Array())) if "/T" in kid]
    if not named_kids:
        yield name, field
    for kid in named_kids:
        yield from _below(kid, name, depth + 1)


def inherited(field: Any, key: str) -> Any:
    """An entry of a field or of the nearest field above it."""
    for _ in range(_DEEPEST):
        if key in field:
            return field[key]
        if not isinstance(field.get("/Parent"), pikepdf.Dictionary):
            return None
        field = field["/Parent"]
    raise Malformed("form")


def _read(data: bytes, name: str, value: pikepdf.Dictionary) -> Embedded:
    kind = str(value.get("/SubFilter", ""))
    fault, numbers = "", (0, 0, 0, 0)
    try:
        numbers = _range(data, value)
        _require_own_revision(data, name, value, numbers[2] + numbers[3])
        _require_kind(kind)
    except Malformed as malformed:
        fault = malformed.reason
    docmdp, locks = _rules(value)
    return Embedded(
        field=name,
        value=_without_padding(bytes(value.get("/Contents", b""))),
        start=numbers[1],
        end=numbers[2],
        until=numbers[2] + numbers[3],
        certifies=docmdp is not None,
        permission=2 if docmdp is None else docmdp,
        locks=locks,
        claimed_at=read_moment(str(value.get("/M", ""))),
        is_time_stamp=kind == _TIME_STAMP,
        fault=fault,
    )


def _require_kind(kind: str) -> None:
    if kind in _WEAK:
        raise Malformed("hash-weak")
    if kind not in _SIGNATURES and kind != _TIME_STAMP:
        raise Malformed("kind-unknown")


def _range(data: bytes, value: pikepdf.Dictionary) -> tuple[int, int, int, int]:
    """The four numbers, if they leave out exactly the signature's own value and end a revision. Raises Malformed."""
    raw: list[Any] = list(value.get("/ByteRange", pikepdf.Array()))
    if len(raw) != 4 or not all(isinstance(number, int) for number in raw):  # noqa: PLR2004 - two pairs
        raise Malformed("range")
    first, start, end, rest = raw
    if first != 0 or not 0 < start < end or rest <= 0 or end + rest > len(data):
        raise Malformed("range")
    gap = data[start:end]
    if not _HEXADECIMAL.fullmatch(gap) or not data[:start].rstrip(b"\r\n \t").endswith(b"/Contents"):
        raise Malformed("range-gap")
    if bytes.fromhex(gap[1:-1].decode("ascii")) != bytes(value["/Contents"]):
        raise Malformed("range-gap")
    if not _END.search(data[: end + rest], max(end + rest - 8, 0)):
        raise Malformed("range-end")
    return first, start, end, rest


def _require_own_revision(data: bytes, name: str, value: pikepdf.Dictionary, until: int) -> None:
    """The signature stands in the revision it covers, under the same name. Raises Malformed."""
    with open_strictly(data[:until]) as revision:
        before = dict(signature_values(revision)).get(name)
        if before is None or bytes(before.get("/Contents", b"")) != bytes(value["/Contents"]):
            raise Malformed("not-in-its-revision")
        if [int(n) for n in before["/ByteRange"]] != [int(n) for n in value["/ByteRange"]]:
            raise Malformed("not-in-its-revision")


def _without_padding(value: bytes) -> bytes:
    """The DER object at the start, if only zeros follow; otherwise everything, which no reader will accept."""
    if len(value) < 2 or value[0] != 0x30:  # noqa: PLR2004 - tag and length
        return value
    head, length = 2, value[1]
    if length & 0x80:
        head += length & 0x7F
        length = int.from_bytes(value[2:head], "big")
    return value[: head + length] if not any(value[head + length :]) else value


def _rules(value: pikepdf.Dictionary) -> tuple[int | None, tuple[str, tuple[str, ...]] | None]:
    """What the signature says about later changes: DocMDP permission and FieldMDP lock."""
    docmdp, locks = None, None
    for entry in list(value.get("/Reference", pikepdf.Array())):
        parameters = entry.get("/TransformParams", pikepdf.Dictionary())
        if entry.get("/TransformMethod") == "/DocMDP":
            docmdp = min(max(int(parameters.get("/P", 2)), 1), 3)
        if entry.get("/TransformMethod") == "/FieldMDP":
            names = tuple(str(name) for name in list(parameters.get("/Fields", pikepdf.Array())))
            action = str(parameters.get("/Action", "/All")).lstrip("/")
            locks = (action if action in {"All", "Include", "Exclude"} else "All", names)
    return docmdp, locks

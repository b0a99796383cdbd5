"""Signed edXML documents of 10 KB for measuring: real ones, each with a number of its own, made quickly.

One document is written and sealed by the product. The others differ only in the number, which stands in the header and
in the enclosed file; since every part of a sealed message is there in canonical form, it is enough to put in the
number, the new digests and a new signature. `quick_copies` proves its first copy with the product's own verification.
"""

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from lienthong.ground.signatures.signer import Signer, from_private_key
from lienthong.ground.signatures.trust import Trust
from lienthong.records.exchange.adapters.edxml import message as edxml
from lienthong.records.exchange.adapters.edxml.names import DSIG, EDXML
from lienthong.records.exchange.adapters.edxml.reader import Received, read
from lienthong.records.exchange.adapters.edxml.sealing import Verified, seal_with, verify
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

SIZE_BYTES = 10_000
_NUMBER = "70000001"
_FILE = "f1"
_SENTENCE = "Đề nghị các cơ quan phối hợp triển khai thực hiện và báo cáo kết quả trước ngày 25 hằng tháng.\n"
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    """A sender for measurements without an installation: its seal, the key of it, and the root it hangs on."""

    signer: Signer
    key: ec.EllipticCurvePrivateKey
    root_der: bytes

    def trust(self) -> Trust:
        """Who trusts this office."""
        return Trust([self.root_der], require_revocation=False)


def office(now: datetime) -> Office:
    """A root and one seal under it, both P-256."""
    root_key, seal_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Gốc đo lường", root_key, root_key, None, now)
    seal = _certificate("Con dấu đo lường", seal_key, root_key, root, now)
    signer = from_private_key(seal_key, seal.public_bytes(Encoding.DER))
    return Office(signer, seal_key, root.public_bytes(Encoding.DER))


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuing_key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    now: datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    allowed = {"key_cert_sign", "crl_sign"} if issuer is None else {"digital_signature", "content_commitment"}
    usage = x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key())
    return (
        x509.CertificateBuilder(issuer.subject if issuer else subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
        .sign(issuing_key, hashes.SHA256())
    )


def plain() -> bytes:
    """10 KB of Vietnamese XML (UTF-8) in lines, unsigned: what the peers carry, in whatever wrapping is their own."""
    head, end = b'<?xml version="1.0" encoding="UTF-8"?>\n<document>\n', b"</document>\n"
    return head + _words(SIZE_BYTES - len(head) - len(end)) + end


def _words(room: int) -> bytes:
    """So many bytes of sentences, each on its line, filled up with blanks."""
    sentence = _SENTENCE.encode()
    return (sentence * (room // len(sentence))).ljust(room - 1) + b"\n"


def message(sender: str, recipients: tuple[str, ...], issued_on: date) -> edxml.DocumentMessage:
    """A document on its way, with ten stations behind it."""
    at = datetime(issued_on.year, issued_on.month, issued_on.day, 2, tzinfo=UTC)
    return edxml.DocumentMessage(
        sender=edxml.Organ(sender, name="Cơ quan gửi", in_charge="Văn phòng"),
        recipients=tuple(edxml.Organ(code, name="Cơ quan nhận") for code in recipients),
        document_id=f"{sender},{issued_on:%Y/%m/%d},{_NUMBER}/ĐL",
        code=edxml.Code(_NUMBER, "ĐL"),
        promulgation=edxml.Promulgation("Hà Nội", issued_on),
        type=edxml.DocumentType("2", "18", "Công văn"),
        subject="Về việc phối hợp báo cáo tình hình thực hiện nhiệm vụ được giao",
        signer=edxml.Signer("TM.", "Người đứng đầu", "Nguyễn Văn A"),
        traces=tuple(edxml.Trace(sender, at + timedelta(seconds=step)) for step in range(10)),
        attachments=(edxml.Attachment(_FILE, "cong-van.txt", "", "text/plain"),),
    )


def sealed(signer: Signer, sender: str, recipients: tuple[str, ...], issued_on: date) -> bytes:
    """One sealed message of 10 KB (UTF-8) with one enclosed file."""
    noun = message(sender, recipients, issued_on)
    room = SIZE_BYTES - len(_written(signer, noun, b""))
    return _written(signer, noun, _enclosed(room // 4 * 3))


def _enclosed(room: int) -> bytes:
    return _NUMBER.encode() + b"\n" + _words(room - len(_NUMBER) - 1)


def _written(signer: Signer, noun: edxml.DocumentMessage, content: bytes) -> bytes:
    out = io.BytesIO()
    write(noun, out, enclosures=[Enclosure(_FILE, lambda: io.BytesIO(content))], sign=seal_with(signer))
    return out.getvalue()


def quick_copies(sample: bytes, signer: Signer, trust: Trust, *, at: datetime, first: int) -> Iterator[bytes]:
    """Copies of a sealed message under the numbers from `first` (eight digits) on, without end."""
    copies = _Copies(sample, signer)
    check(copies.numbered(first), trust, at=at)
    while True:
        yield copies.numbered(first)
        first += 1


def received(data: bytes) -> Received:
    """The message as the product reads it. Refuses: what `reader.read` refuses."""
    return read(io.BytesIO(data), open_attachment=lambda _content_id, _name: io.BytesIO())


def check(data: bytes, trust: Trust, *, at: datetime) -> Verified:
    """Read and verify as the product does. Refuses: what `reader.read` and `sealing.verify` refuse."""
    return verify(received(data), trust=trust, at=at)


class _Copies:
    """A sealed message taken apart at its number, digests, enclosed file and signature value."""

    def __init__(self, sample: bytes, signer: Signer) -> None:
        self._signer = signer
        self._sample = sample
        root = etree.fromstring(sample)
        self._file = base64.b64decode(_text(root, EDXML, "ContentTransferEncoded"))
        self._value = _text(root, DSIG, "SignatureValue")
        envelope, signature = root.find(f"{{{EDXML}}}edXMLEnvelope"), root.find(f".//{{{DSIG}}}Signature")
        assert envelope is not None
        assert signature is not None
        self._info: bytes = etree.tostring(signature[0], method="c14n", exclusive=True, with_tail=False)
        _take_out(signature)
        self._envelope: bytes = etree.tostring(envelope, method="c14n", exclusive=True, with_tail=False)

    def numbered(self, number: int) -> bytes:
        """The copy under this number."""
        old, new = _NUMBER.encode(), f"{number:08d}".encode()
        envelope, file = self._envelope.replace(old, new), self._file.replace(old, new)
        digests = ((_digest(self._envelope), _digest(envelope)), (_digest(self._file), _digest(file)))
        info = _replaced(self._info, digests)
        halves = (part.to_bytes(32, "big") for part in decode_dss_signature(self._signer.sign(info)))
        value = (self._value, base64.b64encode(b"".join(halves)))
        content = (base64.b64encode(self._file), base64.b64encode(file))
        return _replaced(self._sample, (*digests, value, content)).replace(old, new)


def _digest(data: bytes) -> bytes:
    return base64.b64encode(hashlib.sha256(data).digest())


def _replaced(data: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    for old, new in pairs:
        data = data.replace(old, new, 1)
    return data


def _take_out(element: etree._Element) -> None:
    """Remove an element and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    assert before is not None
    before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def _text(root: etree._Element, namespace: str, name: str) -> bytes:
    found = root.findtext(f".//{{{namespace}}}{name}")
    assert found
    return found.encode()

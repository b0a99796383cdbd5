"""Signed messages for tests: written by our writer, sealed with the seal of a body of the test country."""

import io
from dataclasses import replace
from datetime import date

import pikepdf

from lienthong.ground.signatures import queries as signatures
from lienthong.records.exchange.adapters.edxml import sealing, writer
from lienthong.records.exchange.adapters.edxml.message import (
    Attachment,
    Code,
    DocumentMessage,
    DocumentType,
    Organ,
    Promulgation,
    Response,
    Signer,
    Staff,
    Status,
    StatusMessage,
    Trace,
)
from lienthong.records.exchange.adapters.edxml.writer import Enclosure


def paper(extra=b""):
    """A readable PDF of one empty page, made larger by `extra`."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if extra:
        pdf.Root.Extra = pdf.make_stream(extra)
    out = io.BytesIO()
    pdf.save(out, static_id=True)
    return out.getvalue()


PDF = paper()


def document(
    sender="G12",
    to=("G15", "H41"),
    *,
    number="15",
    issued_on=date(2026, 11, 16),
    files=(("cong-van.pdf", PDF),),
    **more,
):
    """An unsigned message and its enclosures."""
    listed = tuple(Attachment(f"f{n}", name, content_type="application/pdf") for n, (name, _) in enumerate(files))
    message = DocumentMessage(
        sender=Organ(sender, name="Cơ quan gửi"),
        recipients=tuple(Organ(code, name="Cơ quan nhận") for code in to),
        document_id=f"{sender},{issued_on:%Y/%m/%d},{number}/BTC-VP",
        code=Code(number, "BTC-VP"),
        promulgation=Promulgation("Hà Nội", issued_on),
        type=DocumentType("2", "18", "Công văn"),
        subject="V/v phối hợp liên thông dữ liệu",
        signer=Signer("KT.", "Thứ trưởng", "Người Thử Một"),
        traces=(Trace(sender, None),),
        attachments=listed,
    )
    contents = {f"f{n}": content for n, (_, content) in enumerate(files)}
    return replace(message, **more), contents


def written(message, contents=None, *, by=None, now=None):
    """Bytes of a message, sealed by a body when one is given."""
    sign = sealing.seal_with(signatures.signer_of(by.pk, now=now)) if by is not None else None
    out = io.BytesIO()
    enclosures = [
        Enclosure(name, lambda content=content: io.BytesIO(content)) for name, content in (contents or {}).items()
    ]
    writer.write(message, out, enclosures=enclosures, sign=sign)
    return out.getvalue()


def status(document_id, code, *, sender="G15", response_organ="G12", text="Đã xử lý văn bản này xong"):
    """A status message about a document."""
    return StatusMessage(
        response=Response(response_organ, "15/BTC-VP", date(2026, 11, 16), document_id),
        sender=Organ(sender, name="Cơ quan nhận"),
        status=Status(code),
        description=text,
        staff=Staff("Phòng Hành chính", "Người Thử Hai"),
    )

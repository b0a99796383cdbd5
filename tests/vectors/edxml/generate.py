"""Makes the edXML corpus: samples that must be read, and hostile messages that must be refused with a sentence.

`python tests/vectors/edxml/generate.py FOLDER` writes all of it, large ones too (some 200 MB); the tests make what they
need in memory. Everything here is synthetic and written by hand, not by the product's own writer, so that the reader is
not only tested against its twin.
"""

import base64
import hashlib
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
CONTENT = b"%PDF-1.7 synthetic\n" * 20
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Pieces = Iterator[bytes]
Hostile = dict[str, tuple[str, Callable[[], Pieces]]]


def organ(element: str, code: str, name: str) -> str:
    """A From or To block."""
    return (
        f"<edXML:{element}><edXML:OrganId>{code}</edXML:OrganId>"
        f"<edXML:OrganName>{name}</edXML:OrganName></edXML:{element}>"
    )


SENDER = organ("From", "000.00.00.G22", "Văn phòng thử nghiệm")
RECEIVER = organ("To", "H37.DN.001", "Đơn vị nhận thử nghiệm")
DOCUMENT_ID = "<edXML:DocumentId>000.00.00.G22,2015/09/30,7816/VP-TTĐT</edXML:DocumentId>"
CODE = (
    "<edXML:Code><edXML:CodeNumber>7816</edXML:CodeNumber><edXML:CodeNotation>VP-TTĐT</edXML:CodeNotation></edXML:Code>"
)
PROMULGATION = (
    "<edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place>"
    "<edXML:PromulgationDate>2015/09/30</edXML:PromulgationDate></edXML:PromulgationInfo>"
)
TYPE = (
    "<edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail>"
    "<edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>"
)
SUBJECT = "<edXML:Subject>Về việc thử nghiệm liên thông</edXML:Subject>"
HEADER = SENDER + RECEIVER + DOCUMENT_ID + CODE + PROMULGATION + TYPE + SUBJECT
TRACES = (
    '<edXML:TraceHeaderList edXML:id="trace" edXML:version="1.0" edXML:mustUnderstand="1">'
    "<edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId>"
    "<edXML:Timestamp>2015/09/30 08:00:00</edXML:Timestamp></edXML:TraceHeader>"
    "<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType><edXML:Paper>0</edXML:Paper></edXML:Bussiness>"
    "</edXML:TraceHeaderList>"
)


def reference(content_id: str = "f1", name: str = "cong-van.pdf") -> str:
    """One line of the manifest."""
    return (
        f'<edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:{content_id}">'
        f"<edXML:ContentId>{content_id}</edXML:ContentId><edXML:ContentType>application/pdf</edXML:ContentType>"
        f"<edXML:AttachmentName>{name}</edXML:AttachmentName></edXML:Reference>"
    )


def attachment(content_id: str = "f1", name: str = "cong-van.pdf", content: str | None = None) -> str:
    """One attachment with its base64."""
    encoded = base64.b64encode(CONTENT).decode() if content is None else content
    return (
        f"<Attachment><ContentId>{content_id}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentTransferEncoded>{encoded}</ContentTransferEncoded></Attachment>"
    )


def signature(*, digest: bytes | None = None, uri: str = "cid:f1", method: str = f"{DSIG}sha1") -> str:
    """A signature in the looser form of older software: attachments only, a stub of a value."""
    value = base64.b64encode(hashlib.sha1(CONTENT).digest() if digest is None else digest).decode()
    return (
        f'<Signature xmlns="{DSIG}"><SignedInfo>'
        '<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
        f'<SignatureMethod Algorithm="{DSIG}rsa-sha1"/><Reference URI="{uri}"><DigestMethod Algorithm="{method}"/>'
        f"<DigestValue>{value}</DigestValue></Reference></SignedInfo>"
        "<SignatureValue>c3R1Yg==</SignatureValue></Signature>"
    )


def envelope(header: str = HEADER, *, traces: str = TRACES, seal: str = "", manifest: str | None = None) -> str:
    """An envelope with one attachment in its manifest."""
    listed = reference() if manifest is None else manifest
    return (
        f'<edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"><edXML:edXMLHeader>'
        f"<edXML:MessageHeader>{header}</edXML:MessageHeader>{traces}{seal}</edXML:edXMLHeader>"
        f'<edXML:edXMLBody><edXML:edXMLManifest version="1.0">{listed}</edXML:edXMLManifest></edXML:edXMLBody>'
        "</edXML:edXMLEnvelope>"
    )


def message(inside: str | None = None, room: str | None = None, *, namespace: str = NAMESPACE) -> str:
    """A whole message."""
    attachments = f"<AttachmentEncoded>{attachment()}</AttachmentEncoded>" if room is None else room
    return f'{DECLARATION}<edXML xmlns="{namespace}">{envelope() if inside is None else inside}{attachments}</edXML>\n'


def status_message(code: str = "03") -> str:
    """A status message."""
    header = (
        "<edXML:ResponseFor><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:Code>7816/VP-TTĐT</edXML:Code>"
        "<edXML:PromulgationDate>2015/09/30</edXML:PromulgationDate>"
        "<edXML:DocumentId>000.00.00.G22,2015/09/30,7816/VP-TTĐT</edXML:DocumentId></edXML:ResponseFor>"
        f"{organ('From', 'H37.DN.001', 'Đơn vị nhận thử nghiệm')}<edXML:StatusCode>{code}</edXML:StatusCode>"
        "<edXML:Description>Đã tiếp nhận</edXML:Description><edXML:Timestamp>2015/10/01 09:30:00</edXML:Timestamp>"
        "<edXML:StaffInfo><edXML:Department>Văn thư</edXML:Department><edXML:Staff>Người Thử</edXML:Staff>"
        "</edXML:StaffInfo>"
    )
    return (
        f'{DECLARATION}<edXML xmlns="{NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="{NAMESPACE}"><edXML:edXMLHeader>'
        f"<edXML:MessageHeader>{header}</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>\n"
    )


def samples() -> dict[str, tuple[bytes, tuple[str, ...]]]:
    """Messages that must be read: name → (bytes, the deviations that must be said, besides the missing signature)."""
    whole = message()
    late = (
        attachment()
        .replace("<ContentId>f1</ContentId>", "")
        .replace("</Attachment>", "<ContentId>f1</ContentId></Attachment>")
    )
    texts: dict[str, tuple[str, tuple[str, ...]]] = {
        "document": (whole, ()),
        "status": (status_message(), ()),
        "status-without-zero": (status_message("3"), ("status-form",)),
        "older-signature": (message(envelope(seal=signature())), ("signature-insecure", "signature-coverage")),
        "empty-digital-signature": (message(envelope(seal="<edXML:DigitalSignature/>")), ("signature-empty",)),
        "signature-in-edxml-namespace": (
            message(envelope(seal="<edXML:Signature><edXML:SignedInfo/></edXML:Signature>")),
            ("signature-namespace",),
        ),
        "steering-zero": (
            message(envelope(HEADER + "<edXML:SteeringType>0</edXML:SteeringType>")),
            ("steering-zero",),
        ),
        "type-one-for-letter": (
            whole.replace(">2</edXML:Type>", ">1</edXML:Type>").replace(">18<", ">0<"),
            ("type-conflict",),
        ),
        "type-without-tones": (whole.replace("Công văn<", "Cong van<"), ()),
        "type-unknown": (whole.replace("Công văn<", "Sổ tay<"), ("type-unknown",)),
        "day-first-date": (whole.replace(">2015/09/30<", ">30/09/2015<"), ("date-form",)),
        "iso-date": (whole.replace(">2015/09/30<", ">2015-09-30<"), ("date-form",)),
        "iso-instant": (whole.replace("2015/09/30 08:00:00", "2015-09-30T01:00:00Z"), ("date-form",)),
        "cid-in-attachment": (whole.replace("<ContentId>f1<", "<ContentId>cid:f1<"), ("cid-prefix",)),
        "cid-everywhere": (
            whole.replace("ContentId>f1<", "ContentId>cid:f1<"),
            ("cid-prefix",),
        ),
        "prefixed-attachments": (
            message(
                room=f'<e:AttachmentEncoded xmlns:e="{NAMESPACE}">'
                + attachment()
                .replace("</", "</e:")
                .replace("<e:", "<")
                .replace("</e:", "</")
                .replace("<", "<e:")
                .replace("<e:/", "</e:")
                + "</e:AttachmentEncoded>"
            ),
            ("attachment-prefixed",),
        ),
        "attachments-without-namespace": (
            message(room=f'<AttachmentEncoded xmlns="">{attachment()}</AttachmentEncoded>'),
            ("attachment-namespace",),
        ),
        "content-before-its-id": (
            message(room=f"<AttachmentEncoded>{late}</AttachmentEncoded>"),
            ("attachment-order",),
        ),
        "attachment-called-otherwise": (
            message(room=f"<AttachmentEncoded>{attachment(name='khac.pdf')}</AttachmentEncoded>"),
            ("attachment-name",),
        ),
        "manifest-with-href-only": (
            whole.replace("<edXML:ContentId>f1</edXML:ContentId>", ""),
            ("manifest-id",),
        ),
        "elements-in-another-order": (
            message(envelope(SUBJECT + CODE + RECEIVER + SENDER + TYPE + PROMULGATION + DOCUMENT_ID)),
            ("element-order",),
        ),
        "unknown-elements": (
            message(envelope(HEADER + "<edXML:Novelty><edXML:Deep>1</edXML:Deep></edXML:Novelty>")),
            ("unknown-element",),
        ),
        "unknown-field-of-attachment": (
            message(
                room="<AttachmentEncoded>"
                + attachment().replace("</Attachment>", "<Color>đỏ</Color></Attachment>")
                + "</AttachmentEncoded>"
            ),
            ("unknown-element",),
        ),
        "header-only": (
            message(
                envelope(manifest="").replace(
                    '<edXML:edXMLBody><edXML:edXMLManifest version="1.0"></edXML:edXMLManifest></edXML:edXMLBody>', ""
                ),
                "",
            ),
            (),
        ),
        "document-id-of-its-own": (
            whole.replace("000.00.00.G22,2015/09/30,7816/VP-TTĐT", "9f1c1f9e-0000-4000-8000-000000000001"),
            ("document-id-form",),
        ),
        "only-what-is-required": (
            message(envelope(SENDER + RECEIVER + DOCUMENT_ID + CODE, traces="", manifest=""), ""),
            ("missing-optional",),
        ),
        "comments-between-elements": (
            message(
                envelope(SENDER + "<!-- between -->" + HEADER.removeprefix(SENDER)).replace(
                    "<edXML:edXMLBody>", "<!-- between --><edXML:edXMLBody>"
                )
            ),
            ("comment",),
        ),
        "text-in-cdata": (
            whole.replace("Về việc thử nghiệm liên thông", "<![CDATA[Về việc <thử nghiệm>]]>"),
            (),
        ),
        "decomposed-name": (
            message(
                envelope(manifest=reference(name=unicodedata.normalize("NFC", "Đính kèm số một.pdf"))),
                "<AttachmentEncoded>"
                + attachment(name=unicodedata.normalize("NFD", "Đính kèm số một.pdf"))
                + "</AttachmentEncoded>",
            ),
            (),
        ),
        "base64-in-lines": (
            message(
                room="<AttachmentEncoded>"
                + attachment(content="\n" + base64.encodebytes(CONTENT).decode().replace("\n", "\r\n   ") + "\n")
                + "</AttachmentEncoded>"
            ),
            (),
        ),
    }
    made = {name: (text.encode(), deviations) for name, (text, deviations) in texts.items()}
    made["byte-order-mark"] = (b"\xef\xbb\xbf" + whole.encode(), ("byte-order-mark",))
    return made


def hostile() -> Hostile:
    """Messages that must be refused: name → (code of the refusal, the pieces of the message)."""
    return {**_not_xml(), **_markup(), **_structure(), **_values(), **_attachments(), **_signatures(), **_large()}


def _once(text: str | bytes) -> Callable[[], Pieces]:
    data = text.encode() if isinstance(text, str) else text
    return lambda: iter((data,))


def _not_xml() -> Hostile:
    whole = message()
    data = whole.encode()
    return {
        "empty": ("truncated", _once(b"")),
        "blank": ("truncated", _once(b"  \n ")),
        "not-xml": ("not-well-formed", _once(b"PK\x03\x04 this is a zip")),
        "pdf": ("not-well-formed", _once(CONTENT)),
        "truncated-in-tag": ("truncated", _once(data[: data.index(b"MessageHeader") + 4])),
        "truncated-in-base64": ("truncated", _once(data[: data.index(b"<ContentTransferEncoded>") + 60])),
        "truncated-before-root-end": ("truncated", _once(data[: data.rindex(b"</edXML>")])),
        "trailing-element": ("trailing-bytes", _once(whole + "<edXML/>")),
        "trailing-bytes": ("trailing-bytes", _once(data + b"\x00\x00\x00")),
        "two-messages": ("trailing-bytes", _once(whole + whole.removeprefix(DECLARATION))),
        "crossed-tags": ("not-well-formed", _once(whole.replace("</edXML:Subject>", "</edXML:Content>"))),
        "nul-byte": ("not-well-formed", _once(whole.replace("thử nghiệm", "thử\x00nghiệm"))),
        "nul-reference": ("not-well-formed", _once(whole.replace("thử nghiệm", "thử&#0;nghiệm"))),
        "broken-utf-8": ("not-well-formed", _once(data.replace("ử".encode(), b"\xed\xa0\x80", 1))),
        "latin-1-bytes": ("not-well-formed", _once(data.replace("ử".encode(), b"\xe9", 1))),
        "utf-16": ("wrong-encoding", _once(whole.replace("UTF-8", "UTF-16").encode("utf-16"))),
        "utf-16-without-mark": ("wrong-encoding", _once(whole.encode("utf-16-le"))),
        "utf-32": ("wrong-encoding", _once(whole.encode("utf-32"))),
        "utf-7": ("wrong-encoding", _once(whole.replace("UTF-8", "UTF-7"))),
        "windows-1258": ("wrong-encoding", _once(whole.replace("UTF-8", "windows-1258"))),
        "xml-1.1": ("not-well-formed", _once(whole.replace('version="1.0" encoding', 'version="1.1" encoding'))),
    }


def _markup() -> Hostile:
    whole = message()
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document_id = "000.00.00.G22,2015/09/30,7816/VP-TTĐT"
    return {
        "doctype": ("doctype-forbidden", _once(whole.replace("\n<edXML", "\n<!DOCTYPE edXML>\n<edXML"))),
        "billion-laughs": (
            "doctype-forbidden",
            _once(whole.replace("\n<edXML", f'\n<!DOCTYPE edXML [<!ENTITY l0 "ha">{bomb}]>\n<edXML', 1)),
        ),
        "external-entity": (
            "doctype-forbidden",
            _once(
                whole.replace("\n<edXML", '\n<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<edXML', 1)
            ),
        ),
        "external-dtd": (
            "doctype-forbidden",
            _once(whole.replace("\n<edXML", '\n<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/x.dtd">\n<edXML', 1)),
        ),
        "undeclared-entity": ("not-well-formed", _once(whole.replace("thử nghiệm", "&x;"))),
        "comment-in-document-id": (
            "markup-in-text",
            _once(whole.replace(document_id, document_id.replace("7816", "78<!-- -->16"))),
        ),
        "comment-in-sender": (
            "markup-in-text",
            _once(whole.replace("000.00.00.G22<", "000.00.00.G22<!-- -->.G01<", 1)),
        ),
        "comment-in-base64": ("markup-in-text", _once(whole.replace("VBERi", "VBE<!-- -->Ri"))),
        "element-in-text": ("markup-in-text", _once(whole.replace("liên thông", "<edXML:b>liên</edXML:b> thông"))),
        "element-in-base64": ("markup-in-text", _once(whole.replace("VBERi", "VBE<b/>Ri"))),
        "instruction": (
            "instruction-forbidden",
            _once(whole.replace("<edXML:Subject>", "<?php echo 1 ?><edXML:Subject>")),
        ),
        "stylesheet": (
            "instruction-forbidden",
            _once(whole.replace("\n<edXML", '\n<?xml-stylesheet href="x"?>\n<edXML', 1)),
        ),
        "instruction-in-attachment": (
            "instruction-forbidden",
            _once(whole.replace("<ContentTransferEncoded>", "<ContentTransferEncoded><?x y?>")),
        ),
        "cdata-with-markup-as-identifier": (
            "bad-identifier",
            _once(whole.replace(">H37.DN.001<", "><![CDATA[<edXML:OrganId>G01</edXML:OrganId>]]><")),
        ),
        "stray-text": ("stray-text", _once(whole.replace("<edXML:Subject>", "stray<edXML:Subject>"))),
        "stray-text-between-attachments": ("stray-text", _once(whole.replace("<Attachment>", "stray<Attachment>"))),
        "stray-text-after-attachments": (
            "stray-text",
            _once(whole.replace("</AttachmentEncoded>", "</AttachmentEncoded>x")),
        ),
    }


def _structure() -> Hostile:
    whole, inside = message(), envelope()
    room = f"<AttachmentEncoded>{attachment()}</AttachmentEncoded>"
    return {
        "older-vendor-namespace": (
            "wrong-namespace",
            _once(whole.replace(NAMESPACE, "http://www.e-doc.vn/Schema/")),
        ),
        "invented-namespace": ("wrong-namespace", _once(whole.replace(NAMESPACE, "http://www.go.vn/eDoc"))),
        "no-namespace": ("wrong-namespace", _once(whole.replace(f'<edXML xmlns="{NAMESPACE}">', "<edXML>"))),
        "envelope-in-another-namespace": (
            "wrong-namespace",
            _once(whole.replace(f'xmlns:edXML="{NAMESPACE}"', 'xmlns:edXML="http://www.go.vn/eDoc"')),
        ),
        "sender-in-another-namespace": (
            "wrong-namespace",
            _once(whole.replace("<edXML:From>", '<edXML:From xmlns:edXML="urn:x">')),
        ),
        "attachment-in-another-namespace": (
            "wrong-namespace",
            _once(whole.replace("<Attachment>", '<Attachment xmlns="urn:x">')),
        ),
        "undeclared-prefix": ("undeclared-prefix", _once(whole.replace("edXML:Subject", "edx:Subject"))),
        "undeclared-prefix-on-attribute": (
            "undeclared-prefix",
            _once(whole.replace("<edXML:Subject>", '<edXML:Subject x:y="1">')),
        ),
        "soap": (
            "not-edxml",
            _once('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'),
        ),
        "no-envelope": ("missing-element", _once(message("", ""))),
        "attachments-before-envelope": ("missing-element", _once(message(room, inside))),
        "two-envelopes": ("repeated-element", _once(message(inside * 2))),
        "envelope-after-attachments": ("repeated-element", _once(message(inside, room + inside))),
        "attachments-twice": ("repeated-element", _once(message(inside, room * 2))),
        "stranger-after-attachments": ("misplaced-element", _once(message(inside, room + "<Extra/>"))),
        "foreign-element-in-root": ("misplaced-element", _once(message(inside + "<Extra/>"))),
        "two-headers": (
            "repeated-element",
            _once(whole.replace("</edXML:edXMLHeader>", "</edXML:edXMLHeader><edXML:edXMLHeader/>")),
        ),
        "two-message-headers": (
            "repeated-element",
            _once(whole.replace("</edXML:MessageHeader>", "</edXML:MessageHeader><edXML:MessageHeader/>")),
        ),
        "two-document-ids": ("repeated-element", _once(message(envelope(HEADER + DOCUMENT_ID)))),
        "two-senders": ("repeated-element", _once(message(envelope(SENDER + HEADER)))),
        "two-place-lists": (
            "repeated-element",
            _once(message(envelope(HEADER + "<edXML:ToPlaces><edXML:Place>A</edXML:Place></edXML:ToPlaces>" * 2))),
        ),
        "stranger-in-place-list": (
            "misplaced-element",
            _once(message(envelope(HEADER + "<edXML:ToPlaces><edXML:Room>A</edXML:Room></edXML:ToPlaces>"))),
        ),
        "no-message-header": (
            "missing-element",
            _once(whole.replace("edXML:MessageHeader", "edXML:Other")),
        ),
        "duplicate-attribute": (
            "not-well-formed",
            _once(whole.replace("<edXML:Subject>", '<edXML:Subject a="1" a="2">')),
        ),
    }


def _values() -> Hostile:
    whole = message()
    wrong: Hostile = {
        f"without-{name}": ("missing-element", _once(message(envelope(HEADER.replace(part, "")))))
        for name, part in (("sender", SENDER), ("receiver", RECEIVER), ("document-id", DOCUMENT_ID), ("code", CODE))
    }
    return wrong | {
        "sender-without-identifier": ("missing-element", _once(whole.replace(">000.00.00.G22<", "><", 1))),
        "empty-document-id": (
            "missing-element",
            _once(message(envelope(HEADER.replace(DOCUMENT_ID, "<edXML:DocumentId> </edXML:DocumentId>")))),
        ),
        "identifier-of-no-form": ("bad-identifier", _once(whole.replace("H37.DN.001", "00.99.H29"))),
        "identifier-too-long": ("bad-identifier", _once(whole.replace("H37.DN.001", "H37." + "A" * 40))),
        "identifier-with-newline": ("bad-identifier", _once(whole.replace("H37.DN.001", "H37&#10;.DN"))),
        "identifier-in-full-width": ("bad-identifier", _once(whole.replace("H37.DN.001", "H３7"))),
        "day-that-is-not": ("bad-value", _once(whole.replace(">2015/09/30<", ">2015/02/30<"))),
        "date-in-words": ("bad-value", _once(whole.replace(">2015/09/30<", ">hôm qua<"))),
        "iso-instant-out-of-range": (
            "bad-value",
            _once(whole.replace("2015/09/30 08:00:00", "0001-01-01T00:00:00+14:00")),
        ),
        "business-unknown": ("bad-value", _once(whole.replace("DocType>0<", "DocType>9<"))),
        "business-in-words": ("bad-value", _once(whole.replace("DocType>0<", "DocType>mới<"))),
        "number-negative": ("bad-value", _once(whole.replace("Paper>0<", "Paper>-1<"))),
        "number-huge": ("bad-value", _once(whole.replace("Paper>0<", f"Paper>{'9' * 5000}<"))),
        "number-in-other-digits": ("bad-value", _once(whole.replace("Paper>0<", "Paper>٣<"))),
        "status-unknown": ("bad-value", _once(status_message("99"))),
        "status-of-letters": ("bad-value", _once(status_message("ok"))),
        "status-empty": ("missing-element", _once(status_message(""))),
        "status-without-document": (
            "missing-element",
            _once(
                status_message().replace(
                    "<edXML:DocumentId>000.00.00.G22,2015/09/30,7816/VP-TTĐT</edXML:DocumentId>", ""
                )
            ),
        ),
        "status-for-nobody": ("bad-identifier", _once(status_message().replace(">000.00.00.G22<", ">ai đó<"))),
    }


def _attachments() -> Hostile:
    inside = envelope()

    def room(*parts: str) -> Callable[[], Pieces]:
        return _once(message(inside, f"<AttachmentEncoded>{''.join(parts)}</AttachmentEncoded>"))

    def named(name: str) -> Callable[[], Pieces]:
        return _once(message(envelope(manifest=reference(name=name))))

    composed, decomposed = (unicodedata.normalize(form, "tệp") for form in ("NFC", "NFD"))
    return {
        "traversal": ("bad-value", named("../../etc/passwd")),
        "traversal-windows": ("bad-value", named(r"..\..\boot.ini")),
        "absolute-name": ("bad-value", named("/etc/passwd")),
        "drive-name": ("bad-value", named("C:cong-van.pdf")),
        "dot-dot-name": ("bad-value", named("..")),
        "right-to-left-name": ("bad-value", named("cong-van\u202efdp.exe")),
        "endless-name": ("bad-value", named("a" * 5000)),
        "listed-but-absent": ("manifest-mismatch", _once(message(inside, ""))),
        "present-but-unlisted": ("manifest-mismatch", _once(message(envelope(manifest="")))),
        "other-id": ("manifest-mismatch", room(attachment("f2"))),
        "one-too-many": ("manifest-mismatch", room(attachment(), attachment("f2"))),
        "twice": ("manifest-mismatch", room(attachment(), attachment())),
        "listed-twice": ("manifest-mismatch", _once(message(envelope(manifest=reference() * 2)))),
        "composed-and-decomposed-id": (
            "manifest-mismatch",
            _once(
                message(
                    envelope(manifest=reference(composed)),
                    f"<AttachmentEncoded>{attachment(decomposed)}</AttachmentEncoded>",
                )
            ),
        ),
        "href-and-id-differ": ("manifest-mismatch", _once(message().replace('href="cid:f1"', 'href="cid:f2"'))),
        "reference-without-id": (
            "missing-element",
            _once(message().replace("<edXML:ContentId>f1</edXML:ContentId>", "").replace("cid:f1", "")),
        ),
        "attachment-without-id": ("missing-element", room(attachment().replace("<ContentId>f1</ContentId>", ""))),
        "attachment-without-content": ("missing-element", room("<Attachment><ContentId>f1</ContentId></Attachment>")),
        "content-twice": (
            "repeated-element",
            room(attachment().replace("</Attachment>", "<ContentTransferEncoded/></Attachment>")),
        ),
        "id-twice": (
            "repeated-element",
            room(attachment().replace("<Attachment>", "<Attachment><ContentId>f1</ContentId>")),
        ),
        "not-an-attachment": ("misplaced-element", room("<File/>")),
        "base64-of-other-letters": ("bad-base64", room(attachment(content="@@@@"))),
        "base64-beyond-ascii": ("bad-base64", room(attachment(content="tệpệ"))),
        "base64-cut": ("bad-base64", room(attachment(content="QUJDR"))),
        "base64-after-padding": ("bad-base64", room(attachment(content="QQ==QUJD"))),
        "base64-url-letters": ("bad-base64", room(attachment(content="__--"))),
    }


def _signatures() -> Hostile:
    sealed = lambda seal: _once(message(envelope(seal=seal)))  # noqa: E731 - a word for the table below
    wrapped = f'<edXML:Novelty><edXML:Copy Id="same">{DOCUMENT_ID}</edXML:Copy><edXML:Copy Id="same"/></edXML:Novelty>'
    return {
        "digest-of-another-file": ("wrong-digest", sealed(signature(digest=bytes(20)))),
        "digest-of-an-absent-file": ("bad-signature", sealed(signature(uri="cid:f9"))),
        "digest-that-is-not-base64": ("bad-signature", sealed(signature().replace("<DigestValue>", "<DigestValue>@"))),
        "digest-by-md5": ("bad-signature", sealed(signature(method="http://www.w3.org/2001/04/xmldsig-more#md5"))),
        "signature-of-nothing": ("bad-signature", sealed(f'<Signature xmlns="{DSIG}"><SignedInfo/></Signature>')),
        "two-signatures": ("repeated-element", sealed(signature() * 2)),
        "signature-and-empty-signature": ("repeated-element", sealed(signature() + "<edXML:Signature/>")),
        "signature-and-digital-signature": ("repeated-element", sealed(signature() + "<edXML:DigitalSignature/>")),
        "signature-in-the-body": (
            "wrong-namespace",
            _once(message().replace("<edXML:edXMLManifest", signature() + "<edXML:edXMLManifest")),
        ),
        "signature-in-the-message-header": ("wrong-namespace", _once(message(envelope(HEADER + signature())))),
        "duplicate-ids": ("bad-signature", _once(message(envelope(HEADER + wrapped, seal=signature(uri="#same"))))),
        "reference-to-nothing": ("bad-signature", sealed(signature(uri="#nowhere"))),
    }


def _large() -> Hostile:
    whole = message()
    start, end = whole.split("Về việc thử nghiệm liên thông")

    def between(piece: bytes, times: int, before: str = start, after: str = end) -> Callable[[], Pieces]:
        def pieces() -> Pieces:
            yield before.encode()
            for _time in range(times):
                yield piece
            yield after.encode()

        return pieces

    megabyte = b"a" * 1024**2
    attributes = " ".join(f'a{n}="{n}"' for n in range(100_000))
    deep_start, deep_end = "<edXML:d>" * 100_000, "</edXML:d>" * 100_000
    room_start, room_end = whole.split("<AttachmentName>cong-van.pdf</AttachmentName>")
    return {
        "hundred-thousand-attributes": (
            "too-big",
            _once(whole.replace("<edXML:Subject>", f"<edXML:Subject {attributes}>")),
        ),
        "five-hundred-attributes": (
            "too-big",
            _once(whole.replace("<edXML:Subject>", f"<edXML:Subject {attributes[:5000].rpartition(' ')[0]}>")),
        ),
        "deep-nesting": ("too-big", _once(whole.replace("Về việc", deep_start + deep_end))),
        "forty-levels": (
            "too-big",
            _once(
                whole.replace("<edXML:Subject>", "<edXML:d>" * 40 + "</edXML:d>" * 40 + "<edXML:Subject>")
                + " " * 70_000
            ),
        ),
        "hundred-thousand-elements": ("too-big", between(b"<edXML:e/>" * 1000, 100)),
        "long-text": ("too-big", _once(whole.replace("Về việc", "V" * 70_000))),
        "huge-text": ("too-big", between(megabyte, 64)),
        "huge-tag": ("too-big", between(megabyte, 64, start + "<e", "/>" + end)),
        "huge-comment": ("too-big", between(megabyte, 64, start + "<!--", "-->" + end)),
        "huge-attribute": ("too-big", between(megabyte, 64, start + '<e a="', '"/>' + end)),
        "huge-comment-among-attachments": ("too-big", between(megabyte, 64, room_start + "<!--", "-->" + room_end)),
        "huge-tag-among-attachments": ("too-big", between(megabyte, 64, room_start + "<e", "/>" + room_end)),
        "huge-name-of-attachment": (
            "too-big",
            between(megabyte, 64, room_start + "<AttachmentName>", "</AttachmentName>" + room_end),
        ),
        "huge-namespace": ("too-big", between(megabyte, 64, DECLARATION + '<edXML xmlns="', '"/>')),
        "endless-blank": ("too-big", between(b" " * 1024**2, 64, DECLARATION, whole.removeprefix(DECLARATION))),
        "many-attachments": (
            "too-big",
            _once(message(envelope(manifest="".join(reference(f"f{n}") for n in range(1100))), "")),
        ),
    }


def main(folder: Path) -> None:
    """Write the whole corpus into a folder."""
    for part in ("good", "hostile"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for name, (data, _deviations) in samples().items():
        (folder / "good" / f"{name}.edxml").write_bytes(data)
    for name, (_code, pieces) in hostile().items():
        with (folder / "hostile" / f"{name}.edxml").open("wb") as out:
            out.writelines(pieces())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

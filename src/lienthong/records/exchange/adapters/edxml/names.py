"""Namespaces of the wire and the limits of a message."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from lienthong.records.exchange.adapters.edxml.sentences import _, say

EDXML = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
"""The one namespace of QCVN 102:2016/BTTTT."""

DSIG = "http://www.w3.org/2000/09/xmldsig#"
XLINK = "http://www.w3.org/1999/xlink"

OTHER_NAMESPACES = {
    "http://www.e-doc.vn/Schema/": _("không gian tên cũ của một nhà cung cấp, có trước QCVN 102:2016"),
    "http://www.go.vn/eDoc": _("không gian tên không có trong quy chuẩn nào"),
}
"""Namespaces met in the field that are not the regulation's, so that a refusal can say what was found."""

TRACE_ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
ENVELOPE_ID = "envelope"
"""`Id` of the envelope in our own messages: the one same-document reference of the signature."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a message is read before it is refused; sizes in bytes, texts in characters."""

    message_bytes: int = 2 * 1024**3
    envelope_bytes: int = 1024**2
    attachment_count: int = 1000
    depth: int = 32
    element_count: int = 50_000
    attribute_count: int = 256
    text_length: int = 65_536
    token_bytes: int = 256 * 1024


def local(tag: str) -> str:
    """`Subject` of `{namespace}Subject`."""
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """`namespace` of `{namespace}Subject`; empty without one."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def line_of(element: etree._Element) -> int:
    """Line on which an element starts, from 1; 0 when it is not known."""
    line: Any = element.sourceline
    return line or 0


def describe_namespace(found: str) -> str:
    """A namespace that is not the regulation's, with what is known of it."""
    return f"{found} ({say(OTHER_NAMESPACES[found])})" if found in OTHER_NAMESPACES else found


def without_cid(content_id: str) -> str:
    """A content id without the `cid:` that some senders write and others do not."""
    return content_id[4:] if content_id[:4].lower() == "cid:" else content_id

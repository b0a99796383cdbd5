"""A small message in one look: where nothing in it needs expat's care, libxml2 alone reads it, several times faster.

The same refusals and warnings as by the long way (a test compares the two). Anything out of the ordinary (a comment, a
DOCTYPE, an instruction, another encoding, very many attributes, a syntax error) sends the message the long way round.
"""

import re

from lxml import etree

from lienthong.records.exchange.adapters.edxml import refusals
from lienthong.records.exchange.adapters.edxml.attachments import FIELDS, ROOM, AttachmentReader, Manifest
from lienthong.records.exchange.adapters.edxml.envelope import EnvelopeReader, parse
from lienthong.records.exchange.adapters.edxml.names import EDXML, Limits, describe_namespace, line_of, local, namespace

SMALL_BYTES = 64 * 1024
_NAMES = {tag: name for name in FIELDS for tag in (name, f"{{{EDXML}}}{name}")}
_DECLARATION = re.compile(rb"""<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?\s*\?>\s*<(?![?!])""")


def plain_tree(document: bytes, limits: Limits) -> etree._Element | None:
    """The tree of a small and ordinary message, or None: then the long way decides."""
    if len(document) > min(SMALL_BYTES, limits.envelope_bytes, limits.message_bytes):
        return None
    if not _DECLARATION.match(document) or b"<!" in document or document.find(b"<?", 1) >= 0:
        return None
    if len(document.split(b"=", limits.attribute_count + 1)) > limits.attribute_count:  # far faster than counting
        return None
    try:
        root = parse(document)
    except refusals.NotWellFormed:
        return None
    return root if root.tag == f"{{{EDXML}}}edXML" else None


def read_attachments(
    room: etree._Element, manifest: Manifest, attachments: AttachmentReader, envelope: EnvelopeReader
) -> None:
    """Decode the attachments of a tree. Refuses: as `AttachmentReader` does."""
    attachments.begin(manifest, namespace=namespace(room.tag), prefix=room.prefix or "", line=line_of(room))
    for attachment in envelope.children(room, ROOM):
        attachments.start_attachment(_name(attachment), line_of(attachment))
        for field in envelope.children(attachment, "Attachment"):
            _read_field(field, attachments)
        attachments.end_attachment(line_of(attachment))


def _read_field(field: etree._Element, attachments: AttachmentReader) -> None:
    name, line = _NAMES.get(field.tag) or _name(field), line_of(field)
    attachments.start_field(name, line)
    if len(field):
        raise refusals.MarkupInText(line=line, element=f"Attachment/{name}")
    attachments.text(name, field.text or "", line)
    attachments.end_field(name)


def _name(element: etree._Element) -> str:
    found = namespace(element.tag)
    if found and found != EDXML:
        raise refusals.WrongNamespace(
            line=line_of(element),
            element=local(element.tag),
            found=describe_namespace(found),
            expected=EDXML,
        )
    return local(element.tag)

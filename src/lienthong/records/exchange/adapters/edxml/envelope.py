"""The second, inner look: the envelope as libxml2 reads it, turned into a message by THE table of `wire.py`.

Fields and signature are read from one and the same tree, so nothing can be signed here and meant there. Comments and
elements inside a text are refused, because what a reader sees of such a text depends on the reader.
"""

from dataclasses import replace
from typing import Any

from lxml import etree

from lienthong.records.exchange.adapters.edxml import document_types, identifiers, refusals, values
from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.names import (
    DSIG,
    EDXML,
    XLINK,
    Limits,
    describe_namespace,
    line_of,
    local,
    namespace,
    without_cid,
)
from lienthong.records.exchange.adapters.edxml.sentences import _, say
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes
from lienthong.records.exchange.adapters.edxml.wire import (
    BLOCKS,
    DOCUMENT_HEADER,
    MANIFEST,
    ROUTING,
    STATUS_HEADER,
    Block,
    Kind,
    Part,
)

_PARSER = etree.XMLParser(
    encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
)
_HREF = f"{{{XLINK}}}href"
_SIGNATURE = f"{{{DSIG}}}Signature"
_EMPTY: tuple[object, ...] = (None, "", ())
_STATUS_CODE = f"{{{EDXML}}}StatusCode"


def parse(document: bytes) -> etree._Element:
    """The tree of an envelope that expat has already walked. Refuses: NotWellFormed, DoctypeForbidden."""
    try:
        root = etree.fromstring(document, _PARSER)
    except etree.XMLSyntaxError as error:
        raise refusals.NotWellFormed(line=error.lineno or 0, found=error.msg) from None
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise refusals.DoctypeForbidden
    return root


class EnvelopeReader:
    """Reads one envelope. `message` is whole once `read` has returned."""

    def __init__(self, root: etree._Element, *, limits: Limits, notes: Notes) -> None:
        """Read from `root`, the `edXML` element."""
        self._root = root
        self._limits = limits
        self._notes = notes
        self.signature: etree._Element | None = None
        self.beside: etree._Element | None = None

    def read(self, *, beside: str = "") -> m.Message:
        """The message of this envelope; `beside` is what else may stand under the root. Refuses: see `refusals`."""
        frame = self._frame(self._root, "edXML", "edXMLEnvelope", beside)
        if next(iter(frame)) != "edXMLEnvelope":
            raise refusals.MissingElement(line=line_of(self._root), element="edXML", missing="edXMLEnvelope")
        self.beside = frame.get(beside)
        return self.read_envelope(frame["edXMLEnvelope"])

    def read_envelope(self, envelope: etree._Element) -> m.Message:
        """The message of an `edXMLEnvelope`."""
        inside = self._frame(envelope, "edXMLEnvelope", "edXMLHeader", "edXMLBody")
        header = self._header(inside["edXMLHeader"])
        message_header = header["MessageHeader"]
        if message_header.find(_STATUS_CODE) is not None:
            return self._status(message_header)
        return self._document(message_header, header.get("TraceHeaderList"), inside.get("edXMLBody"))

    # -- the frame around the blocks ----------------------------------------------------------------------------
    def _frame(self, parent: etree._Element, where: str, required: str, optional: str) -> dict[str, etree._Element]:
        """Children of a frame element by name: one required, one optional, each once, nothing else."""
        found: dict[str, etree._Element] = {}
        for child in self.children(parent, where):
            name = child.tag if child.tag == optional else self._name(child, where)
            if name in found:
                raise refusals.RepeatedElement(line=line_of(child), element=where, found=name)
            if name not in (required, optional):
                raise refusals.MisplacedElement(line=line_of(child), element=where, found=name)
            found[name] = child
        if required not in found:
            raise refusals.MissingElement(line=line_of(parent), element=where, missing=required)
        return found

    def _header(self, header: etree._Element) -> dict[str, etree._Element]:
        where = "edXMLHeader"
        found: dict[str, etree._Element] = {}
        for child in self.children(header, where):
            name = "Signature" if child.tag == _SIGNATURE else self._name(child, where)
            if name in found:
                raise refusals.RepeatedElement(line=line_of(child), element=where, found=name)
            found[name] = child
            if name in ("Signature", "DigitalSignature"):
                self._signature(child, name)
            elif name not in ("MessageHeader", "TraceHeaderList"):
                self._notes.warn(Deviation.UNKNOWN_ELEMENT, line=line_of(child), element=where, found=name)
        if "MessageHeader" not in found:
            raise refusals.MissingElement(line=line_of(header), element=where, missing="MessageHeader")
        if self.signature is None and not {"Signature", "DigitalSignature"} & found.keys():
            self._notes.warn(Deviation.SIGNATURE_MISSING)
        return found

    def _signature(self, element: etree._Element, name: str) -> None:
        if self.signature is not None:
            raise refusals.RepeatedElement(line=line_of(element), element="edXMLHeader", found=name)
        if len(element) == 0:
            self._notes.warn(Deviation.SIGNATURE_EMPTY, line=line_of(element), element=name)
        elif element.tag != _SIGNATURE:
            self._notes.warn(Deviation.SIGNATURE_NAMESPACE, line=line_of(element), element=name)
        else:
            self.signature = element

    def _name(self, child: etree._Element, where: str) -> str:
        """Local name of an element of the regulation's namespace. Refuses: WrongNamespace."""
        found = namespace(child.tag)
        if found != EDXML:
            shown = describe_namespace(found)
            element = f"{where}/{local(child.tag)}"
            raise refusals.WrongNamespace(line=line_of(child), element=element, found=shown, expected=EDXML)
        return local(child.tag)

    def children(self, parent: etree._Element, where: str) -> list[etree._Element]:
        """Child elements; comments between them are passed over. Refuses: StrayText."""
        self._require_blank(parent.text, parent, where)
        found = []
        comment: Any = etree.Comment
        for child in parent:
            tail = child.tail
            if tail is not None and not tail.isspace():
                self._require_blank(tail, child, where)
            if child.tag is not comment:
                found.append(child)
        return found

    def _require_blank(self, text: str | None, element: etree._Element, where: str) -> None:
        if text and not text.isspace():
            raise refusals.StrayText(line=line_of(element), element=where, found=text.strip())

    # -- the two kinds of message -------------------------------------------------------------------------------
    def _document(
        self, header: etree._Element, routing: etree._Element | None, body: etree._Element | None
    ) -> m.DocumentMessage:
        fields = self._fields(header, DOCUMENT_HEADER, "MessageHeader")
        if routing is None:
            self._notes.warn(Deviation.MISSING_OPTIONAL, line=line_of(header), missing="TraceHeaderList")
        else:
            fields |= self._fields(routing, ROUTING, "TraceHeaderList")
        if body is not None:
            fields |= self._manifest(body)
        message = m.DocumentMessage(**fields)
        self._check_document(message, line_of(header))
        return message

    def _status(self, header: etree._Element) -> m.StatusMessage:
        message = m.StatusMessage(**self._fields(header, STATUS_HEADER, "MessageHeader"))
        line = line_of(header)
        for organ in (message.sender, *message.recipients):
            self._require_identifier(organ.code, line, "OrganId")
        self._require_identifier(message.response.organ, line, "ResponseFor/OrganId")
        if not message.response.document_id:
            raise refusals.MissingElement(line=line, element="ResponseFor", missing="DocumentId")
        return message

    def _check_document(self, message: m.DocumentMessage, line: int) -> None:
        self._require_identifier(message.sender.code, line, "From/OrganId")
        for recipient in message.recipients:
            self._require_identifier(recipient.code, line, "To/OrganId")
        if not identifiers.is_document_id(message.document_id):
            self._notes.warn(Deviation.DOCUMENT_ID_FORM, line=line, element="DocumentId", found=message.document_id)
        mentioned = [response.organ for response in message.responses] + [trace.organ for trace in message.traces]
        for code in filter(None, mentioned):
            if not identifiers.is_identifier(code):
                self._notes.warn(Deviation.IDENTIFIER_FORM, line=line, found=code)
        document_types.resolve(message.type, notes=self._notes, line=line)

    def _require_identifier(self, code: str, line: int, element: str) -> None:
        if not identifiers.is_identifier(code):
            raise refusals.BadIdentifier(line=line, element=element, found=code)

    def _manifest(self, body: etree._Element) -> dict[str, Any]:
        manifest = self._frame(body, "edXMLBody", "edXMLManifest", "")["edXMLManifest"]
        listed = self._fields(manifest, MANIFEST, "edXMLManifest").get("attachments", ())
        line = line_of(manifest)
        if len(listed) > self._limits.attachment_count:
            raise refusals.TooBig(line=line, what=say(_("số tệp kèm")), limit=self._limits.attachment_count)
        references = manifest.iterchildren(f"{{{EDXML}}}Reference")
        found: dict[str, m.Attachment] = {}
        for attachment, reference in zip(listed, references, strict=True):
            entry = self._listed(attachment, reference)
            if entry.content_id in found:
                what = say(_("danh mục ghi tệp “{found}” hai lần"), found=entry.content_id)
                raise refusals.ManifestMismatch(line=line, element="edXMLManifest", what=what)
            found[entry.content_id] = entry
        return {"attachments": tuple(found.values())}

    def _listed(self, attachment: m.Attachment, reference: etree._Element) -> m.Attachment:
        """A line of the manifest under its bare id. Refuses: BadValue for a name that is more than a name."""
        if not identifiers.is_file_name(attachment.name):
            expected = say(_("tên tệp không có thư mục và không có ký tự điều khiển"))
            raise refusals.BadValue(
                line=line_of(reference), element="Reference/AttachmentName", found=attachment.name, expected=expected
            )
        content_id = self._content_id(attachment, reference)
        return attachment if content_id == attachment.content_id else replace(attachment, content_id=content_id)

    def _content_id(self, attachment: m.Attachment, reference: etree._Element) -> str:
        """ContentId, or the id in href where only that is given; the two may not differ."""
        href = without_cid((reference.get(_HREF) or "").strip())
        content_id = without_cid(attachment.content_id)
        if not content_id and not href:
            raise refusals.MissingElement(line=line_of(reference), element="Reference", missing="ContentId")
        if not content_id:
            self._notes.warn(Deviation.MANIFEST_ID, line=line_of(reference), element="Reference")
        elif href and content_id != href:
            what = say(_("href “{href}” khác ContentId “{found}”"), href=href, found=content_id)
            raise refusals.ManifestMismatch(line=line_of(reference), element="Reference", what=what)
        return content_id or href

    # -- blocks, by the table -----------------------------------------------------------------------------------
    def _fields(self, parent: etree._Element, block: Block, where: str) -> dict[str, Any]:
        """Fields of one element by the table. This loop is the hot path of the intake: it stays flat."""
        fields: dict[str, Any] = {}
        places, limit = block.places, self._limits.text_length
        last, ordered = -1, True
        before = parent.text
        if before is not None and not before.isspace():
            self._require_blank(before, parent, where)
        for child in parent:
            tail = child.tail
            if tail is not None and not tail.isspace():
                self._require_blank(tail, child, where)
            known = places.get(child.tag)
            if known is None:
                self._unknown(child, where)
                continue
            place, part, field, single, noun = known
            if place < last:
                ordered = False
            last = place
            if noun is not None:
                value = noun(**self._fields(child, BLOCKS[noun], part.element))
                self._keep(value, child, part, fields, where)
                continue
            text = child.text
            if not single or field in fields or len(child) or (text is not None and len(text) > limit):
                self._take(child, part, fields, where)
                continue
            text = text.strip() if text is not None else ""
            fields[field] = text if part.holds is Kind.TEXT else self._converted(text, child, part)
        if not ordered:
            self._notes.warn(Deviation.ELEMENT_ORDER, line=line_of(parent), element=where)
        return self._complete(fields, block, parent, where)

    def _unknown(self, child: etree._Element, where: str) -> None:
        if _is_comment(child):
            return
        name = self._name(child, where)
        self._notes.warn(Deviation.UNKNOWN_ELEMENT, line=line_of(child), element=where, found=name)

    def _take(self, child: etree._Element, part: Part, fields: dict[str, Any], where: str) -> None:
        if part.within:
            self._keep(self._wrapped(child, part), child, part, fields, where)
        else:
            self._keep(self._value(child, part), child, part, fields, where)

    def _keep(self, value: Any, child: etree._Element, part: Part, fields: dict[str, Any], where: str) -> None:
        """Put a value under its field. Refuses: RepeatedElement for what may stand only once."""
        if part.many and not part.within:
            fields.setdefault(part.field, []).append(value)
        elif part.field in fields:
            raise refusals.RepeatedElement(line=line_of(child), element=where, found=part.outer)
        else:
            fields[part.field] = value

    def _wrapped(self, wrapper: etree._Element, part: Part) -> list[Any]:
        found = []
        for child in self.children(wrapper, part.within):
            name = self._name(child, part.within)
            if name != part.element:
                raise refusals.MisplacedElement(line=line_of(child), element=part.within, found=name)
            found.append(self._value(child, part))
        return [value for value in found if value not in _EMPTY]

    def _value(self, element: etree._Element, part: Part) -> Any:
        if part.noun is not None:
            return part.noun(**self._fields(element, BLOCKS[part.noun], part.element))
        text = self._text(element, part.element)
        return text if part.holds is Kind.TEXT else self._converted(text, element, part)

    def _converted(self, text: str, element: etree._Element, part: Part) -> Any:
        return values.read(text, part.holds, values.Spot(element, part.element, self._notes))

    def _text(self, element: etree._Element, name: str) -> str:
        if len(element):
            raise refusals.MarkupInText(line=line_of(element), element=name)
        text = (element.text or "").strip()
        if len(text) > self._limits.text_length:
            what = say(_("độ dài chữ của một phần"))
            raise refusals.TooBig(line=line_of(element), element=name, what=what, limit=self._limits.text_length)
        return text

    def _complete(self, fields: dict[str, Any], block: Block, parent: etree._Element, where: str) -> dict[str, Any]:
        """Say what is missing, and leave out what is empty so that the noun's own default stands."""
        for field in block.repeated:
            if field in fields:
                fields[field] = tuple(fields[field])
        for field in block.wanted:
            if fields.get(field) in _EMPTY:
                self._miss(fields, block, parent, where)
                break
        if None in fields.values():
            return {name: value for name, value in fields.items() if value is not None}
        return fields

    def _miss(self, fields: dict[str, Any], block: Block, parent: etree._Element, where: str) -> None:
        """Note what the regulation has and the message has not. Refuses: MissingElement for what must be there."""
        for part in block.required:
            if fields.get(part.field) in _EMPTY:
                raise refusals.MissingElement(line=line_of(parent), element=where, missing=part.outer)
        for part in block.expected:
            if fields.get(part.field) in _EMPTY:
                self._notes.warn(Deviation.MISSING_OPTIONAL, line=line_of(parent), element=where, missing=part.outer)


def _is_comment(node: etree._Element) -> bool:
    tag: Any = node.tag
    return tag is etree.Comment

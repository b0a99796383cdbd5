"""Messages of a shape that was met before, read in a few steps; whatever is out of the ordinary goes the long way.

The software of a sender writes all its messages in one shape: the same tags, attributes and white space in the same
order, around other texts. A shape is learnt from the second such message that was read without a remark and whose
signature was found true over all of it. Libxml2 then puts that message, with a mark in the place of each text, into
canonical form: the canonical form of every later message of this shape is the same with its own texts.

Nothing is believed for being familiar: every digest is computed and the signature verified over the bytes that came.
Anything that deviates (a character that would need escaping, an empty or unreadable value, a digest that differs, a
remark to be made) is left to the long way, which alone refuses. Why this is safe: decision record `a-known-shape`.
"""

import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeVar

from cryptography import x509
from lxml import etree

from lienthong.ground.signatures import certificates, xml_names, xmldsig
from lienthong.records.exchange.adapters.edxml import planning
from lienthong.records.exchange.adapters.edxml.attachments import CONTENT, FIELDS, ROOM, Decoded
from lienthong.records.exchange.adapters.edxml.envelope import check_document, parse
from lienthong.records.exchange.adapters.edxml.identifiers import is_file_name
from lienthong.records.exchange.adapters.edxml.message import DocumentMessage
from lienthong.records.exchange.adapters.edxml.names import DSIG, EDXML, line_of, local, without_cid
from lienthong.records.exchange.adapters.edxml.planning import NoPlan, Planner, Take, Texts, place_in, several
from lienthong.records.exchange.adapters.edxml.refusals import EdxmlRefused
from lienthong.records.exchange.adapters.edxml.signature import Reference, SignatureFacts
from lienthong.records.exchange.adapters.edxml.warnings import Notes

MOST: Final = 128
_TEXT: Final = re.compile(">([^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*)</")
"""A text that ends its element and is its own canonical form: XML allows each of its characters, none is escaped."""
_WHITE_SPACE: Final = str.maketrans("", "", " \t\n")
_ENVELOPE: Final = f"{{{EDXML}}}edXMLEnvelope"
_SIGNATURE: Final = f"{{{DSIG}}}Signature"
_REFERENCE: Final = f"{{{DSIG}}}Reference"
Pieces = tuple[str, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Familiar:
    """A message that was read by its shape, its digests compared; `contents` are its attachments, in their order."""

    message: DocumentMessage
    decoded: tuple[Decoded, ...]
    contents: tuple[bytes, ...]
    signature: SignatureFacts


@dataclass(frozen=True, slots=True)
class _Canonical:
    """The canonical form of an element of every message of a shape."""

    pieces: list[str]
    texts_of: Callable[[Texts], tuple[str, ...]]

    def of(self, texts: Texts) -> bytes:
        """With the texts of this message."""
        filled = self.pieces.copy()
        filled[1::2] = self.texts_of(texts)
        return "".join(filled).encode()


@dataclass(frozen=True, slots=True)
class _Signed:
    """One reference of the signature: what is digested how, and where the digest stands."""

    reference: Reference
    hash_name: str
    place: int


@dataclass(frozen=True, slots=True)
class _Enclosed:
    """One attachment: where its fields and its content stand."""

    content_id: str
    fields: Mapping[str, int]
    content: int
    line: int


@dataclass(frozen=True, slots=True)
class Shape:
    """All that messages of one shape have in common, and where they differ."""

    same: tuple[str, ...]
    same_of: Callable[[Texts], tuple[str, ...]]
    wanted_of: Callable[[Texts], tuple[str, ...]]
    message: Take
    attachments: tuple[_Enclosed, ...]
    envelope: _Canonical
    signed_info: _Canonical
    signed: tuple[_Signed, ...]
    method: tuple[str, str]
    value: int
    certificates: tuple[int, ...]
    facts: SignatureFacts

    def read(self, document: bytes, texts: Texts) -> Familiar | None:
        """The message with these texts; None when the long way must decide."""
        trimmed = [text.strip() for text in texts]
        if self.same_of(texts) != self.same or not all(self.wanted_of(trimmed)):
            return None
        try:
            message = self._message(trimmed)
            contents = tuple([_bytes(texts[each.content]) for each in self.attachments])
            signature = self._signature(document, texts, contents)
        except (NoPlan, EdxmlRefused, ValueError):
            return None
        decoded = self._decoded(message, trimmed, contents)
        return None if decoded is None else Familiar(message, decoded, contents, signature)

    def _message(self, trimmed: Texts) -> DocumentMessage:
        """Refuses: NoPlan when there would be something to remark, and what a value is refused for."""
        notes = Notes()
        message: DocumentMessage = self.message(trimmed, notes)
        check_document(message, notes=notes, line=0)
        if notes.kept or not all(is_file_name(each.name) for each in message.attachments):
            raise NoPlan
        return message

    def _decoded(
        self, message: DocumentMessage, trimmed: Texts, contents: tuple[bytes, ...]
    ) -> tuple[Decoded, ...] | None:
        """The attachments; None where one is called by another name than the manifest gives it."""
        names = {each.content_id: each.name for each in message.attachments}
        found = []
        for each, content in zip(self.attachments, contents, strict=True):
            fields = {name: trimmed[place] for name, place in each.fields.items()}
            if fields.get("AttachmentName") not in (None, "", names[each.content_id]):
                return None
            digests = {"sha256": hashlib.sha256(content).digest()}
            found.append(Decoded(each.content_id, False, fields, len(content), digests, each.line))
        return tuple(found)

    def _signature(self, document: bytes, texts: Texts, contents: tuple[bytes, ...]) -> SignatureFacts:
        """The signature, every digest of it compared. Refuses: NoPlan where one differs."""
        by_id = {each.content_id: content for each, content in zip(self.attachments, contents, strict=True)}
        references = []
        for each in self.signed:
            content_id = each.reference.content_id
            covered = by_id[content_id] if content_id else self.envelope.of(texts)
            digest = _bytes(texts[each.place])
            if not hmac.compare_digest(hashlib.new(each.hash_name, covered).digest(), digest):
                raise NoPlan
            references.append(Reference(each.reference.uri, each.reference.digest_method, digest, each.reference.line))
        compared = xmldsig.Compared(
            signed_info=self.signed_info.of(texts),
            method=self.method,
            value=_bytes(texts[self.value]),
            carried=tuple([_certificate(texts[place]) for place in self.certificates]),
        )
        return replace(self.facts, references=tuple(references), document=document, read=[], compared=compared)


class Shapes:
    """The shapes this process has met. What it forgets it learns again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[Pieces, Shape] = {}
        self._met: dict[int, None] = {}

    def recall(self, document: bytes) -> Familiar | None:
        """The message, if its shape is known and nothing about it is out of the ordinary."""
        pieces, texts = _taken_apart(document)
        shape = self._known.get(pieces)
        return None if shape is None else shape.read(document, texts)

    def learn(self, message: DocumentMessage, facts: SignatureFacts, proven: xmldsig.VerifiedXml) -> None:
        """Remember the shape of a message that was read without a remark and verified whole, if it comes again."""
        pieces, texts = _taken_apart(facts.document)
        if pieces in self._known or not self._was_met(pieces):
            return
        try:
            shape = _shape(pieces, texts, facts)
        except NoPlan:
            return
        if _is_right(shape, texts, message, facts, proven):
            _keep(self._known, pieces, shape, self._most)

    def _was_met(self, pieces: Pieces) -> bool:
        """Many shapes never come again: only what does is worth being learnt."""
        key = hash(pieces)
        if key in self._met:
            return True
        _keep(self._met, key, None, 8 * self._most)
        return False


SHAPES = Shapes()
"""Those of this process."""


def _keep(kept: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Keep one more; the oldest goes where there are too many."""
    if len(kept) >= most:
        kept.pop(next(iter(kept)), None)
    kept[key] = value


def _taken_apart(document: bytes) -> tuple[Pieces, list[str]]:
    """What is around the texts, and the texts. No two documents have both in common; nothing where it is not UTF-8."""
    try:
        pieces = _TEXT.split(document.decode())
    except UnicodeDecodeError:
        return (), []
    return tuple(pieces[::2]), pieces[1::2]


def _bytes(text: str) -> bytes:
    """Refuses: ValueError for what is not strictly base64."""
    return binascii.a2b_base64(text.translate(_WHITE_SPACE).encode("ascii"), strict_mode=True)


@lru_cache(maxsize=1024)
def _certificate(text: str) -> x509.Certificate:
    return certificates.load(_bytes(text))


# -- learning -------------------------------------------------------------------------------------------------------
def _shape(pieces: Pieces, texts: list[str], facts: SignatureFacts) -> Shape:
    """Refuses: NoPlan for what is better left to the long way."""
    root = _marked(pieces)
    planner = Planner(root, texts)
    message = planner.message()
    attachments = tuple(_enclosed(each, texts) for each in root.iterfind(f"{{*}}{ROOM}/{{*}}Attachment"))
    signature = root.find(f".//{_SIGNATURE}")
    assert signature is not None, "it was verified"
    signed_info, value, key_info = _parts(signature)
    signed = tuple(_signed(*each) for each in zip(signed_info.iterfind(_REFERENCE), facts.references, strict=True))
    carried = tuple(_place(each) for each in key_info.iter(f"{{{DSIG}}}X509Certificate"))
    info, envelope = _canonical(signed_info), _canonical_without(root, signature)
    used = planner.used | {each.place for each in signed} | {_place(value), *carried}
    used |= {place for each in attachments for place in (*each.fields.values(), each.content)}
    same_of = several([place for place in range(len(texts)) if place not in used])
    return Shape(
        same=same_of(texts),
        same_of=same_of,
        wanted_of=several(planner.wanted),
        message=message,
        attachments=attachments,
        envelope=envelope,
        signed_info=info,
        signed=signed,
        method=xml_names.SIGNATURES[facts.signature_method],
        value=_place(value),
        certificates=carried,
        facts=replace(facts, document=b"", read=[]),
    )


def _marked(pieces: Pieces) -> etree._Element:
    """The tree of a message of this shape with a mark in the place of each text."""
    whole = [pieces[0]]
    for place, piece in enumerate(pieces[1:]):
        whole.append(f">{planning.mark(place)}</{piece}")
    if any(sign in piece for piece in pieces for sign in (planning.BEFORE, planning.AFTER)):
        raise NoPlan
    return parse("".join(whole).encode())


def _parts(signature: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element]:
    """SignedInfo, value and key: a signature with more in it (XAdES) goes the long way."""
    parts = list(signature)
    if len(parts) != 3:  # noqa: PLR2004 - as the docstring counts
        raise NoPlan
    return parts[0], parts[1], parts[2]


def _place(element: etree._Element) -> int:
    place = place_in(element)
    if place is None:
        raise NoPlan
    return place


def _enclosed(attachment: etree._Element, texts: list[str]) -> _Enclosed:
    """An attachment's places. Its content id is part of the shape, as the references of the signature name it."""
    places = {local(field.tag): place_in(field) for field in attachment}
    content_id, content = places.pop("ContentId"), places.pop(CONTENT)
    if content_id is None or content is None:
        raise NoPlan
    fields = {name: place for name, place in places.items() if name in FIELDS and place is not None}
    return _Enclosed(without_cid(texts[content_id].strip()), fields, content, line_of(attachment))


def _signed(element: etree._Element, reference: Reference) -> _Signed:
    value = element.find(f"{{{DSIG}}}DigestValue")
    assert value is not None, "it was verified"
    return _Signed(reference, xml_names.DIGESTS[reference.digest_method], _place(value))


def _canonical(element: etree._Element) -> _Canonical:
    written = xmldsig.canonical(element, exclusive=True).decode()
    pieces = planning.MARK.split(written)
    return _Canonical(pieces, several([int(place) for place in pieces[1::2]]))


def _canonical_without(root: etree._Element, signature: etree._Element) -> _Canonical:
    """The envelope as the enveloped signature covers it: without itself. Gives the tree up."""
    envelope = root.find(_ENVELOPE)
    assert envelope is not None, "it was read"
    xmldsig.detach(signature)
    return _canonical(envelope)


def _is_right(
    shape: Shape, texts: Sequence[str], message: DocumentMessage, facts: SignatureFacts, proven: xmldsig.VerifiedXml
) -> bool:
    """Does the shape say of the message it was learnt from exactly what the long way found?"""
    if shape.envelope.of(texts) != proven.octets or shape.signed_info.of(texts) != proven.signed_info:
        return False
    again = shape.read(facts.document, texts)
    return again is not None and again.message == message and again.signature.references == facts.references

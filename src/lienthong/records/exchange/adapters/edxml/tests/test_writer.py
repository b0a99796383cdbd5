"""What may be written, and how it stands on the wire."""

import hashlib
import io
from dataclasses import replace

import pytest

from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.refusals import (
    BadIdentifier,
    BadValue,
    ManifestMismatch,
    MissingElement,
)
from lienthong.records.exchange.adapters.edxml.tests.corpus import generate, read_bytes
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

DOCUMENT = read_bytes(generate.message().encode())[0].message
STATUS = read_bytes(generate.status_message().encode())[0].message


def enclosure(content=generate.CONTENT, *, content_id="f1", sha256=""):
    return Enclosure(content_id, lambda: io.BytesIO(content), sha256)


def written(message, *enclosures, sign=None):
    out = io.BytesIO()
    write(message, out, enclosures=enclosures, sign=sign)
    return out.getvalue()


def test_the_wire_keeps_the_spelling_of_the_regulation():
    document = replace(DOCUMENT, other=m.Other(m.Urgency.EXPRESS, typist_mark="VT"))
    text = written(document, enclosure()).decode()
    for element in ("Bussiness", "BussinessDocType", "TyperNotation", "SphereOfPromulgation"):
        assert (f"<edXML:{element}>" in text) == (element != "SphereOfPromulgation")
    assert "<ContentTransferEncoded>" in text
    assert text.startswith(f'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="{generate.NAMESPACE}"')


@pytest.mark.parametrize("code", ["G12", "G12.18", "000.00.18.G12"])
def test_both_styles_of_identifier_travel_as_they_are(code):
    document = replace(DOCUMENT, sender=m.Organ(code))
    assert read_bytes(written(document, enclosure()))[0].message.sender.code == code


@pytest.mark.parametrize("code", ["", "g12", "Z12", "G1", "G12.", "G12..18", "00.00.18.G12", "G12." + "1" * 32])
def test_a_body_without_a_legal_identifier_is_not_written(code):
    with pytest.raises(BadIdentifier):
        written(replace(DOCUMENT, sender=m.Organ(code)), enclosure())
    with pytest.raises(BadIdentifier):
        written(replace(STATUS, response=replace(STATUS.response, organ=code)))


@pytest.mark.parametrize("change", [{"recipients": ()}, {"document_id": ""}, {"code": m.Code()}])
def test_what_every_reader_requires_is_written_or_nothing_is(change):
    with pytest.raises(MissingElement):
        written(replace(DOCUMENT, **change), enclosure())


def test_a_status_without_its_document_is_not_written():
    with pytest.raises(MissingElement):
        written(replace(STATUS, response=replace(STATUS.response, document_id="")))


@pytest.mark.parametrize(
    "enclosures",
    [(), (enclosure(), enclosure()), (enclosure(content_id="f2"),), (enclosure(), enclosure(content_id="f2"))],
)
def test_enclosures_must_be_those_of_the_message(enclosures):
    with pytest.raises(ManifestMismatch):
        written(DOCUMENT, *enclosures)


def test_a_status_has_no_enclosures():
    with pytest.raises(ManifestMismatch):
        written(STATUS, enclosure())


def test_a_file_that_changes_while_it_is_written_is_noticed():
    with pytest.raises(ManifestMismatch):
        written(DOCUMENT, enclosure(sha256=hashlib.sha256(b"before").hexdigest()))


def test_a_file_name_with_a_folder_is_not_written():
    attachments = (replace(DOCUMENT.attachments[0], name="../x.pdf"),)
    with pytest.raises(BadValue):
        written(replace(DOCUMENT, attachments=attachments), enclosure())


@pytest.mark.parametrize("text", ["\x00", "a\x08b", "\ufffe", "\ud800"])
def test_what_xml_cannot_carry_is_refused_and_not_mangled(text):
    with pytest.raises(BadValue):
        written(replace(DOCUMENT, subject=text), enclosure())


@pytest.mark.parametrize("sha256", ["", hashlib.sha256(generate.CONTENT).hexdigest()])
def test_who_signs_gets_the_envelope_and_the_digests(sha256):
    asked = []

    def sign(unsigned):
        asked.append(unsigned)
        return b"<!-- here -->"

    text = written(DOCUMENT, enclosure(sha256=sha256), sign=sign)
    (unsigned,) = asked
    assert unsigned.attachments == (("cid:f1", hashlib.sha256(generate.CONTENT).digest()),)
    assert b"AttachmentEncoded" not in unsigned.document
    assert text.index(b"</edXML:TraceHeaderList>") < text.index(b"<!-- here -->") < text.index(b"</edXML:edXMLHeader>")
    assert text.replace(b"<!-- here -->", b"").startswith(unsigned.document.removesuffix(b"\n</edXML>\n"))


def test_the_digest_returned_is_that_of_the_whole_message():
    out = io.BytesIO()
    assert write(STATUS, out) == hashlib.sha256(out.getvalue()).hexdigest()

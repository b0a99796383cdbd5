"""Every hostile message ends in a refusal with a sentence, and never in another exception."""

import io
import tracemalloc

import pytest

from lienthong.kit.errors import Invalid
from lienthong.records.exchange.adapters.edxml.base64_stream import Base64Stream
from lienthong.records.exchange.adapters.edxml.envelope import parse
from lienthong.records.exchange.adapters.edxml.names import Limits
from lienthong.records.exchange.adapters.edxml.reader import read
from lienthong.records.exchange.adapters.edxml.refusals import DoctypeForbidden, EdxmlRefused, TooBig
from lienthong.records.exchange.adapters.edxml.tests.corpus import Nowhere, Pieces, Sinks, generate, read_bytes

HOSTILE = generate.hostile()
LARGE = generate._large()


def refusal_of(stream):
    with pytest.raises(EdxmlRefused) as caught:
        read(stream, open_attachment=lambda content_id, name: Nowhere())
    return caught.value


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_refused_with_a_sentence_that_says_what_to_do(name):
    code, pieces = HOSTILE[name]
    refused = refusal_of(Pieces(pieces()))
    assert refused.code() == code, refused.detail
    assert isinstance(refused, Invalid)
    assert refused.status == 422
    assert "Hãy" in refused.detail or "hãy" in refused.detail
    assert len(refused.detail) < 800
    assert refused.detail.isprintable()


def padded(document):
    """The same message, with blanks after its declaration that send it the long way; None where it has none."""
    longer = document.replace(b"?>\n<edXML", b"?>" + b" " * 70 * 1024 + b"\n<edXML", 1)
    return longer if longer != document else None


ORDINARY = {
    name: document
    for name, (_code, pieces) in HOSTILE.items()
    if name not in LARGE and (document := padded(b"".join(pieces()))) is not None
}


@pytest.mark.parametrize("name", ORDINARY)
def test_the_short_and_the_long_way_refuse_a_message_for_the_same_reason(name):
    assert refusal_of(io.BytesIO(ORDINARY[name])).code() == HOSTILE[name][0]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_message_that_drips_in_is_judged_as_one_that_comes_at_once(size):
    document = generate.message().encode() + b" " * 70_000
    drops = Pieces(document[place : place + size] for place in range(0, len(document), size))
    assert read(drops, open_attachment=Sinks()).size_bytes == len(document)


@pytest.mark.parametrize("name", LARGE)
def test_memory_stays_bounded_whatever_is_thrown_at_it(name):
    _code, pieces = HOSTILE[name]
    prepared = list(pieces())
    tracemalloc.start()
    refusal_of(Pieces(prepared))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024**2


def test_a_message_longer_than_the_limit_is_refused_before_its_end():
    limits = Limits(message_bytes=100_000)
    stream = Pieces([generate.message().encode(), b" " * 200_000])
    with pytest.raises(TooBig, match="100000"):
        read(stream, open_attachment=Sinks(), limits=limits)


def test_more_attachments_than_the_limit_are_refused():
    manifest = generate.reference("f1") + generate.reference("f2")
    room = f"<AttachmentEncoded>{generate.attachment('f1')}{generate.attachment('f2')}</AttachmentEncoded>"
    data = generate.message(generate.envelope(manifest=manifest), room).encode()
    with pytest.raises(TooBig):
        read(io.BytesIO(data), open_attachment=Sinks(), limits=Limits(attachment_count=1))
    assert len(read_bytes(data)[0].attachments) == 2


def test_an_envelope_longer_than_the_limit_is_refused_even_when_it_comes_in_one_piece():
    with pytest.raises(TooBig, match="1000"):
        read(io.BytesIO(generate.message().encode()), open_attachment=Sinks(), limits=Limits(envelope_bytes=1000))


def test_a_doctype_is_refused_by_the_second_look_as_well():
    with pytest.raises(DoctypeForbidden):
        parse(b"<!DOCTYPE edXML><edXML/>")


@pytest.mark.parametrize("pieces", [("QQ==", "QUJD"), ("QU", "J", "D", "QQ="), ("QUJD", "Q")])
def test_base64_is_judged_across_its_pieces(pieces):
    def decode():
        stream = Base64Stream(Nowhere(), frozenset())
        for piece in pieces:
            stream.feed(piece)
        stream.finish()

    with pytest.raises(ValueError, match=r"[Pp]adding|complete"):
        decode()


def test_a_refusal_names_line_and_element():
    text = generate.message().replace("<edXML:From>", "\n\n<edXML:From>").replace(">000.00.00.G22<", ">Bộ thử<", 1)
    refused = refusal_of(io.BytesIO(text.encode()))
    assert refused.element == "From/OrganId"
    assert refused.detail.startswith("Dòng 2, phần From/OrganId: Mã định danh “Bộ thử” không đúng dạng.")
    problem = refused.problem()
    assert problem["code"] == "bad-identifier"
    assert problem["line"] == 2
    assert problem["found"] == "Bộ thử"


def test_a_wrong_namespace_is_named_with_what_is_known_of_it():
    text = generate.message().replace(generate.NAMESPACE, "http://www.go.vn/eDoc")
    detail = refusal_of(io.BytesIO(text.encode())).detail
    assert "http://www.go.vn/eDoc" in detail
    assert generate.NAMESPACE in detail


def test_nothing_is_opened_before_the_envelope_was_accepted():
    text = generate.message().replace("<edXML:CodeNumber>7816", "<edXML:CodeNumber>")
    opened = Sinks()
    with pytest.raises(EdxmlRefused):
        read(io.BytesIO(text.encode()), open_attachment=opened)
    assert not opened

"""A message of a known shape is read and judged as the long way does it, whatever stands in it."""

import base64
import hashlib
import io
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lienthong.ground.signatures import xmldsig
from lienthong.ground.signatures.certificates import encoded
from lienthong.ground.signatures.refusals import NotTrusted, SignatureInvalid
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.trust import Trust
from lienthong.kit.errors import Refused
from lienthong.records.exchange.adapters.edxml import reader, sealing, shapes
from lienthong.records.exchange.adapters.edxml.names import DSIG, EDXML, Limits
from lienthong.records.exchange.adapters.edxml.shapes import Shapes
from lienthong.records.exchange.adapters.edxml.tests.corpus import generate, read_bytes
from lienthong.records.exchange.adapters.edxml.tests.test_mutations import SPLINTERS
from lienthong.records.exchange.adapters.edxml.tests.test_sealing import NOW, Office, canonical, seal_sample
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

STRANGE = [
    "", " ", "\n", "x", " có chữ ", "0", "-1", "2", "99", "cid:f1", "f2", "a&amp;b", "a&#38;b", "&bad;", "<b/>", "<b>c</b>",
    "<!--c-->", "<![CDATA[c]]>", "<?x y?>", "]]>", "\r\n", "\t", "\x7f", "\x85", "\u2028", "\ue0000\ue001", "\ufffd",
    "\ufffe", "\x01", "\U0001f600", "e\u0301", "2026/02/30", "15/09/2026", "2026/09/15", "2026/09/15 08:00:00", "G12",
    "000.00.00.G12", "../a.pdf", "a.pdf", "C:a.pdf", "\u202egpj.exe", "YQ==", "YQ= =", "YQ", "YR==", "x" * 70_000,
]  # fmt: skip


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def sealed(office):
    return seal_sample(office)


@pytest.fixture
def remembering(monkeypatch):
    """A way to change what this process remembers."""

    def remember(memory):
        monkeypatch.setattr(reader, "SHAPES", memory)
        monkeypatch.setattr(sealing, "SHAPES", memory)
        return memory

    return remember


@pytest.fixture
def knowing(remembering, office, sealed):
    """A memory that has learnt the shape of the sample."""
    memory = remembering(Shapes())
    for _time in range(2):
        assert memory.recall(sealed) is None
        outcome(sealed, office.trust)
    assert memory.recall(sealed) is not None
    return memory


class Forgetful(Shapes):
    """Learns nothing."""

    def learn(self, message, facts, proven):
        """Nothing."""


def outcome(data, trust):
    """Everything that anybody learns of a message, or why it was refused; what is no refusal fails the test."""
    try:
        received, sinks = read_bytes(data)
        proven = sealing.verify(received, trust=trust, at=NOW)
    except Refused as why:
        return type(why), why.detail
    return (
        replace(received, signature=None),
        [replace(each, line=0) for each in received.signature.references],
        received.signature.insecure,
        {key: sink.getvalue() for key, sink in sinks.items()},
        replace(proven.signed_by, path=None),
        proven.message,
        proven.not_covered,
    )


def both(data, office, remembering, knowing):
    """The outcome with and without memory."""
    with_memory = outcome(data, office.trust)
    remembering(Forgetful())
    without = outcome(data, office.trust)
    remembering(knowing)
    return with_memory, without


def sealed_anew(document, office):
    """The message with a true signature over what it says now; as it is where there is nothing to sign."""
    try:
        return with_true_signature(document, office)
    except (etree.XMLSyntaxError, AttributeError, ValueError):
        return document


def with_true_signature(document, office):
    """New digests and a new value in the places of the old."""
    root = etree.fromstring(document)
    signature = root.find(f".//{{{DSIG}}}Signature")
    values = [each.text for each in signature.iter(f"{{{DSIG}}}DigestValue")]
    contents = [base64.b64decode(each.text) for each in root.iter(f"{{{EDXML}}}ContentTransferEncoded")]
    info, old = canonical(signature[0]), signature[1].text
    xmldsig.detach(signature)
    for value, octets in zip(values, [canonical(root.find(f"{{{EDXML}}}edXMLEnvelope")), *contents], strict=False):
        digest = base64.b64encode(hashlib.sha256(octets).digest())
        info, document = info.replace(value.encode(), digest), document.replace(value.encode(), digest)
    halves = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(office.signer.sign(info)))
    return document.replace(old.encode(), base64.b64encode(halves))


def test_a_shape_is_learnt_when_it_comes_again(knowing, office, sealed, monkeypatch):
    whole = outcome(sealed, office.trust)
    monkeypatch.setattr(reader, "plain_tree", None)  # nothing but memory is left
    assert outcome(sealed, office.trust) == whole
    assert whole[0].message.subject
    assert whole[3] == {"f1": generate.CONTENT}


@pytest.mark.parametrize("is_sealed_anew", [False, True])
def test_whatever_stands_in_a_text_both_ways_agree(is_sealed_anew, knowing, remembering, office, sealed):
    pieces, texts = shapes._taken_apart(sealed)
    places = {piece.rpartition("<")[2]: place for place, piece in enumerate(pieces[:-1])}  # one of each element
    familiar = 0
    for place in places.values():
        for strange in STRANGE:
            changed = [*texts[:place], strange, *texts[place + 1 :]]
            whole = [pieces[0], *(f">{text}</{piece}" for text, piece in zip(changed, pieces[1:], strict=True))]
            data = "".join(whole).encode()
            if is_sealed_anew:
                data = sealed_anew(data, office)
            with_memory, without = both(data, office, remembering, knowing)
            assert with_memory == without, (pieces[place], strange)
            familiar += knowing.recall(data) is not None
    assert familiar > (200 if is_sealed_anew else 1)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_message_of_a_known_shape_is_judged_alike(data, knowing, remembering, office, sealed):
    start = data.draw(st.integers(0, len(sealed)))
    removed = data.draw(st.sampled_from([0, 0, 1, 2, 10, 100]))
    broken = sealed[:start] + data.draw(SPLINTERS) + sealed[start + removed :]
    with_memory, without = both(broken, office, remembering, knowing)
    assert with_memory == without


def test_bytes_that_are_no_text_have_no_shape(knowing, sealed):
    assert knowing.recall(sealed.replace(b"</edXML:Subject>", b"\xed\xa0\x80</edXML:Subject>")) is None


def test_a_known_shape_proves_nothing_by_itself(knowing, office, sealed):
    other = seal_sample(Office())  # the same shape under a seal nobody trusts
    assert knowing.recall(other) is not None
    received, _sinks = read_bytes(other)
    with pytest.raises(NotTrusted):
        sealing.verify(received, trust=office.trust, at=NOW)
    value = etree.fromstring(sealed).findtext(f".//{{{DSIG}}}SignatureValue")
    foreign = etree.fromstring(other).findtext(f".//{{{DSIG}}}SignatureValue")
    received, _sinks = read_bytes(sealed.replace(value.encode(), foreign.encode()))
    with pytest.raises(SignatureInvalid):
        sealing.verify(received, trust=office.trust, at=NOW)
    received, _sinks = read_bytes(sealed.replace(value.encode(), base64.b64encode(bytes(64))))
    with pytest.raises(SignatureInvalid):
        sealing.verify(received, trust=office.trust, at=NOW)


def test_a_revoked_seal_is_refused_under_a_known_shape(knowing, office, sealed):
    revocations = Revocations().joined(lists=[office.list_with_the_seal()])
    trust = Trust([encoded(office.root)], revocations=revocations)
    received, _sinks = read_bytes(sealed)
    with pytest.raises(NotTrusted):
        sealing.verify(received, trust=trust, at=NOW)


def test_other_limits_are_kept(knowing, sealed):
    with pytest.raises(Refused):
        reader.read(io.BytesIO(sealed), open_attachment=lambda *_: io.BytesIO(), limits=Limits(attachment_count=0))


def test_what_is_remarked_on_is_not_learnt(remembering, office):
    memory = remembering(Shapes())
    data = seal_sample(office).replace(b"<edXML:Subject>", b"<edXML:Strange>1</edXML:Strange><edXML:Subject>")
    data = sealed_anew(data, office)
    for _time in range(3):
        assert outcome(data, office.trust)[0].warnings
    assert memory.recall(data) is None


def test_what_is_not_made_by_the_table_goes_the_long_way(remembering, office, sealed):
    for old, new in (
        (b"<edXML:OrganName>", b"<edXML:OrganName>a&amp;"),
        (b"<edXML:OrganName>", "<edXML:OrganName>\ue000".encode()),
        (b"<ds:KeyInfo>", b"<ds:KeyInfo Id='k\xee\x80\x80'>"),
    ):
        remembering(Shapes())
        data = sealed_anew(sealed.replace(old, new, 1), office)
        for _time in range(3):
            read_back = outcome(data, office.trust)
        assert not isinstance(read_back[0], type), read_back
        remembering(Forgetful())
        assert outcome(data, office.trust) == read_back


def test_the_oldest_shape_is_forgotten(remembering, office):
    memory = remembering(Shapes(most=1))
    first, second = (of_length(office, length) for length in (1, 2))
    for data in (first, first, second, second):
        outcome(data, office.trust)
    assert memory.recall(first) is None
    assert memory.recall(second) is not None


def of_length(office, recipients):
    """A sealed message with so many recipients."""
    message = read_bytes(generate.message().encode())[0].message
    organ = message.recipients[0]
    several = tuple(replace(organ, code=f"000.00.00.H{10 + number}") for number in range(recipients))
    out = io.BytesIO()
    enclosed = [Enclosure("f1", lambda: io.BytesIO(generate.CONTENT))]
    write(replace(message, recipients=several), out, enclosures=enclosed, sign=sealing.seal_with(office.signer))
    return out.getvalue()

"""Attacks on a sealed message: whatever is done to it, it is refused, or says exactly what was sealed.

Where xmlsec1 answers another question (are the bytes referenced true?), its verdict stands beside ours.
"""

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.ground.signatures.refusals import SignatureInvalid
from lienthong.ground.signatures.revocation import Revocations
from lienthong.ground.signatures.trust import Trust
from lienthong.records.exchange.adapters.edxml.refusals import EdxmlRefused
from lienthong.records.exchange.adapters.edxml.sealing import verify
from lienthong.records.exchange.adapters.edxml.tests.corpus import read_bytes, read_the_long_way
from lienthong.records.exchange.adapters.edxml.tests.test_sealing import NOW, Office, seal_sample, xmlsec1

TRUE_NUMBER, FALSE_NUMBER = b"<edXML:CodeNumber>7816<", b"<edXML:CodeNumber>7817<"


def outcomes(data, office):
    """What was believed, read by either way: message and attachments, or None when refused."""
    return {believed(way, data, office) for way in (read_bytes, read_the_long_way)}


def believed(way, data, office):
    try:
        received, sinks = way(data)
        proven = verify(received, trust=office.trust, at=NOW)
    except (EdxmlRefused, SignatureInvalid):
        return None
    if not proven.is_whole:
        return None
    return proven.message, tuple((name, sink.getvalue()) for name, sink in sorted(sinks.items()))


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def sealed(office):
    return seal_sample(office)


@pytest.fixture(scope="module")
def honest(sealed, office):
    (told,) = outcomes(sealed, office)
    assert told is not None
    return told


# -- wrapping: the true envelope is moved aside, a false one takes its place ----------------------------------------
class Stage:
    """A sealed message taken apart, byte for byte: the true envelope, its signature, and a false envelope without."""

    def __init__(self, data):
        self.before, self.true, self.after = re.split(
            rb"(<edXML:edXMLEnvelope.*</edXML:edXMLEnvelope>)", data, flags=re.DOTALL
        )
        self.signature = re.search(rb"<ds:Signature .*</ds:Signature>", self.true, flags=re.DOTALL)[0]
        self.bare = self.true.replace(self.signature, b"")
        self.false = self.bare.replace(TRUE_NUMBER, FALSE_NUMBER).replace(b'Id="envelope"', b'Id="another"')
        assert self.false != self.bare
        self.false_header = re.search(rb"<edXML:edXMLHeader>.*</edXML:edXMLHeader>", self.false, flags=re.DOTALL)[0]

    def under_root(self, *parts):
        return b"".join((self.before, *parts, self.after))

    def in_header(self, envelope, *parts):
        """`envelope` with parts at the end of its header."""
        return envelope.replace(b"</edXML:edXMLHeader>", b"".join(parts) + b"</edXML:edXMLHeader>", 1)

    def in_object(self, *parts):
        """The signature with parts in an object."""
        return self.signature.replace(
            b"</ds:Signature>", b"<ds:Object>" + b"".join(parts) + b"</ds:Object></ds:Signature>"
        )

    def called(self, attribute):
        """The false envelope, identified by another attribute with the same value."""
        return self.false.replace(b'Id="another"', attribute + b'="envelope"')


def wrapped(part):
    return b"<edXML:Extension>" + part + b"</edXML:Extension>"


WRAPPINGS = {
    "the true one before the false": lambda s: s.under_root(s.true, s.false),
    "the true one after the false": lambda s: s.under_root(s.false, s.true),
    "the true one inside the false": lambda s: s.under_root(s.in_header(s.false, wrapped(s.true))),
    "the signature with the true one in an object": lambda s: s.under_root(s.in_header(s.false, s.in_object(s.bare))),
    "the signature with the true one beside it": lambda s: s.under_root(
        s.in_header(s.false, s.signature, wrapped(s.bare))
    ),
    "the true one inside the body of the false": lambda s: s.under_root(
        s.false.replace(b"</edXML:edXMLBody>", wrapped(s.true) + b"</edXML:edXMLBody>")
    ),
    "the true one among the attachments": lambda s: (s.before + s.false + s.after).replace(
        b"</AttachmentEncoded>", s.true + b"</AttachmentEncoded>"
    ),
    "the true one after the attachments": lambda s: (s.before + s.false + s.after).replace(
        b"</AttachmentEncoded>", b"</AttachmentEncoded>" + s.true
    ),
    "the false one inside the true": lambda s: s.under_root(s.in_header(s.true, s.false)),
    "the false one by the same Id": lambda s: s.under_root(s.called(b"Id"), s.true),
    "the false one by the same id in small letters": lambda s: s.under_root(s.called(b"id"), s.true),
    "the false one by the same xml:id": lambda s: s.under_root(s.called(b"xml:id"), s.true),
    "the false one by the same id, the true one in an object": lambda s: s.under_root(
        s.in_header(s.called(b"id"), s.in_object(s.bare))
    ),
    "the signature under the root": lambda s: s.under_root(s.false, s.true.replace(s.signature, b""), s.signature),
    "two signatures": lambda s: s.under_root(s.true.replace(s.signature, s.signature * 2)),
    "a signature in a signature": lambda s: s.under_root(s.true.replace(s.signature, s.in_object(s.signature))),
    "the true header beside a false one": lambda s: s.under_root(
        s.true.replace(b"<edXML:edXMLHeader>", s.false_header + b"<edXML:edXMLHeader>")
    ),
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_a_wrapped_message_is_refused(sealed, office, name):
    stage = Stage(sealed)
    assert stage.under_root(stage.true) == sealed
    data = WRAPPINGS[name](stage)
    assert data != sealed
    assert outcomes(data, office) == {None}


@pytest.mark.foreign("xmlsec1")
@pytest.mark.parametrize("name", list(WRAPPINGS)[:3])
def test_xmlsec1_calls_a_wrapped_message_true_where_we_refuse_it(sealed, office, name, tmp_path):
    accepted, said = xmlsec1(WRAPPINGS[name](Stage(sealed)), office, tmp_path)
    assert accepted, said


# -- one thing written otherwise ---------------------------------------------------------------------------------------
CHANGED = {
    "a comment inside a number": (b"CodeNumber>7816<", b"CodeNumber>78<!-- -->16<"),
    "a comment at the end of a number": (b"CodeNumber>7816<", b"CodeNumber>7816<!-- -->7<"),
    "an instruction inside a number": (b"CodeNumber>7816<", b"CodeNumber>78<?x?>16<"),
    "an entity of its own": (b"CodeNumber>7816<", b"CodeNumber>&n;<"),
    "white space inside a name": (b"7816/VP", b"7816 /VP"),
    "an element more": (b"</edXML:MessageHeader>", b"<edXML:Priority>9</edXML:Priority></edXML:MessageHeader>"),
    "an unknown element": (b"</edXML:MessageHeader>", b"<edXML:New>9</edXML:New></edXML:MessageHeader>"),
    "an attribute more": (b"<edXML:MessageHeader>", b'<edXML:MessageHeader lang="vi">'),
    "another prefix": (b"edXML:", b"e:"),
    "another namespace for one element": (b"<edXML:CodeNumber>", b'<edXML:CodeNumber xmlns:edXML="urn:other">'),
    "an inherited xml attribute": (b"<edXML:edXMLEnvelope ", b'<edXML:edXMLEnvelope xml:space="preserve" '),
    "another digest method": (b"xmlenc#sha256", b"xmlenc#sha512"),
    "a broken digest method": (b"http://www.w3.org/2001/04/xmlenc#sha256", b"http://www.w3.org/2000/09/xmldsig#sha1"),
    "a broken signature method": (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#ecdsa-sha1"),
    "a keyed hash": (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"),
    "canonical form with comments": (b"xml-exc-c14n#", b"xml-exc-c14n#WithComments"),
    "another canonical form": (b"http://www.w3.org/2001/10/xml-exc-c14n#", b"http://www.w3.org/2006/12/xml-c14n11"),
    "a path as transform": (
        b"http://www.w3.org/2001/10/xml-exc-c14n#",
        b"http://www.w3.org/TR/1999/REC-xpath-19991116",
    ),
    "a reference to nothing": (b'URI="#envelope"', b'URI="#nothing"'),
    "a reference to the whole": (b'URI="#envelope"', b'URI=""'),
    "a reference by pointer": (b'URI="#envelope"', b'URI="#xpointer(/)"'),
    "a reference without address": (b' URI="#envelope"', b""),
    "the identifier of another element": (b'Id="envelope"', b'Id="other"'),
    "a comment inside a digest": (b"<ds:DigestValue>", b"<ds:DigestValue><!-- -->"),
    "a comment inside the signed information": (b"<ds:SignatureMethod", b"<!-- --><ds:SignatureMethod"),
    "a comment inside the signature value": (b"<ds:SignatureValue>", b"<ds:SignatureValue><!-- -->"),
    "a comment beside the certificate": (b"<ds:X509Data>", b"<!-- --><ds:X509Data>"),
    "text inside the signature": (b"<ds:KeyInfo>", b"x<ds:KeyInfo>"),
    "an object with a header": (
        b"</ds:Signature>",
        b"<ds:Object><edXML:MessageHeader></edXML:MessageHeader></ds:Object></ds:Signature>",
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_sealed_message_with_one_thing_changed_is_refused(sealed, office, what):
    changed = sealed.replace(*CHANGED[what])
    assert changed != sealed
    assert outcomes(changed, office) == {None}


@pytest.mark.parametrize("prologue", [b"<!DOCTYPE x>", b'<!DOCTYPE edXML:edXML [<!ENTITY n "7817">]>',
    b'<!DOCTYPE edXML:edXML [<!ATTLIST edXML:edXMLEnvelope Id CDATA "envelope">]>'])  # fmt: skip
def test_a_sealed_message_with_a_doctype_is_refused(sealed, office, prologue):
    declaration, rest = sealed.split(b"?>", 1)
    assert outcomes(declaration + b"?>" + prologue + rest, office) == {None}


SAME = {
    "a character by its number": (b"CodeNumber>7816<", b"CodeNumber>&#55;816<"),
    "a section of characters": (b"CodeNumber>7816<", b"CodeNumber><![CDATA[7816]]><"),
    "blanks inside a tag": (b"<edXML:CodeNumber>", b"<edXML:CodeNumber  >"),
    "a namespace nobody uses": (b"<edXML:edXMLEnvelope ", b'<edXML:edXMLEnvelope xmlns:unused="urn:x" '),
    "a comment between elements": (b"<edXML:MessageHeader>", b"<!-- --><edXML:MessageHeader>"),
}


@pytest.mark.parametrize("what", SAME)
def test_what_canonical_form_calls_the_same_says_the_same(sealed, office, honest, what):
    changed = sealed.replace(*SAME[what])
    assert changed != sealed
    assert outcomes(changed, office) == {honest}


@pytest.mark.foreign("xmlsec1")
@pytest.mark.parametrize("what", SAME)
def test_xmlsec1_calls_it_the_same_too(sealed, office, what, tmp_path):
    accepted, said = xmlsec1(sealed.replace(*SAME[what]), office, tmp_path)
    assert accepted, said


PASSED_OVER = {"a comment inside a number", "a comment at the end of a number", "a comment inside a digest",
    "a comment inside the signed information", "a comment inside the signature value",
    "a comment beside the certificate", "text inside the signature", "an object with a header"}  # fmt: skip
"""What canonical form leaves out or no reference covers: true for xmlsec1, refused by us."""


@pytest.mark.foreign("xmlsec1")
@pytest.mark.parametrize("what", [name for name in CHANGED if name not in PASSED_OVER])
def test_xmlsec1_refuses_what_breaks_digest_or_value_too(sealed, office, what, tmp_path):
    accepted, said = xmlsec1(sealed.replace(*CHANGED[what]), office, tmp_path)
    assert not accepted, said


# -- whatever else -----------------------------------------------------------------------------------------------------
def pieces_of(data):
    return re.split(rb"(?=<)", data)


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_tags_moved_doubled_and_dropped_are_refused_or_say_what_was_sealed(sealed, office, honest, data):
    pieces = pieces_of(sealed)
    start, length = data.draw(st.integers(1, len(pieces) - 1)), data.draw(st.integers(1, 40))
    target, keep = data.draw(st.integers(1, len(pieces) - 1)), data.draw(st.booleans())
    moved = pieces[start : start + length]
    rest = pieces if keep else pieces[:start] + pieces[start + length :]
    changed = b"".join([*rest[:target], *moved, *rest[target:]])
    assert outcomes(changed, office) <= {None, honest}


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_any_byte_turned_is_refused_or_says_what_was_sealed(sealed, office, honest, data):
    place, bit = data.draw(st.integers(0, len(sealed) - 1)), data.draw(st.integers(0, 7))
    changed = bytearray(sealed)
    changed[place] ^= 1 << bit
    assert outcomes(bytes(changed), office) <= {None, honest}


# -- the signer --------------------------------------------------------------------------------------------------------
def reason(data, office, *, at=NOW, trust=None):
    with pytest.raises(SignatureInvalid) as caught:
        verify(read_bytes(data)[0], trust=trust or office.trust, at=at)
    return caught.value.reason


def test_a_seal_before_its_certificate_began_after_it_ended_or_when_it_was_revoked_is_refused(sealed, office):
    assert reason(sealed, office, at=NOW - timedelta(days=2)) == "not-yet-valid"
    assert reason(sealed, office, at=NOW + timedelta(days=400)) == "expired"
    revoked = Trust([office.root.public_bytes(Encoding.DER)], revocations=Revocations([office.list_with_the_seal()]))
    assert reason(sealed, office, trust=revoked) == "revoked"


@pytest.mark.foreign("xmlsec1")
def test_xmlsec1_refuses_a_seal_before_its_certificate_began_and_after_it_ended_too(sealed, office, tmp_path):
    for at in (NOW - timedelta(days=2), NOW + timedelta(days=400)):
        assert not xmlsec1(sealed, office, tmp_path, at=at)[0]


@pytest.mark.parametrize(
    "key",
    [
        lambda: rsa.generate_private_key(65537, 1024),
        lambda: ec.generate_private_key(ec.SECP256K1()),
    ],
    ids=["rsa-1024", "secp256k1"],
)
def test_a_seal_by_a_weak_or_unknown_key_is_not_secure(key):
    weak = Office(seal_key=key())
    assert reason(seal_sample(weak), weak) == "key-weak"

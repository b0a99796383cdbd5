"""Our signature covers the whole message; older forms are accepted and what they leave open is said."""

import base64
import hashlib
import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from lienthong.ground.signatures import xmldsig
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.signer import from_private_key
from lienthong.ground.signatures.trust import Trust
from lienthong.records.exchange.adapters.edxml.names import EDXML
from lienthong.records.exchange.adapters.edxml.reader import read
from lienthong.records.exchange.adapters.edxml.refusals import BadSignature, EdxmlRefused, WrongDigest
from lienthong.records.exchange.adapters.edxml.sealing import seal_with, verify
from lienthong.records.exchange.adapters.edxml.tests.corpus import Sinks, generate, read_bytes, read_the_long_way
from lienthong.records.exchange.adapters.edxml.writer import Enclosure, write

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


def certificate(name, key, *, issuer=None, issuer_key=None):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = dict.fromkeys(
        [
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    usage |= (
        {"key_cert_sign": True, "crl_sign": True}
        if issuer is None
        else {"digital_signature": True, "content_commitment": True}
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key()), critical=False
        )
        .sign(issuer_key or key, hashes.SHA256())
    )


class Office:
    """A root of trust and the seal of one body."""

    def __init__(self, seal_key=None):
        self.root_key = root_key = ec.generate_private_key(ec.SECP256R1())
        seal_key = seal_key or ec.generate_private_key(ec.SECP256R1())
        self.root = certificate("Gốc thử nghiệm", root_key)
        self.certificate = certificate("Con dấu thử nghiệm", seal_key, issuer=self.root, issuer_key=root_key)
        self.signer = from_private_key(seal_key, self.certificate.public_bytes(Encoding.DER))
        self.trust = Trust([self.root.public_bytes(Encoding.DER)], require_revocation=False)

    def list_with_the_seal(self):
        """A revocation list that names the seal's certificate."""
        entry = x509.RevokedCertificateBuilder().serial_number(self.certificate.serial_number)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject).last_update(NOW)
        builder = builder.next_update(NOW + timedelta(days=1))
        builder = builder.add_revoked_certificate(entry.revocation_date(NOW - timedelta(hours=1)).build())
        return builder.sign(self.root_key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def sealed(office):
    return seal_sample(office)


def seal_sample(office):
    """A message with one attachment, sealed by the office."""
    message = read_bytes(generate.message().encode())[0].message
    out = io.BytesIO()
    write(
        message, out, enclosures=[Enclosure("f1", lambda: io.BytesIO(generate.CONTENT))], sign=seal_with(office.signer)
    )
    return out.getvalue()


def verified(data, office):
    return verify(read_bytes(data)[0], trust=office.trust, at=NOW)


def signed_by_hand(document, office, references):
    """A signature of the older form, made with our primitives: `references` is finished XML."""
    info = (
        f'<ds:SignedInfo xmlns:ds="{generate.DSIG}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}">'
        '</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256">'
        f"</ds:SignatureMethod>{references}</ds:SignedInfo>"
    )
    value = base64.b64encode(xmldsig._wire_value(office.signer, info.encode())).decode()
    own = base64.b64encode(office.signer.certificate_der).decode()
    signature = (
        f'<ds:Signature xmlns:ds="{generate.DSIG}">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo>'
        f"<ds:X509Data><ds:X509Certificate>{own}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )
    return document.replace("</edXML:edXMLHeader>", f"{signature}</edXML:edXMLHeader>").encode()


def reference(uri, digest, transforms=""):
    return (
        f'<ds:Reference URI="{uri}">{transforms}<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256">'
        f"</ds:DigestMethod><ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )


ATTACHMENT = reference("cid:f1", hashlib.sha256(generate.CONTENT).digest())
ENVELOPED = (
    f'<ds:Transforms><ds:Transform Algorithm="{generate.DSIG}enveloped-signature"></ds:Transform>'
    f'<ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform></ds:Transforms>'
)


def canonical(element):
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def test_our_seal_covers_the_whole_message(sealed, office):
    proven = verified(sealed, office)
    assert proven.is_whole
    assert proven.message.sender.code == "000.00.00.G22"
    assert proven.signed_by.certificate == office.certificate
    assert not read_bytes(sealed)[0].warnings


def test_the_seal_holds_when_the_message_is_read_the_long_way(sealed, office):
    received, _sinks = read_the_long_way(sealed)
    assert verify(received, trust=office.trust, at=NOW).is_whole


@pytest.mark.parametrize(
    ("written", "forged"),
    [
        ("<edXML:OrganId>000.00.00.G22<", "<edXML:OrganId>000.00.00.G01<"),
        (">H37.DN.001<", ">H37.DN.002<"),
        ("<edXML:CodeNumber>7816<", "<edXML:CodeNumber>7817<"),
        ("30,7816/VP", "30,7815/VP"),
        (">Về việc thử nghiệm liên thông<", ">Về việc thử nghiệm khác<"),
        ("<edXML:BussinessDocType>0<", "<edXML:BussinessDocType>1<"),
        ("2015/09/30 08:00:00", "2015/09/30 08:00:01"),
        ("<edXML:AttachmentName>cong-van.pdf<", "<edXML:AttachmentName>cong-van.exe<"),
        ("</edXML:Subject>", "</edXML:Subject><edXML:Content>thêm</edXML:Content>"),
    ],
)
def test_whatever_is_changed_in_the_envelope_breaks_the_seal(sealed, office, written, forged):
    changed = sealed.replace(written.encode(), forged.encode(), 1)
    assert changed != sealed
    received, _sinks = read_bytes(changed)
    with pytest.raises(SignatureInvalid):
        verify(received, trust=office.trust, at=NOW)


def test_a_changed_attachment_is_refused_while_it_is_read(sealed):
    encoded = base64.b64encode(generate.CONTENT)
    changed = sealed.replace(encoded, base64.b64encode(b"!" + generate.CONTENT[1:]))
    assert changed != sealed
    with pytest.raises(WrongDigest):
        read_bytes(changed)


def test_a_seal_under_another_root_is_not_trusted(sealed):
    with pytest.raises(NotTrusted):
        verify(read_bytes(sealed)[0], trust=Office().trust, at=NOW)


def test_a_message_without_signature_cannot_be_verified(office):
    with pytest.raises(BadSignature):
        verified(generate.message().encode(), office)


def test_the_older_form_over_attachments_only_is_accepted_and_called_open(office):
    data = signed_by_hand(generate.message(), office, ATTACHMENT)
    received, _sinks = read_bytes(data)
    assert {note.deviation.value for note in received.warnings} == {"signature-coverage"}
    proven = verify(received, trust=office.trust, at=NOW)
    assert proven.not_covered == ("MessageHeader", "TraceHeaderList", "edXMLManifest")
    assert not proven.is_whole


def test_the_older_form_over_the_whole_document_is_accepted_while_the_message_is_small(office):
    document = generate.message()
    root = etree.fromstring(document.encode())
    data = signed_by_hand(document, office, reference("", hashlib.sha256(canonical(root)).digest(), ENVELOPED))
    proven = verified(data, office)
    assert proven.is_whole
    received, _sinks = read_the_long_way(data)
    with pytest.raises(BadSignature):
        verify(received, trust=office.trust, at=NOW)


def test_a_signature_over_the_header_alone_leaves_the_manifest_open(office):
    document = generate.message().replace("<edXML:edXMLHeader>", '<edXML:edXMLHeader Id="h">')
    header = etree.fromstring(document.encode()).find(f".//{{{EDXML}}}edXMLHeader")
    references = reference("#h", hashlib.sha256(canonical(header)).digest(), ENVELOPED) + ATTACHMENT
    assert verified(signed_by_hand(document, office, references), office).not_covered == ("edXMLManifest",)


def test_a_signature_over_another_element_is_refused(office):
    """Wrapping: the true envelope is moved aside, signed as ever, and a forged one stands in its place."""
    copy = generate.envelope().replace("<edXML:edXMLEnvelope", '<edXML:Copy Id="envelope"', 1)
    copy = copy.replace("</edXML:edXMLEnvelope>", "</edXML:Copy>")
    forged = generate.message(generate.envelope(generate.HEADER + f"<edXML:Novelty>{copy}</edXML:Novelty>"))
    element = etree.fromstring(forged.encode()).find(".//*[@Id='envelope']")
    references = reference("#envelope", hashlib.sha256(canonical(element)).digest(), ENVELOPED) + ATTACHMENT
    with pytest.raises(SignatureInvalid):
        verified(signed_by_hand(forged, office, references), office)


def test_two_references_into_the_message_are_refused(office):
    document = generate.message().replace("<edXML:edXMLHeader>", '<edXML:edXMLHeader Id="h">')
    references = reference("#h", bytes(32)) + reference("#trace", bytes(32))
    with pytest.raises(BadSignature):
        verified(signed_by_hand(document, office, references), office)


def test_a_reference_to_somewhere_else_is_refused(office):
    data = signed_by_hand(generate.message(), office, reference("http://127.0.0.1/x", bytes(32)))
    with pytest.raises(BadSignature):
        verified(data, office)


def test_a_signature_with_sha_1_is_called_insecure_and_never_valid(office):
    data = generate.samples()["older-signature"][0]
    with pytest.raises(NotSecure):
        verified(data, office)


def test_what_was_read_must_be_what_was_signed(sealed, office):
    received, _sinks = read_bytes(sealed)
    other = replace(received, message=replace(received.message, subject="Một trích yếu khác"))
    with pytest.raises(BadSignature):
        verify(other, trust=office.trust, at=NOW)


def test_a_status_message_is_sealed_too(office):
    message = read_bytes(generate.status_message().encode())[0].message
    out = io.BytesIO()
    write(message, out, sign=seal_with(office.signer))
    assert verified(out.getvalue(), office).is_whole
    changed = out.getvalue().replace(b"StatusCode>03<", b"StatusCode>02<")
    assert changed != out.getvalue()
    with pytest.raises(SignatureInvalid):
        verified(changed, office)


def xmlsec1(data, office, folder, at=NOW):
    """The verdict of xmlsec1 on a message whose attachment f1 is given to it as a file."""
    (folder / "root.pem").write_bytes(office.root.public_bytes(Encoding.PEM))
    (folder / "f1.bin").write_bytes(generate.CONTENT)
    (folder / "message.edxml").write_bytes(data)
    done = subprocess.run(
        [
            "xmlsec1", "--verify", "--trusted-pem", "root.pem", "--verification-gmt-time", at.strftime("%Y-%m-%d %H:%M:%S"),
            "--id-attr:Id", f"{EDXML}:edXMLEnvelope", "--url-map:cid:f1", "f1.bin", "message.edxml",
        ],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode == 0, done.stdout + done.stderr


@pytest.mark.foreign("xmlsec1")
def test_xmlsec1_accepts_our_seal_and_refuses_its_tampered_twin(sealed, office, tmp_path):
    accepted, said = xmlsec1(sealed, office, tmp_path)
    assert accepted, said
    twin = sealed.replace(b"<edXML:CodeNumber>7816<", b"<edXML:CodeNumber>7817<")
    assert twin != sealed
    accepted, said = xmlsec1(twin, office, tmp_path)
    assert not accepted, said


@pytest.mark.foreign("xmlsec1")
def test_xmlsec1_refuses_our_seal_over_another_attachment(sealed, office, tmp_path, monkeypatch):
    monkeypatch.setattr(generate, "CONTENT", generate.CONTENT + b"!")
    accepted, said = xmlsec1(sealed, office, tmp_path)
    assert not accepted, said


@pytest.mark.foreign("xmllint")
def test_xmllint_finds_our_message_well_formed_and_its_cut_twin_not(sealed, tmp_path):
    whole, cut = tmp_path / "whole.edxml", tmp_path / "cut.edxml"
    whole.write_bytes(sealed)
    cut.write_bytes(sealed[:-12])
    assert subprocess.run(["xmllint", "--noout", whole], check=False).returncode == 0
    assert subprocess.run(["xmllint", "--noout", cut], check=False, capture_output=True).returncode != 0


def test_sinks_are_opened_once_for_each_attachment(sealed):
    sinks = Sinks()
    read(io.BytesIO(sealed), open_attachment=sinks)
    assert list(sinks) == ["f1"]
    with pytest.raises(EdxmlRefused):
        read_bytes(sealed[:-40])

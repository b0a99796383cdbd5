"""XML signatures: made, verified, wrapped and twisted in every way we know, and shown to other engines."""

import base64
import copy
import hashlib

import pytest
import xmlsec
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from lienthong.ground.signatures import xml_names, xmldsig
from lienthong.ground.signatures.refusals import NotSecure, NotTrusted, SignatureInvalid
from lienthong.ground.signatures.signer import from_private_key
from lienthong.ground.signatures.tests.conftest import NOW, flipped, run, sha256

DS = "{" + xml_names.DSIG + "}"
DOCUMENT = """<e:edXML xmlns:e="urn:example:edxml" xmlns="urn:example:other" xmlns:unused="urn:example:unused">
  <e:Envelope Id="envelope"><e:Subject>Về việc cấp phép &amp; kiểm tra</e:Subject><!-- a remark --><e:Header/>
  </e:Envelope>
  <Attachments><Attachment><ContentId>tep-1</ContentId></Attachment></Attachments>
</e:edXML>""".encode()
FILE = b"%PDF-1.7 the attachment" * 100


def octets_of(root):
    return etree.tostring(root, encoding="utf-8")


def document():
    return xmldsig.parse(DOCUMENT)


def envelope(root):
    return root[0]


def header(root):
    return root.find(".//{*}Header")


@pytest.fixture
def signed(workshop):
    """The envelope signed with its attachment, the signature inside the header; as bytes."""
    root = document()
    xmldsig.sign_enveloped(
        root, workshop.seal, covers=envelope(root), into=header(root), attachments={"tep-1": sha256(FILE)}
    )
    return octets_of(root)


def check(data, workshop, *, file=FILE, namespace=xml_names.DSIG):
    root = xmldsig.parse(data) if isinstance(data, bytes) else data
    return xmldsig.verify(
        root,
        trust=workshop.trust,
        at=NOW,
        covers=envelope(root),
        attachments={"tep-1": xmldsig.of_bytes(file)},
        namespace=namespace,
    )


def whole(data, workshop, **more):
    return xmldsig.verify(xmldsig.parse(data), trust=workshop.trust, at=NOW, **more)


def refused(data, workshop, reason, **more):
    with pytest.raises(SignatureInvalid) as caught:
        check(data, workshop, **more)
    assert caught.value.reason == reason
    return caught.value


def test_what_was_signed_comes_back_and_nothing_else(workshop, signed):
    found = check(signed, workshop)
    assert found.signed_by.holder.name == "Bộ Tài chính"
    assert found.signed_by.level == "XML"
    assert found.attachments == ("tep-1",)
    assert found.root.tag == "{urn:example:edxml}Envelope"
    assert found.root.findtext("{*}Subject") == "Về việc cấp phép & kiểm tra"
    assert found.root.find(".//{*}Signature") is None
    assert "remark" not in etree.tostring(found.root).decode()


def test_a_whole_document_is_signed_too(workshop):
    root = document()
    xmldsig.sign_enveloped(root, workshop.seal)
    found = whole(octets_of(root), workshop)
    assert found.root.tag == "{urn:example:edxml}edXML"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</e:Subject>", b" </e:Subject>"),
        ("cấp phép".encode(), "cấm phép".encode()),
        (b"Subject>", b"Object_>"),
        (b"<e:Envelope Id", b"<e:Envelope more='1' Id"),
    ],
)
def test_a_changed_envelope_is_refused(workshop, signed, old, new):
    changed = signed.replace(old, new)
    assert changed != signed
    refused(changed, workshop, "digest-differs")


def test_a_changed_attachment_is_refused(workshop, signed):
    refused(signed, workshop, "digest-differs", file=flipped(FILE, 7))


def test_a_changed_signed_info_or_value_is_refused(workshop, signed):
    start = signed.index(b"DigestValue>") + len(b"DigestValue>")
    other = b"A" if signed[start : start + 1] != b"A" else b"B"
    refused(signed[:start] + other + signed[start + 1 :], workshop, "value-wrong")
    start = signed.index(b"SignatureValue>") + len(b"SignatureValue>")
    other = b"A" if signed[start : start + 1] != b"A" else b"B"
    refused(signed[:start] + other + signed[start + 1 :], workshop, "value-wrong")


def test_text_outside_what_is_covered_may_change_and_does_not_come_back(workshop, signed):
    changed = signed.replace(b"<Attachments>", b"<Attachments evil='1'>")
    assert changed != signed
    assert b"evil" not in etree.tostring(check(changed, workshop).root)


# -- wrapping ---------------------------------------------------------------------------------------------------------


def evil(root):
    fake = etree.fromstring(
        '<e:Envelope xmlns:e="urn:example:edxml"><e:Subject>Chuyển tiền</e:Subject><e:Header/></e:Envelope>'
    )
    fake.tail = "\n"
    return fake


def wrapped_beside(root):
    """The signed envelope moved to the end, a false one in its place."""
    original = envelope(root)
    root.remove(original)
    root.insert(0, evil(root))
    root.append(original)


def wrapped_inside(root):
    """The signed envelope hidden inside a false one."""
    original, fake = envelope(root), evil(root)
    root.replace(original, fake)
    fake.append(original)


def wrapped_in_object(root):
    """The signed envelope inside an Object of its own signature, which stands in a false envelope."""
    original, fake = envelope(root), evil(root)
    signature = root.find(f".//{DS}Signature")
    root.replace(original, fake)
    header(root).append(signature)
    holder = etree.SubElement(signature, DS + "Object")
    holder.append(original)


def wrapped_with_signature(root):
    """A false envelope that took the signature with it, the signed one beside."""
    original, fake = envelope(root), evil(root)
    signature = root.find(f".//{DS}Signature")
    root.insert(0, fake)
    fake.append(signature)
    assert original is not fake


def wrapped_same_id(root):
    """A false envelope with the same identifier before the true one."""
    fake = evil(root)
    fake.set("Id", "envelope")
    root.insert(0, fake)


def wrapped_other_case(root):
    """The same identifier in another spelling of the attribute."""
    fake = evil(root)
    fake.set("{http://www.w3.org/XML/1998/namespace}id", "envelope")
    root.insert(0, fake)


def wrapped_second_signature(root):
    """Two signatures, so that one may vouch for the other's place."""
    signature = copy.deepcopy(root.find(f".//{DS}Signature"))
    fake = evil(root)
    fake.append(signature)
    root.insert(0, fake)


@pytest.mark.parametrize(
    "attack",
    [
        wrapped_beside,
        wrapped_inside,
        wrapped_in_object,
        wrapped_with_signature,
        wrapped_same_id,
        wrapped_other_case,
        wrapped_second_signature,
    ],
)
def test_wrapping_is_refused(workshop, signed, attack):
    root = xmldsig.parse(signed)
    attack(root)
    changed = octets_of(root)
    assert changed != signed
    assert "Chuyển tiền" in envelope(xmldsig.parse(changed)).findtext("{*}Subject")
    with pytest.raises(SignatureInvalid) as caught:
        check(changed, workshop)
    assert caught.value.reason in {
        "reference-unexpected", "id-repeated", "signature-count", "digest-differs", "transform-forbidden", "structure",
    }  # fmt: skip


def test_a_comment_cannot_split_a_signed_value(workshop, signed):
    """Comments are not signed: what comes back has none, so no program can stop reading at one."""
    changed = signed.replace("cấp phép".encode(), "cấp<!-- --> phép".encode())
    assert changed != signed
    assert check(changed, workshop).root.findtext("{*}Subject") == "Về việc cấp phép & kiểm tra"


# -- form -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prologue", [b"<!DOCTYPE e:edXML>", b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
def test_a_doctype_is_refused_however_harmless(workshop, signed, prologue):
    refused(prologue + etree.tostring(xmldsig.parse(signed)), workshop, "doctype")


def test_what_is_not_xml_is_refused(workshop):
    refused(b"<a><b></a>", workshop, "not-xml")


def test_a_document_without_signature_is_refused(workshop):
    refused(DOCUMENT, workshop, "signature-count")


def test_a_signature_alone_is_refused(workshop, signed):
    alone = etree.tostring(xmldsig.parse(signed).find(f".//{DS}Signature"))
    with pytest.raises(SignatureInvalid) as caught:
        whole(alone, workshop)
    assert caught.value.reason == "signature-count"


def edited(signed, edit):
    root = xmldsig.parse(signed)
    edit(root, root.find(f".//{DS}Signature"))
    changed = octets_of(root)
    assert changed != signed
    return changed


STRUCTURE = {
    "value before info": lambda _, s: s.insert(0, s[1]),
    "no key": lambda _, s: s.remove(s[2]),
    "foreign child": lambda _, s: s.append(etree.Element("other")),
    "comment in signature": lambda _, s: s.insert(0, etree.Comment("x")),
    "element in value": lambda _, s: etree.SubElement(s[1], "b"),
    "empty signed info": lambda _, s: [s[0].remove(child) for child in list(s[0])],
    "value not base64": lambda _, s: setattr(s[1], "text", "@@"),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_signature_built_otherwise_is_refused(workshop, signed, name):
    refused(edited(signed, STRUCTURE[name]), workshop, "structure")


def test_a_signature_without_certificate_is_refused(workshop, signed):
    def edit(_, signature):
        signature[2][:] = []

    refused(edited(signed, edit), workshop, "certificate-missing")


def test_a_damaged_certificate_that_came_along_is_refused_though_nobody_needs_it(workshop, signed):
    (authority,) = workshop.seal.chain_der
    written = base64.b64encode(authority)
    assert written in signed
    for place in (*range(0, len(authority), 50), len(authority) - 1):
        damaged = signed.replace(written, base64.b64encode(flipped(authority, place)))
        with pytest.raises(SignatureInvalid):
            check(damaged, workshop)
    refused(damaged, workshop, "certificate-damaged")


def test_an_unforeseen_failure_is_invalid(workshop, signed):
    def broken(_):
        raise ZeroDivisionError

    root = xmldsig.parse(signed)
    with pytest.raises(SignatureInvalid) as caught:
        xmldsig.verify(root, trust=workshop.trust, at=NOW, covers=envelope(root), attachments={"tep-1": broken})
    assert caught.value.reason == "unreadable"


# -- our own forger: any SignedInfo, correctly signed -----------------------------------------------------------------

EXCLUSIVE = xml_names.EXCLUSIVE
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
INCLUSIVE_11 = "http://www.w3.org/2006/12/xml-c14n11"
ENVELOPED = xml_names.ENVELOPED


def reference(uri, digest, *transforms, method=xml_names.SHA256, kind="", inner=""):
    steps = "".join(f'<ds:Transform Algorithm="{name}">{inner}</ds:Transform>' for name in transforms)
    steps = f"<ds:Transforms>{steps}</ds:Transforms>" if steps else ""
    kind = f' Type="{kind}"' if kind else ""
    return (
        f'<ds:Reference URI="{uri}"{kind}>{steps}<ds:DigestMethod Algorithm="{method}"/>'
        f"<ds:DigestValue>{base64.b64encode(digest).decode()}</ds:DigestValue></ds:Reference>"
    )


def forge(root, signer, references, *, c14n=EXCLUSIVE, method=None, objects="", inner="", info_more=""):
    """A signature by this signer over any references at all, put into the header."""
    method = method or xml_names.PRODUCED[signer.algorithm]
    signature = etree.fromstring(
        f'<ds:Signature xmlns:ds="{xml_names.DSIG}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{c14n}">{inner}</ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{method}"/>{"".join(references)}{info_more}</ds:SignedInfo>'
        f"<ds:SignatureValue/><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
        f"{base64.b64encode(signer.certificate_der).decode()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"{objects}</ds:Signature>"
    )
    header(root).append(signature)
    octets = etree.tostring(signature[0], method="c14n", exclusive=c14n.startswith(EXCLUSIVE), with_comments=False)
    signature[1].text = base64.b64encode(xmldsig._wire_value(signer, octets)).decode()
    return signature


def digest_of(element, *, exclusive=True, name="sha256"):
    octets = etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=False, with_tail=False)
    return hashlib.new(name, octets).digest()


def forged(workshop, make, **more):
    root = document()
    forge(root, workshop.seal, make(root), **more)
    return octets_of(root)


FILE_REFERENCE = reference("cid:tep-1", sha256(FILE))


@pytest.mark.parametrize(
    ("c14n", "transforms"),
    [
        (EXCLUSIVE, (ENVELOPED, EXCLUSIVE)),
        (INCLUSIVE, (ENVELOPED, INCLUSIVE)),
        (INCLUSIVE_11, (ENVELOPED, INCLUSIVE_11)),
        (INCLUSIVE, (ENVELOPED,)),
        (EXCLUSIVE + "WithComments", (ENVELOPED, EXCLUSIVE + "WithComments")),
    ],
)
def test_the_usual_canonicalisations_are_accepted(workshop, c14n, transforms):
    exclusive = transforms[-1].startswith(EXCLUSIVE)

    def make(root):
        return [reference("#envelope", digest_of(envelope(root), exclusive=exclusive), *transforms), FILE_REFERENCE]

    assert check(forged(workshop, make, c14n=c14n), workshop).root is not None


def with_prefixes(root, prefixes):
    listed = ["e", "unused"]
    octets = etree.tostring(envelope(root), method="c14n", exclusive=True, with_comments=False, with_tail=False,
                            inclusive_ns_prefixes=listed)  # fmt: skip
    assert b"urn:example:unused" in octets
    inner = f'<c:InclusiveNamespaces xmlns:c="{EXCLUSIVE}" PrefixList="{prefixes}"/>'
    transform = f'<ds:Transform Algorithm="{EXCLUSIVE}">{inner}</ds:Transform></ds:Transforms>'
    plain = reference("#envelope", sha256(octets), ENVELOPED)
    return [plain.replace("</ds:Transforms>", transform), FILE_REFERENCE]


def test_inclusive_prefixes_are_honoured(workshop):
    assert check(forged(workshop, lambda root: with_prefixes(root, "e unused")), workshop).root is not None
    refused(forged(workshop, lambda root: with_prefixes(root, "e")), workshop, "digest-differs")
    refused(forged(workshop, lambda root: with_prefixes(root, "e unused #default")), workshop, "transform-forbidden")


@pytest.mark.parametrize(
    "transforms",
    [
        (ENVELOPED, "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116",),
        (ENVELOPED, "http://www.w3.org/2002/06/xmldsig-filter2"),
        (EXCLUSIVE,),
        (ENVELOPED, EXCLUSIVE, EXCLUSIVE),
        (EXCLUSIVE, ENVELOPED),
    ],
)
def test_other_transforms_are_refused(workshop, transforms):
    def make(root):
        return [reference("#envelope", digest_of(envelope(root)), *transforms), FILE_REFERENCE]

    refused(forged(workshop, make), workshop, "transform-forbidden")


def test_a_transform_with_content_is_refused(workshop):
    def make(root):
        found = digest_of(envelope(root))
        return [reference("#envelope", found, ENVELOPED, EXCLUSIVE, inner="<x/>"), FILE_REFERENCE]

    refused(forged(workshop, make), workshop, "transform-forbidden")


def test_attachments_take_no_transforms(workshop):
    def make(root):
        with_transform = reference("cid:tep-1", sha256(FILE), xml_names.DSIG + "base64")
        return [reference("#envelope", digest_of(envelope(root)), ENVELOPED, EXCLUSIVE), with_transform]

    refused(forged(workshop, make), workshop, "transform-forbidden")


UNEXPECTED = {
    "nothing but the file": lambda e: [FILE_REFERENCE],
    "nothing but the envelope": lambda e: [e],
    "the envelope twice": lambda e: [e, e, FILE_REFERENCE],
    "a file nobody has": lambda e: [e, FILE_REFERENCE, reference("cid:tep-2", sha256(b""))],
    "an address outside": lambda e: [e, FILE_REFERENCE, reference("http://example.com/", sha256(b""))],
    "an unknown identifier": lambda e: [e, FILE_REFERENCE, reference("#nobody", sha256(b""))],
}


@pytest.mark.parametrize("name", UNEXPECTED)
def test_other_references_than_the_expected_are_refused(workshop, name):
    def make(root):
        return UNEXPECTED[name](reference("#envelope", digest_of(envelope(root)), ENVELOPED, EXCLUSIVE))

    refused(forged(workshop, make), workshop, "reference-unexpected")


def test_the_whole_document_signed_where_the_envelope_is_expected_is_refused(workshop):
    def make(root):
        return [reference("", digest_of(root), ENVELOPED, EXCLUSIVE), FILE_REFERENCE]

    refused(forged(workshop, make), workshop, "reference-unexpected")


def test_attachments_alone_may_be_signed_if_the_caller_says_so(workshop):
    data = forged(workshop, lambda _: [FILE_REFERENCE])
    found = whole(data, workshop, covers_nothing=True, attachments={"tep-1": xmldsig.by_digest(sha256(FILE))})
    assert found.root is None
    assert found.attachments == ("tep-1",)


def test_a_signature_beside_what_it_covers_is_accepted(workshop):
    root = document()
    signature = forge(
        root, workshop.seal, [reference("#envelope", digest_of(envelope(root)), EXCLUSIVE), FILE_REFERENCE]
    )
    root.append(signature)
    assert check(octets_of(root), workshop).root is not None


XADES = "http://uri.etsi.org/01903/v1.3.2#"
PROPERTIES = (
    f'<ds:Object xmlns:ds="{xml_names.DSIG}"><x:QualifyingProperties xmlns:x="{XADES}">'
    '<x:SignedProperties Id="properties"><x:Any/></x:SignedProperties></x:QualifyingProperties></ds:Object>'
)


def with_properties(root, *, wrong=False):
    lone = etree.fromstring(PROPERTIES)[0][0]
    digest = sha256(b"other") if wrong else digest_of(lone)
    return [
        reference("#envelope", digest_of(envelope(root)), ENVELOPED, EXCLUSIVE),
        FILE_REFERENCE,
        reference("#properties", digest, EXCLUSIVE, kind=xml_names.SIGNED_PROPERTIES),
    ]


def test_signed_properties_of_xades_are_checked_and_left_alone(workshop):
    data = forged(workshop, with_properties, objects=PROPERTIES)
    assert check(data, workshop).root is not None
    wrong = forged(workshop, lambda root: with_properties(root, wrong=True), objects=PROPERTIES)
    refused(wrong, workshop, "digest-differs")


def test_sha1_is_called_not_secure(workshop):
    def make(root):
        digest = digest_of(envelope(root), name="sha1")
        return [reference("#envelope", digest, ENVELOPED, EXCLUSIVE, method=xml_names.DSIG + "sha1"), FILE_REFERENCE]

    weak_digest = forged(workshop, make)
    weak_method = forged(workshop, lambda _: [FILE_REFERENCE], method=xml_names.DSIG + "rsa-sha1")
    for data in (weak_digest, weak_method):
        assert isinstance(refused(data, workshop, "hash-weak"), NotSecure)


@pytest.mark.parametrize("method", ["hmac-sha1", "nonsense"])
def test_hmac_and_unknown_methods_are_refused(workshop, method):
    data = forged(workshop, lambda _: [FILE_REFERENCE], method=xml_names.DSIG + method)
    refused(data, workshop, "method-forbidden")


def test_an_unknown_digest_method_is_refused(workshop):
    data = forged(workshop, lambda _: [reference("cid:tep-1", sha256(FILE), method="urn:nonsense")])
    refused(data, workshop, "method-forbidden")


def test_a_reference_without_digest_or_with_strange_transforms_is_refused(workshop):
    no_digest = '<ds:Reference URI="cid:tep-1"><ds:DigestValue/></ds:Reference>'
    refused(forged(workshop, lambda _: [no_digest]), workshop, "structure")
    strange = FILE_REFERENCE.replace("<ds:DigestMethod", "<ds:Transforms><ds:Other/></ds:Transforms><ds:DigestMethod")
    refused(forged(workshop, lambda _: [strange]), workshop, "structure")
    refused(forged(workshop, lambda _: [], info_more="<ds:Other/>"), workshop, "structure")


def test_inherited_xml_attributes_are_refused_rather_than_guessed(workshop):
    root = document()
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "vi")
    forge(root, workshop.seal, [FILE_REFERENCE], c14n=INCLUSIVE)
    refused(octets_of(root), workshop, "transform-forbidden")


def test_the_signer_is_judged_like_any_other(workshop, signed):
    from datetime import timedelta

    root = xmldsig.parse(signed)
    with pytest.raises(NotTrusted) as caught:
        xmldsig.verify(
            root,
            trust=workshop.trust,
            at=NOW + timedelta(days=4000),
            covers=envelope(root),
            attachments={"tep-1": xmldsig.of_bytes(FILE)},
        )
    assert caught.value.reason == "expired"


def test_an_rsa_key_signs_and_verifies(workshop):
    key = rsa.generate_private_key(65537, 2048)
    certificate = rsa_certificate(workshop, key)
    root = document()
    xmldsig.sign_enveloped(root, from_private_key(key, certificate, workshop.seal.chain_der))
    data = octets_of(root)
    assert whole(data, workshop).signed_by.holder.name == "RSA"
    ecdsa_said = data.replace(b"rsa-sha256", b"ecdsa-sha256")
    assert ecdsa_said != data
    with pytest.raises(SignatureInvalid):
        whole(ecdsa_said, workshop)


def rsa_certificate(workshop, key):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from lienthong.ground.signatures import authority, certificates, queries
    from lienthong.ground.signatures.states import Profile

    issuer = queries.authority("seals")
    body = authority.certificate_body(
        Profile.SEAL,
        name=authority.subject("RSA"),
        public_key=key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        issuer=authority.Issuer(certificates.load(issuer.encoded), "ecdsa", bytes(issuer.key.public_key), None),
        serial=77,
        now=NOW,
    )
    return authority.signed(body, queries.signer_with(issuer).key)


def test_an_element_without_identifier_cannot_be_covered(workshop):
    root = document()
    with pytest.raises(SignatureInvalid):
        xmldsig.sign_enveloped(root, workshop.seal, covers=root[1])
    with pytest.raises(SignatureInvalid):
        xmldsig.sign_enveloped(root, workshop.seal, attachments={"a&b": sha256(b"")})


def test_a_sender_may_use_its_own_namespace(workshop, signed):
    """Some senders put the signature's elements into the message's own namespace."""
    root = document()
    own = "urn:example:edxml"

    def renamed(text):
        return text.replace(f'xmlns:ds="{xml_names.DSIG}"', f'xmlns:ds="{own}"')

    signature = forge(root, workshop.seal, [FILE_REFERENCE])
    header(root).remove(signature)
    again = etree.fromstring(renamed(etree.tostring(signature).decode()))
    header(root).append(again)
    octets = etree.tostring(again[0], method="c14n", exclusive=True)
    again[1].text = base64.b64encode(xmldsig._wire_value(workshop.seal, octets)).decode()
    data = octets_of(root)
    files = {"tep-1": xmldsig.of_bytes(FILE)}
    assert whole(data, workshop, covers_nothing=True, attachments=files, namespace=own).root is None
    with pytest.raises(SignatureInvalid):
        whole(data, workshop, covers_nothing=True, attachments=files)


# -- other engines ----------------------------------------------------------------------------------------------------


@pytest.mark.foreign("xmlsec1")
def test_xmlsec1_accepts_ours_and_refuses_it_changed(workshop, tmp_path):
    workshop.files(tmp_path)
    root = document()
    xmldsig.sign_enveloped(root, workshop.seal, covers=envelope(root), into=header(root))
    data = octets_of(root)
    command = ["xmlsec1", "--verify", "--enabled-key-data", "x509,rsa,ecdsa", "--trusted-pem", "root.pem",
               "--verification-gmt-time", NOW.strftime("%Y-%m-%d %H:%M:%S"), "--id-attr:Id",
               "urn:example:edxml:Envelope"]  # fmt: skip
    changed = data.replace("cấp phép".encode(), "cấm phép".encode())
    assert changed != data
    for content, expected in ((data, 0), (changed, 1)):
        (tmp_path / "f.xml").write_bytes(content)
        code, said = run(*command, "f.xml", cwd=tmp_path)
        assert code == expected, said


def test_the_xmlsec_library_agrees_on_good_and_bad(workshop):
    root = document()
    xmldsig.sign_enveloped(root, workshop.seal)
    data = octets_of(root)
    changed = data.replace("cấp phép".encode(), "cấm phép".encode())
    assert changed != data
    assert xmlsec_says(data, workshop)
    assert not xmlsec_says(changed, workshop)


def xmlsec_says(data, workshop):
    root = etree.fromstring(data)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(workshop.seal.certificate_der, xmlsec.constants.KeyDataFormatCertDer)
    try:
        context.verify(root.find(f".//{DS}Signature"))
    except xmlsec.Error:
        return False
    return True


@pytest.mark.parametrize(
    "c14n",
    [xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformInclC14N, xmlsec.constants.TransformInclC14N11],
)
def test_we_accept_what_the_xmlsec_library_signs(workshop, c14n):
    from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = rsa_keys.generate_private_key(65537, 2048)
    certificate = rsa_certificate(workshop, private)
    root = document()
    signature = xmlsec.template.create(root, c14n, xmlsec.constants.TransformRsaSha256, ns="ds")
    header(root).append(signature)
    found = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri="#envelope")
    xmlsec.template.add_transform(found, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(found, c14n)
    data = xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.template.x509_data_add_certificate(data)
    context = xmlsec.SignatureContext()
    context.register_id(envelope(root), "Id")
    pem_key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    context.key = xmlsec.Key.from_memory(pem_key, xmlsec.constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(certificate, xmlsec.constants.KeyDataFormatCertDer)
    context.sign(signature)
    octets = octets_of(root)
    tree = xmldsig.parse(octets)
    trusted = workshop.trust
    assert xmldsig.verify(tree, trust=trusted, at=NOW, covers=envelope(tree)).root.findtext("{*}Subject")
    tree = xmldsig.parse(octets.replace("cấp phép".encode(), "cấm phép".encode()))
    with pytest.raises(SignatureInvalid) as caught:
        xmldsig.verify(tree, trust=trusted, at=NOW, covers=envelope(tree))
    assert caught.value.reason == "digest-differs"


def test_signxml_accepts_ours_and_refuses_it_changed(workshop):
    import signxml

    root = document()
    xmldsig.sign_enveloped(root, workshop.seal)
    data = octets_of(root)
    changed = data.replace("cấp phép".encode(), "cấm phép".encode())
    assert changed != data
    asked = {"x509_cert": workshop.seal.certificate, "expect_config": signxml.SignatureConfiguration(require_x509=True)}
    assert signxml.XMLVerifier().verify(data, **asked).signed_xml is not None
    with pytest.raises(signxml.exceptions.InvalidDigest):
        signxml.XMLVerifier().verify(changed, **asked)

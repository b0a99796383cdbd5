"""DER by hand (ITU-T X.690): the few shapes that signatures, time-stamps and their requests are made of.

Writing is concatenation; reading is strict: definite, shortest lengths, nothing left over. On the hot path this is
dozens of times faster than a general ASN.1 library, and small enough to be read in one sitting.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL_TAG, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
ENUMERATED, UTF8, UTC_TIME, GENERALIZED_TIME = 0x0A, 0x0C, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"

_LAST_UTC_YEAR = 2049
_LONGEST_LENGTH = 4


class NotDer(ValueError):
    """The bytes are not DER of the expected shape."""


# -- writing ----------------------------------------------------------------------------------------------------------


def tlv(tag: int, *parts: bytes) -> bytes:
    """One value: tag, shortest length, the parts joined."""
    body = b"".join(parts)
    length = len(body)
    if length < 0x80:  # noqa: PLR2004 - where the short form of a length ends
        return bytes((tag, length)) + body
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of already encoded parts."""
    return tlv(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """SET OF, its members in the ascending order of their encodings as DER demands."""
    return tlv(SET, *sorted(parts))


def context(number: int, *parts: bytes, constructed: bool = True) -> bytes:
    """Context-specific tag `[number]`; constructed unless it replaces a primitive tag."""
    return tlv((0xA0 if constructed else 0x80) | number, *parts)


def integer(value: int) -> bytes:
    """INTEGER in the fewest octets (X.690 8.3.2): -128 fits into one, as 127 does."""
    bits = (value if value >= 0 else ~value).bit_length()
    return tlv(INTEGER, value.to_bytes(bits // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(OCTET_STRING, value)


def utf8(value: str) -> bytes:
    """UTF8String."""
    return tlv(UTF8, value.encode())


@cache
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(OID, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(0x80 | arc & 0x7F)
    return bytes(reversed(groups))


def time(at: datetime) -> bytes:
    """`Time` as X.509 and CMS choose it: UTCTime until 2049, GeneralizedTime from 2050, whole seconds."""
    moment = at.astimezone(UTC)
    if moment.year <= _LAST_UTC_YEAR:
        return tlv(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return generalized_time(at)


def generalized_time(at: datetime) -> bytes:
    """GeneralizedTime in UTC, whole seconds."""
    return tlv(GENERALIZED_TIME, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


# -- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """One value found in `source`: its tag, where it starts, where its content starts and ends."""

    source: bytes
    tag: int
    start: int
    inside: int
    end: int

    @property
    def encoded(self) -> bytes:
        """Header and content, exactly as they stand in the source."""
        return self.source[self.start : self.end]

    @property
    def content(self) -> bytes:
        """The content octets."""
        return self.source[self.inside : self.end]

    def children(self) -> list["Value"]:
        """The values inside a constructed one. Refuses a primitive value or bytes left over."""
        if not self.tag & 0x20:
            raise NotDer("a primitive value has no parts")
        return list(_values(self.source, self.inside, self.end))

    def expect(self, tag: int) -> "Value":
        """This very value if it carries `tag`; refuses otherwise."""
        if self.tag != tag:
            raise NotDer(f"expected tag {tag:#04x}, found {self.tag:#04x}")
        return self

    def as_integer(self) -> int:
        """INTEGER content as a number; refuses padding."""
        content = self.expect(INTEGER).content
        padded = len(content) > 1 and (
            (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)  # noqa: PLR2004
        )
        if not content or padded:
            raise NotDer("an integer is empty or padded")
        return int.from_bytes(content, "big", signed=True)


def read(source: bytes) -> Value:
    """The single value that fills `source` exactly."""
    value = _value(source, 0, len(source))
    if value.end != len(source):
        raise NotDer("bytes are left over")
    return value


def _values(source: bytes, start: int, end: int) -> Iterator[Value]:
    while start < end:
        value = _value(source, start, end)
        yield value
        start = value.end


def _value(source: bytes, start: int, limit: int) -> Value:
    if start + 2 > limit:
        raise NotDer("cut short")
    tag, length, inside = source[start], source[start + 1], start + 2
    if tag & 0x1F == 0x1F:  # noqa: PLR2004 - the escape to tags of several octets
        raise NotDer("tags of several octets do not occur here")
    if length & 0x80:
        inside, length = _long_length(source, inside, length & 0x7F, limit)
    if inside + length > limit:
        raise NotDer("cut short")
    return Value(source, tag, start, inside, inside + length)


def _long_length(source: bytes, inside: int, size: int, limit: int) -> tuple[int, int]:
    octets_of_length = source[inside : inside + size]
    if not 1 <= size <= _LONGEST_LENGTH or inside + size > limit:
        raise NotDer("the length is indefinite, too long or cut short")
    length = int.from_bytes(octets_of_length, "big")
    if octets_of_length[0] == 0 or length < 0x80:  # noqa: PLR2004 - it would have fitted a shorter form
        raise NotDer("the length is not in its shortest form")
    return inside + size, length

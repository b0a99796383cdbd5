"""VietQR: the payload of a credit transfer in the merchant-presented form of EMVCo, as NAPAS 247 uses it.

Each field is a tag of two digits, a length of two digits and a value: 38 holds the receiving bank (BIN) and account, 54
the amount in đồng, 62-08 the words of the transfer, 63 the checksum (CRC-16/CCITT-FALSE). With an amount the payload is
dynamic (01 = 12), without one static (01 = 11). Pure: no database, no clock.
Sources: EMV QRCPS Merchant-Presented Mode v1.1; NAPAS, technical guideline for QR in money transfers.
"""

import binascii
import io
import re
from dataclasses import dataclass
from typing import Final

import segno

from lienthong.kit.errors import Invalid
from lienthong.kit.text import fold

NAPAS: Final = "A000000727"
TO_ACCOUNT: Final = "QRIBFTTA"
LONGEST_WORDS: Final = 25
"""EMVCo: 62-08 holds at most 25 characters."""
LARGEST_DONG: Final = 9_999_999_999_999
"""EMVCo: field 54 holds at most 13 characters."""

_BIN = re.compile(r"[0-9]{6}")
_NUMBER = re.compile(r"[0-9A-Za-z]{1,19}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_FIELD = re.compile(r"[0-9]{4}")
_CRC = re.compile(r"[0-9A-Fa-f]{4}")
_WORDS = re.compile(rf"[A-Za-z0-9 .:/-]{{0,{LONGEST_WORDS}}}")
_UNSAYABLE = re.compile(r"[^A-Z0-9 ]+")
_STATIC, _DYNAMIC = "11", "12"
_VND, _VIETNAM = "704", "VN"
_MEASURE: Final = 2
_HEAD: Final = 4


class NotVietQr(Invalid):
    """This is not a VietQR code for a payment. Scan or paste the whole of it again."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where money shall go: bank (BIN), account, amount in đồng (None = the payer chooses), words of the transfer."""

    bank_bin: str
    account_number: str
    amount_dong: int | None = None
    words: str = ""


def encode(transfer: Transfer) -> str:
    """The payload. Refuses: NotVietQr for what a field cannot hold."""
    _require(_BIN.fullmatch(transfer.bank_bin), "bank")
    _require(_NUMBER.fullmatch(transfer.account_number), "account")
    _require(_WORDS.fullmatch(transfer.words), "words")
    amount = transfer.amount_dong
    _require(amount is None or 0 < amount <= LARGEST_DONG, "amount")
    to = _field("00", transfer.bank_bin) + _field("01", transfer.account_number)
    payload = "".join(
        [
            _field("00", "01"),
            _field("01", _STATIC if amount is None else _DYNAMIC),
            _field("38", _field("00", NAPAS) + _field("01", to) + _field("02", TO_ACCOUNT)),
            _field("53", _VND),
            _field("54", "" if amount is None else str(amount)),
            _field("58", _VIETNAM),
            _field("62", _field("08", transfer.words)),
            "6304",
        ]
    )
    return payload + checksum(payload)


def checksum(payload: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, begun with 0xFFFF) over the payload up to and with `6304`, upper case."""
    return f"{binascii.crc_hqx(payload.encode('ascii'), 0xFFFF):04X}"


def decode(payload: str) -> Transfer:
    """Read a payload strictly: ASCII, exact lengths, no tag twice, the right order of first and last, the right CRC.

    A checksum in lower-case hexadecimal is accepted, because letters of a number have no case; we write upper case.
    Fields we do not use (name of the payee, city, templates of others) are passed over. Refuses: NotVietQr.
    """
    _require(payload.isascii(), "letters")
    _require(_CRC.fullmatch(payload[-4:]) and payload[-8:-4] == "6304", "checksum-missing")
    _require(checksum(payload[:-4]) == payload[-4:].upper(), "checksum")
    found = _fields(payload)
    tags = list(found)
    _require(tags[0] == "00" and found["00"] == "01" and tags[-1] == "63", "order")
    _require(found.get("01", _STATIC) in {_STATIC, _DYNAMIC}, "initiation")
    _require(found.get("53") == _VND and found.get("58") == _VIETNAM, "currency")
    return _transfer(found)


def _transfer(found: dict[str, str]) -> Transfer:
    template = _fields(found.get("38", ""))
    _require(template.get("00") == NAPAS and template.get("02", TO_ACCOUNT) == TO_ACCOUNT, "service")
    to = _fields(template.get("01", ""))
    bank_bin, number = to.get("00", ""), to.get("01", "")
    _require(_BIN.fullmatch(bank_bin), "bank")
    _require(_NUMBER.fullmatch(number), "account")
    amount = found.get("54")
    _require(amount is None or _AMOUNT.fullmatch(amount), "amount")
    words = _fields(found.get("62", "")).get("08", "")
    return Transfer(bank_bin, number, int(amount) if amount else None, words)


def _fields(text: str) -> dict[str, str]:
    """The fields of a payload or template, in their order. Refuses: NotVietQr."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + _HEAD]
        _require(_FIELD.fullmatch(head), "field")
        tag, length = head[:_MEASURE], int(head[_MEASURE:])
        value = text[at + _HEAD : at + _HEAD + length]
        _require(length > 0 and len(value) == length, "length")
        _require(tag not in found, "doubled")
        found[tag] = value
        at += _HEAD + length
    return found


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}" if value else ""


def _require(holds: object, reason: str) -> None:
    if not holds:
        raise NotVietQr(reason=reason)


def words_of(reference: str, purpose: str) -> str:
    """The words of a transfer: the reference first, then those of the purpose that fit, in capitals without tones.

    Nothing is cut inside: half a code is another code. A code is one word, with its points and hyphens as spaces.
    """
    found = reference
    for word in purpose.split():
        longer = " ".join(f"{found} {_UNSAYABLE.sub(' ', fold(word).upper())}".split())
        if len(longer) > LONGEST_WORDS:
            break
        found = longer
    return found


def svg(payload: str, *, title: str = "VietQR") -> str:
    """The code as an SVG picture that fills the place it is given; `title` is read to those who do not see it."""
    code = segno.make(payload, error="m", micro=False)
    return str(code.svg_inline(scale=4, border=4, title=title, omitsize=True))


def png(payload: str, *, scale: int = 6) -> bytes:
    """The code as a PNG picture, `scale` pixels a module, with the quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()

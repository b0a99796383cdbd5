"""Telephone numbers: read as people write them, kept as E.164, shown in groups, or with most digits hidden."""

import re

COUNTRY = "84"
_NATIONAL = re.compile(r"(?:\+84|0084|84|0)([35789][0-9]{8})")
_FICTIONAL = re.compile(r"(?:\+84|84)?0{3,4}([0-9]{6})")
"""`0000 123 456`: the numbers of the demonstration, which nobody can hold."""
_ABROAD = re.compile(r"\+(?!84)[1-9][0-9]{7,14}")


def read(text: str) -> str | None:
    """E.164 of a mobile number as people write it, `0912 345 678` → `+84912345678`; None when it is not one."""
    plain = re.sub(r"[\s.()-]", "", text)
    if found := _NATIONAL.fullmatch(plain):
        return f"+{COUNTRY}{found[1]}"
    if found := _FICTIONAL.fullmatch(plain):
        return f"+{COUNTRY}000{found[1]}"
    return plain if _ABROAD.fullmatch(plain) else None


def is_fictional(number: str) -> bool:
    """One of the numbers of the demonstration, which nobody can hold?"""
    return number.startswith(f"+{COUNTRY}000")


def show(number: str) -> str:
    """In groups: `0912 345 678`, `0000 123 456`; numbers of other countries as they are."""
    if not number.startswith(f"+{COUNTRY}"):
        return number
    rest = number[3:]
    national = f"0{rest}"
    return f"{national[:4]} {national[4:7]} {national[7:]}"


def mask(address: str) -> str:
    """Enough to recognise one's own number or address by, too little to learn another's: `•••• ••• 678`, `l•••@…`."""
    name, sign, domain = address.partition("@")
    if sign:
        return f"{name[:1]}•••@{domain}"
    return f"••••\u00a0•••\u00a0{address[-3:]}"

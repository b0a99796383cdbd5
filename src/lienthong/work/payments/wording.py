"""Amounts in Vietnamese words, as a receipt writes them: `1.250.005` → `một triệu hai trăm năm mươi nghìn không trăm
linh năm`.

Pure. Vietnamese by nature: on a receipt in any other language the words stay what the law's form asks for.
Source: Law on Accounting 88/2015 art. 16 (vouchers carry the amount in figures, the total in figures and in words).
"""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", "nghìn", "triệu")
_TEN, _HUNDRED, _THOUSAND, _BILLION = 10, 100, 1000, 1_000_000_000
_ONE, _FIVE, _TEENS = 1, 5, 1


def number_in_words(number: int) -> str:
    """A whole number, zero or more, in words. A negative one is an error of the program."""
    if number < 0:
        raise ValueError("only what was paid is written in words")
    return _DIGITS[0] if number == 0 else " ".join(_above(number, follows=False))


def dong_in_words(amount: int) -> str:
    """An amount as a sentence begins: `Năm mươi nghìn đồng`."""
    words = number_in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def _above(number: int, *, follows: bool) -> list[str]:
    """Words with billions in front; `follows` = something was said before, so missing hundreds are said."""
    billions, rest = divmod(number, _BILLION)
    said = [*_above(billions, follows=follows), "tỷ"] if billions else []
    return said + _below_billion(rest, follows=follows or bool(billions))


def _below_billion(number: int, *, follows: bool) -> list[str]:
    said: list[str] = []
    for place in (2, 1, 0):
        group = number // _THOUSAND**place % _THOUSAND
        if group:
            said += _group(group, whole=follows or bool(said))
            said += [_SCALES[place]] if place else []
    return said


def _group(group: int, *, whole: bool) -> list[str]:
    """Three digits; `whole` = hundreds and tens are said although they are zero."""
    hundreds, rest = divmod(group, _HUNDRED)
    said = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    return said + _tens(rest, follows=bool(said))


def _tens(rest: int, *, follows: bool) -> list[str]:
    tens, ones = divmod(rest, _TEN)
    if tens == 0:
        if ones == 0:
            return []
        return ["linh", _DIGITS[ones]] if follows else [_DIGITS[ones]]
    said = ["mười"] if tens == _TEENS else [_DIGITS[tens], "mươi"]
    if ones == _FIVE:
        return [*said, "lăm"]
    if ones == _ONE and tens > _TEENS:
        return [*said, "mốt"]
    return [*said, _DIGITS[ones]] if ones else said

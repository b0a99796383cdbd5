"""The code of an enterprise or an organisation, which is its tax code. Pure.

Nine digits and a check digit; three more name a branch or another dependent unit. Sources: Law on Enterprises 2020
art. 29 (the enterprise code is the tax code); Law on Tax Administration 2019 art. 30 and Circular 86/2024/TT-BTC art. 5
(ten digits, thirteen of dependent units; households and persons use the personal number). The weights of the check
digit stand in no text of law; they hold for the codes that listed companies publish.
"""

import re
from typing import Final

from lienthong.kit.errors import Invalid

_SHAPE: Final = re.compile(r"[0-9]{10}([0-9]{3})?", re.ASCII)
_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class EnterpriseCodeMalformed(Invalid):
    """An enterprise code has ten digits, of a branch thirteen. Type them as they stand on the certificate."""


class EnterpriseCodeMistyped(Invalid):
    """The check digit does not fit: one digit is wrong. Compare the code with the registration certificate."""


def read(typed: str) -> str:
    """The code as it is kept, digits only. Refuses: EnterpriseCodeMalformed, EnterpriseCodeMistyped."""
    code = re.sub(r"[\s.-]", "", typed)
    if not _SHAPE.fullmatch(code):
        raise EnterpriseCodeMalformed
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=False))
    if 10 - weighed % 11 != int(code[9]):
        raise EnterpriseCodeMistyped
    return code


def is_one(code: str) -> bool:
    """Has it the length of an enterprise code, and so is not a personal number?"""
    return _SHAPE.fullmatch(code) is not None

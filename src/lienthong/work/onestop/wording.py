"""What events say of the fee, in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services.expressions import saying


def dong(amount: int) -> str:
    """A sum in figures: `115.000 đ`."""
    return f"{saying.value(amount)} đ"


def of_the_fee(details: Mapping[str, Any]) -> str:
    """How much goes back, or went back, and how; of what was never paid that it need not be any more."""
    ways = {
        _("trả lại %(amount)s vào tài khoản đã chuyển"): details["transfer"],
        _("trả lại %(amount)s tiền mặt tại quầy"): details["cash"],
    }
    return "; ".join(words % {"amount": dong(much)} for words, much in ways.items() if much) or _("không phải nộp nữa")

"""What events say of the fee and of the post, in sentences. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienthong.work.services.delivering import Way
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


def posted(details: Mapping[str, Any]) -> str:
    """On which day a result was posted, and the number of the letter; empty where it was handed over otherwise."""
    if details.get("way") != Way.POST:
        return ""
    on, number = date.fromisoformat(details["on"]), details["tracking"]
    words = _("Gửi bưu chính ngày %(on)s, mã bưu gửi %(number)s") if number else _("Gửi bưu chính ngày %(on)s")
    return words % {"on": f"{on:%d/%m/%Y}", "number": number}

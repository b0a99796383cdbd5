"""What texts say. A text never holds an address of a page: whoever is used to links in messages is easily robbed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CODE_HOLDS = timedelta(minutes=5)


@dataclass(frozen=True)
class Kind:
    """One kind of text. `secret` facts are encrypted while it waits; `can_wait` until morning; `holds` = of use for."""

    words: str
    secret: bool = False
    can_wait: bool = True
    holds: timedelta | None = None


def _code(words: str) -> Kind:
    return Kind(words, secret=True, can_wait=False, holds=CODE_HOLDS)


TEXTS: dict[str, Kind] = {
    "identity.code.sign_in": _code(
        gettext_noop("Liên Thông: %(code)s là mã đăng nhập, dùng trong 5 phút. Không đọc mã cho ai, kể cả cán bộ.")
    ),
    "identity.code.sign_up": _code(
        gettext_noop("Liên Thông: %(code)s là mã mở tài khoản, dùng trong 5 phút. Không đọc mã cho ai.")
    ),
    "identity.code.contact": _code(
        gettext_noop("Liên Thông: %(code)s là mã xác nhận số hoặc địa chỉ này là của bạn, dùng trong 5 phút.")
    ),
    "identity.code.recovery": _code(
        gettext_noop("Liên Thông: %(code)s là mã lấy lại tài khoản, dùng trong 5 phút. Không phải bạn? Đừng làm gì cả.")
    ),
    "identity.code.resume": _code(
        gettext_noop(
            "Liên Thông: %(code)s là mã làm tiếp hồ sơ đang dở trên máy khác, dùng trong 5 phút. Không đọc mã cho ai."
        )
    ),
    "identity.account.exists": Kind(
        gettext_noop("Liên Thông: có người vừa muốn mở tài khoản bằng số hoặc địa chỉ này, vốn đã có tài khoản."),
        can_wait=False,
        holds=CODE_HOLDS,
    ),
    "identity.contact.changed": Kind(
        gettext_noop(
            "Liên Thông: số hoặc địa chỉ liên hệ của tài khoản bạn vừa được đổi thành %(masked)s."
            " Không phải bạn? Hãy báo ngay bộ phận một cửa gần nhất."
        ),
        can_wait=False,
    ),
    "identity.recovery.asked": Kind(
        gettext_noop(
            "Liên Thông: có đề nghị lấy lại tài khoản của bạn tại quầy. Không phải bạn? Hãy báo ngay bộ phận một cửa."
        ),
        can_wait=False,
    ),
}
"""Rooms above add their kinds here, as with the notices of the inbox."""


def text(kind: str, facts: dict[str, Any]) -> str:
    """The sentence of a kind with its facts, in the language that is active."""
    return _(TEXTS[kind].words) % {key: str(value) for key, value in facts.items()}

"""Validators of passwords: long enough, not among the common ones, not the person's own name or address.

Nothing asks for digits, capitals or signs; pasting is allowed; nothing expires.
"""

import gzip
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lienthong.ground.identity import rules
from lienthong.ground.identity.models import Account
from lienthong.kit.text import fold

ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "`1234567890-="]
VIETNAMESE = frozenset(
    {"matkhau", "matkhaumoi", "xinchao", "vietnam", "hanoi", "saigon", "anhyeuem", "emyeuanh", "iloveyou", "quantri"}
    | {"vanthu", "lienthong", "chinhphu", "congvan", "bimat", "khongbiet", "dangnhap", "thaydoi", "motnamhai"}
)
"""Words that Vietnamese lists of stolen passwords begin with; compared without tones, spaces and trailing digits."""


class LongEnough:
    """15 characters alone, 8 beside a second factor."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Refuses a password that is too short or absurdly long."""
        least = rules.shortest_password(user)
        if len(password) < least:
            words = _("Mật khẩu cần ít nhất %(least)s ký tự. Một câu dễ nhớ là cách hay nhất.")
            raise ValidationError(words % {"least": least}, code="password_too_short")
        if len(password) > rules.LONGEST:
            words = _("Mật khẩu dài quá %(most)s ký tự.")
            raise ValidationError(words % {"most": rules.LONGEST}, code="password_too_long")

    def get_help_text(self) -> str:
        """What is said beside the field."""
        return _("Ít nhất 15 ký tự; từ 8 ký tự nếu có khoá truy cập hoặc ứng dụng xác thực. Một câu dễ nhớ là đủ.")


class NotCommon:
    """Not what everybody tries first: known common passwords, one piece repeated, a walk along the keyboard."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Refuses a password that is guessed within the first tries."""
        plain = fold(password).replace(" ", "")
        piece = _repeated(plain)
        stem = piece.rstrip("0123456789!@#.")
        if piece in _common() or stem in _common() or not stem or _is_a_walk(stem) or len(set(plain)) <= FEW:
            raise ValidationError(_("Nhiều người dùng mật khẩu này, nên dễ bị đoán. Hãy chọn câu khác."), code="common")

    def get_help_text(self) -> str:
        """Said only when it is refused."""
        return ""


class NotOneself:
    """Not made of the person's own name, e-mail address or telephone number."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Refuses a password of which little is left when name and address are taken away."""
        if user is None:
            return
        rest = fold(password).replace(" ", "")
        for own in (fold(user.full_name).replace(" ", ""), user.reached_at.partition("@")[0].lower(), *_words(user)):
            rest = rest.replace(own, "") if own else rest
        if len(rest) < MUST_REMAIN:
            raise ValidationError(_("Mật khẩu không được lấy từ họ tên hay địa chỉ thư của bạn."), code="oneself")

    def get_help_text(self) -> str:
        """Said only when it is refused."""
        return ""


FEW = 3
"""A password of so many different letters or fewer is a pattern."""

MUST_REMAIN = 6
"""So many characters have to be left when one's own name is taken out."""


def _words(user: Account) -> list[str]:
    return [word for word in fold(user.full_name).split() if len(word) > FEW]


@cache
def _common() -> frozenset[str]:
    """Django's list of twenty thousand, and ours."""
    place = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines) | VIETNAMESE


def _repeated(text: str) -> str:
    """The shortest piece of which the text is made by repeating: `matkhaumatkhau` → `matkhau`."""
    place = (text + text).find(text, 1)
    return text[:place] if text else text


def _is_a_walk(text: str) -> bool:
    """Do nearly all neighbours stand beside each other on the keyboard or in the alphabet?"""
    steps = [first + second for first, second in pairwise(text)]
    beside = sum(any(step in row or step[::-1] in row for row in ROWS) for step in steps)
    return bool(steps) and beside >= len(steps) * 0.8

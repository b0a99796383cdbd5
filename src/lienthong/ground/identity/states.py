"""How a person proved who they are, and what came of it; the levels of Decree 69/2024."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """By what a session was begun."""

    PASSWORD = "password", _("Mật khẩu")
    PASSKEY = "passkey", _("Khoá truy cập")
    LINK = "link", _("Đường dẫn dùng một lần")
    NATIONAL_ID = "national_id", _("Định danh điện tử quốc gia")
    DEMONSTRATION = "demonstration", _("Đăng nhập thử")
    OTHER = "other", _("Cách khác")


class Outcome(TextChoices):
    """What came of an attempt to sign in."""

    SIGNED_IN = "signed_in", _("Đã vào")
    REFUSED = "refused", _("Bị từ chối")


class AccountLevel(IntegerChoices):
    """How well it was proven to which person an account belongs. Source: Decree 69/2024/NĐ-CP, levels 1 and 2.

    `UNPROVEN` is not of the Decree: the person said a name, an e-mail address or a telephone number, no more.
    """

    UNPROVEN = 0, _("Tự khai, chưa định danh")
    ONE = 1, _("Định danh mức độ 1")
    TWO = 2, _("Định danh mức độ 2")


class AuthenticationLevel(IntegerChoices):
    """By how much the person showed, in this session, to be who they are. Source: Decree 69/2024/NĐ-CP.

    1: one factor; 2: two factors of different kinds; 3: two or more, one of them biometric; 4: what the person is,
    has and knows together. `NOTHING` is not of the Decree: nothing was shown that counts.
    """

    NOTHING = 0, _("Chưa xác thực")
    ONE_FACTOR = 1, _("Một yếu tố")
    TWO_FACTORS = 2, _("Hai yếu tố")
    WITH_BIOMETRIC = 3, _("Từ hai yếu tố, có sinh trắc học")
    HIGHEST = 4, _("Sinh trắc học cùng vật sở hữu và điều biết")


class Proof(TextChoices):
    """By which way an account was proven to belong to a person."""

    COUNTER = "counter", _("Tại quầy, đối chiếu giấy tờ")
    NATIONAL_ID = "national_id", _("Định danh điện tử quốc gia")
    DEMONSTRATION = "demonstration", _("Mô phỏng trong bản trình diễn")


@dataclass(frozen=True)
class Level:
    """What a service asks for: an account level and an authentication level; two axes, never one number."""

    account: AccountLevel = AccountLevel.UNPROVEN
    authentication: AuthenticationLevel = AuthenticationLevel.ONE_FACTOR

    def covers(self, needed: "Level") -> bool:
        """Is this enough on both axes?"""
        return self.account >= needed.account and self.authentication >= needed.authentication


class Purpose(TextChoices):
    """For what a code was sent: it is good for nothing else."""

    SIGN_IN = "sign_in", _("Đăng nhập")
    SIGN_UP = "sign_up", _("Mở tài khoản")
    CONTACT = "contact", _("Xác nhận liên hệ")
    RECOVERY = "recovery", _("Lấy lại tài khoản")
    RESUME = "resume", _("Làm tiếp hồ sơ đang dở")


class Means(TextChoices):
    """By what a person is reached who has no session open."""

    SMS = "sms", _("Tin nhắn")
    EMAIL = "email", _("Thư điện tử")

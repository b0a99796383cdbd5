"""How a person proved who they are, and what came of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """By what a session was begun."""

    PASSWORD = "password", _("Mật khẩu")
    PASSKEY = "passkey", _("Khoá truy cập")
    LINK = "link", _("Đường dẫn dùng một lần")
    DEMONSTRATION = "demonstration", _("Đăng nhập thử")
    OTHER = "other", _("Cách khác")


class Outcome(TextChoices):
    """What came of an attempt to sign in."""

    SIGNED_IN = "signed_in", _("Đã vào")
    REFUSED = "refused", _("Bị từ chối")

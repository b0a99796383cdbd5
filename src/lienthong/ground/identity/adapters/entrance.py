"""What allauth asks us: no sign-up, our words, our address for step-up, secrets kept encrypted."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.identity import actions, rules, sealing
from lienthong.ground.identity.models import Account
from lienthong.kit.errors import Refused

NAME = "Liên Thông"
LOOPBACK = "127.0.0.1"
"""The address of a caller on a local socket, which has none."""

SAID = {
    "account/messages/logged_out.txt": gettext_lazy("Bạn đã đăng xuất."),
    "account/messages/password_changed.txt": gettext_lazy("Đã đổi mật khẩu. Các phiên khác đã kết thúc."),
    "account/messages/password_set.txt": gettext_lazy("Đã đặt mật khẩu."),
    "mfa/messages/totp_activated.txt": gettext_lazy("Đã nối ứng dụng xác thực."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Đã gỡ ứng dụng xác thực."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Đã thêm khoá truy cập."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Đã gỡ khoá truy cập."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Đã tạo mã dự phòng mới. Mã cũ không dùng được nữa."),
}


class Entry(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in and out."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Tài khoản này đang bị khoá."),
        "email_password_mismatch": gettext_lazy("Địa chỉ thư hoặc mật khẩu không đúng."),
        "enter_current_password": gettext_lazy("Mật khẩu hiện tại không đúng."),
        "incorrect_code": gettext_lazy("Mã không đúng hoặc đã dùng. Hãy chờ mã mới rồi nhập lại."),
        "incorrect_password": gettext_lazy("Mật khẩu không đúng."),
        "too_many_login_attempts": gettext_lazy("Sai quá nhiều lần. Hãy chờ vài phút rồi thử lại."),
        "rate_limited": gettext_lazy("Quá nhiều lần trong chốc lát. Hãy chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators only."""
        return False

    def get_login_stages(self) -> list[str]:
        """After allauth's own: a code by text, for whoever has a proven number or came by the citizens' door."""
        return [*super().get_login_stages(), "lienthong.ground.identity.stages.CodeStage"]

    def add_message(  # noqa: PLR0917 - the signature is that of allauth
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words; what we have no words for stays unsaid."""
        words = message or SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """After leaving, the door."""
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a new password, one's account."""
        return reverse("my-account")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """One page asks for all proofs."""
        return [{"id": "step-up", "description": _("Xác nhận lại"), "url": reverse("step-up")}]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address; only a proxy on this machine is believed, and of its list only its own last word."""
        direct: str = request.META.get("REMOTE_ADDR") or LOOPBACK
        forwarded = request.headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
        return forwarded if _is_address(forwarded) and ip_address(direct).is_loopback else direct

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Is it this person's password? Counted like an attempt to sign in."""
        found = self.authenticate(context.request, email=user.reached_at, password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: Account, password: str) -> None:
        """Through our own action, so that it is remembered whether the password may stand alone."""
        actions.set_password(account=user, password=password, by=user, now=context.request.now)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Entry.error_messages["incorrect_code"],
        "cannot_delete_authenticator": gettext_lazy(
            "Chưa gỡ được: đây là cách xác thực cuối cùng. Hãy thêm cách khác hoặc đặt mật khẩu từ 15 ký tự trước."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Hãy thêm khoá truy cập hoặc ứng dụng xác thực trước."),
    }

    def get_totp_issuer(self) -> str:
        """What the app shows above the code."""
        return NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Keys are bound to the host name of this installation."""
        return {"id": context.request.get_host().partition(":")[0], "name": NAME}

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002 - allauth's name
        """A first name for a passkey, which the person may change."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Khoá của tôi") if count == 0 else _("Khoá thứ %(number)s") % {"number": count + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """As the rules say."""
        try:
            rules.require_may_remove(authenticator, Account.objects.get(pk=authenticator.user_id))
        except Refused:
            return False
        return True

    def encrypt(self, text: str) -> str:
        """Secrets of apps and recovery codes are not readable in a copy of the database."""
        return sealing.box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The other way; keys that were replaced (SECRET_KEY_FALLBACKS) still open what they closed."""
        return sealing.box().decrypt(encrypted_text.encode()).decode()


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

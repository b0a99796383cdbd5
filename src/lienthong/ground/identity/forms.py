"""Forms of signing in and of one's own account, in our words; what they check is allauth's and our validators'."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, SetPasswordForm
from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from lienthong.ground.identity.models import Account

CODE_REMEMBERED = 120
"""Seconds for which a used code is remembered: longer than any code is accepted."""


class Password(forms.PasswordInput):
    """A box for a password: pasting and password managers are welcome."""

    def __init__(self, *, new: bool = False) -> None:
        super().__init__(attrs={"autocomplete": "new-password" if new else "current-password", "data-password": ""})


def _said(field: forms.Field, label: Any, *, widget: forms.Widget | None = None, hint: Any = "") -> None:
    """Give a field of allauth our label, our widget and our hint."""
    field.label, field.help_text = label, hint
    if widget is not None:
        field.widget = widget
    field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["login"], _("Địa chỉ thư điện tử công vụ"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["login"].error_messages["invalid"] = _("Ghi địa chỉ như lan.nguyen@example.gov.vn.")
        _said(self.fields["password"], _("Mật khẩu"), widget=Password())


class PasswordAgain(PasswordAgainForm):  # type: ignore[misc]
    """The password, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["password"], _("Mật khẩu"), widget=Password())


class _OnceOnly(BaseAuthenticateForm):  # type: ignore[misc]
    """A code of six digits or a recovery code; each is taken once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Sáu số trong ứng dụng xác thực, hoặc một mã dự phòng.")
        _said(self.fields["code"], _("Mã xác thực"), hint=hint)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "input-short input-code"}

    def clean_code(self) -> str:
        """Refuses a code that was used a moment ago, though its time has not run out yet."""
        code: str = super().clean_code()
        key = f"identity.code.{self.user.pk}.{self.authenticator.pk}.{code.replace(' ', '')}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(key, 1, timeout=CODE_REMEMBERED):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStep(_OnceOnly, AuthenticateForm):  # type: ignore[misc]
    """The code that completes signing in."""


class CodeAgain(_OnceOnly, CodeAgainForm):  # type: ignore[misc]
    """The code that proves again who one is."""


class _SameTwice:
    """Two boxes for one new password."""

    fields: dict[str, forms.Field]
    user: Account | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = password_validation.password_validators_help_texts()[0]
        _said(self.fields["password1"], _("Mật khẩu mới"), widget=Password(new=True), hint=hint)
        _said(self.fields["password2"], _("Mật khẩu mới, lần nữa"), widget=Password(new=True))

    def clean(self) -> dict[str, Any]:
        """Refuses two that differ."""
        given: dict[str, Any] = forms.Form.clean(self) or {}  # type: ignore[arg-type]
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập không giống nhau."))  # type: ignore[attr-defined]
        return given


class FirstPassword(_SameTwice, SetPasswordForm):  # type: ignore[misc]
    """A password for an account that has none."""


class NewPassword(_SameTwice, ChangePasswordForm):  # type: ignore[misc]
    """Another password instead of the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["oldpassword"], _("Mật khẩu hiện tại"), widget=Password())


class JoinApp(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["code"], _("Sáu số ứng dụng đang hiện"))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "input-short input-code"}


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, which may be used without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["name"], _("Tên gọi"), hint=_("Để bạn nhận ra, ví dụ “Máy tính ở cơ quan”."))
        self.fields.pop("passwordless", None)


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _said(self.fields["name"], _("Tên gọi"))
        self.fields["name"].max_length = 60


__all__ = [
    "AddPasskey",
    "CodeAgain",
    "FirstPassword",
    "JoinApp",
    "NewPassword",
    "PasswordAgain",
    "RenamePasskey",
    "SecondStep",
    "SignIn",
]

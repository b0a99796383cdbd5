"""Forms of the citizens' door: one question a page where it can be, in plain words."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.identity import phones, rules
from lienthong.ground.identity.forms import Password
from lienthong.ground.identity.models import Account
from lienthong.ground.identity.states import Means
from lienthong.kit.errors import Refused
from lienthong.kit.text import is_name_of_person, normalise


class AddressField(forms.CharField):
    """A telephone number or an e-mail address, in one box: people know one of them by heart."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", gettext_lazy("Số điện thoại hoặc thư điện tử"))
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attributes), **more)


class NewAddress(forms.Form):
    """An address that is to become a person's."""

    address = AddressField()
    means: Means

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.DEMO:
            self.fields["address"].help_text = _("Bản trình diễn: dùng số bịa bắt đầu bằng 0000, ví dụ 0000 123 456.")

    def clean_address(self) -> str:
        """As it is kept. Refuses what reaches nobody."""
        try:
            self.means, address = rules.require_reachable(self.cleaned_data["address"])
        except Refused as refused:
            raise ValidationError(refused.detail) from refused
        return address


class SignUp(NewAddress):
    """Name and address of whoever opens an account."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("Như trên thẻ căn cước."),
    )
    field_order = ["full_name", "address"]

    def clean_full_name(self) -> str:
        """In one line. Refuses what is no name of a person."""
        name = normalise(self.cleaned_data["full_name"])
        if not is_name_of_person(name):
            raise ValidationError(_("Ghi họ, chữ đệm và tên bằng chữ, không có chữ số."), code="form")
        return name


class CitizenSignIn(forms.Form):
    """Address and password; what is wrong sounds the same for a stranger and for a wrong password."""

    address = AddressField()
    password = forms.CharField(label=gettext_lazy("Mật khẩu"), widget=Password())
    account: Account

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.fields["address"].widget.attrs["autocomplete"] = "username webauthn"

    def clean_address(self) -> str:
        """As it is kept; what is no number and no e-mail address cannot be an account's either."""
        words: str = self.cleaned_data["address"].strip()
        return words.lower() if "@" in words else phones.read(words) or words

    def clean(self) -> dict[str, Any]:
        """Refuses a wrong pair, and too many of them."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        found = get_adapter().authenticate(self.request, email=given["address"], password=given["password"])
        if found is None:
            raise ValidationError(_("Số điện thoại, thư điện tử hoặc mật khẩu không đúng."))
        self.account = found
        return given


class Code(forms.Form):
    """Six digits that were sent."""

    code = forms.CharField(
        label=gettext_lazy("Mã sáu số"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-short input-code"}
        ),
    )


class Spare(forms.Form):
    """A recovery code from the printed sheet."""

    spare = forms.CharField(
        label=gettext_lazy("Mã dự phòng"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input-short input-code"}
        ),
        help_text=gettext_lazy("Tám số, trên tờ mã dự phòng bạn đã in."),
    )


class ChosenPassword(forms.Form):
    """A password, twice, judged by our validators for this person."""

    password1 = forms.CharField(label=gettext_lazy("Mật khẩu mới"), widget=Password(new=True))
    password2 = forms.CharField(label=gettext_lazy("Mật khẩu mới, lần nữa"), widget=Password(new=True))

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data)
        self.account = account
        least = rules.shortest_password(account)
        hint = _("Ít nhất %(least)s ký tự. Một câu dễ nhớ là cách hay nhất.") % {"least": least}
        self.fields["password1"].help_text = hint

    def clean_password1(self) -> str:
        """Refuses a password that is short, common or one's own name."""
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuses two that differ."""
        given: dict[str, Any] = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập không giống nhau."))
        return given

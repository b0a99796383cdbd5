"""What is asked for before money is matched, given back, or said to have left."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_LETTERS = 500


class SoughtForm(forms.Form):
    """Which payment the money was meant for."""

    code = forms.CharField(
        label=_("Mã hồ sơ hoặc mã thanh toán"),
        help_text=_("Mã hồ sơ ghi trên giấy tiếp nhận; mã thanh toán bắt đầu bằng LT."),
        max_length=60,
    )


class GivingBackForm(forms.Form):
    """Why the money goes back."""

    reason = forms.CharField(
        label=_("Vì sao hoàn lại?"),
        help_text=_("Ít nhất mười chữ cái. Lý do được lưu cùng tên bạn."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusedFeeForm(forms.Form):
    """Why the fee of a refused dossier goes back, and by which provision."""

    words = forms.CharField(
        label=_("Vì sao hoàn lại?"),
        help_text=_("Người nộp đọc đúng những lời này cùng tên bạn."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    law = forms.CharField(
        label=_("Căn cứ pháp lý"),
        help_text=_("Số văn bản và điều, khoản; điền sẵn điều thủ tục nêu."),
        max_length=300,
    )


class HandBackForm(forms.Form):
    """Who took the cash, and on which payment slip."""

    to = forms.CharField(
        label=_("Người nhận tiền"), help_text=_("Họ và tên trên giấy tờ người đó đưa ra."), max_length=200
    )
    slip = forms.CharField(label=_("Số phiếu chi"), help_text=_("Phiếu người nhận đã ký."), max_length=60)


class FailedForm(forms.Form):
    """Why the bank could not do it."""

    failure = forms.CharField(
        label=_("Ngân hàng nói vì sao?"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 2})
    )


class DoneForm(forms.Form):
    """Under which number of the bank the money left."""

    transaction = forms.CharField(
        label=_("Mã giao dịch của ngân hàng"),
        help_text=_("Đúng như sao kê ghi ở dòng tiền đi."),
        max_length=100,
    )

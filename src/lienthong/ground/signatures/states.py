"""What certificates are for, and why they end."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Profile(TextChoices):
    """What a certificate was issued for; its purposes, lifetime and issuer follow from it (`authority.PROFILES`)."""

    ROOT = "root", _("Chứng thực gốc")
    AUTHORITY = "authority", _("Cơ quan chứng thực cấp dưới")
    SEAL = "seal", _("Con dấu cơ quan, tổ chức")
    PERSON = "person", _("Chữ ký cá nhân")
    TIME_STAMP = "time_stamp", _("Dấu thời gian")
    RESPONDER = "responder", _("Trả lời trạng thái chứng thư")


class RevocationReason(TextChoices):
    """Why a certificate was revoked, in the words of RFC 5280 §5.3.1."""

    UNSPECIFIED = "unspecified", _("Không nêu lý do")
    KEY_COMPROMISE = "keyCompromise", _("Lộ khóa bí mật")
    AFFILIATION_CHANGED = "affiliationChanged", _("Thay đổi đơn vị công tác")
    SUPERSEDED = "superseded", _("Được thay bằng chứng thư khác")
    CESSATION = "cessationOfOperation", _("Chấm dứt hoạt động")


class CredentialStatus(IntegerChoices):
    """Whether a credential still holds, with the numbers of the Token Status List (draft-ietf-oauth-status-list §7)."""

    VALID = 0, _("Còn hiệu lực")
    REVOKED = 1, pgettext_lazy("credential", "Đã bị thu hồi")
    SUSPENDED = 2, _("Đang bị tạm đình chỉ")
    OTHER = 3, _("Trạng thái riêng của nơi cấp")
    """What another issuer may mean by it is not ours to guess: it is not relied on."""


CREDENTIAL_STEPS: dict[CredentialStatus, frozenset[CredentialStatus]] = {
    CredentialStatus.VALID: frozenset({CredentialStatus.SUSPENDED, CredentialStatus.REVOKED}),
    CredentialStatus.SUSPENDED: frozenset({CredentialStatus.VALID, CredentialStatus.REVOKED}),
    CredentialStatus.REVOKED: frozenset(),
    CredentialStatus.OTHER: frozenset(),
}
"""What may become of a credential. What was revoked stays revoked: whoever saw it would have to be told otherwise."""

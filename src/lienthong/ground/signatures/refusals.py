"""Why a signature is not accepted: one class per kind, one code and one sentence per reason. Knows nothing else."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict, Invalid, NotFound

REASONS: Final[dict[str, Promise]] = {
    # what was given
    "unreadable": _("Không đọc được chữ ký; chữ ký bị coi là không hợp lệ."),
    "too-large": _("Chữ ký lớn hơn mức cho phép."),
    "several-signers": _("Tệp chữ ký phải có đúng một người ký."),
    "content-inside": _("Chữ ký rời không được chứa nội dung bên trong."),
    "attribute-count": _("Một thuộc tính bắt buộc của chữ ký bị thiếu hoặc lặp lại."),
    "content-type-differs": _("Chữ ký dành cho một loại nội dung khác."),
    "certificate-damaged": _("Một chứng thư đi kèm chữ ký đã bị hỏng hoặc bị sửa."),
    "digest-differs": _("Nội dung đã bị thay đổi sau khi ký."),
    "certificate-missing": _("Không có chứng thư của người ký trong chữ ký."),
    "certificate-differs": _("Chữ ký gắn với một chứng thư khác."),
    "value-wrong": _("Giá trị chữ ký không khớp với khóa trong chứng thư."),
    "algorithm-unknown": _("Thuật toán của chữ ký không được chấp nhận."),
    # not secure
    "hash-weak": _("Chữ ký dùng hàm băm SHA-1 hoặc MD5, không còn an toàn."),
    "key-weak": _("Khóa của chứng thư quá ngắn, không còn an toàn."),
    # not trusted
    "no-path": _("Chứng thư không dẫn tới một cơ quan chứng thực được tin cậy."),
    "not-yet-valid": _("Chứng thư chưa có hiệu lực vào thời điểm ký."),
    "expired": _("Chứng thư đã hết hạn vào thời điểm ký."),
    "revoked": _("Chứng thư đã bị thu hồi vào thời điểm ký."),
    "revocation-unknown": _("Không có thông tin thu hồi đủ mới để kết luận."),
    "wrong-purpose": _("Chứng thư không được cấp cho mục đích này."),
    "not-an-authority": _("Một chứng thư trong đường dẫn không phải của cơ quan chứng thực."),
    "extension-unknown": _("Chứng thư có phần mở rộng bắt buộc mà hệ thống không hiểu."),
    # time-stamps
    "time-stamp-differs": _("Dấu thời gian không thuộc về chữ ký này."),
    "time-stamp-key-lost": _("Khóa của cơ quan cấp dấu thời gian đã bị thu hồi, nên dấu không còn chứng minh được gì."),
    "time-stamp-future": _("Dấu thời gian ở sau thời điểm hiện tại."),
    # XML
    "not-xml": _("Tệp không phải XML đúng quy cách."),
    "doctype": _("Tệp XML có khai báo DOCTYPE, không được chấp nhận."),
    "signature-count": _("Tệp XML phải có đúng một chữ ký ở đúng vị trí."),
    "id-repeated": _("Hai phần tử trong tệp XML có cùng định danh."),
    "structure": _("Cấu trúc của chữ ký XML không đúng quy định."),
    "method-forbidden": _("Chữ ký XML dùng phương pháp không được phép."),
    "transform-forbidden": _("Chữ ký XML dùng phép biến đổi không được phép."),
    "reference-unexpected": _("Chữ ký không phủ đúng phần phải ký, hoặc phủ phần không mong đợi."),
    # credentials (SD-JWT) and status lists
    "token-format": _("Chứng nhận điện tử không đúng định dạng, hoặc bị chép thiếu."),
    "token-too-large": _("Chứng nhận điện tử lớn hơn mức cho phép."),
    "names-repeated": _("Trong chứng nhận có hai mục trùng tên."),
    "number-forbidden": _("Trong chứng nhận có số viết theo cách không được phép."),
    "type-differs": _("Đây không phải loại chứng nhận hoặc danh sách cần kiểm tra."),
    "critical-unknown": _("Chứng nhận đòi hỏi một điều mà hệ thống không hiểu."),
    "claim-missing": _("Chứng nhận thiếu một mục bắt buộc, hoặc mục đó sai kiểu."),
    "issuer-differs": _("Cơ quan ghi trong chứng nhận không phải cơ quan đã ký."),
    "issued-in-future": _("Thời điểm cấp ở sau thời điểm hiện tại."),
    "key-lost": _("Khóa của nơi cấp đã bị báo lộ, nên không còn tin được thời điểm ký."),
    "disclosure-malformed": _("Một mục kèm theo chứng nhận không đúng quy định."),
    "disclosure-repeated": _("Một mục của chứng nhận xuất hiện hai lần."),
    "disclosure-unknown": _("Một mục kèm theo không thuộc chứng nhận này, hoặc đã bị sửa."),
    "holder-proof": _("Chứng nhận kèm bằng chứng giữ khóa dành cho một nơi khác, ở đây không kiểm tra được."),
    "credential-not-yet": _("Chứng nhận chưa đến ngày có hiệu lực."),
    "credential-ended": _("Chứng nhận đã hết hạn."),
    "credential-revoked": _("Nơi cấp đã thu hồi chứng nhận này."),
    "credential-suspended": _("Nơi cấp đang tạm đình chỉ chứng nhận này."),
    "status-unknown": _("Chưa có danh sách trạng thái của nơi cấp, nên chưa biết chứng nhận có bị thu hồi hay không."),
    "status-old": _("Danh sách trạng thái đã quá cũ, nên không biết từ đó đến nay chứng nhận có bị thu hồi hay không."),
    "status-differs": _("Danh sách trạng thái không phải của cơ quan đã cấp chứng nhận, hoặc không có chỗ này."),
    "status-strange": _("Nơi cấp ghi một trạng thái mà hệ thống không hiểu; không nên tin."),
}


class SignatureInvalid(Invalid):
    """The signature is not valid. Do not rely on the document; ask its sender for a correctly signed one."""

    def __init__(self, reason: str, **facts: object) -> None:
        """`reason` is one of `REASONS`; its sentence becomes the detail a person reads."""
        self.reason = reason
        super().__init__(str(REASONS[reason]), reason=reason, **facts)


class NotSecure(SignatureInvalid):
    """The signature uses an algorithm that is no longer secure. Ask for one made with SHA-256 or better."""


class NotTrusted(SignatureInvalid):
    """The signer's certificate cannot be trusted for this. Ask the sender which authority issued it."""


class ClaimsInvalid(Invalid):
    """These claims cannot be stated so. Use plain values without fractions, and only names that are free."""


class CredentialUnknown(NotFound):
    """No such credential was issued here. Check the address of its status list and its place in it."""


class StatusListMissing(NotFound):
    """There is no such status list here. Take its address from the credential."""


class StatusCannotChange(Conflict):
    """The credential is not in a state from which this is possible. Look at its state first."""


class AddressTooLong(Invalid):
    """The address is too long for a QR code that old phones can read. Use a shorter one."""


class ReasonMissing(Invalid):
    """There is no reason. Say in a few words why; it is kept with the change."""


class CertificateUnusable(Conflict):
    """The certificate has been revoked or is outside its validity. Ask for a new one to be issued."""


class NoCertificate(NotFound):
    """There is no valid certificate for this holder. Ask the administrator to issue one."""


class NotProvable(Conflict):
    """The signatures of the file do not hold, so no proof for later can be added. Find out why before relying on it."""


class AuthorityExists(Conflict):
    """The certification authority has already been set up. It is set up once only."""


class AuthorityMissing(NotFound):
    """There is no such certification authority here. Set up the authority first."""


class AlreadyRevoked(Conflict):
    """The certificate has already been revoked. Nothing needs to be done."""


class KeyUnavailable(Conflict):
    """The key cannot be opened. Check the passphrase or the token, then try again."""


class RequestInvalid(Invalid):
    """The request is not well formed. Correct it and send it again."""

"""The verdict in words: short sentences a sixty-year-old clerk understands, made from stable codes.

Owns no judgement: `verdict` says what is so, this says it.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.signatures.pdf.changes import Change, ChangeKind
from lienthong.ground.signatures.refusals import REASONS
from lienthong.ground.signatures.verdict import SignatureVerdict, Standing, Verdict

STANDINGS: Final[dict[Standing, Promise]] = {
    Standing.VALID: gettext_lazy("Chữ ký hợp lệ. Tệp còn nguyên vẹn như khi ký."),
    Standing.UNKNOWN_SIGNER: gettext_lazy("Chưa xác định được người ký: chứng thư không thuộc danh sách tin cậy."),
    Standing.CHANGED: gettext_lazy("Tệp đã bị thay đổi sau khi ký. Không nên tin nội dung đang hiển thị."),
    Standing.NOT_SECURE: gettext_lazy("Chữ ký dùng thuật toán cũ, không còn an toàn."),
    Standing.INVALID: gettext_lazy("Chữ ký không hợp lệ."),
    Standing.UNSIGNED: gettext_lazy("Tệp không có chữ ký số."),
}

PDF_REASONS: Final[dict[str, Promise]] = {
    "not-whole": gettext_lazy("Tệp bị cắt bớt hoặc bị nối thêm dữ liệu lạ."),
    "encrypted": gettext_lazy("Tệp bị mã hóa nên không kiểm tra được."),
    "form": gettext_lazy("Cấu trúc các ô trong tệp không đúng quy cách."),
    "pages": gettext_lazy("Cấu trúc các trang trong tệp không đúng quy cách."),
    "too-many-signatures": gettext_lazy("Tệp có quá nhiều chữ ký."),
    "signature-used-twice": gettext_lazy("Một chữ ký được dùng cho hai chỗ trong tệp."),
    "signature-hidden": gettext_lazy("Trong tệp có chữ ký bị giấu hoặc bị gỡ khỏi biểu mẫu."),
    "kind-unknown": gettext_lazy("Loại chữ ký trong tệp không được chấp nhận."),
    "range": gettext_lazy("Chữ ký không phủ đúng phạm vi của tệp."),
    "range-gap": gettext_lazy("Chữ ký chừa lại phần không được ký ngoài chính giá trị chữ ký."),
    "range-end": gettext_lazy("Chữ ký không phủ trọn một phiên bản của tệp."),
    "not-in-its-revision": gettext_lazy("Chữ ký không nằm trong phiên bản mà nó phủ."),
    "changed-after-signing": gettext_lazy("Có thay đổi không được phép sau khi ký."),
    "engines-disagree": gettext_lazy("Hai bộ kiểm tra kết luận khác nhau, nên lấy kết luận xấu hơn."),
    "engines-count-differently": gettext_lazy("Hai bộ kiểm tra đếm được số chữ ký khác nhau."),
}

CAUTIONS: Final[dict[str, Promise]] = {
    "carries-script": gettext_lazy("Tệp chứa mã lệnh, có thể làm nội dung hiển thị khác đi."),
    "carries-action": gettext_lazy("Tệp có lệnh tự mở chương trình hoặc tệp khác."),
    "carries-files": gettext_lazy("Tệp có tệp khác đính bên trong; hãy kiểm tra riêng tệp đó."),
}

_CHANGES: Final[dict[ChangeKind, Promise]] = {
    ChangeKind.NUMBER_FILLED: gettext_lazy("điền số"),
    ChangeKind.DATE_FILLED: gettext_lazy("điền ngày"),
    ChangeKind.FIELD_FILLED: gettext_lazy("điền ô “%(where)s”"),
    ChangeKind.SEALED: gettext_lazy("đóng dấu"),
    ChangeKind.SIGNED_LATER: gettext_lazy("có người ký thêm"),
    ChangeKind.TIME_STAMPED_LATER: gettext_lazy("đóng dấu thời gian"),
    ChangeKind.EVIDENCE_ADDED: gettext_lazy("thêm bằng chứng lưu trữ lâu dài"),
    ChangeKind.PAGE_ADDED: gettext_lazy("thêm trang %(page)s"),
    ChangeKind.PAGE_REMOVED: gettext_lazy("bỏ trang %(page)s"),
    ChangeKind.PAGE_MOVED: gettext_lazy("đổi thứ tự trang"),
    ChangeKind.PAGE_CONTENT: gettext_lazy("sửa nội dung trang %(page)s"),
    ChangeKind.ANNOTATION_ADDED: gettext_lazy("chèn chú thích hoặc hình che lên trang %(page)s"),
    ChangeKind.ANNOTATION_REMOVED: gettext_lazy("bỏ chú thích ở trang %(page)s"),
    ChangeKind.ANNOTATION_CHANGED: gettext_lazy("sửa chú thích ở trang %(page)s"),
    ChangeKind.FIELD_ADDED: gettext_lazy("thêm ô “%(where)s”"),
    ChangeKind.FIELD_REMOVED: gettext_lazy("bỏ ô “%(where)s”"),
    ChangeKind.FIELD_CHANGED: gettext_lazy("sửa ô “%(where)s”"),
    ChangeKind.FIELD_SHOWS_OTHER: gettext_lazy("ô “%(where)s” hiển thị khác với giá trị của nó"),
    ChangeKind.SIGNATURE_REMOVED: gettext_lazy("gỡ chữ ký ở ô “%(where)s”"),
    ChangeKind.FORM_CHANGED: gettext_lazy("sửa thiết lập của biểu mẫu"),
    ChangeKind.DOCUMENT_CHANGED: gettext_lazy("sửa cấu trúc tệp (%(where)s)"),
    ChangeKind.INFORMATION_CHANGED: gettext_lazy("sửa thông tin mô tả của tệp"),
}
_TOLD_ORDER = list(ChangeKind)


def standing(verdict: Verdict | SignatureVerdict) -> str:
    """The one sentence that matters most."""
    return str(STANDINGS[verdict.standing])


def reason(code: str) -> str:
    """Why, for a stable code of a verdict."""
    known = PDF_REASONS.get(code) or REASONS.get(code) or REASONS["unreadable"]
    return str(known)


def caution(code: str) -> str:
    """What to beware of, for a code in a verdict's `cautions`."""
    return str(CAUTIONS[code])


def change(one: Change) -> str:
    """One change, as a part of a sentence."""
    return str(_CHANGES[one.kind]) % {"page": one.page, "where": one.where}


def later(verdict: SignatureVerdict) -> str:
    """What happened to the file after this signature, in one sentence."""
    permitted = all(one.permitted for one in verdict.later)
    if permitted and not verdict.intact:
        return _("Không nói được: chữ ký này không khớp với nội dung đang có trong tệp.")
    if not verdict.later:
        return _("Không có thay đổi nào sau chữ ký này.")
    told = verdict.later if permitted else [one for one in verdict.later if not one.permitted]
    words = list(dict.fromkeys(change(one) for one in sorted(told, key=lambda one: _TOLD_ORDER.index(one.kind))))
    sentence = _("Sau khi ký chỉ %(acts)s.") if permitted else _("Sau khi ký đã có thay đổi: %(acts)s.")
    return sentence % {"acts": listed(words)}


def listed(words: list[str]) -> str:
    """`a, b và c`."""
    if len(words) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(words)
    return _("%(first)s và %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}

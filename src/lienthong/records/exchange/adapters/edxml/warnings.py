"""What was accepted although it is not as the regulation writes it: said loudly, never silently."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lienthong.records.exchange.adapters.edxml.refusals import place
from lienthong.records.exchange.adapters.edxml.sentences import _, say


class Deviation(StrEnum):
    """Harmless deviations, by a code that machines may rely on."""

    BYTE_ORDER_MARK = "byte-order-mark"
    COMMENT = "comment"
    ELEMENT_ORDER = "element-order"
    UNKNOWN_ELEMENT = "unknown-element"
    MISSING_OPTIONAL = "missing-optional"
    DATE_FORM = "date-form"
    STATUS_FORM = "status-form"
    STEERING_ZERO = "steering-zero"
    DOCUMENT_ID_FORM = "document-id-form"
    IDENTIFIER_FORM = "identifier-form"
    TYPE_CONFLICT = "type-conflict"
    TYPE_UNKNOWN = "type-unknown"
    CID_PREFIX = "cid-prefix"
    MANIFEST_ID = "manifest-id"
    ATTACHMENT_PREFIXED = "attachment-prefixed"
    ATTACHMENT_NAMESPACE = "attachment-namespace"
    ATTACHMENT_NAME = "attachment-name"
    ATTACHMENT_ORDER = "attachment-order"
    SIGNATURE_EMPTY = "signature-empty"
    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_NAMESPACE = "signature-namespace"
    SIGNATURE_INSECURE = "signature-insecure"
    SIGNATURE_COVERAGE = "signature-coverage"


_SENTENCES = {
    Deviation.BYTE_ORDER_MARK: _("Tệp bắt đầu bằng dấu BOM của UTF-8; đã bỏ qua."),
    Deviation.COMMENT: _("Thông điệp có chú thích XML; đã bỏ qua."),
    Deviation.ELEMENT_ORDER: _("Các phần không đứng theo thứ tự của quy chuẩn; vẫn đọc được."),
    Deviation.UNKNOWN_ELEMENT: _("Phần “{found}” không có trong quy chuẩn; đã bỏ qua."),
    Deviation.MISSING_OPTIONAL: _("Thiếu “{missing}”; quy chuẩn có phần này nhưng vẫn nhận được."),
    Deviation.DATE_FORM: _("Ngày giờ “{found}” không viết theo dạng {expected}; đã hiểu là {read}."),
    Deviation.STATUS_FORM: _("Mã trạng thái “{found}” viết thiếu số 0; đã hiểu là {read}."),
    Deviation.STEERING_ZERO: _("SteeringType là 0, không có trong quy chuẩn; đã hiểu là 1 (không chỉ đạo)."),
    Deviation.DOCUMENT_ID_FORM: _("Mã văn bản “{found}” không theo dạng “mã cơ quan,năm/tháng/ngày,số/ký hiệu”."),
    Deviation.IDENTIFIER_FORM: _("Mã định danh “{found}” không đúng dạng; chỉ dùng để tham khảo."),
    Deviation.TYPE_CONFLICT: _("Mã loại văn bản {code} không khớp tên loại “{name}”; đã theo tên loại."),
    Deviation.TYPE_UNKNOWN: _("Không nhận ra loại văn bản “{name}” (mã {code})."),
    Deviation.CID_PREFIX: _("Mã tệp kèm viết khi có khi không có “cid:”; đã so sánh sau khi bỏ tiền tố."),
    Deviation.MANIFEST_ID: _("Danh mục tệp kèm ghi mã ở href mà không ghi ContentId; đã lấy từ href."),
    Deviation.ATTACHMENT_PREFIXED: _("AttachmentEncoded viết có tiền tố; quy chuẩn viết không có."),
    Deviation.ATTACHMENT_NAMESPACE: _("AttachmentEncoded không thuộc không gian tên nào; vẫn đọc như của quy chuẩn."),
    Deviation.ATTACHMENT_NAME: _("Tên tệp kèm “{found}” khác tên trong danh mục “{listed}”; đã theo danh mục."),
    Deviation.ATTACHMENT_ORDER: _("Nội dung tệp kèm đứng trước ContentId; vẫn đọc được."),
    Deviation.SIGNATURE_EMPTY: _("Phần chữ ký để trống: thông điệp coi như chưa ký."),
    Deviation.SIGNATURE_MISSING: _("Thông điệp không có chữ ký."),
    Deviation.SIGNATURE_NAMESPACE: _("Chữ ký viết trong không gian tên của edXML nên không kiểm tra được."),
    Deviation.SIGNATURE_INSECURE: _("Chữ ký dùng {found}, thuật toán không còn an toàn."),
    Deviation.SIGNATURE_COVERAGE: _("Chữ ký không bao gồm: {found}. Các phần này không được chữ ký bảo vệ."),
}

_MOST_OF_A_KIND = 20


@dataclass(frozen=True, slots=True)
class Warned:
    """One deviation with its place; `sentence()` says it to a person."""

    deviation: Deviation
    line: int = 0
    element: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> str:
        """What was found and what was made of it, in the reader's language."""
        return place(self.line, self.element) + say(_SENTENCES[self.deviation], **dict(self.facts))


@dataclass(slots=True)
class Notes:
    """Deviations met so far; each kind is kept at most twenty times, so that a hostile message cannot flood."""

    kept: list[Warned] = field(default_factory=list)

    def warn(self, deviation: Deviation, *, line: int = 0, element: str = "", **facts: Any) -> None:
        """Note a deviation."""
        if sum(note.deviation is deviation for note in self.kept) < _MOST_OF_A_KIND:
            shown = tuple((key, str(fact)[:200]) for key, fact in facts.items())
            self.kept.append(Warned(deviation, line, element, shown))

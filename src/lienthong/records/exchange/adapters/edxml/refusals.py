"""Why an edXML message is refused: one class for each reason, each naming line and element and saying what to do."""

from typing import Any, ClassVar

from lienthong.kit.errors import Invalid
from lienthong.records.exchange.adapters.edxml.sentences import _, say


class EdxmlRefused(Invalid):
    """The edXML message cannot be accepted. Correct what the sentence names and send it again."""

    sentence: ClassVar[str] = _("Thông điệp edXML không được chấp nhận. Hãy sửa rồi gửi lại.")

    def __init__(self, *, line: int = 0, element: str = "", **facts: Any) -> None:
        """`line` counts from 1 (0 = not known); `element` is a path such as `From/OrganId` (empty = whole message)."""
        self.line = line
        self.element = element
        detail = f"{place(line, element)}{say(self.sentence, **facts)}"
        super().__init__(detail, line=line, element=element, **{key: str(fact)[:200] for key, fact in facts.items()})


def place(line: int, element: str) -> str:
    """Where, as the start of a sentence: `Dòng 12, phần From/OrganId: `."""
    if line and element:
        return say(_("Dòng {line}, phần {element}: "), line=line, element=element)
    if line:
        return say(_("Dòng {line}: "), line=line)
    return say(_("Phần {element}: "), element=element) if element else ""


class NotWellFormed(EdxmlRefused):
    """This is not well-formed XML. Write the file again with an XML library and send it again."""

    sentence = _("Tệp không phải XML đúng cú pháp ({found}). Hãy xuất lại tệp từ phần mềm gửi.")


class Truncated(EdxmlRefused):
    """The message ends before its last element is closed. Send the whole file again."""

    sentence = _("Tệp bị cắt cụt: thông điệp kết thúc trước khi đóng hết các thẻ. Hãy gửi lại toàn bộ tệp.")


class TrailingBytes(EdxmlRefused):
    """Something follows the end of the message. Send one message in one file and nothing after it."""

    sentence = _("Sau khi thông điệp kết thúc vẫn còn dữ liệu. Mỗi tệp chỉ chứa một thông điệp; hãy bỏ phần thừa.")


class WrongEncoding(EdxmlRefused):
    """The message is not in UTF-8. Save it as UTF-8 and send it again."""

    sentence = _("Tệp dùng bảng mã {found}; chỉ nhận UTF-8. Hãy lưu lại bằng UTF-8 rồi gửi lại.")


class DoctypeForbidden(EdxmlRefused):
    """The message has a DOCTYPE. Remove it: edXML needs none, and it can hide entities."""

    sentence = _("Thông điệp có khai báo DOCTYPE. edXML không dùng DOCTYPE; hãy bỏ khai báo này.")


class InstructionForbidden(EdxmlRefused):
    """The message has a processing instruction. Remove it."""

    sentence = _("Thông điệp có chỉ thị xử lý <?{found}?>. Hãy bỏ chỉ thị này.")


class TooBig(EdxmlRefused):
    """The message is larger or deeper than the limit. Send less in one message."""

    sentence = _("Vượt giới hạn: {what} không được quá {limit}. Hãy chia nhỏ hoặc sửa thông điệp.")


class WrongNamespace(EdxmlRefused):
    """The namespace is not that of QCVN 102:2016. Use http://www.mic.gov.vn/TBT/QCVN_102_2016."""

    sentence = _("Không gian tên tìm thấy là “{found}”; QCVN 102:2016 quy định “{expected}”. Hãy sửa lại.")


class UndeclaredPrefix(EdxmlRefused):
    """A prefix is used that is not declared. Declare it with xmlns and send again."""

    sentence = _("Có tiền tố chưa khai báo bằng xmlns. Hãy khai báo tiền tố edXML rồi gửi lại.")


class NotEdxml(EdxmlRefused):
    """The root element is not edXML. Send an edXML file of QCVN 102:2016."""

    sentence = _("Phần tử gốc là “{found}”, không phải “edXML”. Hãy gửi tệp .edxml theo QCVN 102:2016.")


class MissingElement(EdxmlRefused):
    """A required element is missing or empty. Fill it in and send again."""

    sentence = _("Thiếu phần bắt buộc “{missing}” hoặc phần này để trống. Hãy bổ sung rồi gửi lại.")


class RepeatedElement(EdxmlRefused):
    """An element that may stand once stands twice. Keep one of them."""

    sentence = _("“{found}” xuất hiện nhiều lần, chỉ được có một. Hãy giữ lại đúng một phần.")


class MisplacedElement(EdxmlRefused):
    """An element stands where it has no place. Move or remove it."""

    sentence = _("“{found}” không được đứng ở đây. Hãy bỏ hoặc chuyển đến đúng chỗ theo QCVN 102:2016.")


class MarkupInText(EdxmlRefused):
    """A comment or an element stands inside a text. Keep only the text."""

    sentence = _("Trong nội dung chữ có chú thích hoặc thẻ xen vào. Hãy chỉ để lại chữ.")


class StrayText(EdxmlRefused):
    """There is text between elements, where none may be. Remove it."""

    sentence = _("Có chữ “{found}” nằm giữa các thẻ, nơi không được có chữ. Hãy bỏ đi.")


class BadValue(EdxmlRefused):
    """A value cannot be understood. Correct it as the sentence says."""

    sentence = _("Giá trị “{found}” không hợp lệ; cần {expected}. Hãy sửa rồi gửi lại.")


class BadIdentifier(EdxmlRefused):
    """An identifier of a body has neither of the two legal forms. Write it as G12.18 or as 000.00.18.G12."""

    sentence = _("Mã định danh “{found}” không đúng dạng. Hãy viết như G12.18 hoặc 000.00.18.G12.")


class ManifestMismatch(EdxmlRefused):
    """The list of attachments and the attachments themselves differ. Make the message again from the files."""

    sentence = _("Danh mục tệp kèm và tệp kèm không khớp: {what}. Hãy xuất lại thông điệp.")


class BadBase64(EdxmlRefused):
    """An attachment is not valid base64. Make the message again from the file."""

    sentence = _("Nội dung tệp kèm “{found}” không phải base64 hợp lệ. Hãy xuất lại thông điệp.")


class WrongDigest(EdxmlRefused):
    """The digest in the signature is not that of the attachment: it was changed or damaged. Ask for it again."""

    sentence = _("Tệp kèm “{found}” không khớp giá trị băm trong chữ ký. Hãy yêu cầu bên gửi gửi lại.")


class BadSignature(EdxmlRefused):
    """The signature element cannot be used. Sign the message again."""

    sentence = _("Chữ ký của thông điệp không dùng được: {what}. Hãy ký lại rồi gửi lại.")

"""Why a readable edXML message is still not taken: each names line and element and says what to do."""

from lienthong.records.exchange.adapters.edxml.refusals import EdxmlRefused
from lienthong.records.exchange.adapters.edxml.sentences import _


class SenderUnknown(EdxmlRefused):
    """Nobody known here holds the code of the sender. Check the code and the day of issue."""

    sentence = _("Không có cơ quan nào mang mã “{found}” của nơi gửi. Hãy kiểm tra mã định danh và ngày ban hành.")


class RecipientUnknown(EdxmlRefused):
    """Nobody known here holds the code of a recipient. Correct the list of recipients and send again."""

    sentence = _("Không có cơ quan, đơn vị nào mang mã “{found}” của nơi nhận. Hãy sửa danh sách nơi nhận rồi gửi lại.")


class SentToItself(EdxmlRefused):
    """A body cannot send a document to itself. Take it off the list of recipients."""

    sentence = _("Cơ quan không gửi văn bản cho chính mình ({found}). Hãy bỏ khỏi danh sách nơi nhận.")


class SealOfAnother(EdxmlRefused):
    """The certificate of the signature was not issued to the body named as the sender. The sender must sign itself."""

    sentence = _(
        "Chữ ký hợp lệ nhưng chứng thư cấp cho “{found}”, không phải cho nơi gửi. Nơi gửi phải tự ký thông điệp."
    )


class SignatureRefused(EdxmlRefused):
    """The signature does not hold, so origin and integrity are not proven (Decision 28/2018). Ask for it again."""

    sentence = _("Chữ ký số không chứng minh được nguồn gốc và tính toàn vẹn: {what}")


class BroughtByAnother(EdxmlRefused):
    """Only the sender or a recipient may bring this message in. Choose the body you act for."""

    sentence = _("Chỉ nơi gửi hoặc nơi nhận được đưa thông điệp này vào. Hãy chọn đúng cơ quan mà bạn làm việc.")


class NotProtected(EdxmlRefused):
    """Without a signature over the whole message only the sender itself may bring it for several recipients."""

    sentence = _(
        "Thông điệp gửi nhiều nơi mà không ký toàn bộ thì chỉ chính nơi gửi được đưa vào. Hãy yêu cầu nơi gửi ký số."
    )


class OriginalMissing(EdxmlRefused):
    """A replacement must name the document it replaces. Fill in ReplacementInfo and send again."""

    sentence = _("Thông điệp thay thế không nói thay thế văn bản nào. Hãy ghi mã văn bản cũ vào ReplacementInfo.")


class OriginalUnknown(EdxmlRefused):
    """This sender has sent no document with that DocumentId here yet. Send the document first, then this message."""

    status = 409
    sentence = _(
        "Nơi gửi này chưa gửi văn bản “{found}” tới đây. Hãy gửi văn bản đó trước, rồi gửi lại thông điệp này."
    )


class NoAttachment(EdxmlRefused):
    """The message carries no file, so there is no document in it. Attach the document and send again."""

    sentence = _("Thông điệp không kèm tệp nào nên không có văn bản để nhận. Hãy kèm tệp văn bản rồi gửi lại.")


class AttachmentRefused(EdxmlRefused):
    """A file in the message cannot be taken. Correct the file and send the message again."""

    sentence = _("Tệp kèm “{found}” không nhận được: {what}")


class TooLongHere(EdxmlRefused):
    """A value is longer than any book of documents can hold. Shorten it and send again."""

    sentence = _("Giá trị “{found}” dài quá {limit} ký tự. Hãy rút ngắn rồi gửi lại.")


class IdentifierTaken(EdxmlRefused):
    """Another message of this sender already has this DocumentId, with other content. Give the new one its own."""

    status = 409
    sentence = _("Mã văn bản “{found}” của nơi gửi này đã dùng cho một thông điệp có nội dung khác. Hãy dùng mã mới.")


class IssuedHere(EdxmlRefused):
    """This document was issued in this system, so it is here already. Nothing needs to be imported."""

    status = 409
    sentence = _("Văn bản “{found}” do chính hệ thống này phát hành nên đã có ở đây. Không cần nhập lại.")


class StatusOfNobody(EdxmlRefused):
    """The status speaks of a document that was not sent from here to the body that reports. Check the DocumentId."""

    sentence = _("Không tìm thấy văn bản “{found}” đã gửi tới cơ quan báo trạng thái. Hãy kiểm tra mã văn bản.")


class StatusOutOfOrder(EdxmlRefused):
    """This status cannot follow the one the document has. Look at the document's history first."""

    status = 409
    sentence = _("Trạng thái {found} không thể đến sau trạng thái {current} của văn bản. Hãy xem lại diễn biến.")

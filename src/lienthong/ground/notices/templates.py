"""What notices say: one sentence a kind, in both languages; facts are filled in as plain text, never as markup."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    "documents.document.submitted": gettext_noop("Có văn bản chờ bạn ký: %(subject)s"),
    "documents.document.returned": gettext_noop("Văn bản bị trả lại để sửa: %(subject)s"),
    "documents.document.signed": gettext_noop("Văn bản đã ký, chờ cấp số: %(subject)s"),
    "exchange.document.arrived": gettext_noop("Văn bản mới đến từ %(sender)s: %(subject)s"),
    "exchange.document.refused": gettext_noop("%(recipient)s từ chối tiếp nhận: %(subject)s"),
    "exchange.document.assigned": gettext_noop("Bạn được giao xử lý: %(subject)s"),
    "exchange.document.completed": gettext_noop("%(recipient)s đã xử lý xong: %(subject)s"),
    "exchange.recall.asked": gettext_noop("%(sender)s đề nghị thu hồi, chờ bạn trả lời: %(subject)s"),
    "exchange.update.asked": gettext_noop("%(sender)s gửi bản cập nhật, chờ bạn trả lời: %(subject)s"),
    "exchange.replacement.asked": gettext_noop("%(sender)s gửi bản thay thế, chờ bạn trả lời: %(subject)s"),
    "exchange.change.agreed": gettext_noop("%(recipient)s đồng ý thu hồi, cập nhật hoặc thay thế: %(subject)s"),
    "exchange.change.refused": gettext_noop("%(recipient)s không đồng ý thu hồi hoặc thay thế: %(subject)s"),
    "services.application.read_by_power": gettext_noop(
        "%(who)s làm hồ sơ thay bạn theo giấy ủy quyền và cơ sở dữ liệu đã trả lời về bạn, xem ai đã đọc: %(title)s"
    ),
    "onestop.dossier.submitted": gettext_noop("Hồ sơ %(code)s về bạn do %(who)s nộp: %(title)s"),
    "onestop.dossier.received": gettext_noop("Hồ sơ %(code)s đã được tiếp nhận: %(title)s"),
    "onestop.dossier.refused": gettext_noop("Hồ sơ %(code)s không được tiếp nhận: %(title)s"),
    "onestop.dossier.undone": gettext_noop("Cơ quan rút lại việc vừa làm với hồ sơ %(code)s: %(title)s"),
    "onestop.dossier.supplement_asked": gettext_noop("Hồ sơ %(code)s cần bạn bổ sung: %(title)s"),
    "onestop.dossier.payment_asked": gettext_noop("Hồ sơ %(code)s chờ nộp phí, lệ phí: %(title)s"),
    "onestop.dossier.paid": gettext_noop("Đã nhận phí, lệ phí của hồ sơ %(code)s: %(title)s"),
    "onestop.dossier.apologised": gettext_noop("Cơ quan xin lỗi và hẹn lại hồ sơ %(code)s: %(title)s"),
    "onestop.dossier.alarmed": gettext_noop("Hồ sơ %(code)s đang bị chậm ở cơ quan: %(title)s"),
    "onestop.dossier.escalated": gettext_noop("Hồ sơ %(code)s quá hạn một bước, đã trình lãnh đạo: %(title)s"),
    "onestop.dossier.proposed": gettext_noop("Hồ sơ %(code)s có kết quả trình bạn ký: %(title)s"),
    "onestop.dossier.stopped": gettext_noop("Hồ sơ %(code)s bị dừng xử lý: %(title)s"),
    "onestop.dossier.begun": gettext_noop(
        "Hồ sơ %(code)s bắt đầu được giải quyết, thủ tục chủ trì đã có kết quả: %(title)s"
    ),
    "onestop.dossier.lead_ended": gettext_noop("Hồ sơ %(code)s dừng vì thủ tục chủ trì không có kết quả: %(title)s"),
    "onestop.dossier.revoked": gettext_noop("Kết quả của hồ sơ %(code)s bị thu hồi, xem lý do: %(title)s"),
    "onestop.dossier.taken_up_again": gettext_noop(
        "Việc từ chối hồ sơ %(code)s đã bị thu hồi, cơ quan giải quyết lại: %(title)s"
    ),
    "onestop.dossier.lead_revoked": gettext_noop("Kết quả mà hồ sơ %(code)s dựa vào bị thu hồi: %(title)s"),
    "onestop.dossier.lead_corrected": gettext_noop(
        "Hồ sơ %(code)s được sửa theo bổ sung của hồ sơ chủ trì, xem chỗ đã sửa: %(title)s"
    ),
    "onestop.dossier.fee_settled": gettext_noop("Hồ sơ %(code)s được hoàn %(amount)s, xem nhận lại thế nào: %(title)s"),
    "onestop.dossier.fee_returned": gettext_noop("Đã hoàn %(amount)s phí, lệ phí của hồ sơ %(code)s: %(title)s"),
    "onestop.dossier.consult_answered": gettext_noop("%(body)s trả lời ý kiến về hồ sơ %(code)s: %(title)s"),
    "onestop.dossier.consult_returned": gettext_noop(
        "%(body)s không tiếp nhận văn bản lấy ý kiến về hồ sơ %(code)s: %(title)s"
    ),
    "onestop.dossier.consult_silent": gettext_noop(
        "Cơ quan được hỏi ý kiến về hồ sơ %(code)s chưa trả lời đúng hạn: %(title)s"
    ),
    "onestop.opinion.silent": gettext_noop("%(body)s quá hạn chưa cho ý kiến về hồ sơ %(code)s: %(title)s"),
    "onestop.opinion.agreed": gettext_noop(
        "%(body)s quá hạn không trả lời, coi như đồng ý theo quy định, hồ sơ %(code)s: %(title)s"
    ),
    "onestop.dossier.decided": gettext_noop("Hồ sơ %(code)s đã có kết quả: %(title)s"),
    "onestop.dossier.not_granted": gettext_noop("Hồ sơ %(code)s bị từ chối giải quyết: %(title)s. Lý do: %(reason)s"),
    "registers.correction.asked": gettext_noop("Đề nghị sửa dữ liệu của %(person)s: %(what)s – %(claimed)s"),
    "registers.correction.proposed": gettext_noop(
        "Chờ người thứ hai xác nhận sửa dữ liệu của %(person)s: %(what)s – %(claimed)s"
    ),
    "registers.correction.agreed": gettext_noop("Đã sửa theo đề nghị của bạn: %(what)s – %(claimed)s"),
    "registers.correction.refused": gettext_noop("Không sửa theo đề nghị của bạn: %(what)s. Lý do: %(reason)s"),
    "feedback.invitation.sent": gettext_noop("Bạn thấy thế nào? Đánh giá %(code)s: %(title)s"),
    "feedback.case.opened": gettext_noop("Người nộp hồ sơ %(code)s không hài lòng, hãy gọi lại: %(title)s"),
    "feedback.case.reopened": gettext_noop("Người nộp hồ sơ %(code)s báo chưa ai gọi lại: %(title)s"),
    "feedback.case.overdue": gettext_noop("Quá hạn gọi lại người nộp hồ sơ %(code)s: %(title)s"),
    "feedback.case.closed": gettext_noop("Cơ quan trả lời ý kiến của bạn về hồ sơ %(code)s: %(words)s"),
    "exchange.delivery.due_soon": gettext_noop("Sắp đến hạn: %(subject)s"),
    "exchange.delivery.overdue": gettext_noop("Đã quá hạn: %(subject)s"),
}


def title(kind: str, facts: dict[str, Any]) -> str:
    """The sentence of a kind with its facts. An unknown kind is a mistake of the program: KeyError."""
    return _(SENTENCES[kind]) % {key: str(value) for key, value in facts.items()}


def letter(kind: str, facts: dict[str, Any], url: str) -> tuple[str, str]:
    """Subject and text of the e-mail. It never asks for a password and links only to this installation."""
    said = title(kind, facts)
    ending = _("Thư tự động của Liên Thông. Đừng trả lời thư này.")
    return said[:180], f"{said}\n\n{url}\n\n{ending}\n"

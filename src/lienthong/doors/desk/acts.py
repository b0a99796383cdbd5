"""What happened, in words: journal entries as the steps of a timeline, for outgoing and incoming pages alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lienthong.ground.identity.models import Account
from lienthong.ground.journal.models import Act
from lienthong.ground.mandates.models import Mandate
from lienthong.kit.tense import told
from lienthong.records.exchange.states import Business

Body = Mapping[str, Any]
About = Callable[[Body], str]


@dataclass(frozen=True)
class Step:
    """One line of a timeline, in the words of `kit/timeline.html`."""

    words: str
    at: datetime | None
    by: str = ""
    about: str = ""
    tone: str = ""


def timeline(acts: Iterable[Act]) -> list[Step]:
    """Acts as steps, oldest first, with the names of who did them: one query for officials, one for citizens."""
    found = [act for act in acts if act.verb not in UNSAID]
    names = _names(act.by_id for act in found if act.by_kind == "mandates.mandate" and act.by_id)
    names |= _citizens(act.by_id for act in found if act.by_kind == "identity.account" and act.by_id)
    return [step(act, by=names.get(act.by_id, "") if act.by_id else "") for act in found]


def step(act: Act, *, by: str = "") -> Step:
    """One act as a step. A verb without words of its own shows as it is, so that nothing is ever hidden."""
    said = WORDS.get(act.verb)
    body: Body = act.body or {}
    if said is None:
        return Step(act.verb, act.at, by=by)
    return Step(told(said.words), act.at, by=by or _("hệ thống"), about=said.about(body), tone=said.tone)


def to_come(words: str) -> Step:
    """A step that is still to come: hollow dot, no time."""
    return Step(words, None, tone="next")


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name and post of the people behind these mandates."""
    wanted = set(ids)
    found = Mandate.objects.filter(pk__in=wanted).select_related("account", "post") if wanted else []
    return {one.pk: f"{one.account.full_name}, {one.post.title_vi}" for one in found}


def _citizens(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the people behind these accounts."""
    wanted = set(ids)
    found = Account.objects.filter(pk__in=wanted) if wanted else []
    return {one.pk: one.full_name for one in found}


def _nothing(body: Body) -> str:
    return ""


def _quoted(key: str) -> About:
    """What a person wrote, between quotation marks."""
    return lambda body: f"“{body[key]}”" if body.get(key) else ""


def _recipients(body: Body) -> str:
    return _("tới %(count)d nơi") % {"count": body.get("recipients", 0)}


def _number(body: Body) -> str:
    return str(body.get("number_and_symbol", ""))


def _arrival(body: Body) -> str:
    return _("số đến %(number)s") % {"number": body.get("arrival_number", "")}


def _change(body: Body) -> str:
    """Which change, and the words that go with it."""
    what = str(Business(body["business"]).label).lower() if body.get("business") else ""
    words = _quoted("reason")(body) or _quoted("words")(body)
    said = ": ".join(part for part in (what, words) if part)
    return " · ".join(part for part in (str(body.get("recipient", "")), said) if part)


def _recalled(body: Body) -> str:
    return f"{_recipients(body)}: {_quoted('reason')(body)}"


def _voided(body: Body) -> str:
    return _("số %(number)s: “%(reason)s”") % {"number": body.get("number", ""), "reason": body.get("reason", "")}


@dataclass(frozen=True)
class Said:
    """How a verb is said: its words, what is added from the body of the act, and its colour."""

    words: str
    about: About = _nothing
    tone: str = ""


WORDS: dict[str, Said] = {
    "documents.document.drafted": Said(gettext_noop("Bắt đầu soạn")),
    "documents.document.edited": Said(gettext_noop("Sửa bản thảo")),
    "documents.document.finished_attached": Said(gettext_noop("Tải lên bản đã soạn"), _quoted("name")),
    "documents.document.submitted": Said(gettext_noop("Đã trình ký")),
    "documents.document.returned": Said(gettext_noop("Đã trả lại để sửa"), _quoted("reason"), "clay"),
    "documents.document.abandoned": Said(gettext_noop("Bỏ, không ban hành"), _quoted("reason"), "clay"),
    "documents.document.signed": Said(gettext_noop("Đã ký"), tone="leaf"),
    "documents.document.numbered": Said(gettext_noop("Cấp số"), _number),
    "documents.document.sealed": Said(gettext_noop("Đóng dấu cơ quan"), tone="leaf"),
    "documents.document.archived": Said(
        gettext_noop("Lập bản lưu trữ"), lambda body: str(body.get("level", "")), "leaf"
    ),
    "documents.document.issued": Said(gettext_noop("Phát hành"), tone="leaf"),
    "documents.document.taken_over": Said(gettext_noop("Nhận bản hoàn chỉnh từ phần mềm của cơ quan"), _number),
    "documents.document.rehomed": Said(gettext_noop("Chuyển cho cơ quan kế thừa"), tone="amber"),
    "documents.document.given_back": Said(
        gettext_noop("Chuyển về cơ quan cũ, việc sắp xếp được rút lại"), tone="amber"
    ),
    "documents.number.voided": Said(gettext_noop("Huỷ số đã giữ"), _voided, "amber"),
    "documents.number.taken_for_paper": Said(gettext_noop("Lấy số cho văn bản giấy"), _quoted("subject")),
    "documents.entry.registered": Said(gettext_noop("Vào sổ văn bản đến"), _arrival),
    "exchange.message.sent": Said(gettext_noop("Gửi"), _recipients),
    "exchange.message.imported": Said(gettext_noop("Nhận vào từ phần mềm khác (edXML)"), _change),
    "exchange.message.exported": Said(gettext_noop("Xuất ra edXML")),
    "exchange.message.not_taken": Said(gettext_noop("Không nhận gói tin"), tone="clay"),
    "exchange.status.exported": Said(gettext_noop("Xuất trạng thái ra edXML")),
    "exchange.document.arrived": Said(gettext_noop("Đến, đã kiểm tra chữ ký và nội dung")),
    "exchange.document.accepted": Said(gettext_noop("Tiếp nhận"), _arrival, "leaf"),
    "exchange.document.refused": Said(
        gettext_noop("Từ chối tiếp nhận"), lambda body: _quoted("text")(body) or _quoted("detail")(body), "clay"
    ),
    "exchange.document.assigned": Said(gettext_noop("Phân công xử lý"), _quoted("instruction")),
    "exchange.document.started": Said(gettext_noop("Bắt đầu xử lý")),
    "exchange.document.completed": Said(gettext_noop("Hoàn thành"), _quoted("outcome"), "leaf"),
    "exchange.document.contributed": Said(gettext_noop("Báo phần phối hợp"), _quoted("outcome")),
    "exchange.recall.sent": Said(gettext_noop("Đề nghị thu hồi"), _recalled, "amber"),
    "exchange.take_back.asked": Said(gettext_noop("Nơi gửi đề nghị thu hồi"), _quoted("reason"), "amber"),
    "exchange.change.asked": Said(gettext_noop("Nơi gửi gửi văn bản mới"), _change, "amber"),
    "exchange.change.agreed": Said(gettext_noop("Đồng ý đề nghị của nơi gửi"), _change, "leaf"),
    "exchange.change.refused": Said(gettext_noop("Không đồng ý đề nghị của nơi gửi"), _change, "clay"),
    "exchange.delivery.confirmed": Said(gettext_noop("Phần mềm của cơ quan đã nhận")),
    "documents.entry.annotated": Said(gettext_noop("Ghi chú trong sổ"), _quoted("note")),
    "exchange.delivery.rehomed": Said(gettext_noop("Chuyển cho cơ quan kế thừa"), tone="amber"),
    "exchange.delivery.returned": Said(gettext_noop("Chuyển về cơ quan cũ, việc sắp xếp được rút lại"), tone="amber"),
    "exchange.receipt.sealed": Said(gettext_noop("Cấp biên nhận có dấu của nơi nhận"), tone="leaf"),
    "documents.book.exported": Said(gettext_noop("Xuất sổ ra tệp")),
    "calendar.document.published": Said(gettext_noop("Công bố văn bản về lịch làm việc")),
    "feedback.invitation.written": Said(gettext_noop("Ghi mã đánh giá lên giấy"), _quoted("code")),
    "feedback.invitation.sent": Said(gettext_noop("Hỏi ý kiến người dân")),
    "feedback.invitation.kept": Said(gettext_noop("Có giấy mời đánh giá chờ in, vì không có cách nào gửi")),
    "feedback.invitation.withdrawn": Said(gettext_noop("Thôi hỏi ý kiến: việc đã được rút lại"), _quoted("code")),
    "feedback.answer.given": Said(gettext_noop("Người dân trả lời")),
    "feedback.answer.changed": Said(gettext_noop("Người dân đổi câu trả lời")),
    "feedback.answer.refused": Said(gettext_noop("Không nhận câu trả lời"), tone="clay"),
    "feedback.burst.found": Said(gettext_noop("Thấy câu trả lời đến dồn dập"), tone="amber"),
    "feedback.case.opened": Said(gettext_noop("Mở việc gọi lại"), tone="amber"),
    "feedback.case.taken": Said(gettext_noop("Nhận việc gọi lại")),
    "feedback.case.closed": Said(gettext_noop("Khép lại việc gọi lại"), _quoted("words"), "leaf"),
    "feedback.case.reopened": Said(gettext_noop("Người dân báo chưa ai gọi"), tone="clay"),
    "feedback.case.overdue": Said(gettext_noop("Quá hạn gọi lại"), tone="clay"),
    "petitions.desk.named": Said(gettext_noop("Giao đơn vị tiếp nhận phản ánh"), _quoted("unit")),
    "petitions.petition.submitted": Said(gettext_noop("Gửi phản ánh, kiến nghị"), _quoted("subject")),
    "petitions.petition.clarity_asked": Said(gettext_noop("Yêu cầu làm rõ"), _quoted("words"), "amber"),
    "petitions.petition.clarified": Said(gettext_noop("Người gửi làm rõ"), _quoted("words")),
    "petitions.petition.accepted": Said(gettext_noop("Tiếp nhận"), tone="leaf"),
    "petitions.petition.refused": Said(gettext_noop("Không tiếp nhận"), _quoted("words"), "clay"),
    "petitions.petition.forwarded": Said(gettext_noop("Chuyển cơ quan trả lời"), _quoted("body_name")),
    "petitions.petition.acknowledged": Said(gettext_noop("Cơ quan trả lời xác nhận đã nhận")),
    "petitions.petition.sent_back": Said(gettext_noop("Chuyển lại nơi tiếp nhận"), _quoted("words"), "amber"),
    "petitions.petition.answered": Said(gettext_noop("Trả lời"), _quoted("words"), "leaf"),
    "petitions.petition.published": Said(gettext_noop("Công khai câu trả lời"), tone="leaf"),
    "petitions.petition.withheld": Said(gettext_noop("Không công khai câu trả lời"), _quoted("words"), "amber"),
    "petitions.petition.consent_ended": Said(gettext_noop("Người gửi không đồng ý công khai nữa"), tone="amber"),
    "petitions.petition.alarmed": Said(gettext_noop("Quá hạn"), tone="clay"),
    "petitions.petition.merged": Said(gettext_noop("Gộp với phản ánh cùng nội dung"), _quoted("code")),
    "petitions.petition.parted": Said(gettext_noop("Tách khỏi phản ánh cùng nội dung"), _quoted("code"), "amber"),
    "petitions.petition.joined": Said(gettext_noop("Thêm người cùng phản ánh"), _quoted("code")),
    "petitions.petition.left": Said(gettext_noop("Bớt một người cùng phản ánh"), _quoted("code"), "amber"),
    "petitions.slip.sealed": Said(gettext_noop("In, đóng dấu phiếu phản ánh")),
    "files.file.dropped": Said(gettext_noop("Xoá nội dung tệp, giữ lại dấu vết"), tone="amber"),
    "files.file.found_infected": Said(gettext_noop("Phát hiện mã độc trong tệp"), tone="clay"),
    "files.file.refused": Said(gettext_noop("Không nhận tệp"), tone="clay"),
    "identity.account.contact_changed": Said(gettext_noop("Đổi nơi liên hệ của tài khoản"), tone="amber"),
    "identity.account.created": Said(gettext_noop("Tạo tài khoản")),
    "identity.account.disabled": Said(gettext_noop("Khoá tài khoản"), tone="amber"),
    "identity.account.enabled": Said(gettext_noop("Mở lại tài khoản")),
    "identity.account.identification_withdrawn": Said(gettext_noop("Rút định danh của tài khoản"), tone="amber"),
    "identity.account.identified": Said(gettext_noop("Định danh tài khoản"), tone="leaf"),
    "identity.account.invited": Said(gettext_noop("Mời người dùng")),
    "identity.account.link_used": Said(gettext_noop("Dùng liên kết đăng nhập một lần")),
    "identity.account.opened": Said(gettext_noop("Mở tài khoản công dân")),
    "identity.account.password_set": Said(gettext_noop("Đặt mật khẩu")),
    "identity.account.recovered": Said(gettext_noop("Lấy lại được tài khoản"), tone="amber"),
    "identity.account.recovery_asked": Said(gettext_noop("Đề nghị lấy lại tài khoản tại quầy"), tone="amber"),
    "identity.account.recovery_refused": Said(gettext_noop("Không duyệt việc lấy lại tài khoản"), tone="clay"),
    "journal.act.erased": Said(gettext_noop("Xoá nội dung của một hành vi, giữ lại dấu vết"), tone="amber"),
    "mandates.mandate.ended": Said(gettext_noop("Thôi giữ chức vụ"), tone="amber"),
    "mandates.mandate.granted": Said(gettext_noop("Giao chức vụ")),
    "mandates.mandate.resumed": Said(gettext_noop("Giữ lại chức vụ")),
    "mandates.token.made": Said(gettext_noop("Cấp khoá kết nối phần mềm")),
    "mandates.token.revoked": Said(gettext_noop("Thu lại khoá kết nối phần mềm"), tone="amber"),
    "onestop.book.sealed": Said(gettext_noop("In sổ theo dõi hồ sơ dưới dấu của cơ quan")),
    "onestop.form.sealed": Said(gettext_noop("Đóng dấu phiếu của hồ sơ"), _quoted("form")),
    "onestop.ticket.called": Said(gettext_noop("Gọi số thứ tự"), _quoted("number")),
    "onestop.ticket.ended": Said(gettext_noop("Kết thúc lượt"), _quoted("number")),
    "onestop.ticket.taken": Said(gettext_noop("Lấy số thứ tự"), _quoted("number")),
    "observatory.day.sealed": Said(gettext_noop("Công bố sự kiện của một ngày"), lambda body: str(body.get("on", ""))),
    "organisations.body.founded": Said(gettext_noop("Thành lập cơ quan")),
    "organisations.body.organised": Said(gettext_noop("Sắp xếp cơ quan")),
    "registers.correction.agreed": Said(
        gettext_noop("Xác nhận, sửa thông tin trong cơ sở dữ liệu theo đề nghị"), tone="leaf"
    ),
    "registers.correction.asked": Said(gettext_noop("Đề nghị sửa thông tin trong cơ sở dữ liệu"), _quoted("why")),
    "registers.correction.evidence_given": Said(gettext_noop("Thêm tệp làm bằng chứng cho đề nghị sửa")),
    "registers.correction.proposed": Said(
        gettext_noop("Đề xuất sửa thông tin, chờ người thứ hai xác nhận"), _quoted("reason")
    ),
    "registers.correction.sent_back": Said(gettext_noop("Không xác nhận đề xuất sửa"), _quoted("reason"), "amber"),
    "registers.correction.refused": Said(gettext_noop("Từ chối sửa thông tin"), _quoted("reason"), "clay"),
    "registers.people.loaded": Said(gettext_noop("Nạp dữ liệu người giả lập")),
    "registers.record.read": Said(gettext_noop("Đọc cơ sở dữ liệu"), _quoted("purpose")),
    "onestop.dossier.submitted": Said(gettext_noop("Nộp hồ sơ")),
    "onestop.dossier.paid": Said(gettext_noop("Nộp phí, lệ phí"), _quoted("reference"), "leaf"),
    "onestop.dossier.received": Said(gettext_noop("Tiếp nhận hồ sơ"), tone="leaf"),
    "onestop.dossier.refused": Said(gettext_noop("Từ chối tiếp nhận hồ sơ"), _quoted("words"), "clay"),
    "onestop.dossier.undone": Said(gettext_noop("Rút lại việc vừa làm"), tone="amber"),
    "onestop.dossier.handed_over": Said(gettext_noop("Chuyển bước"), _quoted("unit_name")),
    "onestop.dossier.acknowledged": Said(gettext_noop("Nhận bàn giao")),
    "onestop.dossier.assigned": Said(gettext_noop("Phân công"), _quoted("holder_name")),
    "onestop.dossier.proposed": Said(gettext_noop("Trình kết quả")),
    "onestop.dossier.supplement_asked": Said(gettext_noop("Yêu cầu bổ sung"), _quoted("words"), "amber"),
    "onestop.dossier.supplied": Said(gettext_noop("Bổ sung")),
    "onestop.dossier.payment_asked": Said(gettext_noop("Yêu cầu nộp phí, lệ phí"), tone="amber"),
    "onestop.dossier.apologised": Said(gettext_noop("Xin lỗi và hẹn lại"), _quoted("reason"), "amber"),
    "onestop.dossier.escalated": Said(gettext_noop("Trình lãnh đạo vì bước quá hạn"), tone="amber"),
    "onestop.dossier.escalation_seen": Said(gettext_noop("Lãnh đạo đã nhận việc quá hạn")),
    "onestop.dossier.silence_agreed": Said(gettext_noop("Im lặng được coi là đồng ý")),
    "onestop.dossier.alarmed": Said(gettext_noop("Cảnh báo"), tone="amber"),
    "onestop.dossier.withdrawn": Said(gettext_noop("Rút hồ sơ"), _quoted("words")),
    "onestop.dossier.stopped": Said(gettext_noop("Dừng xử lý"), _quoted("words"), "clay"),
    "onestop.dossier.decided": Said(gettext_noop("Có kết quả"), tone="leaf"),
    "onestop.dossier.returned": Said(gettext_noop("Trả kết quả"), _quoted("to"), "leaf"),
    "onestop.dossier.revoked": Said(gettext_noop("Thu hồi kết quả"), _quoted("words"), "clay"),
    "onestop.dossier.consulted": Said(gettext_noop("Lấy ý kiến cơ quan khác"), _quoted("question")),
    "onestop.dossier.consult_reached": Said(gettext_noop("Cơ quan được hỏi đã nhận văn bản"), _quoted("body_name")),
    "onestop.dossier.consult_answered": Said(gettext_noop("Có văn bản trả lời ý kiến"), _quoted("number"), "leaf"),
    "onestop.dossier.consult_returned": Said(
        gettext_noop("Cơ quan được hỏi không tiếp nhận"), _quoted("words"), "amber"
    ),
    "onestop.dossier.consult_silent": Said(gettext_noop("Quá hạn mà chưa có ý kiến"), _quoted("body_name"), "amber"),
    "onestop.dossier.linked": Said(gettext_noop("Nộp cùng lúc, liên thông")),
    "onestop.dossier.begun": Said(
        gettext_noop("Có kết quả của thủ tục chủ trì, bắt đầu giải quyết"), _quoted("lead_code"), "leaf"
    ),
    "onestop.dossier.lead_ended": Said(
        gettext_noop("Dừng vì thủ tục chủ trì không có kết quả"), _quoted("lead_code"), "clay"
    ),
    "onestop.dossier.lead_revoked": Said(
        gettext_noop("Kết quả của thủ tục chủ trì bị thu hồi"), _quoted("words"), "amber"
    ),
    "onestop.dossier.lead_corrected": Said(
        gettext_noop("Sửa theo bổ sung của hồ sơ chủ trì"), _quoted("lead_code"), "amber"
    ),
    "onestop.dossier.fee_settled": Said(gettext_noop("Xử lý phí, lệ phí")),
    "onestop.dossier.fee_returned": Said(gettext_noop("Đã hoàn phí, lệ phí"), _quoted("reference"), "leaf"),
    "onestop.dossier.taken_over": Said(gettext_noop("Người được nộp hộ nhận hồ sơ")),
    "reporting.dossier.acknowledged": Said(gettext_noop("Cổng Dịch vụ công quốc gia đã xác nhận"), tone="leaf"),
    "reporting.dossier.given_up": Said(
        gettext_noop("Cổng Dịch vụ công quốc gia không nhận"), _quoted("problem"), "clay"
    ),
    "reporting.dossier.asked_again": Said(gettext_noop("Báo lại lên Cổng Dịch vụ công quốc gia")),
    "onestop.dossier.read": Said(gettext_noop("Phần mềm đọc hồ sơ"), _quoted("system")),
    "payments.account.opened": Said(gettext_noop("Mở tài khoản nhận tiền"), _quoted("number")),
    "payments.account.closed": Said(gettext_noop("Thôi nhận tiền vào tài khoản"), tone="amber"),
    "payments.intent.opened": Said(gettext_noop("Yêu cầu thanh toán"), _quoted("reference")),
    "payments.intent.paid": Said(gettext_noop("Đã nhận đủ tiền"), _quoted("reference"), "leaf"),
    "payments.intent.cancelled": Said(gettext_noop("Hủy yêu cầu thanh toán"), _quoted("reason"), "amber"),
    "payments.intent.refunding": Said(gettext_noop("Hoàn lại toàn bộ tiền"), _quoted("reason"), "amber"),
    "payments.credit.received": Said(gettext_noop("Ngân hàng báo có tiền"), _quoted("transaction")),
    "payments.credit.matched": Said(gettext_noop("Ghép tiền với khoản phải trả")),
    "payments.credit.contradicted": Said(gettext_noop("Ngân hàng báo khác lần trước"), tone="clay"),
    "payments.statement.taken": Said(gettext_noop("Đối chiếu sao kê ngân hàng")),
    "payments.refund.asked": Said(gettext_noop("Lập lệnh hoàn tiền"), _quoted("reason"), "amber"),
    "payments.refund.sent": Said(gettext_noop("Gửi lệnh hoàn tiền cho ngân hàng")),
    "payments.refund.done": Said(gettext_noop("Tiền đã về người nộp"), _quoted("transaction"), "leaf"),
    "payments.refund.failed": Said(gettext_noop("Hoàn tiền không thành"), _quoted("failure"), "clay"),
    "payments.receipt.sealed": Said(gettext_noop("Cấp biên lai thanh toán"), tone="leaf"),
    "services.draft.begun": Said(gettext_noop("Bắt đầu soạn thủ tục"), _quoted("key")),
    "services.draft.changed": Said(gettext_noop("Sửa bản nháp thủ tục"), _quoted("file")),
    "services.draft.dropped": Said(gettext_noop("Bỏ bản nháp thủ tục"), _quoted("key"), "amber"),
    "services.version.published": Said(gettext_noop("Công bố thủ tục"), _quoted("key"), "leaf"),
    "services.offering.opened": Said(gettext_noop("Mở nhận thủ tục"), _quoted("procedure")),
    "services.offering.closed": Said(gettext_noop("Thôi nhận thủ tục"), tone="amber"),
    "services.application.opened_by_code": Said(gettext_noop("Mở bản nháp bằng mã ở máy khác")),
    "services.application.submitted": Said(gettext_noop("Nộp đơn")),
    "signatures.authority.set_up": Said(gettext_noop("Lập tổ chức chứng thực")),
    "signatures.certificate.issued": Said(gettext_noop("Cấp chứng thư số")),
    "signatures.certificate.revoked": Said(gettext_noop("Thu hồi chứng thư số"), tone="amber"),
    "signatures.credential.issued": Said(gettext_noop("Cấp chứng nhận điện tử")),
    "signatures.credential.revoked": Said(gettext_noop("Thu hồi chứng nhận điện tử"), tone="amber"),
    "signatures.credential.suspended": Said(gettext_noop("Tạm đình chỉ chứng nhận điện tử"), tone="amber"),
    "signatures.credential.restored": Said(gettext_noop("Khôi phục chứng nhận điện tử")),
    "signatures.status_list.opened": Said(gettext_noop("Mở danh sách trạng thái")),
    "signatures.status_list.published": Said(gettext_noop("Công bố danh sách trạng thái")),
}
"""Every verb of the journal (docs/reference/acts.md)."""

UNSAID = frozenset({"documents.document.edited"})
"""Too small for a timeline; they stay in the journal and in what may be exported from it."""

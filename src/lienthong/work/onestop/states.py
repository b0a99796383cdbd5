"""The ten statuses of the national portal, the kinds of events, and ONE table of which event may follow which."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext as _told
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict
from lienthong.kit.tense import done


class DossierMovedOn(Conflict):
    """This dossier has moved on in the meantime. Reload the page to see by whom and when."""


class DecidedAlready(Conflict):
    """This dossier has already been decided. Reload the page to see by whom, when and how."""


class AwaitsLead(Conflict):
    """This dossier is waiting for the result of the lead procedure. It can be worked on once there is one."""


class NotAcknowledged(Conflict):
    """Your unit has not yet confirmed that it has this dossier. Take it over first, then continue."""


class Status(IntegerChoices):
    """What the National Public Service Portal calls where a dossier stands; the numbers are the portal's own."""

    SUBMITTED = 1, _("Đã nộp, chờ tiếp nhận")
    RECEIVED = 2, _("Đã tiếp nhận")
    NOT_RECEIVED = 3, _("Không được tiếp nhận")
    PROCESSING = 4, _("Đang xử lý")
    SUPPLEMENT = 5, _("Chờ bổ sung")
    PAYMENT = 6, _("Chờ nộp phí, lệ phí")
    WITHDRAWN = 7, _("Người nộp đã rút")
    STOPPED = 8, done("Dừng xử lý")
    DONE = 9, _("Đã có kết quả")
    RETURNED = 10, _("Đã trả kết quả")


def word(status: int, *, revoked: bool) -> str:
    """What people call where a dossier stands: by its status, or that what was granted no longer holds.

    The numbers are the national portal's and know no revoking: there the status stays.
    """
    return _told("Kết quả đã bị thu hồi") if revoked else str(Status(status).label)


OPEN = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT, Status.DONE})
"""Somebody still has something to do."""
NOTHING_CAME = frozenset({Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED})
"""Over, and nothing was decided."""
OFFICE = frozenset({Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING})
"""The office has it, and its clock runs."""
PAUSED = frozenset({Status.SUPPLEMENT, Status.PAYMENT})
"""The applicant has it, and the office's clock stands."""


class Kind(TextChoices):
    """What can happen to a dossier. Each is one event, signed into the chain, and one act of the journal."""

    SUBMITTED = "submitted", done("Nộp hồ sơ")
    PAID = "paid", done("Nộp phí, lệ phí")
    RECEIVED = "received", done("Tiếp nhận")
    REFUSED = "refused", done("Từ chối tiếp nhận")
    UNDONE = "undone", done("Rút lại việc vừa làm")
    HANDED_OVER = "handed_over", _("Chuyển bước")
    ACKNOWLEDGED = "acknowledged", done("Nhận bàn giao")
    ASSIGNED = "assigned", done("Phân công")
    PROPOSED = "proposed", done("Trình kết quả")
    SUPPLEMENT_ASKED = "supplement_asked", done("Yêu cầu bổ sung")
    SUPPLIED = "supplied", done("Bổ sung")
    PAYMENT_ASKED = "payment_asked", _("Yêu cầu nộp phí, lệ phí")
    APOLOGISED = "apologised", _("Xin lỗi và hẹn lại")
    ALARMED = "alarmed", _("Cảnh báo")
    WITHDRAWN = "withdrawn", done("Rút hồ sơ")
    STOPPED = "stopped", done("Dừng xử lý")
    DECIDED = "decided", _("Có kết quả")
    RETURNED = "returned", done("Trả kết quả")
    REVOKED = "revoked", done("Thu hồi kết quả")
    ESCALATED = "escalated", _("Trình lãnh đạo vì bước quá hạn")
    ESCALATION_SEEN = "escalation_seen", _("Lãnh đạo đã nhận việc quá hạn")
    SILENCE_AGREED = "silence_agreed", _("Im lặng được coi là đồng ý")
    TAKEN_OVER = "taken_over", _("Người được nộp hộ nhận hồ sơ")
    CONSULTED = "consulted", _("Soạn văn bản hỏi ý kiến cơ quan khác")
    CONSULT_REACHED = "consult_reached", _("Cơ quan được hỏi đã nhận văn bản")
    CONSULT_ANSWERED = "consult_answered", _("Có văn bản trả lời ý kiến")
    CONSULT_RETURNED = "consult_returned", _("Cơ quan được hỏi không tiếp nhận")
    CONSULT_SILENT = "consult_silent", _("Quá hạn mà chưa có ý kiến")
    LINKED = "linked", _("Nộp cùng lúc, liên thông")
    BEGUN = "begun", _("Có kết quả của thủ tục chủ trì, bắt đầu giải quyết")
    LEAD_ENDED = "lead_ended", _("Dừng vì thủ tục chủ trì không có kết quả")
    LEAD_REVOKED = "lead_revoked", _("Kết quả của thủ tục chủ trì bị thu hồi")
    LEAD_CORRECTED = "lead_corrected", _("Sửa theo bổ sung của hồ sơ chủ trì")
    FEE_SETTLED = "fee_settled", _("Xử lý phí, lệ phí")
    FEE_RETURNED = "fee_returned", _("Đã hoàn phí, lệ phí")


ENDINGS = frozenset({Kind.REFUSED, Kind.WITHDRAWN, Kind.STOPPED, Kind.DECIDED, Kind.LEAD_ENDED})
"""With these nobody works on it any more; of the first three, nothing came."""

ONLY_TELL = frozenset({Kind.LEAD_REVOKED, Kind.LEAD_CORRECTED})
"""What comes from another dossier and moves nothing here: what was done before it can be taken back all the same."""

OF_THE_FEE = frozenset({Kind.FEE_SETTLED, Kind.FEE_RETURNED})
"""What becomes of the fee after an end: the end stays the last thing that was said of the dossier."""


@dataclass(frozen=True)
class Step:
    """When an event may happen, and the status it leads to (None = the status stays).

    `awaiting` = also while the dossier waits for the result of the procedure it is linked with.
    """

    after: frozenset[Status]
    leads_to: Status | None = None
    awaiting: bool = False


_AT_OFFICE = frozenset({Status.RECEIVED, Status.PROCESSING})
_DECIDED = frozenset({Status.DONE, Status.RETURNED})
"""A decision that grants nothing may give the fee back, where the package says so.

What is on its way back arrives also where the refusal was revoked meanwhile and the dossier is decided anew.
"""
ALLOWED: dict[Kind, Step] = {
    Kind.PAID: Step(OPEN, awaiting=True),
    Kind.RECEIVED: Step(frozenset({Status.SUBMITTED}), Status.RECEIVED),
    Kind.REFUSED: Step(frozenset({Status.SUBMITTED}), Status.NOT_RECEIVED),
    Kind.UNDONE: Step(frozenset({Status.NOT_RECEIVED, Status.SUPPLEMENT, Status.STOPPED})),
    Kind.HANDED_OVER: Step(_AT_OFFICE),
    Kind.ACKNOWLEDGED: Step(_AT_OFFICE, Status.PROCESSING),
    Kind.ASSIGNED: Step(_AT_OFFICE),
    Kind.PROPOSED: Step(frozenset({Status.PROCESSING})),
    Kind.SUPPLEMENT_ASKED: Step(frozenset({Status.SUBMITTED, *_AT_OFFICE}), Status.SUPPLEMENT),
    Kind.SUPPLIED: Step(frozenset({Status.SUPPLEMENT})),
    Kind.PAYMENT_ASKED: Step(frozenset({Status.SUBMITTED, *_AT_OFFICE}), Status.PAYMENT),
    Kind.APOLOGISED: Step(_AT_OFFICE),
    Kind.ALARMED: Step(OPEN),
    Kind.WITHDRAWN: Step(frozenset({Status.SUBMITTED, *_AT_OFFICE, *PAUSED}), Status.WITHDRAWN, awaiting=True),
    Kind.STOPPED: Step(frozenset({*_AT_OFFICE, *PAUSED}), Status.STOPPED),
    Kind.DECIDED: Step(frozenset({Status.PROCESSING}), Status.DONE),
    Kind.RETURNED: Step(frozenset({Status.DONE}), Status.RETURNED),
    Kind.REVOKED: Step(frozenset({Status.DONE, Status.RETURNED})),
    Kind.ESCALATED: Step(_AT_OFFICE),
    Kind.ESCALATION_SEEN: Step(OPEN),
    Kind.SILENCE_AGREED: Step(_AT_OFFICE),
    Kind.TAKEN_OVER: Step(OPEN, awaiting=True),
    Kind.CONSULTED: Step(frozenset({Status.PROCESSING})),
    Kind.CONSULT_REACHED: Step(frozenset(Status)),
    Kind.CONSULT_ANSWERED: Step(frozenset(Status)),
    Kind.CONSULT_RETURNED: Step(frozenset(Status)),
    Kind.CONSULT_SILENT: Step(frozenset({*_AT_OFFICE, *PAUSED})),
    Kind.LINKED: Step(frozenset({Status.SUBMITTED})),
    Kind.BEGUN: Step(frozenset({Status.SUBMITTED}), awaiting=True),
    Kind.LEAD_ENDED: Step(frozenset({Status.SUBMITTED}), Status.STOPPED, awaiting=True),
    Kind.LEAD_REVOKED: Step(frozenset(Status), awaiting=True),
    Kind.LEAD_CORRECTED: Step(frozenset(Status), awaiting=True),
    Kind.FEE_SETTLED: Step(NOTHING_CAME | _DECIDED),
    Kind.FEE_RETURNED: Step(NOTHING_CAME | _DECIDED | _AT_OFFICE | PAUSED),
}
"""The first event is always SUBMITTED; UNDONE, SUPPLIED and PAID lead back to the status before; REVOKED to the
office where it was a refusal."""


def diagram() -> dict[Status, frozenset[Status]]:
    """Which status can follow which: what events lead to, and the ways back."""
    forward = {
        status: {step.leads_to for step in ALLOWED.values() if step.leads_to and status in step.after}
        for status in Status
    }
    back = {Status.NOT_RECEIVED: {Status.SUBMITTED}, **{key: {Status.SUBMITTED, *_AT_OFFICE} for key in PAUSED}}
    back |= {key: {Status.PROCESSING} for key in (Status.DONE, Status.RETURNED)}
    return {status: frozenset(after | back.get(status, set())) for status, after in forward.items()}


UNDO_MINUTES = 10
"""A refusal, a supplement request and a stop can be taken back so long; then the citizen has read it."""


class Alarm(TextChoices):
    """What can be amiss with a dossier; each is said once, to the office and to the citizen, until it is settled."""

    NOT_RECEIVED = "not_received", _("Bộ phận Một cửa chưa mở hồ sơ trong thời hạn.")
    UNANSWERED = "unanswered", _("Đơn vị được chuyển hồ sơ chưa xác nhận đã nhận.")
    DUE_SOON = "due_soon", _("Sắp đến ngày hẹn trả.")
    OVERDUE = "overdue", _("Đã quá ngày hẹn trả.")
    NO_OPINION = "no_opinion", _("Cơ quan được hỏi ý kiến chưa trả lời đúng hạn.")
    ESCALATED = "escalated", _("Một bước đã quá hạn; hồ sơ đang ở chỗ lãnh đạo, chờ xác nhận.")


class Anomaly(TextChoices):
    """What a leader should ask about: it may be honest, and it is how clocks are cheated."""

    OPENED_LATE = "opened_late", _("Mở hồ sơ muộn")
    SUPPLEMENT_LATE = "supplement_late", _("Yêu cầu bổ sung sát hạn")
    SUPPLEMENT_AGAIN = "supplement_again", _("Yêu cầu bổ sung nhiều lần")
    APOLOGY_LATE = "apology_late", _("Xin lỗi muộn")
    TAKEN_BACK = "taken_back", _("Rút lại việc đã làm")
    REFILED = "refiled", _("Kết thúc rồi nộp lại")
    BEFORE_MIDNIGHT = "before_midnight", _("Kết thúc lúc sắp nửa đêm")
    TOO_FAST = "too_fast", _("Bước làm dưới hai phút")
    MONTH_END = "month_end", _("Dừng đồng hồ cuối tháng")
    BACK_AND_FORTH = "back_and_forth", _("Giao qua giao lại")
    VOTES = "votes", _("Câu trả lời đánh giá đến bất thường")


class Number(TextChoices):
    """What the leader's board counts. Each leads to the dossiers behind it."""

    RECEIVED = "received", _("Đã tiếp nhận")
    CARRIED_OVER = "carried_over", _("Kỳ trước chuyển sang")
    ON_TIME = "on_time", _("Giải quyết đúng hạn")
    LATE = "late", _("Giải quyết quá hạn")
    OVERDUE = "overdue", _("Đang quá hạn")
    RETURNED = "returned", _("Đã trả kết quả")


class RefusalReason(TextChoices):
    """Why a dossier is not taken in, or is stopped: a code for figures, beside words of the officer's own."""

    NOT_COMPETENT = "not_competent", _("Không thuộc thẩm quyền của cơ quan")
    NOT_ELIGIBLE = "not_eligible", _("Không đủ điều kiện theo quy định")
    FALSE_PAPER = "false_paper", _("Giấy tờ không đúng, không còn giá trị")
    NOT_SUPPLIED = "not_supplied", _("Không bổ sung trong thời hạn")
    DUPLICATE = "duplicate", _("Trùng hồ sơ đang giải quyết")
    OTHER = "other", _("Lý do khác")
    LEAD_ENDED = "lead_ended", _("Thủ tục chủ trì không có kết quả")


BY_PEOPLE = tuple(each for each in RefusalReason if each is not RefusalReason.LEAD_ENDED)
"""What an officer can choose."""


class ResultKind(TextChoices):
    """What a decision gives."""

    GRANTED = "granted", _("Đồng ý")
    REFUSED = "refused", _("Từ chối")


NEEDS_TAKING_OVER = frozenset({Kind.HANDED_OVER, Kind.PROPOSED, Kind.DECIDED, Kind.CONSULTED})
"""What only a unit may do that has said it has the dossier: nothing passes through a unit unseen."""


class Opinion(TextChoices):
    """Where the opinion of one consulted body stands. Before `REACHED`, the request is a document on its way."""

    PREPARED = "prepared", _("Đã soạn văn bản hỏi")
    REACHED = "reached", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    SILENT = "silent", _("Quá hạn chưa trả lời")
    AGREED = "agreed", _("Quá hạn, coi như đồng ý")
    RETURNED = "returned", _("Không tiếp nhận văn bản hỏi")


OPINIONS: dict[Opinion, frozenset[Opinion]] = {
    Opinion.PREPARED: frozenset({Opinion.REACHED, Opinion.RETURNED}),
    Opinion.REACHED: frozenset({Opinion.ANSWERED, Opinion.SILENT, Opinion.AGREED, Opinion.RETURNED}),
    Opinion.ANSWERED: frozenset({Opinion.ANSWERED}),
    Opinion.SILENT: frozenset({Opinion.ANSWERED}),
    Opinion.AGREED: frozenset({Opinion.AGREED, Opinion.ANSWERED}),
    Opinion.RETURNED: frozenset(),
}
"""A body may write again. What counts as agreed by law stays agreed, and a late answer lies beside it; only one that
had come in time, and was not known as an answer, takes its place.
"""


class Clock(TextChoices):
    """How the office's clock stands."""

    NOT_BEGUN = "not_begun", _("Chưa chạy: chưa tiếp nhận")
    AWAITS = "awaits", _("Chưa chạy: chờ kết quả của thủ tục chủ trì")
    RUNS = "runs", _("Đang chạy")
    STANDS = "stands", _("Đang dừng")
    ENDED = "ended", _("Đã kết thúc")


class Opened(TextChoices):
    """What of a dossier was read."""

    DOSSIER = "dossier", _("Nội dung hồ sơ")
    PAPER = "paper", _("Một giấy tờ đã nộp")
    RESULT = "result", _("Kết quả")


class Form(TextChoices):
    """The printed forms of the one-stop shop, and before them the word that an application has come.

    Source: Decree 61/2018; Circular 01/2018/TT-VPCP art. 9 and annex.
    """

    SUBMISSION = "XN", _("Xác nhận đã nộp hồ sơ")
    RECEIPT = "01", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    SUPPLEMENT = "02", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
    REFUSAL = "03", _("Phiếu từ chối tiếp nhận giải quyết hồ sơ")
    APOLOGY = "04", _("Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    CONTROL = "05", _("Phiếu kiểm soát quá trình giải quyết hồ sơ")
    BOOK = "06", _("Sổ theo dõi hồ sơ")


FOR_THE_PERSON = frozenset({Form.SUBMISSION, Form.RECEIPT, Form.SUPPLEMENT, Form.REFUSAL, Form.APOLOGY})
"""Forms that are given into the citizen's hand; the others stay in the office."""


def require(status: int, kind: Kind, *, waits: bool = False, awaits: bool = False) -> None:
    """Refuses: DossierMovedOn, unless the table allows the event now; NotAcknowledged before the unit took it over;
    AwaitsLead.

    `waits` = it was handed over, and the unit has not said that it has it. What nobody waits for cannot be taken over.
    `awaits` = it has not begun: it waits for the result of the procedure it is linked with.
    """
    if awaits and not ALLOWED[kind].awaiting:
        raise AwaitsLead
    if Status(status) not in ALLOWED[kind].after or (kind is Kind.ACKNOWLEDGED and not waits):
        raise DossierMovedOn(status=status, event=kind.value)
    if waits and kind in NEEDS_TAKING_OVER:
        raise NotAcknowledged

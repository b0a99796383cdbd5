"""What a petition is about, where it stands, what can happen to it, and how many working days each body has."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict

FORWARD_DAYS = 5
"""Working days from receipt until it is with the body that must answer (Decree 20/2008, as amended by 92/2017)."""
ANSWER_DAYS = 15
"""Working days from there until the answer: the decree names no number; this is the index method of Decision 766."""
MOST_REQUESTS = 2
"""So often the person may be asked to make it clearer: each time the clock begins again."""


class PetitionMovedOn(Conflict):
    """Somebody went on with this petition meanwhile, or it has ended. Load the page again to see by whom and when."""


class Matter(TextChoices):
    """What it is about."""

    ACTS = "acts", _("Cơ quan, cán bộ làm chậm, gây phiền hà hoặc làm không đúng quy định")
    RULE = "rule", _("Quy định không hợp lý, chồng chéo hoặc trái luật")
    PROPOSAL = "proposal", _("Đề xuất cách sửa hoặc quy định mới")


class Petitioner(TextChoices):
    """Who speaks."""

    PERSON = "person", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")


class Status(TextChoices):
    """Where a petition stands."""

    NEW = "new", _("Chờ tiếp nhận")
    CLARIFYING = "clarifying", _("Chờ người gửi làm rõ")
    REFUSED = "refused", _("Không tiếp nhận")
    ACCEPTED = "accepted", _("Chờ chuyển cơ quan trả lời")
    FORWARDED = "forwarded", _("Đã chuyển, chờ nơi nhận xác nhận")
    IN_HAND = "in_hand", _("Đang xem xét, trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    PUBLISHED = "published", _("Đã trả lời và công khai")


WITH_RECEIVER = frozenset({Status.NEW, Status.ACCEPTED})
"""The clock of forwarding runs."""
WITH_ANSWERER = frozenset({Status.FORWARDED, Status.IN_HAND})
"""The clock of answering runs."""
OPEN = WITH_RECEIVER | WITH_ANSWERER | {Status.CLARIFYING}


class Kind(TextChoices):
    """What can happen to a petition."""

    SUBMITTED = "submitted", _("Gửi phản ánh, kiến nghị")
    CLARITY_ASKED = "clarity_asked", _("Yêu cầu làm rõ")
    CLARIFIED = "clarified", _("Người gửi làm rõ")
    ACCEPTED = "accepted", _("Tiếp nhận")
    REFUSED = "refused", _("Không tiếp nhận")
    FORWARDED = "forwarded", _("Chuyển cơ quan trả lời")
    ACKNOWLEDGED = "acknowledged", _("Cơ quan trả lời xác nhận đã nhận")
    SENT_BACK = "sent_back", _("Chuyển lại nơi tiếp nhận")
    ANSWERED = "answered", _("Trả lời")
    PUBLISHED = "published", _("Công khai câu trả lời")
    WITHHELD = "withheld", _("Gỡ khỏi danh sách công khai")
    CONSENT_ENDED = "consent_ended", _("Người gửi không đồng ý công khai nữa")
    ALARMED = "alarmed", _("Quá hạn")


@dataclass(frozen=True)
class Change:
    """When something may happen, and where it leads; None = it stands where it stood."""

    since: frozenset[Status]
    leads_to: Status | None


def _change(*since: Status, to: Status | None) -> Change:
    return Change(frozenset(since), to)


CHANGES: dict[Kind, Change] = {
    Kind.SUBMITTED: _change(to=Status.NEW),
    Kind.CLARITY_ASKED: _change(Status.NEW, to=Status.CLARIFYING),
    Kind.CLARIFIED: _change(Status.CLARIFYING, to=Status.NEW),
    Kind.ACCEPTED: _change(Status.NEW, to=Status.ACCEPTED),
    Kind.REFUSED: _change(Status.NEW, Status.CLARIFYING, to=Status.REFUSED),
    Kind.FORWARDED: _change(Status.ACCEPTED, to=Status.FORWARDED),
    Kind.ACKNOWLEDGED: _change(Status.FORWARDED, to=Status.IN_HAND),
    Kind.SENT_BACK: _change(Status.FORWARDED, to=Status.ACCEPTED),
    Kind.ANSWERED: _change(Status.IN_HAND, to=Status.ANSWERED),
    Kind.PUBLISHED: _change(Status.ANSWERED, to=Status.PUBLISHED),
    Kind.WITHHELD: _change(Status.PUBLISHED, to=Status.ANSWERED),
    Kind.CONSENT_ENDED: _change(*Status, to=None),
    Kind.ALARMED: _change(*WITH_RECEIVER, *WITH_ANSWERER, to=None),
}
"""The one table of what may happen when."""


def diagram() -> dict[Status, frozenset[Status]]:
    """From which status to which a petition can go."""
    return {
        status: frozenset(each.leads_to for each in CHANGES.values() if status in each.since and each.leads_to)
        for status in Status
    }


def require(status: str, kind: Kind) -> None:
    """Refuses: PetitionMovedOn, unless the table allows it now."""
    if Status(status) not in CHANGES[kind].since:
        raise PetitionMovedOn(status=status, event=kind.value)


class Alarm(TextChoices):
    """Which clock ran out."""

    FORWARD = "forward", _("Quá hạn chuyển")
    ANSWER = "answer", _("Quá hạn trả lời")


class Ground(TextChoices):
    """Why a petition is not taken in."""

    COMPLAINT = "complaint", _("Đây là khiếu nại về một quyết định, hành vi với riêng người gửi")
    DENUNCIATION = "denunciation", _("Đây là tố cáo hành vi vi phạm pháp luật")
    NOT_A_RULE = "not_a_rule", _("Không liên quan đến quy định hành chính")
    ANSWERED_BEFORE = "answered_before", _("Đã trả lời rồi và không có tình tiết mới")
    UNCLEAR = "unclear", _("Đã yêu cầu làm rõ nhưng vẫn không đủ để xem xét")


_DECREE = _("Nghị định 20/2008/NĐ-CP (sửa đổi bởi Nghị định 92/2017/NĐ-CP)")
LAWS: dict[Ground, str | Promise] = {
    Ground.COMPLAINT: _("Luật Khiếu nại số 02/2011/QH13"),
    Ground.DENUNCIATION: _("Luật Tố cáo số 25/2018/QH14"),
    Ground.NOT_A_RULE: _DECREE,
    Ground.ANSWERED_BEFORE: _DECREE,
    Ground.UNCLEAR: _DECREE,
}
"""The law by which it is not taken in here; for the first two it is also the law of the right way."""
OTHER_WAYS: dict[Ground, str | Promise] = {
    Ground.COMPLAINT: _("Gửi đơn khiếu nại đến chính cơ quan đã ra quyết định hoặc có hành vi đó."),
    Ground.DENUNCIATION: _("Gửi đơn tố cáo đến cơ quan có thẩm quyền; tên người tố cáo được giữ bí mật."),
}
"""Where the person goes instead."""

"""What a petition is about, where it stands, what can happen to it, and how many working days each body has."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict
from lienthong.kit.tense import done

MARK = "PAKN"
"""What stands in the code of a petition (phản ánh, kiến nghị)."""
FORWARD_DAYS = 5
"""Working days from receipt until it is with the body that must answer (Decree 20/2008, as amended by 92/2017)."""
ANSWER_DAYS = 15
"""Working days from there until the answer: the decree names no number; this is the index method of Decision 766."""
REFUSE_DAYS = 2
"""Working days until who is not taken in is told so: the decree names no number, the index method of Decision 766 does.

By the same method who is asked for more is asked within five: that is the clock of forwarding, which stands meanwhile.
"""
PUBLISH_DAYS = 2
"""Working days from the answer until it is published, where the person agreed (index method of Decision 766)."""
MOST_REQUESTS = 2
"""So often the person may be asked to make it clearer: each time the clock begins again."""


class PetitionMovedOn(Conflict):
    """Somebody else has continued with this petition, or it has ended. Reload the page to see who and when."""


class Matter(TextChoices):
    """What it is about."""

    ACTS = "acts", _("Cơ quan, cán bộ làm chậm, gây phiền hà hoặc làm không đúng quy định")
    RULE = "rule", _("Quy định không hợp lý, chồng chéo hoặc trái luật")
    PROPOSAL = "proposal", _("Đề xuất cách sửa hoặc quy định mới")


class Petitioner(TextChoices):
    """Who speaks."""

    PERSON = "person", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")


class Channel(TextChoices):
    """How it came. What a citizen sends is `online`; an official records how else it came, and signs for it."""

    ONLINE = "online", _("Tự gửi trực tuyến")
    COUNTER = "counter", _("Nói tại quầy, cán bộ ghi")
    PHONE = "phone", _("Nói qua điện thoại, cán bộ ghi")
    PAPER = "paper", _("Gửi bằng văn bản, cán bộ nhập")


BY_OFFICIALS = frozenset({Channel.COUNTER, Channel.PHONE, Channel.PAPER})


class Way(TextChoices):
    """How whoever has no account is answered."""

    TEXT = "text", _("Tin nhắn tới số điện thoại")
    EMAIL = "email", _("Thư điện tử")
    LETTER = "letter", _("Thư giấy tới địa chỉ")


class Status(TextChoices):
    """Where a petition stands."""

    NEW = "new", _("Chờ tiếp nhận")
    CLARIFYING = "clarifying", _("Chờ người gửi làm rõ")
    REFUSED = "refused", done("Không tiếp nhận")
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
JOINABLE = WITH_ANSWERER | {Status.ACCEPTED}
"""Taken in and not answered: others that say the same can be merged with it."""


class Kind(TextChoices):
    """What can happen to a petition."""

    SUBMITTED = "submitted", done("Gửi phản ánh, kiến nghị")
    CLARITY_ASKED = "clarity_asked", done("Yêu cầu làm rõ")
    CLARIFIED = "clarified", _("Người gửi làm rõ")
    ACCEPTED = "accepted", done("Tiếp nhận")
    REFUSED = "refused", done("Không tiếp nhận")
    FORWARDED = "forwarded", done("Chuyển cơ quan trả lời")
    ACKNOWLEDGED = "acknowledged", _("Cơ quan trả lời xác nhận đã nhận")
    SENT_BACK = "sent_back", _("Chuyển lại nơi tiếp nhận")
    ANSWERED = "answered", done("Trả lời")
    PUBLISHED = "published", done("Công khai câu trả lời")
    WITHHELD = "withheld", _("Không công khai câu trả lời")
    CONSENT_ENDED = "consent_ended", _("Người gửi không đồng ý công khai nữa")
    ALARMED = "alarmed", _("Quá hạn")
    MERGED = "merged", _("Gộp với phản ánh cùng nội dung")
    PARTED = "parted", _("Tách khỏi phản ánh cùng nội dung")
    JOINED = "joined", _("Thêm người cùng phản ánh")
    LEFT = "left", _("Bớt một người cùng phản ánh")


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
    Kind.WITHHELD: _change(Status.ANSWERED, Status.PUBLISHED, to=Status.ANSWERED),
    Kind.CONSENT_ENDED: _change(*Status, to=None),
    Kind.ALARMED: _change(*WITH_RECEIVER, *WITH_ANSWERER, Status.ANSWERED, to=None),
    Kind.MERGED: _change(*WITH_RECEIVER, to=None),
    Kind.PARTED: _change(*OPEN, to=None),
    Kind.JOINED: _change(*JOINABLE, to=None),
    Kind.LEFT: _change(*Status, to=None),
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

    REFUSE = "refuse", _("Quá hạn xem có tiếp nhận không")
    FORWARD = "forward", _("Quá hạn chuyển")
    ANSWER = "answer", _("Quá hạn trả lời")
    PUBLISH = "publish", _("Quá hạn công khai câu trả lời")


BASES: dict[Alarm, str | Promise] = {
    Alarm.REFUSE: _(
        "Không tiếp nhận thì phải nói trong 2 ngày làm việc: phương pháp tính của Quyết định 766/QĐ-TTg; nghị định"
        " không nêu số ngày."
    ),
    Alarm.FORWARD: _(
        "Chuyển đúng cơ quan, hoặc yêu cầu làm rõ, trong 5 ngày làm việc: Nghị định 20/2008/NĐ-CP, sửa đổi bởi Nghị"
        " định 92/2017/NĐ-CP; hạn yêu cầu làm rõ theo phương pháp tính của Quyết định 766/QĐ-TTg."
    ),
    Alarm.ANSWER: _(
        "Trả lời trong 15 ngày làm việc: phương pháp tính của Quyết định 766/QĐ-TTg; nghị định không nêu số ngày."
    ),
    Alarm.PUBLISH: _(
        "Công khai trong 2 ngày làm việc sau khi trả lời, khi người gửi đồng ý: phương pháp tính của Quyết định"
        " 766/QĐ-TTg; nghị định không nêu số ngày."
    ),
}
"""Where the number of days comes from; what stands on the index method alone says so."""


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

"""What can become of a document on its way to one recipient: edXML status codes and the one table of steps."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict
from lienthong.kit.tense import done


class DeliveryMovedOn(Conflict):
    """This document has already been handled further. Reload the page to see by whom and when."""


class DeliveryState(TextChoices):
    """Where one recipient's copy stands. 01–06 are the codes of the national exchange.

    00, 91 and 93 are ours and never travel: what brings a copy to 91 or 93 is the receiver's 15.
    """

    QUEUED = "00", _("Đang chuyển")
    ARRIVED = "01", _("Đã đến")
    REFUSED = "02", done("Từ chối tiếp nhận")
    ACCEPTED = "03", _("Đã tiếp nhận")
    ASSIGNED = "04", _("Đã phân công")
    IN_PROCESS = "05", _("Đang xử lý")
    COMPLETED = "06", done("Hoàn thành")
    TAKEN_BACK = "91", _("Đã bị thu hồi")
    REPLACED = "93", _("Đã được thay thế")


ENDED_BY_SENDER = frozenset({DeliveryState.TAKEN_BACK, DeliveryState.REPLACED})
"""The sender asked and the receiver agreed: the copy is out of force, whatever had become of it."""

ALLOWED: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.ARRIVED, DeliveryState.REFUSED}) | ENDED_BY_SENDER,
    DeliveryState.ARRIVED: frozenset({DeliveryState.ACCEPTED, DeliveryState.REFUSED}) | ENDED_BY_SENDER,
    DeliveryState.REFUSED: frozenset(),
    DeliveryState.ACCEPTED: frozenset({DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED})
    | ENDED_BY_SENDER,
    DeliveryState.ASSIGNED: frozenset({DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED})
    | ENDED_BY_SENDER,
    DeliveryState.IN_PROCESS: frozenset({DeliveryState.ASSIGNED, DeliveryState.COMPLETED}) | ENDED_BY_SENDER,
    DeliveryState.COMPLETED: ENDED_BY_SENDER,
    DeliveryState.TAKEN_BACK: frozenset(),
    DeliveryState.REPLACED: frozenset(),
}

OPEN_AT_RECEIVER = frozenset(
    {DeliveryState.ARRIVED, DeliveryState.ACCEPTED, DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS}
)
REGISTERED = frozenset(
    {DeliveryState.ACCEPTED, DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED}
)


class Business(IntegerChoices):
    """What a message does to the document (edXML BussinessDocType)."""

    NEW = 0, _("Mới")
    RECALL = 1, _("Thu hồi văn bản")
    UPDATE = 2, _("Cập nhật")
    REPLACE = 3, _("Thay thế")


class ChangeState(TextChoices):
    """What became of a sender's request to take back, update or replace what was sent."""

    ASKED = "asked", _("Chờ nơi nhận trả lời")
    AGREED = "agreed", _("Nơi nhận đồng ý")
    DECLINED = "declined", _("Nơi nhận không đồng ý")
    OVERTAKEN = "overtaken", _("Đã có đề nghị mới hơn")


CHANGES_ALLOWED: dict[ChangeState, frozenset[ChangeState]] = {
    ChangeState.ASKED: frozenset({ChangeState.AGREED, ChangeState.DECLINED, ChangeState.OVERTAKEN}),
    ChangeState.AGREED: frozenset(),
    ChangeState.DECLINED: frozenset(),
    ChangeState.OVERTAKEN: frozenset(),
}
"""A request is answered once; the sender may ask again with another one."""

ASKED_BACK, AGREED, DECLINED = "13", "15", "16"
"""Codes that stand beside the state: the sender asks for the document back; the receiver agrees, or does not."""

_ANSWER_LABELS = {
    ASKED_BACK: _("Nơi gửi đề nghị thu hồi"),
    AGREED: _("Đồng ý cập nhật hoặc thu hồi"),
    DECLINED: _("Từ chối cập nhật hoặc thu hồi"),
}


def status_label(code: str) -> str:
    """A code of the national exchange in words."""
    return str(_ANSWER_LABELS[code] if code in _ANSWER_LABELS else DeliveryState(code).label)


class RefusalReason(TextChoices):
    """Why a receiver may send a document back (Decree 30/2020 art. 21)."""

    NOT_FOR_US = "not_for_us", _("Không đúng nơi nhận")
    SIGNATURE = "signature", _("Chữ ký số không hợp lệ")
    INCOMPLETE = "incomplete", _("Thiếu phụ lục hoặc nội dung")
    UNREADABLE = "unreadable", _("Tệp không mở được")
    DUPLICATE = "duplicate", _("Đã nhận văn bản này rồi")
    OTHER = "other", _("Lý do khác")


class Channel(TextChoices):
    """How a message entered."""

    DESK = "desk", _("Trang web")
    API = "api", _("API")
    EDXML = "edxml", _("Tệp edXML")
    COMMAND = "command", _("Dòng lệnh")


class Standing(TextChoices):
    """What the signature on an imported message proves (Decision 28/2018: unsigned is for information only)."""

    SIGNED = "signed", _("Đã ký số toàn bộ")
    INFORMATION = "information", _("Chỉ có giá trị tham khảo")


def require(state: str, target: DeliveryState) -> None:
    """Refuses: DeliveryMovedOn, unless the table allows the step."""
    if target not in ALLOWED[DeliveryState(state)]:
        raise DeliveryMovedOn(current=state, wanted=target.value)

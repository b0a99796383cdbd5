"""What can become of a document on its way to one recipient: edXML status codes and the one table of steps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class DeliveryMovedOn(Conflict):
    """This document has already been handled further. Load the page again to see by whom and when."""


class DeliveryState(TextChoices):
    """Where one recipient's copy stands. 01–06 are the codes of the national exchange."""

    QUEUED = "00", _("Đang chuyển")
    ARRIVED = "01", _("Đã đến")
    REFUSED = "02", _("Từ chối tiếp nhận")
    ACCEPTED = "03", _("Đã tiếp nhận")
    ASSIGNED = "04", _("Đã phân công")
    IN_PROCESS = "05", _("Đang xử lý")
    COMPLETED = "06", _("Hoàn thành")


ALLOWED: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.ARRIVED, DeliveryState.REFUSED}),
    DeliveryState.ARRIVED: frozenset({DeliveryState.ACCEPTED, DeliveryState.REFUSED}),
    DeliveryState.REFUSED: frozenset(),
    DeliveryState.ACCEPTED: frozenset({DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED}),
    DeliveryState.ASSIGNED: frozenset({DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED}),
    DeliveryState.IN_PROCESS: frozenset({DeliveryState.ASSIGNED, DeliveryState.COMPLETED}),
    DeliveryState.COMPLETED: frozenset(),
}

OPEN_AT_RECEIVER = frozenset(
    {DeliveryState.ARRIVED, DeliveryState.ACCEPTED, DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS}
)
REGISTERED = frozenset(
    {DeliveryState.ACCEPTED, DeliveryState.ASSIGNED, DeliveryState.IN_PROCESS, DeliveryState.COMPLETED}
)


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

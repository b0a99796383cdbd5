"""The five levels, the reasons, how a service can end, and the table of allowed steps of a case."""

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from lienthong.kit.errors import Conflict


class MovedOn(Conflict):
    """Somebody else has continued with this. Reload the page to see who and when."""


class End(TextChoices):
    """How a service ended. Each is asked about, the unhappy ones as much as the happy one."""

    GRANTED = "granted", _("Được giải quyết")
    REFUSED = "refused", _("Bị từ chối")
    NOT_RECEIVED = "not_received", _("Không được tiếp nhận")
    STOPPED = "stopped", _("Bị dừng xử lý")
    WITHDRAWN = "withdrawn", _("Người nộp tự rút")
    ANSWERED = "answered", _("Được trả lời phản ánh, kiến nghị")


class Channel(TextChoices):
    """How it came in; taken from the thing itself, never declared."""

    ONLINE = "online", _("Tự làm trực tuyến")
    ASSISTED = "assisted", _("Trực tuyến, có người giúp")
    COUNTER = "counter", _("Tại quầy")


class Level(IntegerChoices):
    """How it was, in five steps."""

    VERY_GOOD = 5, _("Rất hài lòng")
    GOOD = 4, _("Hài lòng")
    FAIR = 3, _("Bình thường")
    POOR = 2, _("Không hài lòng")
    VERY_POOR = 1, _("Rất không hài lòng")


LOW = frozenset({Level.VERY_POOR, Level.POOR})
"""Somebody calls back."""
SATISFIED = frozenset({Level.GOOD, Level.VERY_GOOD})
MOST_WORDS = 1000
OPEN_FOR = timedelta(days=14)
"""So long a link is good, and an answer can be changed."""
CALL_BACK_DAYS = 2
"""Working days in which who gave a low level is called back."""


class Reason(TextChoices):
    """What the answer is about; as many as one likes."""

    ATTITUDE = "attitude", _("Thái độ của cán bộ")
    TIME = "time", _("Thời gian giải quyết")
    GUIDANCE = "guidance", _("Hướng dẫn, giải thích")
    PAPERS = "papers", _("Giấy tờ phải nộp")
    TRIPS = "trips", _("Số lần đi lại")
    FEES = "fees", _("Phí, lệ phí, khoản thu thêm")
    PAGES = "pages", _("Trang web, ứng dụng")
    RESULT = "result", _("Kết quả nhận được")


class BurstKind(TextChoices):
    """In what answers agree that should not have anything to do with each other."""

    TOGETHER = "together", _("Nhiều câu trả lời trong mười phút")
    SURGE = "surge", _("Nhiều hơn hẳn những ngày trước")
    NETWORK = "network", _("Từ cùng một mạng")
    DEVICE = "device", _("Từ cùng một trình duyệt")
    PHONE = "phone", _("Cùng một số điện thoại được hỏi")
    WORDS = "words", _("Cùng một lời viết")


class CaseState(TextChoices):
    """Where a recovery case stands."""

    OPEN = "open", _("Chờ người nhận")
    TAKEN = "taken", _("Đang liên hệ")
    CLOSED = "closed", _("Đã khép lại")


CASES_ALLOWED: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.TAKEN}),
    CaseState.TAKEN: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.OPEN}),
}
"""The way back is the citizen's: nobody called, whatever was written."""


class Reached(TextChoices):
    """How who is unhappy was spoken with."""

    PHONE = "phone", _("Đã nói chuyện qua điện thoại")
    IN_PERSON = "in_person", _("Đã gặp trực tiếp")
    NOT_REACHED = "not_reached", _("Đã gọi nhưng không gặp được")


def require_case(state: str, target: CaseState) -> None:
    """Refuses: MovedOn, unless the table allows the step now."""
    if target not in CASES_ALLOWED[CaseState(state)]:
        raise MovedOn(state=state, target=target.value)

"""What this room's texts say. A text holds a code, never an address: whoever is used to links is easily robbed."""

from django.utils.translation import gettext_noop

from lienthong.ground.notices.wording import Kind
from lienthong.work.feedback.states import OPEN_FOR

TEXTS: dict[str, Kind] = {
    "feedback.invitation.sent": Kind(
        gettext_noop(
            "Liên Thông: %(code)s đã kết thúc. Bạn thấy thế nào? Mở cổng dịch vụ công, mục Đánh giá,"
            " nhập mã %(secret)s, trong 14 ngày. Cán bộ không được hỏi mã này."
        ),
        secret=True,
        holds=OPEN_FOR,
    ),
    "feedback.case.closed": Kind(
        gettext_noop(
            "Liên Thông: cơ quan đã trả lời ý kiến của bạn về hồ sơ %(code)s."
            " Không ai gọi cho bạn? Hãy báo bộ phận một cửa."
        )
    ),
}

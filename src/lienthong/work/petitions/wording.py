"""What notices and texts of this room say. A text holds codes, never an address of a page."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from lienthong.ground.notices.wording import Kind

SENTENCES: dict[str, str] = {
    "petitions.petition.submitted": gettext_noop("Phản ánh, kiến nghị mới %(code)s: %(title)s"),
    "petitions.petition.clarity_asked": gettext_noop("Phản ánh %(code)s cần bạn làm rõ: %(title)s"),
    "petitions.petition.clarified": gettext_noop("Người gửi đã làm rõ phản ánh %(code)s: %(title)s"),
    "petitions.petition.accepted": gettext_noop("Phản ánh %(code)s đã được tiếp nhận: %(title)s"),
    "petitions.petition.refused": gettext_noop("Phản ánh %(code)s không được tiếp nhận: %(title)s"),
    "petitions.petition.forwarded": gettext_noop("Phản ánh %(code)s đã chuyển cơ quan trả lời: %(title)s"),
    "petitions.petition.arrived": gettext_noop("Phản ánh %(code)s được chuyển đến, hãy xác nhận: %(title)s"),
    "petitions.petition.sent_back": gettext_noop("Phản ánh %(code)s bị chuyển lại: %(title)s"),
    "petitions.petition.answered": gettext_noop("Đã có câu trả lời cho phản ánh %(code)s: %(title)s"),
    "petitions.petition.withheld": gettext_noop("Câu trả lời cho phản ánh %(code)s không công khai: %(title)s"),
    "petitions.petition.alarmed": gettext_noop("Phản ánh %(code)s bị quá hạn ở cơ quan: %(title)s"),
}
_MOVED = gettext_noop(
    "Liên Thông: phản ánh, kiến nghị %(code)s: %(what)s. Đọc ở cổng dịch vụ công, mục Phản ánh, bằng mã đã gửi cho bạn."
)
TEXTS: dict[str, Kind] = {
    "petitions.text.submitted": Kind(
        gettext_noop("Liên Thông: đã nhận phản ánh, kiến nghị %(code)s. Mã tra cứu: %(second)s. Giữ kín mã này."),
        secret=True,
        holds=timedelta(days=2),
    ),
    "petitions.text.moved": Kind(_MOVED),
}

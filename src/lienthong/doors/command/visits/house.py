"""The settings of the installation: secrets, addresses, demonstration, time zone."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well, wrong
from lienthong.kit.clock import local

_HERE = {"localhost", "127.0.0.1", "::1", None}
_LONG_SECRET, _VARIED_SECRET = 50, 10
_PLACEHOLDER = "lienthong.example"
_HANOI = timedelta(hours=7)


def examine(visit: Visit) -> Iterator[Finding]:
    """What an operator set, or forgot to."""
    yield _demonstration()
    secret = settings.SECRET_KEY
    yield either(
        "settings.secret",
        len(secret) >= _LONG_SECRET and len(set(secret)) >= _VARIED_SECRET,
        yes=_("Khóa bí mật của hệ thống đủ mạnh."),
        no=_("LIENTHONG_SECRET_KEY quá yếu: cần ít nhất 50 ký tự ngẫu nhiên."),
    )
    yield either(
        "settings.time_zone",
        local(visit.now).utcoffset() == _HANOI and settings.TIME_ZONE == "Asia/Ho_Chi_Minh",
        yes=_("Múi giờ Việt Nam."),
        no=_("Múi giờ không phải của Việt Nam. Hãy cài gói tzdata và bỏ thiết lập TIME_ZONE riêng."),
    )
    if not settings.DEMO:
        yield from _addresses()


def _demonstration() -> Finding:
    if not settings.DEMO:
        return well("settings.demonstration", _("Không có gì của bản trình diễn."))
    if urlsplit(settings.PUBLIC_URL).hostname in _HERE:
        return attention("settings.demonstration", _("ĐÂY LÀ BẢN TRÌNH DIỄN: ai cũng vào được dưới tên bất kỳ ai."))
    return wrong(
        "settings.demonstration",
        _("BẢN TRÌNH DIỄN ĐANG MỞ RA BÊN NGOÀI. Hãy tắt ngay."),
    )


def _addresses() -> Iterator[Finding]:
    yield either(
        "settings.public_url",
        settings.PUBLIC_URL.startswith("https://"),
        yes=_("Địa chỉ công khai: {url}").format(url=settings.PUBLIC_URL),
        no=_("LIENTHONG_PUBLIC_URL ({url}) phải bắt đầu bằng https://.").format(url=settings.PUBLIC_URL),
    )
    yield either(
        "settings.hosts",
        "*" not in settings.ALLOWED_HOSTS,
        yes=_("Chỉ trả lời dưới tên của mình."),
        no=_("LIENTHONG_HOSTS không được là *: kẻ khác sẽ mượn tên của hệ thống."),
    )
    yield either(
        "settings.log_origin",
        not settings.LOG_ORIGIN.startswith(_PLACEHOLDER),
        yes=_("Nhật ký mang tên {name}.").format(name=settings.LOG_ORIGIN),
        no=_("LIENTHONG_LOG_ORIGIN còn là tên mẫu. Hãy đặt tên thật trước hành vi đầu tiên; về sau không đổi được."),
        otherwise=attention,
    )

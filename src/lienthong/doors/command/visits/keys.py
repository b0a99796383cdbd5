"""Keys and the files they are in, certificates and when they end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well, wrong
from lienthong.ground.journal.keys import FILE as LOG_KEY
from lienthong.ground.journal.models import Head
from lienthong.ground.signatures import queries
from lienthong.ground.signatures.models import Certificate
from lienthong.ground.signatures.states import Profile

SOON = timedelta(days=30)
_OTHERS = 0o077


def examine(visit: Visit) -> Iterator[Finding]:
    """Are the keys there and ours alone, and do the certificates last."""
    home = Path(settings.KEYS_HOME)
    yield either(
        "keys.log",
        (home / LOG_KEY).exists() or not Head.objects.filter(size__gt=0).exists(),
        yes=_("Khóa của nhật ký có tại chỗ."),
        no=_("MẤT KHÓA của nhật ký ({file}). Đừng để hệ thống tạo khóa mới; hãy khôi phục từ bản sao lưu.").format(
            file=home / LOG_KEY
        ),
    )
    open_to_others = [
        place.name for place in (home, *home.rglob("*")) if place.exists() and place.stat().st_mode & _OTHERS
    ]
    yield either(
        "keys.modes",
        not open_to_others,
        yes=_("Chỉ chủ sở hữu đọc được các tệp khóa."),
        no=_("Người khác đọc được {names}. Hãy đặt quyền 0600 cho tệp và 0700 cho thư mục.").format(
            names=", ".join(open_to_others)
        ),
    )
    yield _store()
    yield from _certificates(visit)


def _store() -> Finding:
    if settings.KEY_STORE != "soft":
        return well("keys.store", _("Khóa ký nằm trong thiết bị ({store}).").format(store=settings.KEY_STORE))
    return attention("keys.store", _("KHÓA KÝ LÀ KHÓA MỀM: chỉ để trình diễn. Vận hành thật dùng pkcs11."))


def _certificates(visit: Visit) -> Iterator[Finding]:
    if not Certificate.objects.authorities().filter(der__isnull=False).exists():
        yield attention("certificates.authority", _("Chưa thiết lập cơ quan chứng thực."))
        return
    services = queries.expiring_services(now=visit.now, within=SOON)
    yield either(
        "certificates.services",
        not services,
        yes=_("Chứng thư của dấu thời gian và OCSP còn dùng được trên 30 ngày."),
        no=_("Chứng thư dịch vụ sắp hết hạn: {names}.").format(
            names=", ".join(f"{row.holder_name} {row.not_after:%d/%m/%Y}" for row in services)
        ),
        otherwise=attention,
    )
    yield from _ending_seals(visit)


def _ending_seals(visit: Visit) -> Iterator[Finding]:
    """Seals and personal certificates that end soon; one that has a longer-lived successor is left out."""
    lasting = Certificate.objects.usable(visit.now).filter(not_after__gte=visit.now + SOON).exclude(holder_id=None)
    ending = (
        Certificate.objects.usable(visit.now)
        .filter(profile__in=[Profile.SEAL, Profile.PERSON, Profile.AUTHORITY, Profile.ROOT])
        .filter(not_after__lt=visit.now + SOON)
        .exclude(holder_id__in=lasting.values("holder_id"))
    )
    count, first = ending.count(), ending.order_by("not_after").first()
    if first is None:
        yield well("certificates.seals", _("Không con dấu hay chứng thư cá nhân nào hết hạn trong 30 ngày tới."))
        return
    health = wrong if first.profile in {Profile.AUTHORITY, Profile.ROOT} else attention
    said = _("{count} chứng thư hết hạn trong 30 ngày tới, sớm nhất ngày {day}.")
    yield health("certificates.seals", said.format(count=count, day=f"{first.not_after:%d/%m/%Y}"))

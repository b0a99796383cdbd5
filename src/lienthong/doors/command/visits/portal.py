"""What the National Public Service Portal is owed: nothing may be lost there without somebody seeing it."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well, wrong
from lienthong.work.reporting import queries
from lienthong.work.reporting.adapters.dvcqg.client import portal
from lienthong.work.reporting.models import PortalReport

SLOW_AFTER = timedelta(minutes=30)
FOUND_WITHIN = timedelta(hours=2)
"""The hourly sweep has found by then what no message told of."""


def examine(visit: Visit) -> Iterator[Finding]:
    """Given up, slow, or never owed; where no portal is connected that is said, and what still lies there counts."""
    connected = portal()
    yield _given_up()
    if connected is None:
        yield well("portal.connected", _("Không nối với Cổng Dịch vụ công quốc gia."))
        return
    yield _slow(visit)
    missed = [each for each in queries.unnoted(connected.bodies) if each.last_at < visit.now - FOUND_WITHIN]
    yield either(
        "portal.missed",
        not missed,
        yes=_("Không hồ sơ nào quên báo lên Cổng Dịch vụ công quốc gia."),
        no=_("{count} hồ sơ có diễn biến mà chưa báo lên Cổng. lienthong worker có đang chạy không?").format(
            count=len(missed)
        ),
    )


def _given_up() -> Finding:
    found = PortalReport.objects.given_up().select_related("dossier")
    first = found.first()
    if first is None:
        return well("portal.given_up", _("Không báo cáo nào lên Cổng Dịch vụ công quốc gia bị bỏ."))
    said = _(
        "{count} hồ sơ Cổng không nhận sau mọi lần thử, trong đó có {code}: {error} {problem}."
        " Xử lý xong, chạy: lienthong national-portal again --all"
    )
    return wrong(
        "portal.given_up",
        said.format(
            count=found.count(), code=first.dossier.code, error=first.last_code, problem=first.last_problem[:200]
        ),
    )


def _slow(visit: Visit) -> Finding:
    found = PortalReport.objects.waiting_since(visit.now - SLOW_AFTER)
    first = found.select_related("dossier").first()
    if first is None:
        return well("portal.waiting", _("Cổng Dịch vụ công quốc gia xác nhận kịp thời."))
    said = _("{count} hồ sơ chờ Cổng xác nhận quá 30 phút, lâu nhất là {code}: {problem}")
    return attention(
        "portal.waiting",
        said.format(count=found.count(), code=first.dossier.code, problem=first.last_problem[:200] or "–"),
    )

"""What should be moving: jobs, deliveries, e-mails, numbers."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.doors.command.backups.restoring import gaps
from lienthong.doors.command.visits.finding import Finding, Visit, attention, either, well, wrong
from lienthong.ground.notices import queries as notices
from lienthong.records.documents.models import ArchivedForm, Number
from lienthong.records.documents.states import NumberState
from lienthong.records.exchange.models import Delivery
from lienthong.records.exchange.states import DeliveryState

LAST_WEEKS = timedelta(days=14)
STUCK_AFTER = timedelta(minutes=10)
UNUSED_AFTER = timedelta(days=1)
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


def examine(visit: Visit) -> Iterator[Finding]:
    """Does anything stand still that should move."""
    yield from _jobs()
    yield _lanes(visit)
    yield _receipts(visit)
    yield _mail_server()
    yield _emails()
    yield from _numbers(visit)
    yield _archives(visit)
    yield _renewals(visit)


def _jobs() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*), coalesce(min(task_name), '') from procrastinate_jobs where status = 'failed'")
        failed, name = cursor.fetchone()
        cursor.execute(
            "select count(*) from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id"
            " where job.status = 'todo' and event.type = 'deferred'"
            " and greatest(event.at, job.scheduled_at) < now() - interval '5 minutes'"
        )
        (waiting,) = cursor.fetchone()
    yield either(
        "jobs.failed",
        not failed,
        yes=_("Không việc nền nào hỏng."),
        no=_("{count} việc nền hỏng sau mọi lần thử lại, trong đó có {name}.").format(count=failed, name=name),
    )
    yield either(
        "jobs.waiting",
        not waiting,
        yes=_("Không việc nền nào phải chờ."),
        no=_("{count} việc nền chờ quá 5 phút. lienthong worker có đang chạy không?").format(count=waiting),
    )


def _lanes(visit: Visit) -> Finding:
    stuck = Delivery.objects.filter(state=DeliveryState.QUEUED, queued_at__lt=visit.now - STUCK_AFTER)
    first = stuck.order_by("queued_at").select_related("recipient").first()
    if first is None:
        return well("exchange.lanes", _("Không văn bản nào kẹt trên đường đi."))
    said = _("{count} lượt gửi kẹt quá 10 phút; lâu nhất là gửi đến {body}: {problem}")
    problem = first.last_problem[:200] or _("chưa được chuyển lần nào")
    return wrong("exchange.lanes", said.format(count=stuck.count(), body=first.recipient, problem=problem))


def _receipts(visit: Visit) -> Finding:
    missing = Delivery.objects.filter(arrived_at__lt=visit.now - STUCK_AFTER, receipted_at__isnull=True).count()
    return either(
        "exchange.receipts",
        not missing,
        yes=_("Mọi văn bản đã đến đều có biên nhận."),
        no=_("{count} văn bản đã đến quá 10 phút mà chưa có biên nhận: cơ quan nhận có con dấu số chưa?").format(
            count=missing
        ),
    )


def _mail_server() -> Finding:
    if settings.EMAIL_BACKEND != _SMTP:
        return well("mail.server", _("Thư điện tử không đi qua máy chủ thư (chế độ này ghi vào tệp)."))
    if not settings.EMAIL_HOST:
        return attention("mail.server", _("Chưa đặt LIENTHONG_SMTP_HOST: không thư điện tử nào được gửi."))
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        return wrong("mail.server", _("Máy chủ thư không trả lời: {problem}").format(problem=problem))
    return well("mail.server", _("Máy chủ thư {host} trả lời.").format(host=settings.EMAIL_HOST))


def _emails() -> Finding:
    failed = notices.failed_emails()
    return either(
        "mail.failed",
        not failed,
        yes=_("Không thư điện tử nào bị bỏ."),
        no=_("{count} thư điện tử bị từ chối hoặc bỏ sau mọi lần thử; thư mới nhất: {problem}").format(
            count=len(failed), problem=failed[0].last_problem[:200] if failed else ""
        ),
        otherwise=attention,
    )


def _archives(visit: Visit) -> Finding:
    """Every sealed document gets its time-stamp and its long-term material within minutes."""
    waiting = ArchivedForm.objects.unfinished().filter(document__sealed_at__lt=visit.now - STUCK_AFTER)
    failed = waiting.exclude(failure="").order_by("-failed_at").first()
    if failed is not None:
        said = _("{count} văn bản đã đóng dấu chưa bổ sung được dấu thời gian hoặc bằng chứng lâu dài: {problem}")
        return wrong("documents.archived", said.format(count=waiting.count(), problem=failed.failure))
    count = waiting.count()
    return either(
        "documents.archived",
        not count,
        yes=_("Mọi văn bản đã đóng dấu đều có bản lưu trữ."),
        no=_("{count} văn bản đã đóng dấu đang chờ lập bản lưu trữ.").format(count=count),
        otherwise=attention,
    )


def _renewals(visit: Visit) -> Finding:
    """An archived form whose newest time-stamp is about to lose its force was to be stamped again weeks before."""
    late = ArchivedForm.objects.filter(proof_until__lt=visit.now + LAST_WEEKS).order_by("proof_until")
    count, first = late.count(), late.first()
    if first is None or first.proof_until is None:
        return well("documents.renewed", _("Dấu thời gian của mọi bản lưu trữ còn hiệu lực trên 14 ngày."))
    said = _(
        "{count} bản lưu trữ chưa được đóng lại dấu thời gian, sớm nhất hết hiệu lực ngày {day}. {problem}"
    ).format(count=count, day=f"{first.proof_until:%d/%m/%Y}", problem=first.failure)
    return wrong("documents.renewed", said.strip())


def _numbers(visit: Visit) -> Iterator[Finding]:
    """Every number of a sequence has its row, and no number is held for long without being used."""
    holes = list(gaps())
    yield either(
        "numbers.gaps",
        not holes,
        yes=_("Các dãy số văn bản liền mạch."),
        no=_("Dãy số không liền mạch: {first}").format(first=holes[0] if holes else ""),
    )
    held = Number.objects.filter(state=NumberState.RESERVED, reserved_at__lt=visit.now - UNUSED_AFTER).count()
    yield either(
        "numbers.held",
        not held,
        yes=_("Không số nào giữ quá một ngày mà chưa dùng."),
        no=_("{count} số giữ quá một ngày mà chưa dùng. Hãy phát hành văn bản hoặc hủy số và nêu lý do.").format(
            count=held
        ),
        otherwise=attention,
    )

"""The log of acts: is the sequencer at work, do tiles, head and checkpoint agree, can the last acts be proven."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from lienthong.doors.command.visits.finding import Finding, Visit, either, wrong
from lienthong.ground.journal import installation, receipts
from lienthong.ground.journal.models import Act, Head
from lienthong.ground.journal.queries import proofs

PATIENCE = timedelta(seconds=30)
_LAST_ACTS = 16


def examine(visit: Visit) -> Iterator[Finding]:
    """Everything a quick look can say; `lienthong log audit` reads all of it."""
    yield _lag(visit)
    head = Head.objects.first()
    known = head.size if head else 0
    try:
        published = _published()
    except Exception as problem:  # noqa: BLE001 - verifying: whatever goes wrong means that it does not hold
        yield wrong("log.checkpoint", _("Điểm chốt của nhật ký không đọc được: {problem}").format(problem=problem))
        return
    sizes = {"published": published, "known": known}
    yield either(
        "log.head",
        published <= known,
        yes=_("Nhật ký có {known} hành vi, đã công bố {published}.").format(**sizes),
        no=_("Cơ sở dữ liệu bị đưa về bản cũ: biết {known} hành vi, đã công bố {published}.").format(**sizes),
    )
    if published:
        yield _tail(published)


def _published() -> int:
    """How many acts the public checkpoint holds; raises when it is there and does not verify."""
    return proofs.published()[0].size if installation.store().checkpoint() else 0


def _lag(visit: Visit) -> Finding:
    """How long the oldest act without a place has waited; its id says when it was recorded."""
    oldest = Act.objects.waiting().values_list("id", flat=True).first()
    waited = timedelta(0) if oldest is None else visit.now - datetime.fromtimestamp((oldest.int >> 80) / 1000, UTC)
    return either(
        "log.sequencer",
        waited < PATIENCE,
        yes=_("Không hành vi nào phải chờ vào nhật ký."),
        no=_("Có hành vi chờ {seconds:.0f} giây chưa vào nhật ký. lienthong worker có đang chạy không?").format(
            seconds=waited.total_seconds()
        ),
    )


def _tail(size: int) -> Finding:
    """The last published acts, proven from their columns up to the signature of the checkpoint."""
    vkey = str(installation.verifier())
    acts = list(Act.objects.filter(leaf_index__gte=size - _LAST_ACTS, leaf_index__lt=size).order_by("leaf_index"))
    try:
        made = proofs.receipts_of(acts)
        failed = [one["index"] for one in made if not receipts.holds(receipts.verify_receipt(one, vkey))]
    except (LookupError, ValueError, RuntimeError) as problem:
        return wrong("log.tail", _("Tệp của nhật ký không đọc được: {problem}").format(problem=problem))
    whole = not failed and len(acts) == min(size, _LAST_ACTS)
    return either(
        "log.tail",
        whole,
        yes=_("{count} hành vi cuối đều chứng minh được.").format(count=len(acts)),
        no=_("Có hành vi ở cuối nhật ký không chứng minh được. Hãy chạy lienthong log audit."),
    )

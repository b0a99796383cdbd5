"""When the office's clock stopped for the applicant, and when and why it went on, sentence by sentence. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lienthong.kit.clock import local
from lienthong.work.onestop.states import ENDINGS, Kind


class Happened(Protocol):
    """What is needed of an event."""

    kind: str
    at: datetime
    details: Mapping[str, Any]


_STOPS = frozenset({Kind.SUPPLEMENT_ASKED, Kind.PAYMENT_ASKED})
_GOES_ON = {Kind.SUPPLEMENT_ASKED: Kind.SUPPLIED, Kind.PAYMENT_ASKED: Kind.PAID}


def told(events: Iterable[Happened]) -> list[str]:
    """All standstills that count: a request that was taken back stopped nothing, an end that was ended nothing."""
    said: list[str] = []
    since: Kind | None = None
    for event in _kept(events):
        kind = Kind(event.kind)
        if kind in _STOPS:
            since = kind
            said.append(_stopped(event))
        elif since is not None and kind in {_GOES_ON[since], *ENDINGS}:
            said.append(_went_on(event))
            since = None
    return said


def _kept(events: Iterable[Happened]) -> list[Happened]:
    """The events that turn the clock, without those that were taken back."""
    kept: list[Happened] = []
    for event in events:
        if event.kind == Kind.UNDONE:
            last = next(each for each in reversed(kept) if each.kind == event.details["undone"])
            kept.remove(last)
        elif event.kind in _STOPS | ENDINGS | set(_GOES_ON.values()):
            kept.append(event)
    return kept


def _stopped(event: Happened) -> str:
    reason = _("chờ bạn bổ sung") if event.kind == Kind.SUPPLEMENT_ASKED else _("chờ nộp phí")
    return _("Đồng hồ dừng từ %(at)s: %(reason)s.") % {"at": _moment(event.at), "reason": reason}


def _went_on(event: Happened) -> str:
    words = {
        Kind.SUPPLIED: _("Đồng hồ chạy tiếp từ %(at)s: bạn đã bổ sung."),
        Kind.PAID: _("Đồng hồ chạy tiếp từ %(at)s: đã nộp phí."),
    }.get(Kind(event.kind), _("Đồng hồ không chạy nữa từ %(at)s: hồ sơ đã kết thúc."))
    return words % {"at": _moment(event.at)}


def _moment(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"

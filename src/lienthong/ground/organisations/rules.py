"""What may be done to the directory: predicates over codes, days, institutions and changes; no writes."""

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from lienthong.ground.organisations.models import Change, Institution
from lienthong.ground.organisations.states import CODE_LENGTH, CODE_SHAPES, CodeScheme
from lienthong.kit.clock import local
from lienthong.kit.errors import Conflict, Invalid


class CodeMalformed(Invalid):
    """This is not a code of this kind. Write it as the scheme says, for example G12.18 or 000.00.18.G12."""


class NotYetInForce(Conflict):
    """A change is recorded on the day it takes effect or later. Preview it now, and apply it on its day."""


class DoesNotExist(Conflict):
    """This body or unit does not exist on that day. Choose a day within its life, or its successor."""


class AlreadyReversed(Conflict):
    """This change has already been undone. There is nothing left to undo."""


class ChangedSince(Conflict):
    """A later change affected the same bodies. Undo the later one first."""


def scheme_of(value: str) -> CodeScheme | None:
    """The scheme a code is written in, by its shape alone; none if it is no code at all."""
    return next((scheme for scheme in CodeScheme if is_code(scheme, value)), None)


def is_code(scheme: str, value: str) -> bool:
    """Whether `value` is written as `scheme` says, in at most 35 characters."""
    return len(value) <= CODE_LENGTH and re.fullmatch(CODE_SHAPES[scheme], value) is not None


def require_code(scheme: str, value: str) -> None:
    """Refuses: CodeMalformed."""
    if not is_code(scheme, value):
        detail = _("“%(code)s” không phải là mã hợp lệ. Hãy viết như G12.18 hoặc 000.00.18.G12, tối đa 35 ký tự.")
        raise CodeMalformed(detail % {"code": value}, value=value, scheme=scheme)


def is_in_force(on: date, now: datetime) -> bool:
    """Whether `on` has come, on the calendar of Viet Nam."""
    return on <= local(now).date()


def require_in_force(on: date, now: datetime) -> None:
    """Refuses: NotYetInForce."""
    if not is_in_force(on, now):
        detail = _("Thay đổi có hiệu lực từ ngày %(day)s, chưa đến ngày đó. Hãy xem trước, rồi áp dụng khi đến ngày.")
        raise NotYetInForce(detail % {"day": f"{on:%d/%m/%Y}"}, on=on.isoformat())


def require_exists(institution: Institution, on: date) -> None:
    """Refuses: DoesNotExist."""
    if not institution.exists_on(on):
        detail = _("Ngày %(day)s không có %(name)s. Hãy chọn ngày khác hoặc cơ quan kế thừa.")
        raise DoesNotExist(detail % {"day": f"{on:%d/%m/%Y}", "name": institution.name_vi}, on=on.isoformat())


def may_reverse(change: Change) -> bool:
    """Whether a change still stands and nothing later builds on it."""
    return change.reversed_at is None and not Change.objects.standing().after(change).exists()


def require_may_reverse(change: Change) -> None:
    """Refuses: AlreadyReversed, ChangedSince."""
    if change.reversed_at is not None:
        raise AlreadyReversed(_("Thay đổi này đã được hoàn tác trước đó."))
    if not may_reverse(change):
        raise ChangedSince(_("Đã có thay đổi sau đó đối với cùng cơ quan. Hãy hoàn tác thay đổi sau trước."))

"""A credential's verdict in words: what may be made of it, who says what, from when until when, revoked or not.

Owns no judgement: `sdjwt_verify` says what is so, this says it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.ground.signatures.refusals import REASONS
from lienthong.ground.signatures.sdjwt_verify import Standing, Step, Verdict
from lienthong.kit import clock

STANDINGS: Final[dict[Standing, Promise]] = {
    Standing.VALID: gettext_lazy("Chứng nhận hợp lệ: đúng do cơ quan này cấp, còn nguyên và còn hiệu lực."),
    Standing.STATUS_UNKNOWN: gettext_lazy("Chứng nhận thật và còn nguyên, nhưng chưa biết có bị thu hồi hay không."),
    Standing.UNKNOWN_SIGNER: gettext_lazy("Chưa xác định được nơi cấp: chứng thư không thuộc danh sách tin cậy."),
    Standing.NOT_YET: gettext_lazy("Chứng nhận thật nhưng chưa đến ngày có hiệu lực."),
    Standing.ENDED: gettext_lazy("Chứng nhận thật nhưng đã hết hạn."),
    Standing.SUSPENDED: gettext_lazy("Chứng nhận thật nhưng đang bị tạm đình chỉ."),
    Standing.REVOKED: gettext_lazy("Chứng nhận đã bị thu hồi, không còn giá trị."),
    Standing.NOT_SECURE: gettext_lazy("Chứng nhận dùng thuật toán hoặc khóa không còn an toàn."),
    Standing.INVALID: gettext_lazy("Chứng nhận không hợp lệ. Đừng dựa vào nó."),
}

STEPS: Final[dict[str, Promise]] = {
    "form": gettext_lazy("Đúng định dạng của chứng nhận điện tử"),
    "signature": gettext_lazy("Chữ ký khớp với nội dung"),
    "path": gettext_lazy("Chứng thư dẫn tới nơi được tin cậy vào lúc cấp"),
    "claims": gettext_lazy("Có đủ các mục bắt buộc"),
    "issuer": gettext_lazy("Người ký đúng là cơ quan ghi trong chứng nhận"),
    "disclosures": gettext_lazy("Các mục được đưa ra thuộc chứng nhận này"),
    "time": gettext_lazy("Đang trong thời hạn"),
    "status": gettext_lazy("Chưa bị thu hồi hay đình chỉ theo danh sách trạng thái"),
}

LABELS: Final[dict[str, Promise]] = {
    "name": gettext_lazy("Họ và tên"),
    "born": gettext_lazy("Ngày sinh"),
    "birthdate": gettext_lazy("Ngày sinh"),
    "gender": gettext_lazy("Giới tính"),
    "nationality": gettext_lazy("Quốc tịch"),
    "personal_number": gettext_lazy("Số định danh cá nhân"),
    "number": gettext_lazy("Số"),
    "class": gettext_lazy("Hạng"),
    "address": gettext_lazy("Địa chỉ"),
    "street": gettext_lazy("Số nhà, đường"),
    "commune": gettext_lazy("Xã, phường"),
    "province": gettext_lazy("Tỉnh hoặc thành phố"),
    "procedure": gettext_lazy("Thủ tục"),
    "package": gettext_lazy("Phiên bản thủ tục (SHA-256)"),
    "subject_name": gettext_lazy("Người được giải quyết"),
    "subject_number": gettext_lazy("Số định danh cá nhân"),
    "enterprise_code": gettext_lazy("Mã số thuế, mã số doanh nghiệp"),
    "granted": gettext_lazy("Được chấp thuận"),
    "decided_on": gettext_lazy("Ngày quyết định"),
    "facts": gettext_lazy("Dữ kiện dùng để quyết định"),
    "data": gettext_lazy("Nội dung kết quả"),
    "dossier": gettext_lazy("Mã hồ sơ"),
    "result": gettext_lazy("Kết quả"),
    "valid_from": gettext_lazy("Có giá trị từ"),
    "valid_until": gettext_lazy("Có giá trị đến"),
}
InWords = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_FOR_MACHINES: Final = frozenset({"nonce", "content_sha256"})
FOR_THE_OFFICE: Final = "facts"
"""Answers that results of before carry: whoever is shown one is told that they are there, not what they are."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def standing(found: Verdict) -> str:
    """The one sentence that matters most."""
    return str(STANDINGS[found.standing])


def title(step: Step) -> str:
    """What a step checked."""
    return str(STEPS[step.code])


def reason(code: str) -> str:
    """Why not, for a code of a verdict."""
    return str(REASONS[code])


def step_words(step: Step) -> str:
    """What a step checked, and why it did not hold."""
    return f"{title(step)}: {reason(step.reason)}" if step.reason else title(step)


def issuer(found: Verdict) -> str:
    """Who says it, with the body's code; empty when that is not proven."""
    if found.issuer is None:
        return ""
    name = found.issuer.organisation or found.issuer.name
    return f"{name} ({found.issuer.organisation_code})" if found.issuer.organisation_code else name


def said(found: Verdict, *, in_words: InWords = dict) -> list[tuple[str, str]]:
    """What it says, as label and value; names we have no word for stay as they are.

    `in_words` puts words in the place of an issuer's own codes, where whoever asks knows them.
    """
    told = in_words(found.said)
    return [(_label(name), _told(name, value)) for name, value in told.items() if name not in _FOR_MACHINES]


def _told(name: str, value: Any) -> str:
    return _("không hiện ở đây") if name == FOR_THE_OFFICE else _value(value)


def _label(name: str) -> str:
    return str(LABELS.get(name, name))


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_label(name)}: {_value(item)}" for name, item in value.items())
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return _day(value) if isinstance(value, str) and _DAY.fullmatch(value) else str(value)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text


def status(found: Verdict) -> str:
    """Revoked or not, and as of when: in plain words also when nobody at hand knows."""
    if found.status is not None and found.status_as_of is not None:
        at = {"status": found.status.label, "at": _moment(found.status_as_of)}
        return _("%(status)s, theo danh sách của nơi cấp lúc %(at)s") % at
    if found.names_status:
        return _("Chưa biết: không có danh sách trạng thái của nơi cấp")
    return _("Loại chứng nhận này không có danh sách trạng thái")


def _moment(at: datetime) -> str:
    return f"{clock.local(at):%d/%m/%Y %H:%M}"


def lines(found: Verdict, *, in_words: InWords = dict) -> Iterator[str]:
    """The whole verdict, one line a step, then who, what, when and whether it still holds."""
    marks = {True: "✓", False: "✗", None: "–"}
    yield from (f"{marks[step.held]} {step_words(step)}" for step in found.steps)
    if found.issuer is None:
        return
    yield _("  Nơi cấp: %(who)s") % {"who": issuer(found)}
    yield from (f"  {label}: {value}" for label, value in said(found, in_words=in_words))
    if found.withheld_count:
        yield _("  Không đưa ra: %(count)s mục") % {"count": found.withheld_count}
    if found.issued_at is not None:
        yield _("  Cấp lúc: %(at)s") % {"at": _moment(found.issued_at)}
    if found.ends_at is not None:
        yield _("  Hết hạn lúc: %(at)s") % {"at": _moment(found.ends_at)}
    yield _("  Trạng thái: %(status)s") % {"status": status(found)}

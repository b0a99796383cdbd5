"""Which judge a file goes to. A judge never raises; should one do so all the same, the file is not valid."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from lienthong.doors.observatory.verifying import packets, receipts, signed
from lienthong.doors.observatory.verifying.report import Given, Report
from lienthong.ground.signatures.verdict import Standing

Recognise = Callable[[Given], bool]
Judge = Callable[[Given, datetime], Report]
_JUDGES: list[tuple[Recognise, Judge]] = [
    (signed.is_pair, signed.judge_pair),
    (signed.is_pdf, signed.judge_pdf),
    (receipts.is_receipt, receipts.judge_receipt),
    (packets.is_xml, packets.judge_xml),
]


def register(recognise: Recognise, judge: Judge) -> None:
    """Add a judge for one more sort of file; it is asked before those already there. Called once, at start."""
    if (recognise, judge) not in _JUDGES:
        _JUDGES.insert(0, (recognise, judge))


def judge(given: Given, *, now: datetime) -> Report:
    """The report on a file, judged as of `now`; never raises."""
    try:
        chosen = next((judging for recognise, judging in _JUDGES if recognise(given)), _unknown)
        return chosen(given, now)
    except Exception:  # noqa: BLE001 - verifying: any exception means invalid
        return Report("other", Standing.INVALID, _("Không đọc được tệp này, nên không thể tin được."))


def _unknown(given: Given, now: datetime) -> Report:
    if signed.is_lone_signature(given):
        said = _("Đây là tệp chữ ký rời. Hãy chọn cả tệp chữ ký và tệp văn bản mà nó ký.")
        return Report("cms", Standing.UNSIGNED, said)
    said = _(
        "Chưa biết loại tệp này. Kiểm tra được: PDF, cặp tệp và chữ ký .p7s, XML hoặc edXML, biên nhận của nhật ký."
    )
    return Report("other", Standing.UNSIGNED, said)

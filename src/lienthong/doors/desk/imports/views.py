"""The clerk brings files that came by other ways: each stands alone, and its line says what was made of it."""

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.ground.mandates import rules as mandates
from lienthong.ground.mandates.rules import Verb
from lienthong.kit.errors import Refused
from lienthong.kit.web.words import called
from lienthong.records.exchange.actions import importing
from lienthong.records.exchange.actions.importing import Imported
from lienthong.records.exchange.models import Delivery, Message
from lienthong.records.exchange.states import DeliveryState

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the upload: taken (leaf), here before (plain) or refused (clay), with the words for it."""

    name: str
    tone: str
    state: str
    about: str = ""
    problem: str = ""
    warnings: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@official
def imports(request: OfficialRequest) -> HttpResponse:
    """Choose files, and see line by line what became of them."""
    mandates.require(request.mandate, Verb.IMPORT_DOCUMENT, now=request.now)
    if request.method != "POST":
        return _page(request, {})
    files = request.FILES.getlist("files")
    if not 1 <= len(files) <= MOST_AT_ONCE:
        said = _("Hãy chọn từ 1 đến %(most)d tệp .edxml.") % {"most": MOST_AT_ONCE}
        return _page(request, {"problem": said}, status=422)
    lines = [_take_in(request, file) for file in files]
    refused = sum(bool(line.problem) for line in lines)
    return _page(request, {"lines": lines, "refused": refused}, status=422 if refused == len(lines) else 200)


def _page(request: OfficialRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return page(request, "desk/imports/imports.html", {"most": MOST_AT_ONCE, **context}, status=status)


def _take_in(request: OfficialRequest, file: "UploadedFile[bytes]") -> Line:
    """One file in a transaction of its own."""
    name, source = file.name or "", cast("BinaryIO", file.file)
    try:
        with importing.refusals_recorded(source=source, file_name=name, by=request.mandate, now=request.now):
            imported = importing.import_message(source=source, by=request.mandate, now=request.now)
    except Refused as refused:
        return Line(name, "clay", _("Không nhận"), problem=refused.detail)
    return _taken(name, imported)


def _taken(name: str, imported: Imported) -> Line:
    if imported.delivery is not None:
        return Line(name, "leaf", _("Đã ghi trạng thái"), about=_status_of(imported.delivery))
    assert imported.accepted is not None
    message = Message.objects.select_related("document", "sender").get(pk=imported.accepted.message_id)
    about = f"{message.document.number_and_symbol} · {called(message.sender)} · {message.document.subject}"
    if imported.accepted.repeated:
        return Line(name, "plain", _("Đã có từ trước"), about=about)
    return Line(name, "leaf", _("Đã nhận"), about=about, warnings=imported.warnings)


def _status_of(delivery: Delivery) -> str:
    state = str(DeliveryState(delivery.state).label)
    return f"{delivery.message.document.number_and_symbol}: {state}"

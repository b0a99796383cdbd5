"""What is typed on a page of questions is kept before any button is pressed; a small script of the page asks for it."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthong.doors.portal.opened import FillingRequest, filling
from lienthong.kit.clock import local
from lienthong.work.services import actions, queries
from lienthong.work.services.unfinished import Kept


@filling
@require_POST
def typed(request: FillingRequest, application_id: UUID, name: str) -> HttpResponse:
    """Keep what the fields hold, right or wrong. Refuses: NoSuchApplication, NotOnThisPage, AlreadySubmitted."""
    with transaction.atomic():
        kept = actions.keep_typed(
            application=queries.application_of(request.filler, application_id),
            page=name,
            typed=dict(request.POST.lists()),
            seen=_number(request.POST.get("seen", "")),
            tab=request.POST.get("tab", ""),
            by=request.filler,
            now=request.now,
        )
    words = _("Đã giữ lúc %(at)s, chưa phải là câu trả lời.") % {"at": f"{local(request.now):%H:%M}"}
    return JsonResponse({"edition": kept.edition, "words": words, "warning": _warning(kept)})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - far above any count


def _warning(kept: Kept) -> str:
    if not kept.is_kept:
        return _(
            "Trang này vừa được trả lời ở một cửa sổ khác. Hãy tải lại trang để xem, hoặc gõ tiếp để giữ chữ ở đây."
        )
    if kept.was_newer:
        return _("Có chữ mới hơn được gõ ở một cửa sổ khác; nay giữ chữ ở cửa sổ này. Hãy chỉ dùng một cửa sổ.")
    return ""

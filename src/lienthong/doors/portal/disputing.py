"""“This is wrong”: what would be right, and why; the keeper of the register is asked, and the application goes on."""

from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.doors.portal.opened import handed_in
from lienthong.kit.clock import local
from lienthong.work.services import queries, rules
from lienthong.work.services.disputing import DisputeForm, contested, disputed
from lienthong.work.services.expressions.saying import in_language


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: CitizenRequest, application_id: UUID, name: str) -> HttpResponseBase:
    """Say what would be right and why, with files that show it.

    Refuses: NoSuchApplication, NothingToDispute, DraftExpired.
    """
    application = queries.application_of(request.user, application_id)
    if (over := handed_in(request, application)) is not None:
        return over
    rules.require_draft(application, now=request.now)
    fact = disputed(application, name)
    form = DisputeForm(fact, application.answers.get(name), request.POST or None, today=local(request.now).date())
    files = request.FILES.getlist("evidence")
    if form.is_valid() and contested(
        application=application, form=form, uploads=files, by=request.user, now=request.now
    ):
        said = _("Đề nghị sửa đang chờ trả lời; không gửi lần hai. Hồ sơ đi tiếp với thông tin bạn khai.")
        sent = _("Đã gửi đề nghị sửa tới cơ quan quản lý. Hồ sơ đi tiếp với thông tin bạn khai; cơ quan thấy cả hai.")
        own = _("Hồ sơ đi tiếp với điều bạn khai; cơ quan thấy cả hai và có thể yêu cầu giấy tờ.")
        messages.success(request, own if fact.reading is None else said if fact.asked else sent)
        return redirect("portal:question", application_id, fact.question.page)
    context = {
        "application": application,
        "name": in_language(application.version.package.plain["procedure"]["name"]),
        "fact": fact,
        "form": form,
    }
    return page(request, "portal/dispute.html", context, status=422 if form.errors else 200)

"""“This is wrong”, said by the person before the desk: the same request to the register's keeper, with both names."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.doors.desk.counter.intake import entered
from lienthong.doors.desk.frame import OfficialRequest, official, page
from lienthong.kit.clock import local
from lienthong.work.services import rules
from lienthong.work.services.disputing import DisputeForm, contested, disputed


@official
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: OfficialRequest, application_id: UUID, name: str) -> HttpResponse:
    """What would be right and why, with files that show it.

    Refuses: NotEnteredByYou, NothingToDispute, AlreadySubmitted, DraftExpired.
    """
    application = entered(request, application_id)
    rules.require_draft(application, now=request.now)
    fact = disputed(application, name)
    form = DisputeForm(fact, application.answers.get(name), request.POST or None, today=local(request.now).date())
    files, by = request.FILES.getlist("evidence"), request.mandate
    if form.is_valid() and contested(application=application, form=form, uploads=files, by=by, now=request.now):
        sent = _("Đã gửi tới cơ quan quản lý dữ liệu. Hồ sơ tính theo thông tin người nộp khai.")
        messages.success(request, sent if fact.reading else _("Hồ sơ tính theo thông tin người nộp khai."))
        return redirect("desk:counter-fill", application_id)
    context = {"application": application, "name": application.version.name, "fact": fact, "form": form}
    return page(request, "desk/counter/dispute.html", context, status=422 if form.errors else 200)

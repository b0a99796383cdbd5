"""Paying the fee: the code and what it says, the code as a picture for the bank's own app, the receipt afterwards."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.doors.portal.frame import CitizenRequest, citizen, page
from lienthong.ground.files import delivery as giving
from lienthong.ground.files.delivery import disposition
from lienthong.kit.errors import NotFound
from lienthong.work.onestop import fees, queries
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.paying import intent_of
from lienthong.work.payments import actions, banks, vietqr
from lienthong.work.payments import queries as payments
from lienthong.work.payments.models import Intent
from lienthong.work.payments.rules import NotPaidYet
from lienthong.work.payments.states import TAKES_MONEY

_PIXELS_A_MODULE = 12
"""Large enough to be found by a bank's app in a picture of a small screen."""


class NothingToPayHere(NotFound):
    """Nothing is to be paid by transfer for this dossier now. Its page says what became of the fee."""


@citizen
@require_safe
def pay(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """How to pay; the bank's own word to us decides, never this page. Refuses: NoSuchDossier."""
    found = queries.dossier_of(request.user, dossier_id)
    if not found.fee or found.paid_at is not None or not found.is_open:
        return redirect("portal:dossier", dossier_id)
    intent = intent_of(found)
    context = {
        "dossier": found,
        "title": found.version.name,
        "intent": intent,
        "transfer": None,
        "due": intent.due_dong if intent else found.fee,
        "goes_back": fees.if_not_received(),
        "stays": fees.once_received(found),
    }
    if intent is not None and _takes_money(intent):
        code = payments.payload(intent)
        context |= {
            "transfer": payments.transfer(intent),
            "bank": banks.name_of(intent.account.bank_bin),
            "qr": mark_safe(vietqr.svg(code, title=_("Mã VietQR để chuyển khoản"))),  # noqa: S308 - our own drawing
            "try_link": payments.try_link(intent),
        }
    return page(request, "portal/pay.html", context)


@citizen
@require_safe
def picture(request: CitizenRequest, dossier_id: UUID) -> HttpResponse:
    """The code to save and open in the bank's app, on the same telephone. Refuses: NoSuchDossier, NothingToPayHere."""
    found = queries.dossier_of(request.user, dossier_id)
    intent = intent_of(found)
    if intent is None or not found.is_open or found.paid_at is not None or not _takes_money(intent):
        raise NothingToPayHere
    answer = HttpResponse(vietqr.png(payments.payload(intent), scale=_PIXELS_A_MODULE), content_type="image/png")
    answer.headers["Content-Disposition"] = disposition(f"vietqr-{intent.reference}.png", inline=False)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@citizen
@require_safe
def receipt(request: CitizenRequest, dossier_id: UUID) -> HttpResponseBase:
    """The receipt of the transfer, under the seal of the body. Refuses: NoSuchDossier, NotPaidYet, NoCertificate."""
    found = queries.dossier_of(request.user, dossier_id)
    with transaction.atomic():
        file = actions.seal_receipt(intent=_asked(found), by=request.user, now=request.now)
    return giving.download(request, file, inline="save" not in request.GET)


def _asked(found: Dossier) -> Intent:
    intent = intent_of(found)
    if intent is None:
        raise NotPaidYet
    return intent


def _takes_money(intent: Intent) -> bool:
    return intent.state in TAKES_MONEY

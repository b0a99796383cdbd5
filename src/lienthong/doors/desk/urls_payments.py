"""Addresses of money: what nobody is due, one such sum, and what is on its way back."""

from django.urls import URLPattern, path

from lienthong.doors.desk.payments import cash, fee, refunds, sums

_ONE = "payments/<uuid:credit_id>/"
_REFUND = "payments/refunds/<uuid:refund_id>/"
urlpatterns: list[URLPattern] = [
    path("payments/", sums.payments, name="payments"),
    path("payments/cash/<uuid:dossier_id>/", cash.hand_back, name="payment-cash"),
    path("payments/fee/<uuid:dossier_id>/", fee.give_back, name="payment-fee"),
    path(_ONE, sums.payment, name="payment"),
    path(_ONE + "match/", sums.match, name="payment-match"),
    path(_ONE + "give-back/", sums.give_back, name="payment-give-back"),
    path(_REFUND + "sent/", refunds.sent, name="payment-refund-sent"),
    path(_REFUND + "failed/", refunds.failed, name="payment-refund-failed"),
    path(_REFUND + "done/", refunds.done, name="payment-refund-done"),
]

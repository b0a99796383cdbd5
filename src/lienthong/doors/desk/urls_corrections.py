"""Addresses of requests to correct a register."""

from django.urls import URLPattern, path

from lienthong.doors.desk.corrections import cases

_ONE = "corrections/<uuid:correction_id>/"
urlpatterns: list[URLPattern] = [
    path("corrections/", cases.corrections, name="corrections"),
    path(_ONE, cases.correction, name="correction"),
    path(_ONE + "propose/", cases.propose, name="correction-propose"),
    path(_ONE + "confirm/", cases.confirm, name="correction-confirm"),
    path(_ONE + "send-back/", cases.send_back, name="correction-send-back"),
    path(_ONE + "refuse/", cases.refuse, name="correction-refuse"),
    path(_ONE + "evidence/<uuid:evidence_id>/", cases.evidence, name="correction-evidence"),
    path(_ONE + "reading.json", cases.receipt, name="correction-reading-receipt"),
]

"""Addresses: what waits for me, the inbox, and one received document with its steps, files and papers."""

from django.urls import URLPattern, path

from lienthong.doors.desk.incoming import case, lists, steps

_ONE = "deliveries/<uuid:delivery_id>/"

urlpatterns: list[URLPattern] = [
    path("", lists.mine, name="mine"),
    path("keep-filter/", lists.keep_filter, name="keep-filter"),
    path("incoming/", lists.inbox, name="incoming"),
    path("incoming/accept/", steps.accept_many, name="accept-many"),
    path(_ONE, case.case, name="delivery"),
    path(_ONE + "accept/", steps.accept, name="accept"),
    path(_ONE + "refuse/", steps.refuse, name="refuse"),
    path(_ONE + "assign/", steps.assign, name="assign"),
    path(_ONE + "start/", steps.start, name="start"),
    path(_ONE + "contribute/", steps.contribute, name="contribute"),
    path(_ONE + "complete/", steps.complete, name="complete"),
    path(_ONE + "answer/", steps.answer_change, name="answer-change"),
    path(_ONE + "file/", case.file, name="delivery-file"),
    path(_ONE + "pages/<int:number>.png", case.picture, name="delivery-page"),
    path(_ONE + "annexes/<uuid:annex_id>/", case.annex, name="delivery-annex"),
    path(_ONE + "receipt/", case.receipt, name="receipt"),
    path(_ONE + "receipt.json", case.receipt_content, name="receipt-content"),
    path(_ONE + "receipt.p7s", case.receipt_seal, name="receipt-seal"),
    path(_ONE + "slip/", case.slip, name="slip"),
]

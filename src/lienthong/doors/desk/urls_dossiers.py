"""Addresses of the one-stop shop: lists, one dossier, and its steps."""

from django.urls import URLPattern, path

from lienthong.doors.desk.dossiers import board, case, consulting, lists, printing, steps

_ONE = "dossiers/<uuid:dossier_id>/"
urlpatterns: list[URLPattern] = [
    path("dossiers/", lists.dossiers, name="dossiers"),
    path("dossiers/book/", printing.book, name="dossier-book"),
    path("board/", board.board, name="board"),
    path("board/figures.csv", board.board_csv, name="board-csv"),
    path("board/<slug:name>/", board.board_number, name="board-number"),
    path(_ONE + "forms/<slug:number>.pdf", printing.form, name="dossier-form"),
    path(_ONE, case.case, name="dossier"),
    path(_ONE + "files/<uuid:attachment_id>/", case.file, name="dossier-file"),
    path(_ONE + "result.pdf", case.result, name="dossier-result"),
    path(_ONE + "results/<uuid:result_id>.pdf", case.former_result, name="dossier-former-result"),
    path(_ONE + "receive/", steps.receive, name="dossier-receive"),
    path(_ONE + "cash/", steps.cash, name="dossier-cash"),
    path(_ONE + "heed/", steps.heed, name="dossier-heed"),
    path(_ONE + "remind/", steps.remind, name="dossier-remind"),
    path(_ONE + "acknowledge/", steps.acknowledge, name="dossier-acknowledge"),
    path(_ONE + "pass-on/", steps.pass_on, name="dossier-pass-on"),
    path(_ONE + "undo/", steps.undo, name="dossier-undo"),
    path(_ONE + "refuse/", steps.refuse, name="dossier-refuse"),
    path(_ONE + "stop/", steps.stop, name="dossier-stop"),
    path(_ONE + "supplement/", steps.supplement, name="dossier-supplement"),
    path(_ONE + "consult/", consulting.consult, name="dossier-consult"),
    path(_ONE + "opinions/<uuid:opinion_id>/link/", consulting.link, name="dossier-link-opinion"),
    path(_ONE + "opinions/<uuid:delivery_id>.pdf", consulting.answer, name="dossier-opinion"),
    path(_ONE + "opinions/<uuid:delivery_id>/<uuid:annex_id>/", consulting.annex, name="dossier-opinion-annex"),
    path(_ONE + "propose/", steps.propose, name="dossier-propose"),
    path(_ONE + "decide/", steps.decide, name="dossier-decide"),
    path(_ONE + "apologise/", steps.apologise, name="dossier-apologise"),
    path(_ONE + "assign/", steps.assign, name="dossier-assign"),
    path(_ONE + "invitation/", printing.invitation, name="dossier-invitation"),
    path(_ONE + "revoke/", steps.revoke, name="dossier-revoke"),
    path(_ONE + "return/", steps.return_result, name="dossier-return"),
]

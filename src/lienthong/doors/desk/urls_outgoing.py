"""Addresses of outgoing documents: list, compose, case, steps, numbers."""

from django.urls import path

from lienthong.doors.desk.outgoing import annexes, case, changing, composing, files, lists, numbers, recipients, steps

urlpatterns = [
    path("outgoing/", lists.outgoing, name="outgoing"),
    path("documents/new/", composing.compose, name="compose"),
    path("documents/preview/", composing.preview, name="preview"),
    path("documents/paper/", numbers.paper, name="paper-number"),
    path("documents/<uuid:document_id>/", case.document, name="document"),
    path("documents/<uuid:document_id>/edit/", composing.edit, name="edit"),
    path("documents/<uuid:document_id>/recipients/", recipients.recipients, name="recipients"),
    path("documents/<uuid:document_id>/annexes/", annexes.annexes, name="annexes"),
    path("documents/<uuid:document_id>/annexes/<uuid:annex_id>/", files.annex, name="annex"),
    path("documents/<uuid:document_id>/file/", files.latest, name="document-file"),
    path("documents/<uuid:document_id>/versions/<int:ordinal>/", files.version, name="document-version"),
    path("documents/<uuid:document_id>/versions/<int:ordinal>/<int:page>.png", files.page, name="document-page"),
    path("documents/<uuid:document_id>/archived/", files.archived, name="document-archived"),
    path("documents/<uuid:document_id>/draft/", files.draft, name="document-draft"),
    path("documents/<uuid:document_id>/draft/<int:page>.png", files.draft_page, name="document-draft-page"),
    path("documents/<uuid:document_id>/source/", files.source, name="document-source"),
    path("documents/<uuid:document_id>/comments/", steps.comment, name="comment"),
    path("documents/<uuid:document_id>/submit/", steps.submit, name="submit"),
    path("documents/<uuid:document_id>/sign/", steps.sign, name="sign"),
    path("documents/<uuid:document_id>/return/", steps.give_back, name="return"),
    path("documents/<uuid:document_id>/abandon/", steps.abandon, name="abandon"),
    path("documents/<uuid:document_id>/issue/", steps.issue, name="issue"),
    path("documents/<uuid:document_id>/recall/", changing.recall, name="recall"),
    path("documents/<uuid:document_id>/amend/", changing.amend, name="amend"),
    path("documents/<uuid:document_id>/number/", numbers.void, name="void-number"),
]

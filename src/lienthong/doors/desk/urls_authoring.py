"""Addresses of a body's procedures: versions and what changed between them, drafts, publication, offering."""

from django.urls import URLPattern, path

from lienthong.doors.desk.authoring import drafts, offering, preview, versions

_DRAFT = "procedures/drafts/<uuid:draft_id>/"
urlpatterns: list[URLPattern] = [
    path("procedures/", versions.procedures, name="procedures"),
    path("procedures/offers/", offering.offers, name="procedure-offers"),
    path("procedures/offers/<slug:key>/", offering.offer, name="procedure-offer"),
    path("procedures/offers/<slug:key>/stop/", offering.stop, name="procedure-offer-stop"),
    path("procedures/drafts/", drafts.begin, name="procedure-begin"),
    path(_DRAFT, drafts.draft, name="procedure-draft"),
    path(_DRAFT + "file/", drafts.file, name="procedure-file"),
    path(_DRAFT + "file/remove/", drafts.remove, name="procedure-file-remove"),
    path(_DRAFT + "preview/", preview.preview, name="procedure-preview"),
    path(_DRAFT + "drop/", drafts.drop, name="procedure-drop"),
    path(_DRAFT + "publish/", drafts.publish, name="procedure-publish"),
    path("procedures/versions/<uuid:version_id>/", versions.version, name="procedure-version"),
    path("procedures/versions/<uuid:version_id>/compare/", versions.compare, name="procedure-compare"),
]

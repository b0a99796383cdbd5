"""Addresses of a body's procedures: the list, one version, and what changed between two."""

from django.urls import URLPattern, path

from lienthong.doors.desk.authoring import versions

urlpatterns: list[URLPattern] = [
    path("procedures/", versions.procedures, name="procedures"),
    path("procedures/versions/<uuid:version_id>/", versions.version, name="procedure-version"),
    path("procedures/versions/<uuid:version_id>/compare/", versions.compare, name="procedure-compare"),
]

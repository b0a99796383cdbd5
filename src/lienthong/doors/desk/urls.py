"""Addresses of the desk, one file for each part of the work."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lienthong.doors.desk.urls_incoming")),
    path("", include("lienthong.doors.desk.urls_dossiers")),
    path("", include("lienthong.doors.desk.urls_feedback")),
    path("", include("lienthong.doors.desk.urls_petitions")),
    path("", include("lienthong.doors.desk.urls_corrections")),
    path("", include("lienthong.doors.desk.urls_authoring")),
    path("", include("lienthong.doors.desk.urls_counter")),
    path("", include("lienthong.doors.desk.urls_payments")),
    path("", include("lienthong.doors.desk.urls_outgoing")),
    path("", include("lienthong.doors.desk.urls_reference")),
    path("", include("lienthong.doors.desk.urls_acting")),
    path("", include("lienthong.doors.desk.urls_evidence")),
    path("", include("lienthong.doors.desk.urls_imports")),
    path("", include("lienthong.doors.desk.urls_notices")),
]

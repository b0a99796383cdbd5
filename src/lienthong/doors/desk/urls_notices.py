"""Addresses of one's notices."""

from django.urls import URLPattern, path

from lienthong.doors.desk import notices_views

urlpatterns: list[URLPattern] = [
    path("notices/", notices_views.notices, name="notices"),
    path("notices/read/", notices_views.read_all, name="notices-read"),
]

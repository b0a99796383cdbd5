"""Addresses open to everybody."""

from django.urls import URLPattern, URLResolver, include, path

from lienthong.doors.observatory import log_views, pki_views

app_name = "observatory"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(log_views.urlpatterns)),
    path("", include(pki_views.urlpatterns)),
]

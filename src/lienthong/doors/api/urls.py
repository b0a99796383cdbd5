"""Addresses of the API, made from the table of endpoints; what is none of them is refused as problem-JSON."""

from django.urls import URLPattern, URLResolver, path, re_path

from lienthong.doors.api import edge, edxml_views, endpoints, page, payment_views

app_name = "api"
_declared = [
    path(next(iter(methods.values())).route, edge.view_of(methods), name=next(iter(methods.values())).name)
    for methods in endpoints.by_path().values()
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", page.readable, name="readable"),
    path("v1/openapi.json", page.document, name="openapi"),
    *_declared,
    *edxml_views.urlpatterns,
    *payment_views.urlpatterns,
    re_path(r"^.*$", edge.nothing_here, name="nothing-here"),
]

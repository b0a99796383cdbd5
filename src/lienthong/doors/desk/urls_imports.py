"""Addresses: bringing in edXML files."""

from django.urls import URLPattern, path

from lienthong.doors.desk.imports import views

urlpatterns: list[URLPattern] = [path("imports/", views.imports, name="imports")]

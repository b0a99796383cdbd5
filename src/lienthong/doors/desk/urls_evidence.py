"""Addresses of proof: the evidence of a delivery."""

from django.urls import URLPattern, path

from lienthong.doors.desk import evidence_views

urlpatterns: list[URLPattern] = [
    path("deliveries/<uuid:delivery_id>/evidence/", evidence_views.download, name="evidence"),
]

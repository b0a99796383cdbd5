"""Addresses of what people say: cases to call back."""

from django.urls import URLPattern, path

from lienthong.doors.desk.feedback import cases

urlpatterns: list[URLPattern] = [
    path("feedback/", cases.cases, name="feedback"),
    path("feedback/<uuid:case_id>/", cases.case, name="feedback-case"),
    path("feedback/<uuid:case_id>/take/", cases.take, name="feedback-take"),
    path("feedback/<uuid:case_id>/close/", cases.close, name="feedback-close"),
]

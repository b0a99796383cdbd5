"""Addresses of petitions at the two bodies."""

from django.urls import URLPattern, path

from lienthong.doors.desk.petitions import cases

_ONE = "petitions/<uuid:petition_id>/"
urlpatterns: list[URLPattern] = [
    path("petitions/", cases.petitions, name="petitions"),
    path("petitions/desk/", cases.name_desk, name="petition-desk"),
    path(_ONE, cases.petition, name="petition"),
    path(_ONE + "files/<uuid:file_id>/", cases.petition_file, name="petition-file"),
    path(_ONE + "<slug:name>/", cases.step, name="petition-step"),
]

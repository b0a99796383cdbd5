"""Addresses of petitions at the two bodies."""

from django.urls import URLPattern, path

from lienthong.doors.desk.petitions import cases, entering

_ONE = "petitions/<uuid:petition_id>/"
urlpatterns: list[URLPattern] = [
    path("petitions/", cases.petitions, name="petitions"),
    path("petitions/desk/", cases.name_desk, name="petition-desk"),
    path("petitions/enter/", entering.enter, name="petition-enter"),
    path(_ONE + "entered/", entering.entered, name="petition-entered"),
    path(_ONE + "slips/<slug:name>/", entering.slip, name="petition-slip"),
    path(_ONE + "merge/", cases.merge, name="petition-merge"),
    path(_ONE, cases.petition, name="petition"),
    path(_ONE + "files/<uuid:file_id>/", cases.petition_file, name="petition-file"),
    path(_ONE + "<slug:name>/", cases.step, name="petition-step"),
]

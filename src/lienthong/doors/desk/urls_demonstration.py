"""Addresses of the demonstration's "sign in as…", outside the desk: nobody is signed in yet."""

from django.urls import URLPattern, path

from lienthong.doors.desk import acting_views

urlpatterns: list[URLPattern] = [
    path("sign-in/as/", acting_views.bodies, name="sign-in-as"),
    path("sign-in/as/enter/", acting_views.sign_in_as, name="enter-as"),
    path("sign-in/as/<uuid:body_id>/", acting_views.people, name="people-of"),
]

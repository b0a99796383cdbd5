"""Addresses of the counter: the window, and entering an application for the person before it."""

from django.urls import URLPattern, path

from lienthong.doors.desk.counter import disputing, intake, window

urlpatterns: list[URLPattern] = [
    path("counter/", window.window, name="counter"),
    path("counter/call/", window.call, name="counter-call"),
    path("counter/tickets/<uuid:ticket_id>/recall/", window.recall, name="counter-recall"),
    path("counter/tickets/<uuid:ticket_id>/end/", window.end, name="counter-end"),
    path("counter/enter/<slug:key>/", intake.enter, name="counter-enter"),
    path("counter/applications/<uuid:application_id>/", intake.fill, name="counter-fill"),
    path("counter/applications/<uuid:application_id>/wrong/<slug:name>/", disputing.dispute, name="counter-dispute"),
    path("counter/applications/<uuid:application_id>/drop/", intake.drop, name="counter-drop"),
    path("counter/dossiers/<uuid:dossier_id>/", intake.done, name="counter-done"),
]

"""Addresses of the hall before the counters, outside the desk: nobody signs in there."""

from django.urls import URLPattern, path

from lienthong.doors.desk.counter import hall

_UNIT = "counter/<uuid:unit_id>/"
urlpatterns: list[URLPattern] = [
    path(_UNIT, hall.kiosk, name="counter-kiosk"),
    path(_UNIT + "display/", hall.display, name="counter-display"),
    path(_UNIT + "tickets/<uuid:ticket_id>/", hall.ticket, name="counter-ticket"),
]

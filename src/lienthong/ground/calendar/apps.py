from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "lienthong.ground.calendar"
    label = "calendar"

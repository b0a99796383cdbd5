from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    name = "lienthong.doors.observatory"
    label = "observatory"

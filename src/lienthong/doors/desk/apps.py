from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lienthong.doors.desk"
    label = "desk"

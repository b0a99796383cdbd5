from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lienthong.doors.api"
    label = "api"

from django.apps import AppConfig


class OnestopConfig(AppConfig):
    name = "lienthong.work.onestop"
    label = "onestop"

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lienthong.ground.notices"
    label = "notices"

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "lienthong.work.services"
    label = "services"

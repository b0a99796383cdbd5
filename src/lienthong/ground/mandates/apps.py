from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "lienthong.ground.mandates"
    label = "mandates"

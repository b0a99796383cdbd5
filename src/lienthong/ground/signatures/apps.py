from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "lienthong.ground.signatures"
    label = "signatures"

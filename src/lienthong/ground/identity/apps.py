from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lienthong.ground.identity"
    label = "identity"

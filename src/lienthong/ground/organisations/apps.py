from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "lienthong.ground.organisations"
    label = "organisations"

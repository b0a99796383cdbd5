from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lienthong.doors.portal"
    label = "portal"

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "lienthong.ground.journal"
    label = "journal"

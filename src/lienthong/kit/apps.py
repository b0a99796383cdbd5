from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "lienthong.kit"
    label = "kit"

    def ready(self) -> None:
        from lienthong.kit import literals, outbox  # noqa: F401 - they declare lookups and a job

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "lienthong.kit"
    label = "kit"

    def ready(self) -> None:
        from lienthong.kit import outbox  # noqa: F401 - declares its job

from django.apps import AppConfig


class OnestopConfig(AppConfig):
    name = "lienthong.work.onestop"
    label = "onestop"

    def ready(self) -> None:
        """Tell people of every step, and hear from payments."""
        from lienthong.work.onestop import telling

        telling.subscribe()

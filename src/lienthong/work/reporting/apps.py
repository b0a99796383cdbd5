from django.apps import AppConfig
from django.conf import settings


class ReportingConfig(AppConfig):
    name = "lienthong.work.reporting"
    label = "reporting"

    def ready(self) -> None:
        """Hear what happens to dossiers, where a portal is connected."""
        from lienthong.work.reporting import telling

        if settings.DVCQG:
            telling.subscribe()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "lienthong.records.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Take part in reorganisations (open deliveries go to the successor), and tell people what waits for them."""
        from lienthong.ground.organisations import reorganisation
        from lienthong.records.exchange import telling
        from lienthong.records.exchange.actions import rehoming

        telling.subscribe()

        reorganisation.register(
            "exchange.deliveries",
            label=_("Văn bản đến chưa xong"),
            count=rehoming.count_open,
            rehome=rehoming.rehome,
            restore=rehoming.restore,
        )

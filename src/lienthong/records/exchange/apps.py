from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "lienthong.records.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Take part in reorganisations: what is open at a dissolved body goes to its successor."""
        from lienthong.ground.organisations import reorganisation
        from lienthong.records.exchange.actions import rehoming

        reorganisation.register(
            "exchange.deliveries",
            label=_("Văn bản đến chưa xong"),
            count=rehoming.count_open,
            rehome=rehoming.rehome,
            restore=rehoming.restore,
        )

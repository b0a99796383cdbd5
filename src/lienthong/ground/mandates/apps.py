from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MandatesConfig(AppConfig):
    name = "lienthong.ground.mandates"
    label = "mandates"

    def ready(self) -> None:
        """Take part in reorganisations: who holds an abolished post holds it no longer."""
        from lienthong.ground.mandates.actions import reorganising
        from lienthong.ground.organisations import reorganisation

        reorganisation.register(
            "mandates.mandates",
            label=_("Người đang giữ vị trí"),
            count=reorganising.count_held,
            rehome=reorganising.end_held,
            restore=reorganising.hold_again,
        )

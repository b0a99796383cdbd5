from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lienthong.ground.notices"
    label = "notices"

    def ready(self) -> None:
        """Carry the codes of identity, which knows no channel itself."""
        from lienthong.ground.identity import carrying
        from lienthong.ground.notices import actions

        carrying.carry_with(sms=actions.text, email=actions.write)

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lienthong.records.registers"
    label = "registers"

    def ready(self) -> None:
        """Tell people how their requests to correct were answered."""
        from lienthong.records.registers import telling

        telling.subscribe()

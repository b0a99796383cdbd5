from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "lienthong.ground.identity"
    label = "identity"

    def ready(self) -> None:
        """Log sign-ins, describe sessions, end the other ones when a password changes."""
        from lienthong.ground.identity import receivers

        receivers.connect()

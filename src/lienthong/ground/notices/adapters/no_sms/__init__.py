"""Where no provider of text messages is connected: said at once, not after hours of trying."""

from lienthong.ground.notices.adapters.base import NeverAgain


class NoSms:
    """Carries nothing to real numbers. A ministry's provider takes this place."""

    simulates = False

    def carry(self, *, address: str, subject: str, text: str, attempt: int) -> None:
        """Refuse. Raises NeverAgain."""
        raise NeverAgain("no provider of text messages is connected")

"""Addresses that behave as asked, for demonstrations and for whoever connects software. Nothing leaves the machine.

`delivered@…` always delivers, `temporary-fail@…` fails three times and then delivers, `slow-fail@…` fails until it is
given up, `permanent-fail@…` does not exist.
"""

from lienthong.ground.notices.adapters.base import NeverAgain, TryAgainLater

DOMAIN = "simulator.lienthong.example"
_TEMPORARY = 3


class Simulator:
    """A development channel: it carries letters nowhere."""

    simulates = True

    def carry(self, *, address: str, subject: str, text: str, attempt: int) -> None:
        """Behave as the name before the @ says."""
        name = address.split("@", 1)[0]
        if name == "permanent-fail":
            raise NeverAgain("simulated: no such address")
        if name == "slow-fail" or (name == "temporary-fail" and attempt <= _TEMPORARY):
            raise TryAgainLater("simulated: try again later")
